"""The texts of a question set in the making: without markup, cut to fit, in several languages."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from analysis.instrument import PIPED_KINDS, Item
from analysis.piping import Piece, pieces_of, plain_text
from questionnaires.formats.exchange import Remark, changed, dropped, kept
from questionnaires.formats.exchange_answers import LONGEST_LABEL, LONGEST_UNIT, Words
from questionnaires.formats.exchange_parts import markup_of, plain_words
from questionnaires.formats.exchange_questions import shown

LONGEST_TEXT, LONGEST_TITLE, LONGEST_INTRO = 500, 200, 1_000
#: Stands where an answer would be repeated, until the author writes words.
WITHOUT_ANSWER = "…"
_ROUND = str.maketrans("{}", "()")
_REPEATED = "It repeats the answer to {}. Write behind the bar what stands there without one."
_NOT_REPEATED = f"It cannot be repeated; “{WITHOUT_ANSWER}” stands there. Write other words."

#: Finds in a text where an answer is repeated, and gives the name of its question; empty for what
#: is no question, and ``None`` for what is no such place.
Repeats = tuple[re.Pattern[str], Callable[[re.Match[str]], str | None]]


class DraftTexts:
    """Texts of a file, with a remark on each that reads otherwise here.

    ``names`` leads from names in the file to codes of ``items``; ``texts`` are translations by
    language and path. ``exact`` are texts that a file holds word for word beside those that its
    tool shows, by language ("" is that of the file itself) and path.
    """

    def __init__(
        self, filename: str, tool: str = "", language: str = "en", repeats: Repeats | None = None
    ) -> None:
        self.filename = filename
        self.tool = tool
        self.language = language or "en"
        self.repeats = repeats
        self.remarks: list[Remark] = []
        self.items: dict[str, Item] = {}
        self.names: dict[str, str] = {}
        self.texts: dict[str, dict[str, str]] = {}
        self.exact: dict[str, dict[str, str]] = {}
        self._marked: set[Remark] = set()

    def kept(self, where: str, what: str) -> None:
        """Say that a part means here what it meant there."""
        self.remarks.append(kept(where, what))

    def changed(self, where: str, what: str, why: str) -> None:
        """Say that a part means something a little different now."""
        self.remarks.append(changed(where, what, why))

    def dropped(self, where: str, what: str, why: str) -> None:
        """Say that a part is gone."""
        self.remarks.append(dropped(where, what, why))

    def settings(self, where: str, names: Iterable[str]) -> None:
        """Say that settings are gone which belong to the other tool alone."""
        if listed := ", ".join(shown(name) for name in names):
            self.dropped(where, f"settings {listed}", f"They belong to {self.tool} alone.")

    def plain(self, where: str, text: str) -> str:
        """A text without its markup; the same markup at one place is told once."""
        if names := markup_of(text):
            found = changed(where, f"markup {names}", "Only the words of a text are read.")
            if found not in self._marked:
                self._marked.add(found)
                self.remarks.append(found)
        return plain_words(text)

    def words(self, where: str, text: str, others: Mapping[str, str] | None = None) -> Words:
        """A text without its markup, and in other languages."""
        translated = {
            language: words
            for language, other in (others or {}).items()
            if language != self.language and (words := plain_words(other))
        }
        return Words(self.plain(where, text), translated)

    def exact_words(self, text: str, path: str, language: str = "", *, where: str) -> str:
        """A text of the file for this path; word for word where it has not changed since."""
        words = plain_words(text)
        exact = self.exact.get(language, {}).get(path, "")
        told = plain_words(plain_text(exact))
        # XLSForms take "${" for a reference, so that it is written there with a space.
        if exact and words in (told, told.replace("${", "$ {")):
            return exact
        self.plain(where, text)
        what = path.rpartition(".")[2] + (f", {language}" if language else "")
        return self._with_places(where, what, words, set(), can_repeat=path.startswith("items."))

    def repeating(self, where: str, what: str, words: Words) -> Words:
        """A text in which answers to earlier questions are repeated as our texts do it."""
        told: set[str] = set()

        def one(what: str, text: str) -> str:
            return self._with_places(where, what, self._rounded(where, what, text), told)

        text = one(what, words.text)
        return Words(text, {code: one(f"{what}, {code}", t) for code, t in words.others.items()})

    def item_text(self, text: str, where: str, what: str) -> str:
        """The text of an item, which fits and repeats only what can be repeated."""
        if len(text) > LONGEST_TEXT:  # cut where nothing is repeated: half a place would be braces
            text = self.fitting(plain_text(text), LONGEST_TEXT, where, what)
        return self.mended(text, where, what)

    def fitting(self, text: str, most: int, where: str, what: str) -> str:
        """The text, cut where it is longer than ours can be; the remark says what is gone."""
        if len(text) <= most:
            return text
        rest = shown(text[most - 1 :])
        self.changed(where, what, f"It has at most {most} letters. Cut off: “…{rest}”")
        return text[: most - 1].rstrip() + "…"

    def translate(self, language: str, path: str, text: str) -> None:
        """Keep a text in another language; the first one that is given for a path stays."""
        if not (text and language) or language == self.language:
            return
        what = f"{language}, {path}"
        if path.startswith("items."):
            text = self.item_text(text, "translations", what)
        else:
            text = self.fitting(text, _longest(path), "translations", what)
        stays = self.texts.setdefault(language, {}).setdefault(path, text)
        if stays != text:
            why = f"“{shown(stays)}” stands there before, and a scale has one text."
            self.dropped("translations", f"{what}, “{shown(text)}”", why)

    def translate_all(self, path: str, words: Words) -> None:
        """Keep a text in all of its other languages."""
        for language, text in words.others.items():
            self.translate(language, path, text)

    def mended(self, text: str, where: str, what: str) -> str:
        """The text, repeating no answers but those that ours can repeat."""
        pieces = pieces_of(text)
        if all(self._is_fine(piece) for piece in pieces):
            return text
        why = "It repeats what is no answer that can be repeated; its words stand there."
        self.changed(where, what, why)
        return "".join(map(self._mended, pieces)) or WITHOUT_ANSWER

    def _is_fine(self, piece: Piece) -> bool:
        if not piece.item:
            return self._without_braces(piece.words) == piece.words
        return self._can_repeat(piece.item) and bool(piece.words)

    def _can_repeat(self, code: str) -> bool:
        item = self.items.get(code)
        return item is not None and not item.attribute and item.scale.kind in PIPED_KINDS

    def _mended(self, piece: Piece) -> str:
        if not piece.item:
            return self._without_braces(piece.words)
        words = piece.words or WITHOUT_ANSWER
        return f"{{{piece.item}|{words}}}" if self._is_fine(replace(piece, words=words)) else words

    def _without_braces(self, words: str) -> str:
        """Braces around the code of a question would be a mistake in our YAML."""
        if "{" not in words:
            return words
        return re.sub(
            r"\{([^{}|]*)\}", lambda at: f"({at[1]})" if at[1] in self.items else at[0], words
        )

    def _with_places(
        self, where: str, what: str, text: str, told: set[str], *, can_repeat: bool = True
    ) -> str:
        """The text with places of ours; ``told`` are those that a remark names already."""
        if self.repeats is None or "{" not in text:
            return text
        pattern, name_of = self.repeats

        def place(found: re.Match[str]) -> str:
            name = name_of(found)
            if name is None:
                return found[0]
            code = self.names.get(name, "") if can_repeat else ""
            instead, why = WITHOUT_ANSWER, _NOT_REPEATED
            if self._can_repeat(code):
                instead, why = f"{{{code}|{WITHOUT_ANSWER}}}", _REPEATED.format(code)
            if found[0] not in told:
                told.add(found[0])
                self.changed(where, f"place {shown(found[0])} in the {what}", why)
            return instead

        return pattern.sub(place, text)

    def _rounded(self, where: str, what: str, text: str) -> str:
        """A text of a tool whose braces repeat nothing, or only where its pattern says so."""
        pattern = self.repeats[0] if self.repeats else None
        between = pattern.sub("", text) if pattern else text
        if "{" not in between and "}" not in between:
            return text
        self.changed(where, f"braces in the {what}", "They are round: braces repeat an answer.")
        pieces, end = [], 0
        for found in pattern.finditer(text) if pattern else ():
            pieces += [text[end : found.start()].translate(_ROUND), found[0]]
            end = found.end()
        return "".join([*pieces, text[end:].translate(_ROUND)])


def _longest(path: str) -> int:
    """How long a text at this path can be."""
    name = path.rpartition(".")[2]
    if path == "description" or name == "intro":
        return LONGEST_INTRO
    if path.startswith("scales."):
        return LONGEST_LABEL if ".options." in path else LONGEST_UNIT
    return LONGEST_TITLE
