"""What a schema cannot say of texts that repeat an earlier answer (``analysis.piping``)."""

from __future__ import annotations

from collections.abc import Iterator

from analysis.instrument import PIPED_KINDS
from analysis.piping import pieces_of
from questionnaires.formats.located_yaml import Located
from questionnaires.formats.problems import quoted, suggestion
from questionnaires.formats.question_set_parts import Parts, text_of
from questionnaires.formats.question_set_scale_checks import Finding, is_true


def piping_findings(parts: Parts) -> Iterator[Finding]:
    """Texts that repeat what is no earlier answer, or that say nothing where there is none."""
    items = {code: item for item in reversed(parts.items) if (code := item.word("code"))}
    before: list[str] = []
    for item in parts.items:
        code = item.word("code") or "without a code"
        for line, where, text in _texts(parts, item, code):
            for message in _misuses(parts, text, items, before):
                yield Finding(line, f"{where} {message}")
        before.append(code)


def _texts(parts: Parts, item: Located, code: str) -> Iterator[tuple[int, str, str]]:
    """The texts of an item in all languages: the line, what it is called, the text."""
    for key in ("text", "help"):
        if text := text_of(item, key):
            yield item.line_of(key), f"item {code}: {key}", text
    translations = parts.root.get("translations")
    languages = translations.value if translations else {}
    for language, texts in languages.items() if isinstance(languages, dict) else ():
        for key in ("text", "help"):
            path = f"items.{code}.{key}"
            if text := text_of(texts, path):
                yield texts.line_of(path), f"translations, {language}: {path}", text


def _misuses(
    parts: Parts, text: str, items: dict[str, Located], before: list[str]
) -> Iterator[str]:
    for piece in pieces_of(text):
        if piece.item:
            yield from _misuse(parts, piece.item, items, before)
        for code in items if not piece.item else ():
            if f"{{{code}}}" in piece.words:
                yield _without_words(code)
        if piece.item in items and not piece.words:
            yield _without_words(piece.item)


def _without_words(code: str) -> str:
    return (
        f"does not say what stands there without an answer to {code}. Write the words behind a "
        f"bar: {{{code}|what you chose}}."
    )


def _misuse(parts: Parts, code: str, items: dict[str, Located], before: list[str]) -> Iterator[str]:
    """Why the answer to this item cannot be repeated."""
    if code not in items:
        yield (
            f"repeats the answer to {quoted(code)}, which is no item of this set. "
            f"{suggestion(code, before)} For anything else write other brackets."
        )
        return
    if code not in before:
        yield (
            f"repeats the answer to {code}, which is asked only afterwards. Move it before "
            "this item."
        )
    if is_true(items[code], "attribute"):
        yield (
            f"repeats the answer to {code}, which describes people. Name an item about the work."
        )
    scale = parts.scale_of(items[code])
    if scale is not None and scale.kind not in PIPED_KINDS:
        yield (
            f"repeats the answer to {code}, and {scale.code} is no scale of one choice. Name an "
            "item on a scale of kind single or ordinal."
        )
