"""What writers for other tools share: texts word for word, and what those tools cannot hold."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from analysis.instrument import Instrument
from analysis.piping import plain_text
from questionnaires.formats.exchange import Remark, changed
from questionnaires.formats.exchange_parts import plain_words


@dataclass(slots=True)
class ExactTexts:
    """The texts that the markup of another tool, or its lack of piping, would change.

    ``plain`` gives what that tool shows; ``Draft.exact_words`` finds the text again.
    """

    texts: dict[str, dict[str, str]] = field(default_factory=dict)

    def plain(self, text: str, path: str, language: str = "") -> str:
        """The text for the other tool."""
        shown = plain_text(text)
        if text and plain_words(shown) != text:
            self.keep(text, path, language)
        return shown

    def keep(self, text: str, path: str, language: str = "") -> None:
        """Keep a text that the other tool has no place for."""
        self.texts.setdefault(language, {})[path] = text


def translations_besides(instrument: Instrument, exact: ExactTexts, shown: Collection[str]) -> None:
    """Keep all translations whose paths the other tool has no place for."""
    for language, texts in instrument.translations.items():
        for path, text in texts.items():
            if path not in shown:
                exact.keep(text, path, language)


def losses_of(instrument: Instrument, tool: str, *, na: bool = True) -> list[Remark]:
    """What every other tool does otherwise, told item by item."""
    remarks = []
    for item in instrument.items:
        where, scale = f"question {item.code}", item.scale
        if na and item.allows_na and item.is_counted:
            why = f"{tool} offers no “Not applicable” with it; Candor reads that it does."
            remarks.append(changed(where, "na", why))
        if item.repeats:
            why = f"{tool} shows the words behind the bar; Candor reads the answer back."
            remarks.append(changed(where, "repeated answer", why))
        if scale.favourable or item.reverse:
            why = f"{tool} does not score answers; Candor reads it back."
            remarks.append(changed(where, "good and bad answers", why))
    return remarks
