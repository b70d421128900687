"""The notebooks run from a checkout as they stand, and are kept without outputs.

Where they encode texts, what other tests have encoded is there already; the proof asks the model
anew, and lets Spark judge the register where Java is. `tests/matcher/test_spark.py` holds that both
engines say the same.
"""

from __future__ import annotations

import os
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from tests.remembering import shared_folder
from tests.support import ROOT

REMEMBERING = """
from functools import partial
from pathlib import Path
from matcher import embedding
from tests.remembering import Remembering
embedding.SentenceEncoder = partial(Remembering, Path({folder!r}))
"""
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def named(path):
    return path.stem


def read(path):
    return nbformat.read(path, as_version=4)


@pytest.fixture
def surroundings(monkeypatch, tmp_path):
    """Let kernels keep what they keep in a folder of their own."""
    monkeypatch.setenv("COMPANION_STATE", str(tmp_path))
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    return tmp_path


def run(path):
    """Run a notebook; returns what its cells wrote to standard error."""
    notebook = read(path)
    here = {"metadata": {"path": str(ROOT)}}
    NotebookClient(notebook, timeout=300, kernel_name="python3", resources=here).execute()
    streams = [out for cell in notebook.cells for out in cell.get("outputs", ())]
    return [out for out in streams if out.get("name") == "stderr"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=named)
def test_a_notebook_runs_from_top_to_bottom(path, surroundings, monkeypatch, tmp_path_factory):
    first = surroundings / "ipython" / "profile_default" / "startup" / "first.py"
    first.parent.mkdir(parents=True)
    first.write_text(REMEMBERING.format(folder=str(shared_folder(tmp_path_factory, "encoded"))))
    folders = os.environ["PATH"].split(":")
    without_java = (one for one in folders if not (Path(one) / "java").exists())
    monkeypatch.setenv("PATH", ":".join(without_java))

    assert run(path) == []


@pytest.mark.prove
@pytest.mark.parametrize("path", NOTEBOOKS, ids=named)
def test_a_notebook_runs_with_nothing_remembered_and_with_all_there_is(path, surroundings):
    assert run(path) == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=named)
def test_a_notebook_is_kept_clean(path):
    notebook = read(path)

    nbformat.validate(notebook)
    assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)
    assert len({cell.id for cell in notebook.cells}) == len(notebook.cells)
    for cell in notebook.cells:
        assert not cell.get("outputs")
        assert cell.get("execution_count") is None


@pytest.mark.parametrize("path", NOTEBOOKS, ids=named)
def test_a_notebook_explains_itself(path):
    """More than one cell of prose, a heading first, and the terms of the field in Chinese."""
    prose = [cell.source for cell in read(path).cells if cell.cell_type == "markdown"]

    assert prose[0].startswith("# ")
    assert len(prose) >= 4
    assert any("一" <= sign <= "鿿" for text in prose for sign in text)
