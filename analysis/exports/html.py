"""The report as one HTML document: it stands alone, without a script and without another host.

The same releases give the same bytes.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from analysis.exports.blocks import (
    SINCE,
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
from analysis.exports.style import CSS
from analysis.words import gettext as _
from analysis.words import spoken, translate

#: Nothing is loaded from anywhere and nothing runs; pictures and styles stand in the document.
POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawn picture: its file name without ending, alt text, and both widths as SVG."""

    stem: str
    alt: str
    wide: bytes
    narrow: bytes


def report_html(
    document: Document,
    pictures: Mapping[str, Picture],
    files: Iterable[tuple[str, str]] | None = None,
) -> str:
    """The document as HTML.

    ``pictures`` are found by their stem; what was not drawn is left out. ``files`` are the files
    beside the document: what people call each, and its address; each picture has its files there
    too. Without them the document leads nowhere but to itself.
    """
    parts = [_part(part, pictures, has_files=files is not None) for part in document.parts]
    return _page(document.title, [_header(document), *parts, _footer(document, files or ())])


def _page(title: str, body: Sequence[str]) -> str:
    return "\n".join(
        [
            "<!doctype html>",
            f'<html lang="{spoken()}">',
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


def _header(document: Document) -> str:
    """Who was asked, how many answered, under which promise."""
    listed = _facts(document.facts, "") + _facts(document.hashes, ' class="hash"')
    eyebrow = _("Results of a survey")
    return (
        f'<header><p class="eyebrow">{escape(eyebrow)}</p>'
        f"<h1>{escape(document.title)}</h1>"
        f'<dl class="facts">{listed}</dl></header>\n{_contents(document)}<main>'
    )


def _facts(rows: Mapping[str, str], attribute: str) -> str:
    return "".join(
        f"<div{attribute}><dt>{escape(name)}</dt><dd>{escape(said)}</dd></div>"
        for name, said in rows.items()
    )


def _contents(document: Document) -> str:
    """Links to the parts of the document; none where there is little to find."""
    links = [
        f'<li><a href="#{part.anchor}">{escape(part.title)}</a></li>'
        for part in document.parts
        if part.anchor
    ]
    if len(links) < 2:
        return ""
    label = _("Contents")
    return f'<nav aria-label="{escape(label)}"><ul>{"".join(links)}</ul></nav>'


def _part(part: Part, pictures: Mapping[str, Picture], *, has_files: bool) -> str:
    name = f' id="{part.anchor}"' if part.anchor else ""
    title = f"<h2>{escape(part.title)}</h2>" if part.title else ""
    blocks = "".join(_block(one, pictures, has_files=has_files) for one in part.blocks)
    return f"<section{name}>{title}{blocks}</section>"


def _block(block: Block, pictures: Mapping[str, Picture], *, has_files: bool) -> str:
    match block:
        case Paragraph():
            note = ' class="note"' if block.quiet else ""
            return f"<p{note}>{escape(block.text)}</p>"
        case Listing():
            name = "findings quiet" if block.quiet else "findings"
            items = "".join(f"<li>{escape(one)}</li>" for one in block.items)
            return f'<ul class="{name}">{items}</ul>'
        case Heading():
            return f"<h3>{escape(block.text)}</h3>"
        case Figure():
            return _figure(pictures.get(block.stem), has_files=has_files)
        case Table():
            return _table(block)


def _figure(picture: Picture | None, *, has_files: bool) -> str:
    """A picture with its narrow form for phones, and where its files are."""
    if picture is None:
        return ""
    stem = escape(picture.stem)
    narrow, wide = _inline(picture.narrow), _inline(picture.wide)
    caption = f"<figcaption>{_forms(stem)}</figcaption>" if has_files else ""
    return (
        f'<figure id="picture-{stem}"><picture>'
        f'<source media="(max-width: 600px)" srcset="{narrow}">'
        f'<img src="{wide}" alt="{escape(picture.alt)}"></picture>{caption}</figure>'
    )


def _forms(stem: str) -> str:
    forms = " ".join(
        f'<a href="pictures/{stem}.{form}">{form.upper()}</a>' for form in ("svg", "png", "pdf")
    )
    return _("This chart as {forms}", forms=forms)


def _inline(svg: bytes) -> str:
    return f"data:image/svg+xml;base64,{base64.b64encode(svg).decode()}"


def _table(table: Table) -> str:
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in table.columns)
    if table.compared:
        head += f'<th scope="col" class="words">{escape(translate(SINCE))}</th>'
    body = "".join(_line(line, len(table.columns), compared=table.compared) for line in table.lines)
    label = escape(_("{title}, as a table", title=table.title))
    return (
        f'<details open><summary>{label}</summary><div class="scroll" tabindex="0" role="region" '
        f'aria-label="{label}"><table><thead><tr><th scope="col"></th>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div></details>"
    )


def _line(line: Line, columns: int, *, compared: bool) -> str:
    if line.hidden:
        cells = f'<td class="hidden" colspan="{columns}"><span>{escape(line.hidden)}</span></td>'
    else:
        cells = "".join(f"<td>{escape(figure)}</td>" for figure in line.cells)
    changed = f'<td class="words">{escape(line.changed)}</td>' if compared else ""
    return f'<tr><th scope="row">{escape(line.label)}</th>{cells}{changed}</tr>'


def _footer(document: Document, files: Iterable[tuple[str, str]]) -> str:
    links = "".join(
        f'<li><a href="{escape(address)}">{escape(name)}</a></li>' for name, address in files
    )
    heading = _("The same as files")
    beside = f'<div class="files"><h3>{escape(heading)}</h3><ul>{links}</ul></div>' if links else ""
    made_from = _("Made from release {sha256} and nothing else.", sha256=document.release_sha256)
    return f'</main>\n<footer class="note">{beside}<p>{escape(made_from)}</p></footer>'
