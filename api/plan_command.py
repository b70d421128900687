"""`companion plan`: the plan in words, as JSON, as a picture, on paper, and questions about it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

import click

from api import given, plan_shapes, told_compared
from api.console import DATA, FACTS, JSON, KNOWN, LANG, ON, say, with_house
from api.told_plan import plan_text
from api.told_words import say as words
from api.wiring import House
from flowchart.difference import compared
from flowchart.plan import Plan, Wish
from flowchart.what_if import options
from flowchart.why import why
from kb.errors import WrongInput
from kb.ids import SceneId
from kb.kinds import HandlingMode
from kb.text import Language, Text
from matcher.applicant import Facts

_FILE: Final = click.Path(path_type=Path, dir_okay=False)
_ONE_QUESTION: Final = (
    Text(
        zh="不能和 --what-if、--why、--against 里的另一个一起用。",
        en="does not go with another of --what-if, --why and --against.",
    ),
    Text(zh="请一次问一个。", en="Ask one at a time."),
)
_EVERY_MODE: Final = (
    Text(zh="不能和 --what-if 一起用。", en="does not go with --what-if."),
    Text(zh="它本来就把五种办法都列出来，请去掉 --mode。", en="It shows all modes; leave it out."),
)
_ONE_PICTURE: Final = (
    Text(
        zh="里有几个申请人，图上只能画一个。", en="holds several applicants; a picture shows one."
    ),
    Text(zh="请只留一个。", en="Leave one in."),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is asked on the console besides the scenes: how, what about it, and which files."""

    mode: str | None
    open_on: str | None
    what_if: bool
    why: tuple[str, ...]
    against: str | None
    svg: Path | None
    png: Path | None
    pdf: Path | None
    as_json: bool
    lang: Language

    @property
    def draws(self) -> bool:
        """Say whether files are wanted."""
        return any((self.svg, self.png, self.pdf))


@click.command()
@click.argument("scenes", nargs=-1, required=True, metavar="SCENE…")
@FACTS
@click.option(
    "--mode", type=click.Choice([str(one) for one in HandlingMode]), help="How steps are handled."
)
@click.option("--open-on", metavar="DATE", help="A fixed opening day: by when to apply.")
@click.option("--what-if", is_flag=True, help="The five modes side by side.")
@click.option("--why", multiple=True, metavar="SERVICE", help="Why it is in the plan, or not.")
@click.option("--against", metavar="FILE", help="Facts of before: what changed since.")
@click.option("--svg", type=_FILE, metavar="FILE", help="Write the flowchart there as SVG.")
@click.option("--png", type=_FILE, metavar="FILE", help="Write the flowchart there as PNG.")
@click.option("--pdf", type=_FILE, metavar="FILE", help="Write the plan there as PDF (A4).")
@JSON
@DATA
@ON
@KNOWN
@LANG
@with_house
def plan(
    house: House, scenes: tuple[str, ...], facts_file: str | None, on: str | None, **said: Any
) -> None:
    """Make the plan for one or several scenes, by id or in free words."""
    wanted = Wanted(**said)
    day, wish = given.day_of(house, on), _wish(house, wanted)
    chosen = [given.scene_of(house, scene) for scene in scenes]
    asker = _Asker(
        house=house,
        scenes=chosen,
        guessed=[one for one in chosen if one not in given.named(house, scenes)],
        on=day,
        wish=wish,
        wanted=wanted,
    )
    for facts, before in asker.applicants(facts_file):
        asker.answer(facts, before)


def _wish(house: House, wanted: Wanted) -> Wish:
    """Return what is wished for.

    Raises:
        WrongInput: two questions at once, a mode beside all modes, or no day to open on.
    """
    asked = {
        "--what-if": wanted.what_if,
        "--why": bool(wanted.why),
        "--against": wanted.against is not None,
    }
    several = [name for name, is_asked in asked.items() if is_asked]
    if len(several) > 1:
        raise WrongInput.at(several[0], *_ONE_QUESTION)
    if wanted.what_if and wanted.mode is not None:
        raise WrongInput.at("--mode", *_EVERY_MODE)
    open_on = given.day_of(house, wanted.open_on, "--open-on") if wanted.open_on else None
    return Wish(mode=HandlingMode(wanted.mode or HandlingMode.STANDARD), open_on=open_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asker:
    """Answers one question about the plans of one or several applicants."""

    house: House
    scenes: Sequence[SceneId]
    guessed: Sequence[SceneId]
    on: date
    wish: Wish
    wanted: Wanted

    def applicants(self, file: str | None) -> Iterator[tuple[Facts, Facts | None]]:
        """Yield the facts of each applicant, and those of before where they are compared.

        Raises:
            WrongInput: several applicants for one picture; or of before there are neither one
                nor as many as there are now.
        """
        now = given.facts_in(self.house, file)
        if self.wanted.against is None and not self.wanted.draws:
            yield from ((facts, None) for facts in now)
            return
        known = list(now)
        if self.wanted.draws and len(known) > 1:
            raise WrongInput.at("--facts", *_ONE_PICTURE)
        yield from zip(known, self._before(len(known)), strict=True)

    def _before(self, many: int) -> Sequence[Facts | None]:
        if self.wanted.against is None:
            return [None] * many
        held = list(given.facts_in(self.house, self.wanted.against))
        if len(held) not in (1, many):
            problem = Text(
                zh=f"里有 {len(held)} 个申请人，--facts 里有 {many} 个。",
                en=f"holds {len(held)} applicants, --facts {many}.",
            )
            remedy = Text(zh="请写一个，或者一样多。", en="Write one, or as many.")
            raise WrongInput.at("--against", problem, remedy)
        return held if len(held) == many else held * many

    def answer(self, facts: Facts, before: Facts | None) -> None:
        """Print what was asked about one applicant, and write the files."""
        made = self._plan(facts) if self.wanted.draws or not self.wanted.what_if else None
        earlier = self._plan(before) if before is not None else None
        shape, text = self._told(facts, made, earlier)
        say(shape, text, self.wanted.as_json)
        if made is not None and self.wanted.draws:
            self._write(made, earlier)

    def _plan(self, facts: Facts) -> Plan:
        return self.house.plan(self.scenes, facts, self.on, wish=self.wish)

    def _told(self, facts: Facts, made: Plan | None, earlier: Plan | None) -> tuple[object, str]:
        """Return the answer for a program and for a person."""
        catalogue, language = self.house.catalogue, self.wanted.lang
        if made is None or self.wanted.what_if:
            modes = options(self.house.planner, self.scenes, facts, self.on, self.wish.open_on)
            said = told_compared.what_if_text(modes, catalogue, language)
            return plan_shapes.what_if_shape(modes), said
        if self.wanted.why:
            wanted = [given.service_of(self.house, one, "--why") for one in self.wanted.why]
            found = [why(one, made, catalogue) for one in wanted]
            said = told_compared.why_text(found, made, catalogue, language)
            return plan_shapes.whys_shape(found), said
        if earlier is not None:
            changed = compared(earlier, made)
            said = told_compared.changes_text(changed, catalogue, language)
            return plan_shapes.changes_shape(changed), said
        said = plan_text(made, catalogue, language, self.guessed)
        return plan_shapes.plan_shape(made, catalogue), said

    def _write(self, made: Plan, earlier: Plan | None) -> None:
        """Write the files that were asked for; in JSON nothing is said of them."""
        from api import plan_files  # drawing and setting type are loaded where they are wanted

        marks = compared(earlier, made).marks if earlier is not None else {}
        sheet = plan_files.Sheet(made, self.house.catalogue, self.wanted.lang, marks)
        makers: dict[Path | None, Callable[[], bytes]] = {
            self.wanted.svg: sheet.svg,
            self.wanted.png: sheet.png,
            self.wanted.pdf: sheet.pdf,
        }
        for file, content in makers.items():
            if file is not None:
                given.write(str(file), content())
                if not self.wanted.as_json:
                    click.echo(words(self.wanted.lang, "written", file=file))
