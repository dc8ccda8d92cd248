"""What readers of other tools' files share: codes made of names, scales found by their labels."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Collection, Sequence

from analysis.instrument import Option, Scale, ScaleKind
from analysis.scales import BUILT_IN
from questionnaires.formats.question_set_parts import one_line

LONGEST_CODE = 40
_BREAK = re.compile(r"</?(?:br|p|div|li|ul|ol|tr|td|th|h[1-6])\b[^<>]{0,2000}>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z!][^<>]{0,2000}>")
#: Of these an author wants the words, and never what they contain.
_UNSEEN = re.compile(r"<(script|style)\b[^<>]*>.*?(?:</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL)


_MARKUP = re.compile(r"<[/!]?([a-zA-Z][a-zA-Z0-9]{0,15})")
#: No character has so high a number; Python refuses to read numbers of thousands of digits.
_NO_CHARACTER = re.compile(r"&#[0-9]{8,}+;?")


def code_of(name: str, taken: Collection[str], fallback: str) -> str:
    """A code made of a name that nothing else has: small letters, digits and underscores.

    >>> code_of("Q12 Größe?", set(), "item"), code_of("Q1", {"q1"}, "item")
    ('q12_grosse', 'q1_2')
    >>> code_of("12", set(), "item"), code_of("!", {"item"}, "item")
    ('item_12', 'item_2')
    """
    plain = unicodedata.normalize("NFKD", name.replace("ß", "ss")).encode("ascii", "ignore")
    words = re.sub(r"[^a-z0-9]+", "_", plain.decode().lower()).strip("_")
    if not words or not words[0].isalpha():
        words = f"{fallback}_{words}".strip("_")
    cut = words[:LONGEST_CODE]
    if len(words) > LONGEST_CODE and "_" in cut:
        cut = cut.rpartition("_")[0]
    code, number = cut.rstrip("_"), 2
    stem = code
    while code in taken:
        code, number = f"{stem}_{number}", number + 1
    return code


def plain_words(text: str) -> str:
    """A text without markup, on one line: what is read, and nothing that a browser would run.

    >>> plain_words("<p>How <b>easy</b> is it?</p><script>alert(1)</script>")
    'How easy is it?'
    >>> plain_words("a &lt; b &amp; c<br>d")
    'a < b & c d'
    """
    if text.isprintable() and "<" not in text and "&" not in text:
        return one_line(text)
    seen = _TAG.sub("", _BREAK.sub(" ", _UNSEEN.sub(" ", text)))
    words = html.unescape(_NO_CHARACTER.sub("\ufffd", seen)).replace("\xa0", " ")
    readable = (c if c.isprintable() or c in "\t\r\n" else " " for c in words)
    return one_line("".join(readable))


def markup_of(text: str) -> str:
    """The names of the elements that :func:`plain_words` takes out; empty where there are none.

    >>> markup_of("<p>How <b>easy</b> is it?"), markup_of("a < b")
    ('b, p', '')
    """
    if "<" not in text:
        return ""
    return ", ".join(sorted({name.casefold() for name in _MARKUP.findall(text)}))


def scale_of_labels(code: str, labels: Sequence[str], *, is_ordered: bool) -> Scale:
    """The scale with these labels from first to last: one of ours where its labels are the same.

    Labels may run from the best end to the worst: the built-in scale is turned round, as its codes
    go by label and never by position. Ordered labels of a scale of their own begin at 1.

    >>> scale_of_labels("x", ["Yes", "No"], is_ordered=False).code
    'yes_no'
    >>> scale_of_labels("size", ["Small", "Large"], is_ordered=True).values
    (1, 2)
    """
    wanted = [label.casefold() for label in labels]
    for scale in BUILT_IN.values():
        words = [option.label.casefold() for option in scale.options]
        if words and not scale.is_number and wanted in (words, words[::-1]):
            return scale
    taken: set[str] = set()
    options = []
    for position, label in enumerate(labels, start=1):
        name = str(position) if is_ordered else code_of(label, taken, "option")
        taken.add(name)
        options.append(Option(name, label, position if is_ordered else None))
    return Scale(code, ScaleKind.ORDINAL if is_ordered else ScaleKind.SINGLE, tuple(options))
