"""The overview of a round in short, to paste into a chat: as text, as Markdown and as one picture.

Every sentence is one of :mod:`analysis.exports.overview`: who answered, what clearly changed, at
most five things to look at. What is left out here is counted, and nothing is found anew.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from analysis.charts import theme
from analysis.charts.change import ChangeRow
from analysis.charts.digest import DigestColumn, DigestRow, digest_chart
from analysis.charts.theme import Chart
from analysis.estimates import Change, Verdict, compare_constructs, compare_items
from analysis.exports import words
from analysis.exports.overview import Answer, Question, Statement, overview
from analysis.exports.rows import What, change_rows
from analysis.findings import FindingKind
from analysis.release import Release
from analysis.words import gettext as _
from analysis.words import ngettext, translate

#: Clear changes that are named; the results have all of them.
MOST_CHANGES = 5
#: What Markdown would read as something else than a letter.
_MARKUP = re.compile(r"([\\`*_\[\]<~|])")
BULLET = "\u2022"


@dataclass(frozen=True, slots=True)
class DigestPart:
    """A heading with its sentences: numbered, or each with a bullet. ``remark`` stands below."""

    title: str
    sentences: tuple[str, ...] = ()
    remark: str = ""
    is_ranked: bool = False


@dataclass(frozen=True, slots=True)
class Digest:
    """The whole in words. ``source`` says n, round, mode, k and release."""

    title: str
    answered: str
    parts: tuple[DigestPart, ...]
    source: str


@dataclass(frozen=True, slots=True)
class _Found:
    """What the overview says, as far as a digest says it too."""

    answered: str
    clear: tuple[Statement, ...] = ()
    changes: tuple[ChangeRow, ...] = ()
    possible: int = 0
    nothing_changed: str = ""
    look_at: tuple[Statement, ...] = ()
    nothing_to_look_at: str = ""


def digest(
    release: Release, before: Release | None = None, *, programme: str = "", alone: str = ""
) -> Digest:
    """The digest of a round, compared with ``before`` where given.

    ``programme`` is what the series of rounds is called, ``alone`` why there is no round to compare
    with, where it is for another reason than being the first.
    """
    found = _found(release, before)
    named = release.round.title
    title = _("{programme}, {round}", programme=programme, round=named) if programme else named
    source = words.foot(release, "")
    if release.organisation.hidden:
        return Digest(title, found.answered, (), source)
    changed = DigestPart(
        _("What clearly changed"),
        tuple(one.text for one in found.clear[:MOST_CHANGES]),
        _remark(found) if before else alone or found.nothing_changed,
    )
    to_look_at = DigestPart(
        _("What to look at"),
        tuple(one.text for one in found.look_at),
        found.nothing_to_look_at,
        is_ranked=True,
    )
    return Digest(title, found.answered, (changed, to_look_at), source)


def digest_text(told: Digest, link: str = "") -> str:
    """The digest as plain text; ``link`` is where the results are."""
    lines = [told.title, told.answered]
    for part in told.parts:
        lines += ["", part.title]
        lines += [f"{mark} {one}" for mark, one in _marked(part, BULLET)]
        lines += [part.remark] if part.remark else []
    return _ended(lines, told.source, _("Results: {link}", link=link) if link else "")


def digest_markdown(told: Digest, link: str = "") -> str:
    """The same as Markdown, with whatever Markdown would read as markup escaped."""
    lines = [f"**{_escaped(told.title)}**", "", _escaped(told.answered)]
    for part in told.parts:
        lines += ["", f"**{_escaped(part.title)}**", ""]
        lines += [f"{mark} {_escaped(one)}" for mark, one in _marked(part, "-")]
        lines += [*([""] if part.sentences else []), _escaped(part.remark)] if part.remark else []
    called = _("All results")
    named = f"[{_escaped(called)}](<{link}>)" if link else ""
    return _ended(lines, _escaped(told.source), named, between="\n\n")


def digest_picture(
    release: Release, before: Release | None = None, *, width: float = theme.WIDE
) -> Chart:
    """The same as a card of 16 to 9; hatched, with the reason, where nothing is shown."""
    found = _found(release, before)
    named = release.round.title
    rule = translate(theme.WHAT_CHANGED) if found.changes else ""
    foot = words.foot(release, "", *([rule] if rule else []))
    if release.organisation.hidden:
        return digest_chart(
            [], [], title=_("{round}: nothing is shown", round=named),
            answered=words.answered_words(release), changed=DigestColumn(""),
            to_look_at=DigestColumn(""), foot=foot, hidden=found.answered, width=width,
        )  # fmt: skip
    return digest_chart(
        found.changes,
        [_row(release, one) for one in found.look_at],
        title=_headline(found, named, is_compared=before is not None),
        answered=found.answered,
        changed=DigestColumn(
            _("What clearly changed"),
            _remark(found) if before else alone_words(),
        ),
        to_look_at=DigestColumn(_("What to look at"), found.nothing_to_look_at),
        foot=foot,
        width=width,
    )


def alone_words() -> str:
    """What is said where nobody knows why there is no round to compare with."""
    return _("Nothing is compared with an earlier round.")


def _found(release: Release, before: Release | None) -> _Found:
    answers = {one.question: one for one in overview(release, before)}
    if release.organisation.hidden:
        (why,) = answers[Question.CANNOT_TELL].statements
        return _Found(why.text)
    (answered, *_enough) = answers[Question.ANSWERED].statements
    verdicts = _changes(release, before)
    changed = [
        one for one in answers[Question.CHANGED].statements if one.kind is FindingKind.CHANGE
    ]
    clear = [one for one in changed if _is_clear(verdicts.get(one.code or ""))]
    look_at = _look_at(release, answers[Question.LOOK_AT])
    named = [one for one in look_at if one.code]
    return _Found(
        answered.text,
        tuple(clear),
        tuple(_drawn(release, verdicts, clear[:MOST_CHANGES])),
        len(changed) - len(clear),
        answers[Question.CHANGED].nothing,
        tuple(named),
        "" if named else next((one.text for one in look_at), answers[Question.LOOK_AT].nothing),
    )


def _changes(release: Release, before: Release | None) -> dict[str, Change]:
    """What changed by code; of an item and a construct of one code, the construct."""
    if before is None:
        return {}
    rows = (*compare_items(before, release), *compare_constructs(before, release))
    return {row.code: row for row in rows if isinstance(row, Change)}


def _is_clear(change: Change | None) -> bool:
    return change is not None and change.verdict is Verdict.CLEAR


def _drawn(
    release: Release, changes: dict[str, Change], stated: Iterable[Statement]
) -> Iterator[ChangeRow]:
    """The changes that sentences state, as rows with their names."""
    constructs = {one.code for one in release.instrument.constructs}
    for one in stated:
        code = one.code or ""
        what: What = "constructs" if code in constructs else "items"
        yield from change_rows([changes[code]], release, what)


def _look_at(release: Release, answer: Answer) -> Sequence[Statement]:
    """What stands there at first sight, without the hours lost: the page of priorities has them."""
    lost = release.instrument.time_lost
    return [one for one in answer.loud if one.code is None or one.code != lost]


def _remark(found: _Found) -> str:
    """How many clear changes are left out, and how many things possibly changed."""
    said = []
    left_out = len(found.clear) - MOST_CHANGES
    if left_out > 0:
        said.append(ngettext("{n} more clearly changed.", "{n} more clearly changed.", left_out))
    if found.possible and found.clear:
        said.append(
            ngettext("{n} more possibly changed.", "{n} more possibly changed.", found.possible)
        )
    elif found.possible:
        said.append(
            ngettext(
                "Nothing; {n} thing possibly changed.",
                "Nothing; {n} things possibly changed.",
                found.possible,
            )
        )
    elif not found.clear:
        said.append(found.nothing_changed)
    return " ".join(said)


def _headline(found: _Found, named: str, *, is_compared: bool) -> str:
    """The round, and how many clear changes there are."""
    if not is_compared:
        return _("{round}: what was found", round=named)
    if not found.clear:
        return _("{round}: no clear change", round=named)
    return ngettext(
        "{round}: {n} clear change", "{round}: {n} clear changes", len(found.clear), round=named
    )


def _row(release: Release, one: Statement) -> DigestRow:
    """A sentence as its name, and what is said of it."""
    asked = release.instrument.items
    titles = {item.code: _("“{text}”", text=item.text.rstrip(".")) for item in asked}
    titles |= {construct.code: construct.title for construct in release.instrument.constructs}
    name = titles[one.code or ""]
    return DigestRow(name, one.text.removeprefix(f"{name}: ").removesuffix("."))


def _marked(part: DigestPart, bullet: str) -> Iterator[tuple[str, str]]:
    for number, sentence in enumerate(part.sentences, start=1):
        yield (f"{number}." if part.is_ranked else bullet), sentence


def _ended(lines: Sequence[str], source: str, link: str, between: str = "\n") -> str:
    end = between.join(part for part in (link, source) if part)
    return "\n".join([*lines, "", end, ""])


def _escaped(text: str) -> str:
    """The text as Markdown shows it; an address in it stays a text.

    >>> _escaped("use_of *it* <b>")
    'use\\\\_of \\\\*it\\\\* \\\\<b>'
    """
    return _MARKUP.sub(r"\\\1", text)
