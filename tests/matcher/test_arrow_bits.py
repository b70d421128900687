from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.arrow_bits import flag_bits, known_bits_of, values_of
from matcher.planes import unpacked

FLAGS = st.lists(st.none() | st.booleans(), max_size=300)


@given(FLAGS, st.integers(0, 80), st.integers(0, 150))
def test_bits_of_a_slice_are_those_of_its_applicants(flags, begin, rows):
    """A slice may begin within a byte."""
    array = pa.array(flags, type=pa.bool_()).slice(begin, rows)
    wanted = flags[begin : begin + rows]

    known = known_bits_of(array)

    told = [flag is not None for flag in wanted]
    assert (known is None) == all(told)
    if known is not None:
        assert unpacked(known, len(array)).astype(bool).tolist() == told
    yes = unpacked(flag_bits(array), len(array)).astype(bool).tolist()
    assert [one for one, flag in zip(yes, wanted, strict=True) if flag is not None] == [
        flag for flag in wanted if flag is not None
    ]


@pytest.mark.parametrize("begin", [0, 3])
def test_values_stand_where_arrow_keeps_them(begin):
    array = pa.array(range(10)).slice(begin, 4)

    values = values_of(array, np.int64)

    assert values.tolist() == array.to_pylist()
    assert not values.flags.owndata


def test_nobody_has_no_values():
    assert values_of(pa.array([], type=pa.int64()), np.int64).tolist() == []
