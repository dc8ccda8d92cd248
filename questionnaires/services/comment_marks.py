"""Marks on released comments: tags of an analyst, and quotes that stand in the report.

The log says who marked which comment of which question, by its digest. What the comment says is not
in it, and neither is a tag: a tag in one's own words may repeat the comment's.
"""

from __future__ import annotations

import unicodedata

from django.db import transaction
from django.utils.translation import gettext as _

from questionnaires.models import CommentQuote, CommentTag, ReleasedComments, Round
from questionnaires.queries.comment_marks import tags_of_programme
from questionnaires.services.audit import record_act
from questionnaires.services.comments import released_comments_on
from questionnaires.services.errors import ServiceError
from questionnaires.services.rounds import locked, name_of

#: Tags of one comment: more tell nobody anything.
MOST_TAGS = 8
#: Letters and signs that nobody sees: fillers of Korean syllables, a cell of braille without dots.
_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")
#: Categories of marks that are seen on another character alone.
_ON_ANOTHER = frozenset({"Mn", "Me"})


@transaction.atomic
def tag_comment(*, round: Round, item: str, digest: str, tag: str, actor: str) -> CommentTag:
    """Afterwards a released comment has a tag, written as it is elsewhere in the programme.

    Comments with the same words share it. To set it twice changes nothing.
    """
    stored = _released_comment(round, item, digest)
    title = _checked_title(stored.round, tag)
    tags = CommentTag.objects.filter(comments=stored, digest=digest)
    if found := tags.filter(title=title).first():
        return found
    if tags.count() >= MOST_TAGS:
        raise ServiceError(
            _("A comment has at most %(most)s tags. Take one off first.") % {"most": MOST_TAGS}
        )
    made = CommentTag.objects.create(comments=stored, digest=digest, title=title)
    _record("tag comment", stored, digest, actor)
    return made


@transaction.atomic
def untag_comment(*, round: Round, item: str, digest: str, tag: str, actor: str) -> None:
    """Afterwards a released comment has the tag no more. Without it nothing changes."""
    stored = _released_comment(round, item, digest)
    if "\0" in tag:  # which PostgreSQL does not even compare
        return
    gone, _by_model = CommentTag.objects.filter(comments=stored, digest=digest, title=tag).delete()
    if gone:
        _record("untag comment", stored, digest, actor)


@transaction.atomic
def quote_comment(*, round: Round, item: str, digest: str, actor: str) -> None:
    """Afterwards the report of the round has the comment, word for word, with its question.

    Twice changes nothing. A report that was downloaded before is not reached.
    """
    stored = _released_comment(round, item, digest)
    _quote, new = CommentQuote.objects.get_or_create(comments=stored, digest=digest)
    if new:
        _record("quote comment", stored, digest, actor)


@transaction.atomic
def unquote_comment(*, round: Round, item: str, digest: str, actor: str) -> None:
    """Afterwards a report that is made has the comment no more. Of no quote nothing changes."""
    stored = _released_comment(round, item, digest)
    gone, _by_model = CommentQuote.objects.filter(comments=stored, digest=digest).delete()
    if gone:
        _record("unquote comment", stored, digest, actor)


def _released_comment(round: Round, item: str, digest: str) -> ReleasedComments:
    """What a released comment is stored in; ``ServiceError`` of one that is not shown.

    The round is locked, so that the comment is not withdrawn meanwhile.
    """
    current = locked(round)
    stored = released_comments_on(current, item)
    shown = stored.texts if stored and current.is_released else ()
    if stored is None or not any(stored.digest_of(text) == digest for text in shown):
        raise ServiceError(_("This comment is not there. Load the page again."))
    stored.round = current
    return stored


def _checked_title(round: Round, tag: str) -> str:
    """The tag in one line, as the programme writes it already where it differs in case alone."""
    plain = unicodedata.normalize("NFC", tag)
    written = " ".join("".join(" " if _is_unseen(one) else one for one in plain).split())
    if all(unicodedata.category(one) in _ON_ANOTHER for one in written if one != " "):
        raise ServiceError(_("Write a tag: a word or two that say what the comment is about."))
    if len(written) > CommentTag.MOST_CHARACTERS:
        raise ServiceError(
            _("A tag has at most %(most)s characters.") % {"most": CommentTag.MOST_CHARACTERS}
        )
    in_use = {one.casefold(): one for one in tags_of_programme(round.programme)}
    return in_use.get(written.casefold(), written)


def _is_unseen(character: str) -> bool:
    """Whether it is a control character, a mark that turns the direction of a line, or blank."""
    return unicodedata.category(character) in {"Cc", "Cf"} or character in _BLANK


def _record(act: str, stored: ReleasedComments, digest: str, actor: str) -> None:
    record_act(
        actor=actor, action=act, subject=name_of(stored.round), item=stored.item, digest=digest
    )
