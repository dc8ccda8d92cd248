"""What the pages of rounds share: what can be done now, and what may be told of answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from questionnaires.models import InvitationSecret, Round
from questionnaires.queries.participation import UnitParticipation, noted_participation
from questionnaires.services.collection_units import joined_titles
from questionnaires.services.retention import counts_due

SECTION = {"section": "rounds"}


@dataclass(frozen=True, slots=True)
class Step:
    """Something that can be done with a round: a button and why one would press it."""

    label: str
    address: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Steps:
    """The one thing to do next, and what else can be done."""

    next: Step
    others: tuple[Step, ...] = ()


def address_of(name: str, round_: Round) -> str:
    """The address of one of a round's pages."""
    return reverse(name, args=[round_.programme.code, round_.code])


def facts_of(round_: Round) -> dict[str, Any]:
    """How many had answered when that was last counted; the open link; what is kept until when."""
    has_link = round_.is_open and round_.mode == Round.Mode.OPEN
    address = reverse("survey-open", args=[round_.public_id])
    noted = noted_participation(round_)
    return {
        "noted": noted,
        "unit_rows": [(_name_of_part(unit), unit) for unit in noted.units] if noted else [],
        "open_link": settings.BASE_URL + address if has_link else "",
        "has_links": InvitationSecret.objects.filter(invitation__round=round_).exists(),
        "is_personal": round_.is_personal,
        "is_unfinished": round_.is_close_unfinished,
        "counts_until": counts_due(round_, round_.released_on) if round_.released_on else None,
    }


def _name_of_part(unit: UnitParticipation) -> str:
    """``Ops/Build + Cloud``: units that are told together."""
    titles = [title or _("people of no team") for title in unit.titles]
    return "/".join(filter(None, (unit.within, joined_titles(titles))))


def list_step(round_: Round, *, today: date) -> Step:
    """The button of a round in a list of many; what needs a look at the round leads there."""
    if round_.is_open and not is_over(round_, today):
        return Step(_("Participation"), address_of("round-detail", round_))
    if round_.is_aborted and not round_.is_abort_unfinished:
        return Step(_("Details"), address_of("round-detail", round_))
    return steps_of(round_, has_links=True, today=today).next


def steps_of(round_: Round, *, has_links: bool, today: date) -> Steps:
    """What can be done with a round now. ``has_links``: some people have a link by now."""
    if round_.is_draft:
        return _steps_of_draft(round_)
    if round_.is_open:
        return _steps_of_open(round_, has_links=has_links, today=today)
    if round_.is_close_unfinished:
        reason = _("Closing broke off. No answer is accepted any more; the rest is still to do.")
        return Steps(Step(_("Finish closing"), address_of("round-close", round_), reason))
    if round_.is_abort_unfinished:
        reason = _("Aborting broke off. No answer is accepted any more; the rest is still to do.")
        return Steps(Step(_("Finish aborting"), address_of("round-abort", round_), reason))
    if round_.is_released:
        return _steps_of_released(round_)
    if round_.is_aborted:
        return Steps(_following(round_))
    reason = _("The answers are counted, and shown to nobody yet.")
    release = Step(_("Release"), address_of("round-release", round_), reason)
    return Steps(release, (_comments(round_), _following(round_)))


def _comments(round_: Round) -> Step:
    reason = _("See what the release will show, and withhold what would harm somebody.")
    return Step(_("Read the comments"), address_of("round-comments", round_), reason)


def is_over(round_: Round, today: date) -> bool:
    """Whether nobody expects the round to be open any longer."""
    return round_.closes_on is None or round_.closes_on < today


def _steps_of_draft(round_: Round) -> Steps:
    reason = _("See what would be frozen and who would be asked. Nothing is sent by opening.")
    return Steps(
        Step(_("Check and open"), address_of("round-open", round_), reason),
        (
            Step(
                _("Change the draft"),
                address_of("round-edit", round_),
                _("Questions, rules, last day and information sheet."),
            ),
        ),
    )


def _steps_of_released(round_: Round) -> Steps:
    if round_.is_read_by_asked:
        reason = _("Everybody who was asked can read the results.")
    elif round_.is_read_by_link:
        reason = _("Everybody with a role here can read the results, and whoever gets a link.")
    else:
        reason = _("Everybody with a role here can read the results.")
    results = Step(_("Results"), address_of("round-results", round_), reason)
    reason = _("Tell everybody who was asked what came out and what is done about it.")
    actions = Step(_("You said, we did"), address_of("round-actions", round_), reason)
    address = address_of("round-comments-withdraw", round_)
    withdraw = Step(_("Withdraw a comment"), address, _("Take back what should not be shown."))
    if round_.mode == Round.Mode.IMPORTED:  # nobody was asked here
        return Steps(results, (withdraw, _following(round_)))
    if not round_.is_read_by_link:
        return Steps(results, (actions, withdraw, _following(round_)))
    reason = _("For people without an account, until a day that you choose.")
    links = Step(_("Links to the results"), address_of("round-results-links", round_), reason)
    return Steps(results, (actions, links, withdraw, _following(round_)))


def _steps_of_open(round_: Round, *, has_links: bool, today: date) -> Steps:
    close = _close(round_, today)
    others = [_extend(round_), _abort(round_)]
    if not round_.is_personal:
        return Steps(close, tuple(others))
    links = Step(
        _("Download links"),
        address_of("round-links", round_),
        _("Personal links as a file, for a mail merge of your own."),
    )
    mail = _mail(round_, has_links=has_links)
    if has_links and is_over(round_, today):
        return Steps(close, (mail, links, *others))
    return Steps(mail, (links, others[0], close, others[1]))


def _mail(round_: Round, *, has_links: bool) -> Step:
    address = address_of("round-mail", round_)
    if has_links:
        reason = _("Reminders go to those who have not answered; nobody sees who that is.")
        return Step(_("Mail and reminders"), address, reason)
    reason = _("Nobody has a link yet. You see the mail before it goes out.")
    return Step(_("Invite by mail"), address, reason)


def _close(round_: Round, today: date) -> Step:
    if round_.closes_on and round_.closes_on < today:
        reason = _("The announced last day, %(day)s, is over.") % {
            "day": date_format(round_.closes_on, "j M Y")
        }
    elif round_.closes_on:
        reason = _("Count and destroy the answers. People were told %(day)s.") % {
            "day": date_format(round_.closes_on, "j M Y")
        }
    else:
        reason = _("Count and destroy the answers. No last day was announced.")
    return Step(_("Close"), address_of("round-close", round_), reason)


def _extend(round_: Round) -> Step:
    address = address_of("round-extend", round_)
    if round_.closes_on is None:
        return Step(_("Announce a last day"), address, _("The survey and mails will say it."))
    reason = _("Announce a later last day. Nothing frozen changes.")
    return Step(_("Extend the field period"), address, reason)


def _abort(round_: Round) -> Step:
    reason = _("End it without results: all answers are destroyed, and none is counted.")
    return Step(_("Abort the round"), address_of("round-abort", round_), reason)


def _following(round_: Round) -> Step:
    if round_.is_aborted:
        reason = _("A new draft with the same rules, under a code of its own.")
        return Step(_("Make a round like this one"), address_of("round-next", round_), reason)
    reason = _("A new draft with the same rules and the newest version of the questions.")
    return Step(_("Make the next round like this one"), address_of("round-next", round_), reason)
