from __future__ import annotations

import gc

import pytest

from api.start import main


def test_the_console_runs_with_the_garbage_collector_on_again(monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["companion", "--version"])

    with pytest.raises(SystemExit) as ended:
        main()

    assert ended.value.code == 0
    assert capsys.readouterr().out.startswith("companion, version ")
    assert gc.isenabled()
