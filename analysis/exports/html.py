"""The report as one HTML document: sentences first, pictures second, tables third.

The document stands alone: no script, nothing from another host, pictures inside it. The same
releases give the same bytes.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from analysis.charts import theme
from analysis.charts.change import ARROW
from analysis.charts.numbers import EN_DASH, MINUS, percent, percent_range
from analysis.estimates import (
    Change,
    Estimate,
    NotCompared,
    compare_constructs,
    compare_items,
    estimate_construct,
    estimate_item,
)
from analysis.exports import words
from analysis.exports.pictures import file_stem
from analysis.exports.style import CSS
from analysis.findings import Finding, FindingKind, change_in_words, findings
from analysis.instrument import Item
from analysis.release import Hidden, Release, ReleasedGroup, release_sha256
from analysis.tally import ORGANISATION

#: Nothing is loaded from anywhere and nothing runs; pictures and styles stand in the document.
POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"

RULES = (
    theme.WHAT_CHANGED,
    (
        "A change is called clear, possible or without evidence, or the answers are too few to "
        "tell. One rule decides: the adjusted p-value, the size of the effect and what these n "
        "could have shown, together. No evidence of change does not mean that nothing changed."
    ),
    words.POWER_RULE,
    (
        "(R) marks a question on which agreeing is unfavourable. Its mean is on the scale as "
        "asked; means of constructs are turned so that more is better."
    ),
    (
        "What is hatched is not shown: the answers are too few, or showing them would give away a "
        "smaller group. It is never zero."
    ),
    "Rounds are independent: nobody's answers are linked from one round to the next.",
)

#: Sentences that are there to be complete: set small, below those that matter.
_QUIET = (FindingKind.NO_EVIDENCE, FindingKind.TOO_FEW, FindingKind.NOT_COMPARED)

_HEADINGS: tuple[tuple[str, tuple[FindingKind, ...], str], ...] = (
    (
        "What changed",
        (
            FindingKind.CHANGE,
            FindingKind.NO_EVIDENCE,
            FindingKind.TOO_FEW,
            FindingKind.NOT_COMPARED,
        ),
        "This is the first round, so there is nothing to compare it with yet.",
    ),
    (
        "What to look at",
        (FindingKind.LOOK_AT,),
        "Nothing is below half: no construct has a favourable share whose whole interval is.",
    ),
    (
        "What is fine",
        (FindingKind.FINE,),
        "Nothing is above half: no construct has a favourable share whose whole interval is.",
    ),
    ("What cannot be told", (FindingKind.HIDDEN,), ""),
)

_COLUMNS = ("n", "no answer", "favourable", "neutral", "unfavourable", "mean")


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawn picture: its file name without ending, alt text, and both widths as SVG."""

    stem: str
    alt: str
    wide: bytes
    narrow: bytes


def report_html(
    releases: Sequence[Release], pictures: Mapping[str, Picture], tables: Iterable[str]
) -> str:
    """The document about the last of the releases, which are given oldest first.

    ``pictures`` are found by their stem; what was not drawn is left out. ``tables`` names the CSV
    files beside the document.
    """
    release = releases[-1]
    before = releases[-2] if len(releases) > 1 else None
    body = [_header(release), _sentences(release, before)]
    if release.organisation.hidden is None:
        body += [
            _constructs(release, before, pictures),
            _trends(releases, pictures),
            *_sections(release, before, pictures),
            _units(release, before, pictures),
        ]
    body += [_how_to_read(release), _footer(release, tables)]
    return _document(_title(release), body)


def _document(title: str, body: Sequence[str]) -> str:
    return "\n".join(
        [
            "<!doctype html>",
            '<html lang="en">',
            "<head>",
            '<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            '<meta name="robots" content="noindex">',
            f"<title>{escape(title)}</title>",
            f"<style>{CSS}</style>",
            "</head>",
            "<body>",
            *(part for part in body if part),
            "</body>",
            "</html>",
            "",
        ]
    )


def _title(release: Release) -> str:
    asked, round_ = release.instrument.title, release.round.title
    return asked if asked == round_ else f"{asked}, {round_}"


def _header(release: Release) -> str:
    """Who was asked, how many answered, under which promise."""
    facts = release.round
    rows = {
        "Answered": words.answered_words(release),
        "Mode": words.mode_words(release),
        "Field period": words.period_words(release),
        "Smallest group": words.smallest_words(release),
    }
    hashes = {
        f"Release {release.number}, SHA-256": release_sha256(release),
        "Manifest, SHA-256": facts.manifest_sha256,
    }
    listed = _facts(rows, "") + _facts(hashes, ' class="hash"')
    return (
        f'<header><p class="eyebrow">Results of a survey</p><h1>{escape(_title(release))}</h1>'
        f'<dl class="facts">{listed}</dl></header>\n'
        f"{'' if release.organisation.hidden else _contents(release)}<main>"
    )


def _facts(rows: Mapping[str, str], attribute: str) -> str:
    return "".join(
        f"<div{attribute}><dt>{escape(name)}</dt><dd>{escape(said)}</dd></div>"
        for name, said in rows.items()
        if said
    )


def _contents(release: Release) -> str:
    """Links to the parts of the document."""
    parts = [("constructs", "Constructs")] if release.instrument.constructs else []
    parts += [("trends", "Over the rounds")]
    parts += [(_anchor(one.code), one.title) for one in release.instrument.sections if one.title]
    parts += [("units", "Units")] if release.units else []
    parts += [("how-to-read", "How to read this")]
    links = "".join(f'<li><a href="#{name}">{escape(said)}</a></li>' for name, said in parts)
    return f'<nav aria-label="Contents"><ul>{links}</ul></nav>'


def _anchor(section: str) -> str:
    return file_stem("section", code=section)


def _sentences(release: Release, before: Release | None) -> str:
    found = findings(release, before)
    if release.organisation.hidden is not None:
        return f"<section>{_list(found)}</section>"
    parts = []
    for heading, kinds, nothing in _HEADINGS:
        listed = [one for one in found if one.kind in kinds]
        if not listed and not nothing:
            continue
        said = nothing if before is None or heading != "What changed" else "Nothing was compared."
        inside = _list(listed) if listed else f"<p>{escape(said)}</p>"
        parts.append(f"<h2>{escape(heading)}</h2>{inside}")
    if before is not None:
        parts[0] = parts[0].replace(
            "</h2>", f'</h2><p class="note">Since {escape(before.round.title)}.</p>', 1
        )
    return f"<section>{''.join(parts)}</section>"


def _list(found: Sequence[Finding]) -> str:
    loud = "".join(_item(one) for one in found if one.kind not in _QUIET)
    quiet = "".join(_item(one) for one in found if one.kind in _QUIET)
    lists = (("findings", loud), ("findings quiet", quiet))
    return "".join(f'<ul class="{name}">{items}</ul>' for name, items in lists if items)


def _item(one: Finding) -> str:
    return f"<li>{_set(one.text)}</li>"


def _set(text: str) -> str:
    """A sentence as it is set: an arrow, minus signs, percent signs beside their numbers."""
    signs = re.sub(r"(?<![\w)])-(?=\d)", MINUS, text.replace("->", ARROW))
    return escape(theme.printable(signs))


def _constructs(release: Release, before: Release | None, pictures: Mapping[str, Picture]) -> str:
    if not release.instrument.constructs:
        return ""
    changes = compare_constructs(before, release) if before else ()
    rows = [
        (one.title, estimate_construct(release, ORGANISATION, one.code), one.code)
        for one in release.instrument.constructs
    ]
    return (
        '<section id="constructs"><h2>Constructs</h2>'
        f"<p>{escape(words.CONSTRUCT_RULE)}</p>"
        f"{_figure(pictures, 'constructs')}{_figure(pictures, 'change-constructs')}"
        f"{_table('Constructs', release, rows, changes)}</section>"
    )


def _trends(releases: Sequence[Release], pictures: Mapping[str, Picture]) -> str:
    start = '<section id="trends"><h2>Over the rounds</h2>'
    if len(releases) < 2:
        return (
            f"{start}<p>There is one round so far: a trend begins with the second, and is tested "
            "from the third.</p></section>"
        )
    tested = "" if len(releases) > 2 else "<p>A trend is tested from the third round on.</p>"
    drawn = _figure(pictures, "trend-constructs") or _figure(pictures, "trend-items")
    return f"{start}{tested}{drawn}</section>"


def _sections(
    release: Release, before: Release | None, pictures: Mapping[str, Picture]
) -> list[str]:
    """The questions as they were asked: section by section."""
    changes = compare_items(before, release) if before else ()
    parts = []
    for section in release.instrument.sections:
        items = [
            item for code in section.items if (item := release.instrument.item(code)).is_counted
        ]
        if not items:
            continue
        drawn = [
            _figure(pictures, file_stem("items", code=section.code)),
            _figure(pictures, file_stem("change-items", code=section.code)),
            *(_figure(pictures, file_stem("item", code=item.code)) for item in items),
        ]
        rows = [
            (_text(item), estimate_item(release, ORGANISATION, item.code), item.code)
            for item in items
        ]
        title = section.title or "Questions"
        table = _table(title, release, rows, changes)
        parts.append(
            f'<section id="{_anchor(section.code)}"><h2>{escape(title)}</h2>'
            f"{''.join(drawn)}{table}</section>"
        )
    return parts


def _units(release: Release, before: Release | None, pictures: Mapping[str, Picture]) -> str:
    if not release.units:
        return ""
    shown = [unit for unit in release.units if unit.hidden is None]
    hidden = [unit for unit in release.units if unit.hidden is not None]
    drawn = "".join(_unit(release, before, unit, pictures) for unit in shown)
    reasons = "".join(
        f"<li>{escape(unit.title)}: "
        f"{escape(words.hidden_words(release, unit.hidden) if unit.hidden else '')}</li>"
        for unit in sorted(hidden, key=lambda unit: unit.title)
    )
    listed = f"<h3>Not shown</h3><ul>{reasons}</ul>" if reasons else ""
    return f'<section id="units"><h2>Units</h2>{drawn}{listed}</section>'


def _unit(
    release: Release,
    before: Release | None,
    unit: ReleasedGroup,
    pictures: Mapping[str, Picture],
) -> str:
    """A unit's constructs; what changed is judged within the unit."""
    answered = words.answered_words(release, unit.path)
    figure = _figure(pictures, file_stem("constructs", group=unit.path))
    rows = [
        (one.title, estimate_construct(release, unit.path, one.code), one.code)
        for one in release.instrument.constructs
    ]
    changes = compare_constructs(before, release, unit.path) if before else ()
    table = _table(f"Constructs in {unit.title}", release, rows, changes) if rows else ""
    return f"<h3>{escape(unit.title)}</h3><p>{escape(answered)}.</p>{figure}{table}"


def _figure(pictures: Mapping[str, Picture], stem: str) -> str:
    """A picture with its narrow form for phones, and where its files are."""
    picture = pictures.get(stem)
    if picture is None:
        return ""
    narrow, wide = _inline(picture.narrow), _inline(picture.wide)
    return (
        f'<figure id="picture-{escape(stem)}"><picture>'
        f'<source media="(max-width: 600px)" srcset="{narrow}">'
        f'<img src="{wide}" alt="{escape(picture.alt)}"></picture>'
        f'<figcaption>This chart as <a href="pictures/{escape(stem)}.svg">SVG</a> or '
        f'<a href="pictures/{escape(stem)}.png">PNG</a></figcaption></figure>'
    )


def _inline(svg: bytes) -> str:
    return f"data:image/svg+xml;base64,{base64.b64encode(svg).decode()}"


def _table(
    title: str,
    release: Release,
    rows: Sequence[tuple[str, Estimate | Hidden, str]],
    changes: Sequence[Change | NotCompared],
) -> str:
    """The same figures as numbers; the last column says what changed."""
    said = {row.code: change_in_words(row) for row in changes}
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in _COLUMNS)
    if changes:
        head += '<th scope="col" class="words">since the round before</th>'
    body = "".join(
        f'<tr><th scope="row">{escape(text)}</th>{_cells(release, cell)}'
        f"{_changed(said.get(code, '')) if changes else ''}</tr>"
        for text, cell, code in rows
    )
    label = escape(f"{title}, as a table")
    return (
        f'<details open><summary>{label}</summary><div class="scroll" tabindex="0" role="region" '
        f'aria-label="{label}"><table><thead><tr><th scope="col"></th>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div></details>"
    )


def _changed(said: str) -> str:
    return f'<td class="words">{_set(said)}</td>'


def _cells(release: Release, cell: Estimate | Hidden) -> str:
    if isinstance(cell, Hidden):
        reason = escape(words.cell_words(release, cell))
        return f'<td class="hidden" colspan="{len(_COLUMNS)}"><span>{reason}</span></td>'
    good = cell.favourable
    figures = (
        f"{cell.n}",
        f"{cell.missing}",
        f"{percent(good.estimate)} ({percent_range(good)})" if good else EN_DASH,
        percent(cell.neutral),
        percent(cell.unfavourable),
        _mean(cell),
    )
    return "".join(f"<td>{escape(figure)}</td>" for figure in figures)


def _mean(cell: Estimate) -> str:
    if cell.mean is None:
        return EN_DASH
    if cell.mean_low is None or cell.mean_high is None:
        return f"{cell.mean:.2f}"
    return f"{cell.mean:.2f} ({cell.mean_low:.2f}{EN_DASH}{cell.mean_high:.2f})"


def _text(item: Item) -> str:
    return f"{item.text} (R)" if item.reverse else item.text


def _how_to_read(release: Release) -> str:
    rules = (words.interval_rule(release), *RULES)
    listed = "".join(f"<li>{escape(rule)}</li>" for rule in rules)
    return f'<section id="how-to-read"><h2>How to read this</h2><ul>{listed}</ul></section>'


def _footer(release: Release, tables: Iterable[str]) -> str:
    links = "".join(
        f'<li><a href="tables/{escape(name)}.csv">{escape(name)}.csv</a></li>' for name in tables
    )
    return (
        f'</main>\n<footer class="note"><div class="files"><h3>Tables as CSV</h3>'
        f"<ul>{links}</ul></div>"
        f"<p>Made from release {escape(release_sha256(release))} and nothing else.</p></footer>"
    )
