"""The notebooks run from a checkout as they stand, and are kept without outputs."""

from __future__ import annotations

import nbformat
import pytest
from nbclient import NotebookClient

from tests.support import ROOT

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def named(path):
    return path.stem


def read(path):
    return nbformat.read(path, as_version=4)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=named)
def test_a_notebook_runs_from_top_to_bottom(path, monkeypatch, tmp_path):
    monkeypatch.setenv("COMPANION_STATE", str(tmp_path))
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    notebook = read(path)

    NotebookClient(
        notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(ROOT)}}
    ).execute()

    streams = [out for cell in notebook.cells for out in cell.get("outputs", ())]
    assert [out for out in streams if out.get("name") == "stderr"] == []


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
