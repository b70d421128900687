"""Where everything of a run is written, and what of it must not be there yet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from kb.errors import CHECK_THE_PATH, WrongInput
from kb.ids import PolicyId
from kb.text import Text
from matcher.columns import Columns
from matcher.register_disk import refused
from matcher.register_output import kind_of
from matcher.register_sheets import ROWS_SHEET, automatic, details_sheet, list_sheet

PICTURES = (".csv", ".json", ".svg")
"""What a summary is written as."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Targets:
    """The files of a run.

    Attributes:
        out: the verdicts.
        sheets: where each table goes; the verdicts last.
        unread: cells that could not be used.
        summary: the files of the summary without their ending.
        parts: the folder of parts, until all are there.
    """

    out: Path
    sheets: Mapping[str, Path]
    unread: Path
    summary: Path
    parts: Path

    @property
    def files(self) -> Iterator[Path]:
        """Yield every file that is written."""
        yield from self.sheets.values()
        yield self.unread
        yield from (self.summary.with_name(self.summary.name + end) for end in PICTURES)


def targets_of(
    out: Path,
    columns: Columns,
    details: Iterable[PolicyId] = (),
    lists: Path | None = None,
    summary: Path | None = None,
) -> Targets:
    """Return where a run writes.

    Args:
        out: the file of verdicts.
        columns: the policies.
        details: policies of which a file beside OUT tells every condition.
        lists: the folder for lists of automatic policies.
        summary: where the summary goes instead of beside OUT.

    Raises:
        WrongInput: OUT is no kind of file we write, or a policy is not there.
    """
    kind_of(out)
    told = {details_sheet(one): _beside(out, f".{_short(one)}{out.suffix}") for one in details}
    names = automatic(columns) if lists is not None else ()
    listed = {list_sheet(one): Path(lists or "") / f"{_short(one)}.csv" for one in names}
    known = summary is not None and summary.suffix.lower() in PICTURES
    stem = summary.with_suffix("") if summary is not None and known else summary
    return Targets(
        out=out,
        sheets={**told, **listed, ROWS_SHEET: out},
        unread=_beside(out, ".unread.csv"),
        summary=stem or _beside(out, ".summary"),
        parts=out.with_name(f"{out.name}.partial"),
    )


def refuse_taken(targets: Targets, register: Path, overwrite: bool, begun: bool) -> None:
    """Refuse to replace what is there.

    Args:
        targets: what will be written.
        register: the file that is read; it is never replaced.
        overwrite: whether what is there may be replaced.
        begun: whether a run of ours was at it; then what stands beside OUT is ours.

    Raises:
        WrongInput: a file is there, or is the register itself.
    """
    for path in targets.files:
        if path.exists() and path.samefile(register):
            same = Text(zh="就是登记表本身。", en="is the register itself.")
            raise WrongInput.at(str(path), same, _ANOTHER_NAME)
        if path.is_dir():
            said = Text(zh="是一个文件夹。", en="is a folder.")
            raise WrongInput.at(str(path), said, _ANOTHER_NAME)
        mine = begun and path != targets.out
        if path.exists() and not (overwrite or mine):
            taken = Text(zh="已经有这个文件。", en="is there already.")
            raise WrongInput.at(str(path), taken, _OVERWRITE)


def refuse_nowhere(targets: Targets) -> None:
    """Refuse folders that are not there; the folder of lists is made.

    Raises:
        WrongInput: a folder is missing and cannot be made.
    """
    for sheet, path in targets.sheets.items():
        if sheet != ROWS_SHEET and not sheet.startswith("details/"):
            with refused(path.parent):
                path.parent.mkdir(parents=True, exist_ok=True)
    for path in (targets.out, targets.summary):
        if not path.parent.is_dir():
            said = Text(zh="没有这个文件夹。", en="there is no such folder.")
            raise WrongInput.at(str(path.parent), said, CHECK_THE_PATH)


_ANOTHER_NAME = Text(zh="请换一个文件名。", en="Choose another name.")
_OVERWRITE = Text(
    zh="请换一个文件名，或者加 --overwrite 覆盖它。",
    en="Choose another name, or add --overwrite to replace it.",
)


def _beside(out: Path, ending: str) -> Path:
    return out.with_name(out.stem + ending)


def _short(policy: PolicyId) -> str:
    return policy.partition("/")[2].replace("/", "-")
