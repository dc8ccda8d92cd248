"""What to work on first: a release as rows of the quadrant, as a title and as rows of a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from analysis.charts import theme
from analysis.charts.priorities import PriorityRow, priorities_chart, share_in_figures
from analysis.charts.theme import Chart
from analysis.estimates import Change, NotCompared
from analysis.exports import words
from analysis.instrument import ScaleKind
from analysis.priorities import (
    HoursLost,
    People,
    Priority,
    candidates,
    choosing_item,
    hours_lost,
    priorities,
)
from analysis.reasons import chosen_in_words, why_in_words
from analysis.release import Band, Hidden, Release
from analysis.tally import ORGANISATION
from analysis.words import gettext as _
from analysis.words import listed, ngettext, translate

Row = Mapping[str, str | int | float | None]

#: Constructs that a title names; more are counted.
MOST_NAMES = 2


def has_priorities(release: Release) -> bool:
    """Whether the quadrant can be drawn: constructs, and who chose what of them."""
    return any(_is_drawn(one) for one in priorities(release))


def priorities_picture(
    release: Release, previous: Release | None = None, *, width: float = theme.WIDE
) -> Chart:
    """How constructs are rated and who chose them; hatched, with the reason, where not told."""
    found = priorities(release, previous)
    drawn = drawn_rows(release, previous)
    return priorities_chart(
        drawn,
        title=headline(candidates(release, previous), found) if drawn else nothing_in_title(),
        subtitle=_(
            "Across the favourable share of people, by their score; upwards the share of people "
            "who chose it to fix first"
        ),
        foot=words.foot(
            release,
            ORGANISATION,
            words.interval_rule(release, ORGANISATION),
            translate(words.CONSTRUCT_RULE),
        ),
        remarks=tuple(_remarks(release, found)),
        hidden=None if drawn else nothing_in_words(release),
        width=width,
    )


def drawn_rows(release: Release, previous: Release | None = None) -> tuple[PriorityRow, ...]:
    """The constructs of which both is told, the first to work on first."""
    chosen = candidates(release, previous)
    return tuple(_row(one, chosen) for one in priorities(release, previous) if _is_drawn(one))


def remarks_in_words(release: Release, previous: Release | None = None) -> tuple[str, ...]:
    """What a choice is, and which constructs are not drawn."""
    return tuple(_remarks(release, priorities(release, previous)))


def nothing_in_title() -> str:
    """What a picture is called in which nothing is told."""
    return _("What people chose to fix first is not told")


def headline(chosen: Sequence[Priority], found: Sequence[Priority]) -> str:
    """What stands out among all constructs that are told, by name as far as a title has room."""
    number = sum(one.favourable is not None for one in found)
    if not chosen:
        return _("No construct stands out: none is clearly rated low, chosen often or worse")
    names = [one.title for one in chosen]
    if len(names) <= MOST_NAMES:
        return ngettext(
            "{names} stands out among {number} constructs",
            "{names} stand out among {number} constructs",
            len(names),
            names=listed(names),
            number=number,
        )
    return _(
        "{count} of {number} constructs stand out, {name} most",
        count=len(names),
        number=number,
        name=names[0],
    )


def nothing_in_words(release: Release) -> str:
    """Why there is no quadrant: a sentence."""
    if release.organisation.hidden:
        return words.hidden_words(release, release.organisation.hidden)
    if not release.instrument.constructs:
        return _("This question set measures no constructs, so there is nothing to rank.")
    item = choosing_item(release.instrument)
    if item is None:
        return _(
            "No question asks what to fix first, so it is not known what people hold important: no "
            "option of this question set names the construct that it is about."
        )
    cell = release.organisation.items.get(item.code)
    if isinstance(cell, Hidden):
        return words.hidden_words(release, cell.reason)
    return _("Too few people said what to fix first, or how they rate it, to show it.")


def _is_drawn(one: Priority) -> bool:
    return one.favourable is not None and one.chosen is not None


def _row(one: Priority, chosen: Sequence[Priority]) -> PriorityRow:
    share, people = one.favourable, one.chosen
    if share is None or people is None:
        raise ValueError(f"{one.code}: nothing to draw")
    return PriorityRow(
        one.title,
        share,
        people,
        _(
            "{favourable} favourable; chosen by {people}, {chosen}",
            favourable=share_in_figures(share),
            people=chosen_in_words(people),
            chosen=share_in_figures(people),
        ),
        candidate=one.code in {other.code for other in chosen},
        is_range=not people.is_exact,
        code=one.code,
    )


def _remarks(release: Release, found: Sequence[Priority]) -> Iterator[str]:
    """What is not drawn, and what a choice is."""
    item = choosing_item(release.instrument)
    if item is None:
        return
    if item.scale.kind is ScaleKind.RANKING:
        yield _("Chosen: put in the first place.")
    elif item.scale.kind is ScaleKind.MULTIPLE:
        yield _("Chosen: at least one of the options that are about it; nobody counts twice.")
    if apart := [one.title for one in found if one.favourable is not None and one.chosen is None]:
        yield _("No option is about: {names}.", names=listed(apart))
    if untold := [one.title for one in found if one.favourable is None]:
        yield _("Not told in full, so not drawn: {names}.", names=listed(untold))


def priority_rows(release: Release, previous: Release | None = None) -> Iterator[Row]:
    """One row for each construct, the first to work on first, then one for the hours lost."""
    if release.organisation.hidden:
        yield {"hidden": words.hidden_words(release, release.organisation.hidden)}
        return
    standing = {one.code for one in candidates(release, previous)}
    for rank, one in enumerate(priorities(release, previous), start=1):
        yield {
            "what": "construct",
            "code": one.code,
            "title": one.title,
            **_untold(release, one.untold),
            "rank": rank if one.favourable else None,
            "candidate": int(one.code in standing) if one.favourable else None,
            "reasons": why_in_words(one, release.instrument),
            "favourable": one.favourable.estimate if one.favourable else None,
            "low": one.favourable.low if one.favourable else None,
            "high": one.favourable.high if one.favourable else None,
            **_people("unfavourable", one.unfavourable),
            "options": "; ".join(one.options),
            **_people("chosen", one.chosen),
            "spread_evenly": one.even,
            "driver_share": one.driver.share if one.driver else None,
            "driver_low": one.driver.low if one.driver else None,
            "driver_high": one.driver.high if one.driver else None,
            **_change(one.change),
        }
    yield from _hours(release)


def _untold(release: Release, cell: Band | Hidden | None) -> Row:
    return {"hidden": words.cell_words(release, cell) if cell else ""}


def _people(name: str, people: People | None) -> Row:
    """People of those who answered, and of all where that is known."""
    ends = people.of_all if people else None
    return {
        f"{name}_n": people.n if people else None,
        f"{name}_least": people.least if people else None,
        f"{name}_most": people.most if people else None,
        f"{name}_low": people.low if people else None,
        f"{name}_high": people.high if people else None,
        f"{name}_of_all_low": ends[0] if ends else None,
        f"{name}_of_all_high": ends[1] if ends else None,
        f"{name}_of_all": people.population if people else None,
    }


def _change(change: Change | NotCompared | None) -> Row:
    compared = change if isinstance(change, Change) else None
    return {
        "change": compared.difference.estimate if compared else None,
        "change_low": compared.difference.low if compared else None,
        "change_high": compared.difference.high if compared else None,
        "verdict": compared.verdict.value if compared else "",
        "not_compared": change.reason.value if isinstance(change, NotCompared) else "",
    }


def _hours(release: Release) -> Iterator[Row]:
    found = hours_lost(release)
    if found is None:
        return
    start: Row = {"what": "hours_lost", "code": release.instrument.time_lost}
    if not isinstance(found, HoursLost):
        yield {**start, "hidden": words.cell_words(release, found)}
        return
    yield {
        **start,
        "title": found.title,
        "hidden": "",
        "n": found.n,
        "population": found.population,
        "hours_each": found.mean,
        "hours_each_low": found.low,
        "hours_each_high": found.high,
        "hours_of_all": found.total,
        "hours_of_all_low": found.total_low,
        "hours_of_all_high": found.total_high,
    }
