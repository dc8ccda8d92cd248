"""Release -> the page of its comments: by question, with terms, tags and what is quoted.

For people with a role alone: everybody asked was told that comments are not on their page.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from analysis.identifying import SHORTEST_TERM, NameWords
from questionnaires.models import Round
from questionnaires.queries.comment_marks import (
    ReadComment,
    ReadItem,
    comments_to_read,
    quoted_comments,
    tags_of_programme,
)
from questionnaires.queries.comments import Fewest, ItemComments
from questionnaires.queries.people import names_of_people
from questionnaires.queries.releases import previous_released_round
from surveyapp.result_documents import document_of
from surveyapp.result_parts import RoundPart
from surveyapp.term_results import Apart, apart_by_tag, apart_in_time, frequent

if TYPE_CHECKING:
    from analysis.exports.quotes import Quotes
    from analysis.instrument import Instrument, Item
    from analysis.terms import Term

#: What :mod:`surveyapp.result_addresses` calls the page.
NAME = "comments"


@dataclass(frozen=True, slots=True)
class Choice:
    """A way to see fewer comments: a construct or a tag, with how many comments it leaves."""

    value: str
    title: str
    n: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class ItemPart:
    """The comments on one question.

    ``total`` are those that the release shows, ``comments`` those of them that were asked for.
    ``terms`` are those that at least ``fewest`` people used. ``apart`` is ``None`` where there is
    nothing to compare with.
    """

    code: str
    question: str
    total: int
    comments: tuple[ReadComment, ...]
    left_out: ItemComments
    terms: tuple[Term, ...] = ()
    apart: Apart | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentsPage(RoundPart):
    """What the page of comments shows. ``construct`` and ``tag`` are what was chosen, or empty.

    ``tags_in_use`` are those of the whole programme, to choose from when a comment is tagged.
    """

    items: tuple[ItemPart, ...]
    constructs: tuple[Choice, ...]
    tags: tuple[Choice, ...]
    tags_in_use: tuple[str, ...]
    fewest: Fewest
    construct: str = ""
    tag: str = ""
    against: str = ""

    @property
    def shown(self) -> int:
        """How many comments are on the page."""
        return sum(len(item.comments) for item in self.items)


def comments_page(
    round_: Round, *, construct: str = "", tag: str = "", against: Round | None = None
) -> CommentsPage | None:
    """The page of a released round; ``None`` for a construct that the round did not measure."""
    document = document_of(round_)
    instrument = document.release.instrument
    if construct and construct not in {one.code for one in instrument.constructs}:
        return None
    earlier = against or previous_released_round(round_)
    read = comments_to_read(round_)
    asked = instrument.worded_items_about(construct) if construct else instrument.worded_items
    within = [item for item in asked if item.code in read]
    fewest = Fewest.of(round_.k)
    names = NameWords(names_of_people(), SHORTEST_TERM)
    return CommentsPage(
        round=round_,
        document=document,
        before=document_of(earlier) if earlier else None,
        name=NAME,
        heading=_("Comments"),
        items=tuple(
            _with_terms(round_, item, read[item.code], tag, earlier, names) for item in within
        ),
        constructs=_constructs(instrument, read, construct),
        tags=_tags((read[item.code] for item in within), tag),
        tags_in_use=tuple(tags_of_programme(round_.programme)),
        fewest=fewest,
        construct=construct,
        tag=tag,
        against=against.code if against else "",
    )


def comments_about(round_: Round, construct: str) -> tuple[ItemPart, ...]:
    """The comments on the questions about a construct, without terms; for people with a role."""
    items = document_of(round_).release.instrument.worded_items_about(construct)
    read = comments_to_read(round_) if items else {}
    return tuple(_part(item, read[item.code]) for item in items if item.code in read)


def report_quotes(round_: Round) -> tuple[Quotes, ...]:
    """The comments that stand in the report of a round, by question in the order asked."""
    from analysis.exports.quotes import Quotes

    found = quoted_comments(round_)
    items = document_of(round_).release.instrument.worded_items if found else ()
    return tuple(Quotes(item.text, found[item.code]) for item in items if item.code in found)


def _part(item: Item, read: ReadItem, tag: str = "") -> ItemPart:
    """The comments on a question, those of a tag where one is chosen."""
    chosen = tuple(one for one in read.comments if not tag or tag in one.tags)
    return ItemPart(item.code, item.text, len(read.comments), chosen, read.left_out)


def _with_terms(
    round_: Round,
    item: Item,
    read: ReadItem,
    tag: str,
    earlier: Round | None,
    names: NameWords,
) -> ItemPart:
    """The same with terms: of a tag, what sets it apart; else what sets the round apart."""
    part, fewest = _part(item, read, tag), Fewest.of(round_.k).comments
    if tag:
        return replace(part, apart=apart_by_tag(read.comments, tag, fewest, names))
    return replace(
        part,
        terms=frequent(read.comments, fewest, names),
        apart=apart_in_time(round_, item, read.comments, earlier, names) if earlier else None,
    )


def _constructs(
    instrument: Instrument, read: Mapping[str, ReadItem], chosen: str
) -> tuple[Choice, ...]:
    """The constructs that comments are about."""
    found = []
    for one in instrument.constructs:
        about = [item for item in instrument.worded_items_about(one.code) if item.code in read]
        if n := sum(len(read[item.code].comments) for item in about):
            found.append(Choice(one.code, one.title, n, one.code == chosen))
    return tuple(found)


def _tags(items: Iterable[ReadItem], chosen: str) -> tuple[Choice, ...]:
    """The tags of the comments on these questions, by letter, with how many comments have each."""
    counted = Counter(tag for item in items for one in item.comments for tag in one.tags)
    return tuple(
        Choice(tag, tag, counted[tag], tag == chosen) for tag in sorted(counted, key=str.casefold)
    )
