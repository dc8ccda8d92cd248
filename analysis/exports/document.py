"""The report as a value: what stands in it, in which order, before anybody sets it as HTML or PDF.

Sentences first, pictures second, tables third. Everything is plain text: whoever sets it escapes
it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from analysis.charts import theme
from analysis.charts.change import ARROW
from analysis.charts.numbers import EN_DASH, MINUS, percent, percent_range, points, points_range
from analysis.estimates import (
    Change,
    Estimate,
    NotCompared,
    Verdict,
    compare_constructs,
    compare_items,
    estimate_construct,
    estimate_item,
)
from analysis.exports import breakdowns as by_attribute
from analysis.exports import nonresponse as silent
from analysis.exports import words
from analysis.exports.ballots import ballot_words
from analysis.exports.blocks import (
    COLUMNS,
    RATE_COLUMNS,
    WEIGHTED_COLUMNS,
    Block,
    Document,
    Figure,
    Heading,
    Line,
    Listing,
    Paragraph,
    Part,
    Table,
)
from analysis.exports.decision_parts import decision_parts, loud_parts
from analysis.exports.heatmap import has_heatmap, heat_pages, heat_table
from analysis.exports.kinds import tables_of_kinds
from analysis.exports.overview import Question, Statement, overview
from analysis.exports.pictures import file_stem, has_boxes
from analysis.exports.quality_parts import quality_parts
from analysis.exports.quotes import Quotes, quote_parts
from analysis.findings import (
    FindingKind,
    band_alone_in_words,
    change_in_words,
    people_in_words,
    shows_in_words,
)
from analysis.instrument import Item, Section
from analysis.loudness import RequestsBeside
from analysis.nonresponse import nonresponse
from analysis.release import Band, Hidden, Release, ReleasedGroup, release_sha256
from analysis.tally import ORGANISATION
from analysis.words import as_sentence, decimal, gettext_noop, translate, translate_all
from analysis.words import gettext as _

RULES = (
    theme.WHAT_CHANGED,
    gettext_noop(
        "A change is called clear, possible or without evidence, or the answers are too few to "
        "tell. One rule decides: the adjusted p-value, the size of the effect and what these n "
        "could have shown, together. No evidence of change does not mean that nothing changed."
    ),
    words.POWER_RULE,
    gettext_noop(
        "(R) marks a question on which agreeing is unfavourable. Its mean is on the scale as "
        "asked; means of constructs are turned so that more is better."
    ),
    gettext_noop(
        "What is hatched is not shown: the answers are too few, or showing them would give away a "
        "smaller group. It is never zero."
    ),
    gettext_noop(
        "What is dashed is told as a band: the favourable share is 40 % or less, between 40 and "
        "60 %, or 60 % or more, and no more is told of it. A band is never ranked, compared with "
        "another round or tested."
    ),
    gettext_noop("Rounds are independent: nobody's answers are linked from one round to the next."),
)

#: Sentences that are there to be complete: set small, below those that matter.
_QUIET = (FindingKind.NO_EVIDENCE, FindingKind.TOO_FEW, FindingKind.NOT_COMPARED)

#: Units that have a page each on paper: beyond, a report is too long to read and slow to make.
MOST_UNITS_ON_PAPER = 24
TOO_MANY_UNITS = gettext_noop(
    "{number} units are shown, too many for a page each: the page of the round and its files have "
    "the figures of every one."
)


def report_document(
    releases: Sequence[Release],
    *,
    paged: bool = False,
    asked: RequestsBeside | None = None,
    quotes: Sequence[Quotes] = (),
) -> Document:
    """The report about the last of the releases, which are given oldest first.

    ``paged`` is for paper: a picture too tall for a page is cut into pages, tables say changes in
    few words and stand where they fill a page. ``asked`` are support requests beside the last
    release, ``quotes`` are no part of it either. ``ValueError`` without a release.
    """
    if not releases:
        raise ValueError("A report needs at least one release.")
    release = releases[-1]
    before = releases[-2] if len(releases) > 1 else None
    parts = list(sentences(release, before))
    rules = Listing((words.interval_rule(release), *translate_all(RULES)))
    how_to_read = Part(_("How to read this"), (rules,), "how-to-read")
    if paged:
        parts.append(how_to_read)  # beside the contents, before the first figure
    if release.organisation.hidden is None:
        parts += _constructs(release, before, paged=paged)
        parts += decision_parts(release, before)
        parts += loud_parts(release, asked)
        parts += quote_parts(quotes)
        parts += quality_parts(release)
        parts.append(_trends(releases))
        parts += _sections(release, before, paged=paged)
        parts += _units(release, before, paged=paged)
        parts += _by_attribute(release)
        if release.organisation.answers is not None:
            parts.append(_participation(release))
    if not paged:
        parts.append(how_to_read)
    digest = release_sha256(release)
    hashes = {
        _("Release {number}, SHA-256", number=release.number): digest,
        _("Manifest, SHA-256"): release.round.manifest_sha256,
    }
    named = {name: text for name, text in hashes.items() if text}
    return Document(title_of(release), facts_of(release), named, tuple(parts), digest)


def facts_of(release: Release) -> dict[str, str]:
    """What stands beside the title, by what it is called."""
    facts = {
        _("Answered"): words.answered_words(release),
        _("Ballots"): ballot_words(release),
        _("Mode"): words.mode_words(release),
        _("Field period"): words.period_words(release),
        _("Smallest group"): words.smallest_words(release),
        _("Full detail"): words.full_detail_words(release),
        _("Corrected"): release.corrects,
    }
    return {name: text for name, text in facts.items() if text}


def title_of(release: Release) -> str:
    """What was asked, and the round."""
    asked, round_ = release.instrument.title, release.round.title
    return asked if asked == round_ else f"{asked}, {round_}"


def sentences(release: Release, before: Release | None) -> Iterator[Part]:
    """What was found, in sentences: the overview of the page."""
    answers = overview(release, before)
    if release.organisation.hidden is not None:
        yield Part("", _listed(answers[0].statements))
        return
    for answer in answers:
        if not answer.statements and not answer.nothing:
            continue
        since: tuple[Paragraph, ...] = ()
        if answer.question is Question.CHANGED and before is not None:
            since = (Paragraph(_("Since {round}.", round=before.round.title), quiet=True),)
        nothing = () if answer.loud or not answer.nothing else (Paragraph(answer.nothing),)
        yield Part(answer.title, (*since, *nothing, *_listed(answer.statements)))


def _listed(said: Sequence[Statement]) -> tuple[Listing, ...]:
    loud = tuple(set_text(one.text) for one in said if one.kind not in _QUIET)
    quiet = tuple(set_text(one.text) for one in said if one.kind in _QUIET)
    return tuple(
        Listing(items, is_quiet) for items, is_quiet in ((loud, False), (quiet, True)) if items
    )


def set_text(text: str) -> str:
    """A sentence as it is set: an arrow, minus signs, percent signs beside their numbers.

    >>> set_text("33 % -> 67 % (-4 to +9)")
    '33\\xa0% \u2192 67\\xa0% (\u22124 to +9)'
    """
    return theme.printable(re.sub(r"(?<![\w)])-(?=\d)", MINUS, text.replace("->", ARROW)))


def _by_attribute(release: Release) -> Iterator[Part]:
    """Favourable shares by role and other attributes, where they are told."""
    tables = by_attribute.category_tables(release)
    if not tables:
        return
    blocks: list[Block] = [Paragraph(translate(by_attribute.INTRO))]
    for table in tables:
        where = "" if table.is_of_everybody else _(" in {unit}", unit=table.within_title)
        lines = tuple(
            Line(
                f"{row.title} {row.answer}".strip(),
                tuple(
                    _("{share} of {n}", share=percent(cell.share), n=cell.n) for cell in row.cells
                ),
            )
            for row in (*table.constructs, *table.items)
        )
        blocks.append(Table(f"{table.title}{where}", lines, False, table.categories))
        if table.untold:
            blocks.append(Paragraph(by_attribute.untold_words(table), quiet=True))
    last = (by_attribute.nothing_words(release), translate(by_attribute.NOT_COMPARED))
    blocks.append(Listing(tuple(one for one in last if one), quiet=True))
    yield Part(translate(by_attribute.HEADING), tuple(blocks), "by-attribute")


def _participation(release: Release) -> Part:
    """Who answered, and whether those who are silent could have changed the story."""
    found = nonresponse(release)
    said = Listing(tuple(silent.verdict_sentences(release, found)))
    blocks: list[Block] = [said]
    for cut in found.cuts:
        rates = tuple(
            Line(
                silent.category_words(one),
                (f"{one.answered}", f"{one.invited}", percent(one.answered / one.invited)),
            )
            for one in cut.rates
        )
        blocks += [
            Table(silent.rates_words(cut), rates, False, translate_all(RATE_COLUMNS)),
            Paragraph(silent.cut_words(cut), quiet=True),
        ]
    if found.silent:
        lines = tuple(Line(one.title, silent.weighted_cells(one)) for one in found.judged)
        columns = translate_all(WEIGHTED_COLUMNS)
        blocks.append(Table(_("By head count of the units"), lines, False, columns))
        notes = (silent.design_words(found), *translate_all(silent.RULES))
        blocks.append(Listing(tuple(one for one in notes if one), quiet=True))
    if silent.left_out_words(found):
        blocks.append(Paragraph(silent.left_out_words(found), quiet=True))
    return Part(translate(silent.HEADING), tuple(blocks), "silent")


def _constructs(release: Release, before: Release | None, *, paged: bool) -> Iterator[Part]:
    if not release.instrument.constructs:
        return
    figures = [Figure("constructs")] + ([Figure("change-constructs")] if before else [])
    title = _("Constructs")
    table = _construct_table(title, release, before, ORGANISATION, paged=paged)
    rule = Paragraph(translate(words.CONSTRUCT_RULE))
    yield Part(title, (rule, *_with_table(figures, table, paged=paged)), "constructs")


def _with_table(figures: Sequence[Figure], table: Table, *, paged: bool) -> list[Block]:
    """Pictures, then the table; on paper it fills the room below the first of them."""
    place = 1 if paged else len(figures)
    return [*figures[:place], table, *figures[place:]]


def _construct_table(
    title: str, release: Release, before: Release | None, group: str, *, paged: bool
) -> Table:
    changes = compare_constructs(before, release, group) if before else ()
    rows = [
        (one.title, estimate_construct(release, group, one.code), one.code)
        for one in release.instrument.constructs
    ]
    return _table(title, release, rows, changes, brief=paged)


def _trends(releases: Sequence[Release]) -> Part:
    blocks: list[Block] = []
    if len(releases) < 2:
        blocks.append(
            Paragraph(
                _(
                    "There is one round so far: a trend begins with the second, and is tested "
                    "from the third."
                )
            )
        )
    else:
        if len(releases) == 2:
            blocks.append(Paragraph(_("A trend is tested from the third round on.")))
        has_constructs = bool(releases[-1].instrument.constructs)
        blocks.append(Figure("trend-constructs" if has_constructs else "trend-items"))
    return Part(_("Over the rounds"), tuple(blocks), "trends")


def _sections(release: Release, before: Release | None, *, paged: bool) -> Iterator[Part]:
    """The questions as they were asked: section by section."""
    changes = compare_items(before, release) if before else ()
    for section in release.instrument.sections:
        items = [release.instrument.item(code) for code in section.items]
        items = [item for item in items if item.is_counted]
        if not items:
            continue
        rows = [
            (_text(item), estimate_item(release, ORGANISATION, item.code), item.code)
            for item in items
        ]
        title = section.title or _("Questions")
        table = _table(title, release, rows, changes, brief=paged)
        anchor = file_stem("section", code=section.code)
        figures = _section_figures(section, items, is_first=before is None)
        blocks = _with_table(figures, table, paged=paged)
        yield Part(title, (*blocks, *tables_of_kinds(release, title, items)), anchor)


def _section_figures(section: Section, items: Sequence[Item], *, is_first: bool) -> list[Figure]:
    """Questions with a good end together, every other one on its own."""
    figures = []
    if any(has_boxes(item) for item in items):
        figures.append(Figure("items", code=section.code))
        if not is_first:
            figures.append(Figure("change-items", code=section.code))
    return figures + [Figure("item", code=item.code) for item in items if not has_boxes(item)]


def _units(release: Release, before: Release | None, *, paged: bool) -> Iterator[Part]:
    if not release.units:
        return
    side_by_side: list[Block] = []
    if has_heatmap(release):
        pages = list(heat_pages(heat_table(release))) if paged else [""]
        side_by_side += [Figure("heatmap", code=page if len(pages) > 1 else "") for page in pages]
    shown = [unit for unit in release.units if unit.hidden is None]
    one_by_one: list[Block] = []
    if paged and len(shown) > MOST_UNITS_ON_PAPER:
        one_by_one.append(Paragraph(translate(TOO_MANY_UNITS, number=len(shown))))
        one_by_one += _not_shown(release)
    else:
        for unit in release.units:
            one_by_one += _unit(release, before, unit, paged=paged)
    yield Part(_("Units"), (*side_by_side, *one_by_one), "units")


def _not_shown(release: Release) -> list[Block]:
    reasons = tuple(
        f"{unit.title}: {words.unit_words(release, unit)}" for unit in release.units if unit.hidden
    )
    return [Heading(_("Not shown")), Listing(reasons)] if reasons else []


def _unit(
    release: Release, before: Release | None, unit: ReleasedGroup, *, paged: bool
) -> Iterator[Block]:
    """A unit's constructs, or why none are shown; what changed is judged within the unit."""
    yield Heading(unit.title)
    if unit.hidden:
        yield Paragraph(as_sentence(words.unit_words(release, unit)))
        return
    yield Paragraph(f"{words.answered_words(release, unit.path)}.")
    if release.instrument.constructs:
        yield Figure("constructs", unit.path)
        title = _("Constructs in {unit}", unit=unit.title)
        yield _construct_table(title, release, before, unit.path, paged=paged)


def _table(
    title: str,
    release: Release,
    rows: Sequence[tuple[str, Estimate | Band | Hidden, str]],
    changes: Sequence[Change | NotCompared],
    *,
    brief: bool,
) -> Table:
    say = _in_few_words if brief else change_in_words
    said = {row.code: set_text(say(row)) for row in changes}
    lines = tuple(
        Line(
            text,
            () if isinstance(cell, Hidden) else _cells(cell),
            words.cell_words(release, cell) if isinstance(cell, Hidden) else "",
            said.get(code, ""),
        )
        for text, cell, code in rows
    )
    return Table(title, lines, bool(changes), translate_all(COLUMNS))


def _in_few_words(row: Change | NotCompared) -> str:
    if isinstance(row, NotCompared):
        return change_in_words(row)
    said = f"{words.change_words(row)}; {shows_in_words(row.detectable)}"
    if row.verdict is Verdict.TOO_FEW:
        return said
    return f"{points(row.difference.estimate)} ({points_range(row.difference)}), {said}"


def _cells(cell: Estimate | Band) -> tuple[str, ...]:
    if isinstance(cell, Band):
        told = (people_in_words(cell.at_least, cell.at_most), EN_DASH, _band(cell))
        return (*told, *[EN_DASH] * (len(COLUMNS) - len(told)))
    good = cell.favourable
    return (
        f"{cell.n}",
        f"{cell.missing}",
        f"{percent(good.estimate)} ({percent_range(good)})" if good else EN_DASH,
        percent(cell.neutral),
        percent(cell.unfavourable),
        _mean(cell),
    )


def _band(cell: Band) -> str:
    return set_text(band_alone_in_words(cell))


def _mean(cell: Estimate) -> str:
    if cell.mean is None:
        return EN_DASH
    if cell.mean_low is None or cell.mean_high is None:
        return decimal(cell.mean, 2)
    low, high = decimal(cell.mean_low, 2), decimal(cell.mean_high, 2)
    return f"{decimal(cell.mean, 2)} ({low}{EN_DASH}{high})"


def _text(item: Item) -> str:
    return f"{item.text} (R)" if item.reverse else item.text
