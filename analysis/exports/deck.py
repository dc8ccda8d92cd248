"""The slides as a value: which there are, what each says, before anybody sets them.

Sentences first, then what PowerPoint can draw itself, so that it can be edited, then pictures. The
title of every slide states what was found.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from analysis.charts import theme
from analysis.charts.numbers import percent, percent_range
from analysis.estimates import (
    Estimate,
    TrendLine,
    compare_constructs,
    compare_items,
    estimate_construct,
    trend_constructs,
    trend_items,
)
from analysis.exports import headlines, words
from analysis.exports.blocks import Figure, Listing, Paragraph, Part
from analysis.exports.deck_decisions import delivery_slides, loud_slides, priority_slides
from analysis.exports.document import RULES, facts_of, sentences, title_of
from analysis.exports.heatmap import has_heatmap, heat_pages, heat_table
from analysis.exports.pictures import has_boxes
from analysis.exports.priorities import headline
from analysis.exports.quotes import HEADING, NOTE, Quotes, quoted
from analysis.exports.rows import names_in_titles
from analysis.exports.slides import (
    NATIVE,
    Bar,
    Bars,
    Deck,
    Sentences,
    Slide,
    Trend,
    Trends,
)
from analysis.findings import FindingKind, findings
from analysis.instrument import Section
from analysis.loudness import RequestsBeside
from analysis.priorities import candidates, priorities
from analysis.release import Release, release_sha256
from analysis.tally import ORGANISATION
from analysis.words import gettext as _
from analysis.words import gettext_noop, listed, ngettext, translate, translate_all

#: Small charts of trends that a slide has room for.
MOST_TRENDS = 6
TREND_METHOD = gettext_noop(
    "A trend is tested from the third round on, with Cochran and Armitage's test of the favourable "
    "share, adjusted for everything beside it. A line begins anew where a question was reworded."
)
SHADES_METHOD = gettext_noop(
    "The shade repeats the share and means nothing more. Small units differ by chance alone: read "
    "a difference between two of them only with its n."
)


def report_deck(
    releases: Sequence[Release],
    asked: RequestsBeside | None = None,
    quotes: Sequence[Quotes] = (),
) -> Deck:
    """The slides on the last of the releases, oldest first; ``ValueError`` without a release.

    ``asked`` are support requests beside it, ``quotes`` are no part of it either.
    """
    if not releases:
        raise ValueError("Slides need at least one release.")
    release = releases[-1]
    before = releases[-2] if len(releases) > 1 else None
    source = words.foot(release, ORGANISATION)
    digest = release_sha256(release)
    slides = list(_sentences(release, before))
    if release.organisation.hidden is None:
        slides += _constructs(release)
        slides += _change(release, before)
        slides += priority_slides(release, before)
        slides += loud_slides(release, asked)
        slides += _trends(releases)
        slides += delivery_slides(release, before)
        slides += _heatmap(release)
        slides += _drivers(release)
        slides += _sections(release)
        slides += _quotes(quotes)
    slides.append(_how_to_read(release))
    foot = _("Release, SHA-256: {sha256}", sha256=digest)
    said = tuple(replace(one, notes=f"{one.notes}\n{source}\n{foot}".strip()) for one in slides)
    return Deck(title_of(release), facts_of(release), source, digest, said)


# ------------------------------------------------------------------------------- sentences


def _sentences(release: Release, before: Release | None) -> Iterator[Slide]:
    titles = _titles(release, before)
    for part in sentences(release, before):
        body = _said(part)
        title = titles.get(part.title) or (body.loud or body.quiet)[0]
        # A sentence that is the title is not said twice.
        loud = tuple(one for one in body.loud if one != title)
        notes = "\n".join((words.interval_rule(release), translate(theme.WHAT_CHANGED)))
        yield Slide(
            part.title or _("What cannot be told"), notes, Sentences(loud, body.quiet), title
        )


def _said(part: Part) -> Sentences:
    loud = [one for block in part.blocks if isinstance(block, Listing) and not block.quiet
            for one in block.items]  # fmt: skip
    loud += [one.text for one in part.blocks if isinstance(one, Paragraph) and not one.quiet]
    quiet = [one.text for one in part.blocks if isinstance(one, Paragraph) and one.quiet]
    quiet += [one for block in part.blocks if isinstance(block, Listing) and block.quiet
              for one in block.items]  # fmt: skip
    return Sentences(tuple(loud), tuple(quiet))


def _titles(release: Release, before: Release | None) -> dict[str, str]:
    """What the slides of sentences found, by what they are about; none where nothing was."""
    found = findings(release, before)
    names = names_in_titles(release)
    names |= {one.code: one.title for one in release.instrument.constructs}
    # What is to be worked on is not called fine as well: the overview does not either.
    ranked, to_work_on = priorities(release, before), candidates(release, before)
    apart = {one.code for one in to_work_on}

    def of(kind: FindingKind) -> list[str]:
        codes = [one.code or "" for one in found if one.kind is kind]
        return [names.get(code, "") for code in codes if code not in apart]

    low, high = of(FindingKind.LOOK_AT), of(FindingKind.FINE)
    titles = {
        _("What to look at"): headline(to_work_on, ranked)
        if any(one.favourable for one in ranked)
        else _named(_("Fewer than half are favourable: {names}"), low),
        _("What is fine"): _named(_("More than half are favourable: {names}"), high),
        _("What cannot be told"): _untold(release),
    }
    if before is not None:
        titles[_("What changed")] = _change_title(release, before)
    return titles


def _untold(release: Release) -> str:
    """Of how many units not everything is told; empty where it is, or there are none."""
    units = [unit for unit in release.units if unit.hidden or unit.between]
    if not units:
        return ""
    return ngettext(
        "{n} of {all_} units is not told in full",
        "{n} of {all_} units are not told in full",
        len(units),
        all_=len(release.units),
    )


def _change_title(release: Release, before: Release) -> str:
    if release.instrument.constructs:
        return headlines.changes(compare_constructs(before, release), "constructs", {})
    rows = compare_items(before, release)
    return headlines.changes(rows, "items", names_in_titles(release))


def _named(title: str, names: Sequence[str]) -> str:
    """The title with the names, or with the first and how many more; empty without any."""
    if not names:
        return ""
    said = title.format(names=listed(names))
    if len(said) <= headlines.LONGEST or len(names) == 1:
        return said
    more = ngettext("{name} and {n} more", "{name} and {n} more", len(names) - 1, name=names[0])
    return title.format(names=more)


# ---------------------------------------------------------------------------------- charts


def _constructs(release: Release) -> Iterator[Slide]:
    """Constructs as bars that can be edited."""
    rows = tuple(_bar(release, one.code, one.title) for one in release.instrument.constructs)
    notes = "\n".join(
        (
            translate(NATIVE),
            *words.foot_rules(
                [estimate_construct(release, ORGANISATION, one.code)
                 for one in release.instrument.constructs],
                words.interval_rule(release),
            ),
            translate(words.CONSTRUCT_RULE),
        )
    )  # fmt: skip
    if rows:
        about = _(
            "Constructs: people by their score, with the favourable share, its interval and n"
        )
        yield Slide(about, notes, Bars(rows), figure=Figure("constructs"))


def _bar(release: Release, code: str, title: str) -> Bar:
    cell = estimate_construct(release, ORGANISATION, code)
    if not isinstance(cell, Estimate):
        return Bar(f"{title}: {words.cell_words(release, cell)}")
    good = cell.favourable
    if good is None:
        nothing = _("no answers")
        return Bar(f"{title}: {nothing}")
    said = _(
        "{title}: {share} ({interval}), n {n}",
        title=title, share=percent(good.estimate), interval=percent_range(good), n=cell.n,
    )  # fmt: skip
    return Bar(said, cell.unfavourable, cell.neutral, good.estimate)


def _change(release: Release, before: Release | None) -> Iterator[Slide]:
    if before is None:
        return
    what = "constructs" if release.instrument.constructs else "items"
    notes = "\n".join(translate_all((theme.WHAT_CHANGED, RULES[1], words.POWER_RULE)))
    about = _("Since {round}", round=before.round.title)
    yield Slide(about, notes, figure=Figure(f"change-{what}"))


def _trends(releases: Sequence[Release]) -> Iterator[Slide]:
    """Favourable shares over the rounds, as small charts that can be edited."""
    if len(releases) < 2:
        return
    has_constructs = bool(releases[-1].instrument.constructs)
    found = (trend_constructs if has_constructs else trend_items)(releases)
    titles = tuple(release.round.title for release in releases)
    lines = tuple(_trend(line, titles) for line in found)
    figure = Figure("trend-constructs" if has_constructs else "trend-items")
    notes = "\n".join(translate_all((NATIVE, theme.WHAT_CHANGED, TREND_METHOD)))
    for start in range(0, len(lines), MOST_TRENDS):
        body = Trends(lines[start : start + MOST_TRENDS])
        about = _("Favourable share over the rounds, with its 95 % interval")
        yield Slide(about, notes, body, figure=figure)


def _trend(line: TrendLine, rounds: tuple[str, ...]) -> Trend:
    return Trend(line.title, words.trend_words(line), rounds, line.rounds, line.shares)


def _heatmap(release: Release) -> Iterator[Slide]:
    if not has_heatmap(release):
        return
    pages = list(heat_pages(heat_table(release)))
    notes = "\n".join((words.interval_rule(release), translate(SHADES_METHOD)))
    for page in pages:
        figure = Figure("heatmap", code=page if len(pages) > 1 else "")
        yield Slide(_("Units"), notes, figure=figure)


def _drivers(release: Release) -> Iterator[Slide]:
    if release.together.drivers:
        notes = _("Shares of the explained variance (LMG). An association is not a cause.")
        yield Slide(_("What goes together"), notes, figure=Figure("drivers"))


def _sections(release: Release) -> Iterator[Slide]:
    """The questions as they were asked, section by section."""
    for section in release.instrument.sections:
        for figure in _figures(release, section):
            yield Slide(
                section.title or _("Questions"), words.interval_rule(release), figure=figure
            )


def _figures(release: Release, section: Section) -> Iterator[Figure]:
    items = [release.instrument.item(code) for code in section.items]
    if any(has_boxes(item) for item in items):
        yield Figure("items", code=section.code)
    for item in items:
        if item.is_counted and not has_boxes(item) and not item.attribute:
            yield Figure("item", code=item.code)


def _quotes(quotes: Sequence[Quotes]) -> Iterator[Slide]:
    """What people wrote, question by question, where somebody chose it for the report."""
    for one in quotes:
        if one.texts:
            said = Sentences(tuple(map(quoted, one.texts)))
            yield Slide(translate(HEADING), translate(NOTE), said, one.question)


def _how_to_read(release: Release) -> Slide:
    rules = (words.interval_rule(release), *translate_all(RULES))
    title = _("How to read these figures")
    return Slide(_("Method"), "", Sentences((), rules), title)
