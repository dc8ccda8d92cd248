"""Draws "which test is used where" for the page on methods, and the same as a table.

``python -m tests.methods_chart`` writes both; a test draws them again and compares.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from analysis.charts import theme
from analysis.charts.sheet import Sheet
from tests.demo import PROJECT

PAGE = PROJECT / "docs" / "methods" / "README.md"
PICTURE = PROJECT / "docs" / "img" / "methods.svg"
BETWEEN = re.compile(r"(<!-- which test: begin -->\n).*?(<!-- which test: end -->)", re.DOTALL)

WIDTH = 760.0
#: Where the trunk of a question stands, what one has, the mark, and the method.
TRUNK, GIVEN, MARK, METHOD = 188.0, 206.0, 458.0, 472.0
#: White between two rows, and between two questions.
ROW_GAP, QUESTION_GAP = 9.0, 15.0
LINE = theme.TEXT * theme.LEADING


@dataclass(frozen=True, slots=True)
class Use:
    """What one has, the method for it, its page, and whether the pages of the product show it."""

    given: str
    method: str
    page: str
    shown: bool = True


USES: dict[str, tuple[Use, ...]] = {
    "What do our people say?": (
        Use(
            "a share, head count known",
            "Wilson for finite N; exact up to 50",
            "favourable-share",
        ),
        Use("a share, head count unknown", "Wilson's interval", "favourable-share"),
        Use("an ordered scale, or an amount", "Student's interval, quartiles", "mean"),
        Use("a ranking", "places and points; no test", "ranking"),
        Use("0 to 10, would recommend", "net promoter score", "net-promoter-score", shown=False),
    ),
    "Are the silent different?": (
        Use("response rates by unit, attribute", "chi-square, Holm; R-indicator", "nonresponse"),
        Use("shares as they are and weighted", "verdict on the silent", "nonresponse"),
        Use("shares and head counts by unit", "post-stratification, Kish", "weighting"),
        Use("several attributes at once", "raking, calibration", "weighting", shown=False),
    ),
    "Did two rounds differ?": (
        Use("all answers in order", "Brunner-Munzel and Mann-Whitney", "brunner-munzel"),
        Use("how far they moved", "Cliff's delta", "cliffs-delta"),
        Use("favourable or not", "Newcombe's interval", "favourable-change"),
        Use("a page of comparisons", "Benjamini-Hochberg", "many-comparisons"),
        Use("a few planned comparisons", "Holm", "many-comparisons", shown=False),
        Use("no change was found", "detectable difference", "detectable-difference"),
        Use("words of comments", "log-odds, informative prior", "terms"),
    ),
    "Is there a trend over three rounds or more?": (
        Use("favourable or not", "Cochran-Armitage", "trend"),
        Use("all answers in order", "Jonckheere-Terpstra; ordinal logit", "trend", shown=False),
        Use("one figure a round, six rounds", "Mann-Kendall; Theil-Sen", "trend", shown=False),
    ),
    "Do several groups differ?": (
        Use("all answers in order", "Kruskal-Wallis", "brunner-munzel", shown=False),
        Use("answers without an order", "chi-square", "brunner-munzel", shown=False),
    ),
    "Did the same people change their answers?": (
        Use("favourable or not", "McNemar", "paired", shown=False),
        Use("the whole distribution", "Stuart-Maxwell", "paired", shown=False),
        Use("up or down", "Wilcoxon's signed ranks", "paired", shown=False),
        Use("some answered only once", "partially overlapping t", "paired", shown=False),
    ),
    "Does a construct measure one thing?": (
        Use("its items", "alpha with Feldt's interval; omega", "reliability"),
        Use("its items and those of another", "heterotrait-monotrait ratio", "validity"),
    ),
    "What goes along with an outcome?": (
        Use("more than 25 complete answers", "LMG with bootstrap; Johnson", "drivers"),
    ),
    "How do we deliver?": (Use("DORA's five metrics", "nearest cluster; baseline", "dora"),),
}
TITLE = "Which method answers which question"
SUBTITLE = "From the question, by what you have, to the method."
ALT = (
    "A tree from nine questions, by what you have, to the method for it; "
    "a filled mark where the pages show it, a hollow one where the library has it. "
    "The table below says the same."
)


def chart() -> theme.Chart:
    """The tree, on light paper as wide as the page."""
    sheet = Sheet(WIDTH, title=TITLE, subtitle=SUBTITLE)
    _key(sheet)
    for number, (question, uses) in enumerate(USES.items()):
        if number:
            sheet.rule(sheet.left, sheet.right, sheet.y)
        sheet.y += QUESTION_GAP
        _branch(sheet, question, uses)
        sheet.y += QUESTION_GAP - ROW_GAP
    return sheet.finish(foot="", alt=ALT)


def _key(sheet: Sheet) -> None:
    middle = sheet.y - 12 - LINE / 2
    library = sheet.right - theme.text_width("in the library", theme.SMALL) * theme.SLACK
    shown = library - 42 - theme.text_width("on the pages", theme.SMALL) * theme.SLACK
    for x, text, hollow in ((shown, "on the pages", False), (library, "in the library", True)):
        sheet.dot(
            x - 11, middle, theme.INK, gid=f"key-{text}", hollow=hollow, size=_size(hollow=hollow)
        )
        sheet.write(x, middle, text, theme.SMALL, colour=theme.INK_2)


def _branch(sheet: Sheet, question: str, uses: tuple[Use, ...]) -> None:
    """A question, its trunk, and a row for each use."""
    lines = theme.wrap(question, theme.TEXT, TRUNK - sheet.left - 14, bold=True)
    top = sheet.y
    middles = [top + LINE / 2 + number * (LINE + ROW_GAP) for number in range(len(uses))]
    for number, line in enumerate(lines):
        sheet.write(sheet.left, top + LINE * (number + 0.5), line, bold=True)
    first = sheet.left + theme.text_width(lines[0], theme.TEXT, bold=True) * theme.SLACK + 2
    sheet.line([first, TRUNK], [middles[0]] * 2, theme.EARLIER)
    if len(uses) > 1:
        sheet.upright(TRUNK, middles[0], middles[-1], theme.EARLIER)
    for middle, use in zip(middles, uses, strict=True):
        _row(sheet, middle, use)
    sheet.y = max(top + LINE * len(lines) + ROW_GAP, middles[-1] + LINE / 2 + ROW_GAP)


def _row(sheet: Sheet, middle: float, use: Use) -> None:
    sheet.line([TRUNK, GIVEN - 6], [middle] * 2, theme.EARLIER)
    sheet.write(GIVEN, middle, use.given, colour=theme.INK_2)
    end = GIVEN + theme.text_width(use.given, theme.TEXT) * 1.04 + 6
    if end < MARK - 12:
        sheet.line([end, MARK - 9], [middle] * 2, theme.HATCH, dashes=(1.5, 3))
    hollow = not use.shown
    name = f"{use.page}-{use.given}"
    sheet.dot(MARK, middle, theme.INK, gid=name, hollow=hollow, size=_size(hollow=hollow))
    sheet.write(METHOD, middle, use.method)


def _size(*, hollow: bool) -> float:
    """So that both marks look as large: a hollow one has its line on its edge."""
    return 7.2 if hollow else 9.6


def table() -> str:
    """The same as Markdown."""
    rows = ["| question | what you have | method | where |", "|---|---|---|---|"]
    for question, uses in USES.items():
        for use in uses:
            where = "pages" if use.shown else "library"
            rows.append(f"| {question} | {use.given} | [{use.method}]({use.page}.md) | {where} |")
    return "\n".join(rows)


def with_chart(page: str) -> str:
    """The page with the picture and the table between its marks."""
    picture = f"![{ALT}](../img/{PICTURE.name})"
    return BETWEEN.sub(lambda m: f"{m[1]}{picture}\n\n{table()}\n{m[2]}", page)


def main() -> None:
    """Write the picture and the table."""
    PICTURE.write_bytes(theme.svg_bytes(chart()))
    PAGE.write_text(with_chart(PAGE.read_text()))


if __name__ == "__main__":
    main()
