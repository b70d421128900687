"""Fields of our dataclasses by reflection: their keys and their resolved types."""

from __future__ import annotations

from typing import Any, get_type_hints


def key_of(field_name: str) -> str:
    """Return the key a field has in YAML and in the graph.

    >>> key_of("in_"), key_of("at_most")
    ('in', 'at_most')
    """
    return field_name.removesuffix("_")


# ---- scalars --------------------------------------------------------------------------------


def hints_of(kind: type) -> dict[str, Any]:
    """Return the resolved field types of one of our dataclasses."""
    return get_type_hints(kind)
