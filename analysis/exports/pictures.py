"""Releases to charts. Pages, files, report and API draw through :data:`PICTURES` and nothing else.

A picture's title states what was found, its subtitle names what is drawn, its foot says n, round,
mode, release and which question the interval answers.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from analysis.charts import theme
from analysis.charts.amounts import amounts_chart
from analysis.charts.change import change_chart
from analysis.charts.distribution import distribution_chart
from analysis.charts.ranking import ranking_chart
from analysis.charts.theme import Chart
from analysis.charts.trend import trend_chart
from analysis.estimates import (
    Estimate,
    NotCompared,
    NotComparedReason,
    UnitPaths,
    compare_constructs,
    compare_items,
    estimate_item,
    trend_constructs,
    trend_items,
)
from analysis.events import Event
from analysis.exports import headlines, words
from analysis.exports.delivery import delivery_picture
from analysis.exports.digest import digest_picture
from analysis.exports.heat_apart import heatmap_before_picture, heatmap_whole_picture
from analysis.exports.heatmap import heatmap_picture
from analysis.exports.likert import (
    construct_picture,
    construct_units_picture,
    constructs_picture,
    likert_picture,
    section_items,
)
from analysis.exports.marks import event_marks, mean_targets, target_marks, with_mean_targets
from analysis.exports.priorities import priorities_picture
from analysis.exports.quality import drivers_picture
from analysis.exports.rows import (
    What,
    change_rows,
    figure_of_rankings,
    has_boxes,
    histogram_bins,
    names_in_titles,
    option_rows,
    question_words,
    ranking_rows,
    spread_of,
    trend_rows,
)
from analysis.exports.slope import slope_picture
from analysis.exports.unit_trends import trend_units_picture
from analysis.instrument import Item, ScaleKind
from analysis.release import Release
from analysis.tally import ORGANISATION
from analysis.targets import Kind, Target
from analysis.words import gettext as _
from analysis.words import translate

__all__ = [
    "PICTURES",
    "change_picture",
    "constructs_picture",
    "draw_picture",
    "file_stem",
    "has_boxes",
    "item_picture",
    "likert_picture",
    "section_items",
    "trend_picture",
]


def item_picture(
    release: Release, item_code: str, group: str = ORGANISATION, *, width: float = theme.WIDE
) -> Chart:
    """How the answers to one closed question are spread. ``KeyError`` for an unknown one."""
    item = release.instrument.item(item_code)
    estimate = estimate_item(release, group, item_code)
    hidden = None if isinstance(estimate, Estimate) else words.cell_words(release, estimate)
    if item.scale.is_number or item.scale.kind is ScaleKind.RANKING:
        return _picture_of_its_kind(release, item, estimate, group, hidden, width)
    shown = estimate if isinstance(estimate, Estimate) else None
    return distribution_chart(
        option_rows(item, shown) if shown else [],
        shown.n if shown else 0,
        title=headlines.answers(release, item, estimate),
        subtitle=question_words(item),
        foot=words.foot(release, group, words.interval_rule(release, group, [estimate])),
        hidden=hidden,
        width=width,
    )


def _picture_of_its_kind(
    release: Release,
    item: Item,
    estimate: headlines.Told,
    group: str,
    hidden: str | None,
    width: float,
) -> Chart:
    """A histogram of numbers, or the places of a ranking."""
    shown = estimate if isinstance(estimate, Estimate) else None
    is_ranking = item.scale.kind is ScaleKind.RANKING
    rules = (
        words.ranking_rule(item.scale.places, is_whole=item.scale.ranks is None)
        if is_ranking
        else words.interval_rule(release, group, [estimate], words.STUDENT)
    )
    texts = {
        "title": headlines.answers(release, item, estimate),
        "subtitle": question_words(item),
        "foot": words.foot(release, group, rules),
    }
    if is_ranking:
        rows = ranking_rows(item, shown) if shown else []
        figure = figure_of_rankings(item)
        n = shown.n if shown else 0
        return ranking_chart(rows, n, figure=figure, hidden=hidden, width=width, **texts)
    bins = histogram_bins(item, shown) if shown else []
    spread = spread_of(item, shown) if shown else None
    return amounts_chart(bins, spread, hidden=hidden, width=width, **texts)


def change_picture(
    before: Release,
    after: Release,
    group: str = ORGANISATION,
    what: What = "constructs",
    *,
    section: str = "",
    width: float = theme.WIDE,
) -> Chart:
    """What changed between two rounds, row by row; what is not compared says why.

    ``section`` picks the questions of one section; they are judged together with all others.
    """
    compare = compare_constructs if what == "constructs" else compare_items
    asked = section_items(after, section) if section else None
    found = [
        row
        for row in compare(before, after, group)
        if not (isinstance(row, NotCompared) and row.reason is NotComparedReason.NO_DIRECTION)
        and (asked is None or row.code in asked)
    ]
    names = names_in_titles(after) if what == "items" else {}
    return change_chart(
        change_rows(found, after, what),
        rounds=(before.round.title, after.round.title),
        title=headlines.changes(found, what, names),
        subtitle=(
            _(
                "Favourable share of each construct in two rounds, and the difference in points "
                "with its 95 % interval"
            )
            if what == "constructs"
            else _(
                "Favourable share of each question in two rounds, and the difference in points "
                "with its 95 % interval"
            )
        ),
        foot=words.foot(after, group, translate(theme.WHAT_CHANGED), translate(words.POWER_RULE)),
        width=width,
    )


def trend_picture(
    releases: Sequence[Release],
    what: What = "constructs",
    group: str = ORGANISATION,
    *,
    code: str = "",
    events: Sequence[Event] = (),
    targets: Sequence[Target] = (),
    width: float = theme.WIDE,
) -> Chart:
    """Favourable shares over the rounds, oldest release first; ``code`` picks a single line.

    ``events`` are marked where their days are among those of the rounds, ``targets`` in the round
    that they are for. ``ValueError`` without a release, ``KeyError`` where no line has the code.
    """
    if not releases:
        raise ValueError("A trend needs at least one release.")
    lines = (trend_constructs if what == "constructs" else trend_items)(releases, group)
    if code:
        lines = tuple(line for line in lines if line.code == code)
        if not lines:
            raise KeyError(code)
    names = names_in_titles(releases[-1]) if what == "items" else {}
    kind = Kind.CONSTRUCT if what == "constructs" else Kind.ITEM
    drawn = {line.code for line in lines}
    means = mean_targets(targets, releases, group) if what == "items" else {}
    means = {item: said for item, said in means.items() if item in drawn}
    return trend_chart(
        trend_rows(lines, releases, what, group, target_marks(targets, releases, kind, group)),
        [release.round.title for release in releases],
        title=headlines.trends(lines, len(releases), what, names),
        subtitle=_(
            "Favourable share by round with its 95 % interval; the latest round in blue, "
            "n under each round"
        ),
        foot=words.foot(releases[-1], group, translate(theme.WHAT_CHANGED)),
        marks=with_mean_targets(event_marks(events, releases), means, names),
        width=width,
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """What a picture is of: releases of a programme, oldest first, the one shown last.

    The code is an item's for "item", a construct's for "construct" and "construct-units", a
    section's or nothing for "items", "change-items" and "slope-items", that of one line or nothing
    for trends, of a construct or nothing for "trend-units", the number of a page or nothing for
    heatmaps, an industry or nothing for "delivery". ``units`` say how each unit was counted in
    every round.
    """

    releases: Sequence[Release]
    group: str = ORGANISATION
    code: str = ""
    width: float = theme.WIDE
    events: Sequence[Event] = ()
    targets: Sequence[Target] = ()
    units: Sequence[UnitPaths] = ()

    @property
    def release(self) -> Release:
        """The one that is shown."""
        return self.releases[-1]

    @property
    def before(self) -> Release | None:
        """The one that it is compared with, where there is one."""
        return self.releases[-2] if len(self.releases) > 1 else None


Draw = Callable[[Asked], Chart]


def _change(what: What) -> Draw:
    return lambda one: change_picture(
        one.releases[-2], one.release, one.group, what, section=one.code, width=one.width
    )


def _slope(what: What) -> Draw:
    return lambda one: slope_picture(
        one.releases[-2], one.release, one.group, what,
        codes=section_items(one.release, one.code) if one.code else None, width=one.width,
    )  # fmt: skip


def _trend(what: What) -> Draw:
    return lambda one: trend_picture(
        one.releases,
        what,
        one.group,
        code=one.code,
        events=one.events,
        targets=one.targets,
        width=one.width,
    )


def _constructs(*, whole: bool = False) -> Draw:
    return lambda one: constructs_picture(one.release, one.group, whole=whole, width=one.width)


def _items(*, whole: bool = False) -> Draw:
    return lambda one: likert_picture(
        one.release, one.group, section=one.code, whole=whole, width=one.width
    )


def _construct(*, whole: bool = False) -> Draw:
    return lambda one: construct_picture(
        one.release, one.code, one.group, whole=whole, width=one.width
    )


def _construct_units(*, whole: bool = False) -> Draw:
    return lambda one: construct_units_picture(one.release, one.code, whole=whole, width=one.width)


#: Pictures of one construct, whose code has to be given.
OF_ONE_CONSTRUCT = (
    "construct", "construct-whole", "construct-units", "construct-units-whole",
)  # fmt: skip

#: Every picture by the name that addresses, files and the report use. Those of :data:`OF_TWO` need
#: two releases; "constructs-whole", "items-whole", "construct-whole" and "construct-units-whole"
#: are the same in bars of 100 %.
PICTURES: Mapping[str, Draw] = {
    "constructs": _constructs(),
    "constructs-whole": _constructs(whole=True),
    "items": _items(),
    "items-whole": _items(whole=True),
    "construct": _construct(),
    "construct-whole": _construct(whole=True),
    "construct-units": _construct_units(),
    "construct-units-whole": _construct_units(whole=True),
    "item": lambda one: item_picture(one.release, one.code, one.group, width=one.width),
    "change-constructs": _change("constructs"),
    "change-items": _change("items"),
    "slope-constructs": _slope("constructs"),
    "slope-items": _slope("items"),
    "heatmap": lambda one: heatmap_picture(one.release, one.group, page=one.code, width=one.width),
    "heatmap-whole": lambda one: heatmap_whole_picture(
        one.release, one.group, page=one.code, width=one.width
    ),
    "heatmap-before": lambda one: heatmap_before_picture(
        one.releases[-2], one.release, one.group, page=one.code, width=one.width
    ),
    "drivers": lambda one: drivers_picture(one.release, width=one.width),
    "digest": lambda one: digest_picture(one.release, one.before, width=one.width),
    "priorities": lambda one: priorities_picture(one.release, one.before, width=one.width),
    "delivery": lambda one: delivery_picture(
        one.release, one.group, industry=one.code, width=one.width
    ),
    "trend-constructs": _trend("constructs"),
    "trend-items": _trend("items"),
    "trend-units": lambda one: trend_units_picture(
        one.releases, one.code, one.group, units=one.units, events=one.events, width=one.width
    ),
}


#: What the names of pictures begin with that compare a round with an earlier one.
OF_TWO = ("change-", "slope-", "heatmap-before")


def draw_picture(
    name: str,
    releases: Sequence[Release],
    *,
    group: str = ORGANISATION,
    code: str = "",
    width: float = theme.WIDE,
    events: Sequence[Event] = (),
    targets: Sequence[Target] = (),
    units: Sequence[UnitPaths] = (),
) -> Chart:
    """Draw a picture of :data:`PICTURES`; ``releases`` are oldest first, the one shown is last.

    ``KeyError`` for an unknown name, group or code, ``ValueError`` where there are too few
    releases.
    """
    draw = PICTURES[name]
    needed = 2 if name.startswith(OF_TWO) else 1
    if len(releases) < needed:
        raise ValueError(f"{name} needs {needed} releases, not {len(releases)}.")
    return draw(Asked(releases, group, code, width, events, targets, units))


def file_stem(name: str, *, group: str = ORGANISATION, code: str = "") -> str:
    """The name of a picture's file without its ending, the same for the same picture.

    >>> file_stem("item", code="fix_first"), file_stem("constructs", group="Platform/Build")
    ('item-fix_first', 'constructs-platform-build-ef9885')
    """
    return "-".join(part for part in (name, _slug(code), _slug(group)) if part)


def _slug(text: str) -> str:
    """Letters that every file system takes; two texts never become one."""
    plain = re.sub(r"[^a-z0-9_]+", "-", text.lower()).strip("-")
    digest = hashlib.sha256(text.encode()).hexdigest()[:6]
    return plain if plain == text else f"{plain[:60]}-{digest}".strip("-")
