"""`companion evaluate search`: how well the search answers questions whose answers are known."""

from __future__ import annotations

from typing import Any, Final

import click

from api import given
from api.console import JSON, LANG, say, watched
from api.meaning import make_encoder, spoken_by_encoder
from api.settings import Settings
from kb.text import Language
from matcher.beir import File, Questions, read_beir
from matcher.embedding import Encoder
from matcher.evaluation import (
    LANGUAGES_TOLD,
    Evaluation,
    Figures,
    Languages,
    Way,
    evaluated,
    languages_of,
)
from matcher.ranking import Ranking
from matcher.vector_file import VectorFiles

RECALLED_AT: Final = (1, 5, 10)
_WAYS: Final = {
    "zh": {Way.WORDS: "只按词", Way.VECTORS: "只按意思", Way.FUSED: "词和意思"},
    "en": {Way.WORDS: "words alone", Way.VECTORS: "meaning alone", Way.FUSED: "words and meaning"},
}
_LANGUAGES: Final = {
    "zh": {"zh": "中文", "en": "英文", "other": "其他语言"},
    "en": {"zh": "Chinese", "en": "English", "other": "another language"},
}
_HEAD: Final = {
    "zh": "{documents:,} 份文档，{queries:,} 个问题（{languages}）。",
    "en": "{documents:,} documents, {queries:,} queries ({languages}).",
}


@click.group()
def evaluate() -> None:
    """Measure how good the answers are."""


@evaluate.command()
@click.argument("corpus")
@click.argument("queries")
@click.argument("qrels")
@click.option(
    "--texts",
    type=click.Choice(LANGUAGES_TOLD),
    help="The language of documents and queries (default: guessed).",
)
@JSON
@LANG
def search(
    corpus: str, queries: str, qrels: str, texts: str | None, as_json: bool, lang: Language
) -> None:
    """Measure the search on files in the BEIR layout: recall@1, @5, @10, mrr@10, latency."""
    read = (File(name, given.read(name)) for name in (corpus, queries, qrels))
    questions = read_beir(*read)
    languages = languages_of(questions, texts)
    found = _measured(questions, languages, as_json)
    say(_shape(found), _words(found, lang), as_json)


def _measured(questions: Questions, languages: Languages, as_json: bool) -> Evaluation:
    """Return the figures; vectors are kept beside the house's own, for the next time.

    Raises:
        Unavailable: there is no such encoder.
    """
    settings = Settings()
    encoder: Encoder | None = None
    if languages.worth_encoding(spoken_by_encoder(settings)):
        encoder = make_encoder(settings)
    with watched("Encoding documents", as_json) as progress:
        files = VectorFiles(settings.state / "vectors" / "evaluated", progress)
        ranking = Ranking(list(questions.documents.values()), encoder, indexed=files)
        files.settle()
    with watched("Asking queries", as_json) as progress:
        return evaluated(ranking, questions, languages, progress)


def _shape(found: Evaluation) -> dict[str, Any]:
    return {
        "documents": found.documents,
        "queries": len(found.figures.asked),
        "languages": dict(found.languages),
        **_figures(found.figures),
        "by": {way: _figures(figures) for way, figures in found.by.items()},
    }


def _figures(of: Figures) -> dict[str, Any]:
    return {
        "queries": len(of.asked),
        **{f"recall@{depth}": round(of.recall(depth), 4) for depth in RECALLED_AT},
        "mrr@10": round(of.mrr, 4),
        "latency_ms": {f"p{p}": round(of.milliseconds(p), 2) for p in (50, 95)},
    }


def _words(found: Evaluation, lang: Language) -> str:
    """Return the figures of the search as it answers, then a line for each way."""
    spoken = ", ".join(_LANGUAGES[lang][one] for one in found.languages)
    head = _HEAD[lang].format(
        documents=found.documents, queries=len(found.figures.asked), languages=spoken
    )
    figures = _figures(found.figures)
    names = [name for name in figures if "@" in name]
    ways = [f"{_WAYS[lang][way]}: " + _line(_figures(of), names) for way, of in found.by.items()]
    return "\n".join([head, *(f"{name} {figures[name]:.4f}" for name in names), *ways])


def _line(figures: dict[str, Any], names: list[str]) -> str:
    quality = "  ".join(f"{name} {figures[name]:.3f}" for name in names)
    latency = "  ".join(f"{p} {ms:.1f} ms" for p, ms in figures["latency_ms"].items())
    return f"{quality}  {latency}"
