"""What has become of a round, for those who were asked: results, and what is done about them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from analysis.instrument import Instrument
from analysis.translations import translated
from questionnaires.models import Action, Round
from questionnaires.queries.actions import published_actions
from surveyapp.asked import Asked, asked_by
from surveyapp.interface import in_this_language
from surveyapp.outcome_pages import TargetForAsked, targets_for_asked
from surveyapp.result_addresses import result_address


@dataclass(frozen=True, slots=True)
class AfterSending:
    """What has become of a round. Addresses are empty where there is nothing to read."""

    is_open: bool
    closed_on: date | None = None
    released_on: date | None = None
    results: str = ""
    actions: str = ""

    @property
    def is_released(self) -> bool:
        """Whether somebody can read results."""
        return self.released_on is not None


@dataclass(frozen=True, slots=True)
class ToldAction:
    """A published entry, the title of the construct that it is about, and its target."""

    action: Action
    construct: str
    target: TargetForAsked | None = None


@dataclass(frozen=True, slots=True)
class ActionsPage:
    """What "You said, we did" shows of a round."""

    asked: Asked
    actions: tuple[ToldAction, ...]
    #: Where the results are, for everybody who was asked; else empty.
    results: str


def after_sending(round_: Round) -> AfterSending:
    """What has become of a round that was opened here and not aborted."""
    if not round_.is_released:
        return AfterSending(round_.is_open, round_.closed_on)
    return AfterSending(
        False,
        round_.closed_on,
        round_.released_on,
        results=results_for_asked(round_),
        actions=actions_address(round_) if published_actions(round_).exists() else "",
    )


def results_for_asked(round_: Round) -> str:
    """Where everybody who was asked reads the results; empty where they are for others."""
    if not round_.is_read_by_asked:
        return ""
    return result_address(round_, Round.ResultsFor.ASKED, "page")


def actions_address(round_: Round) -> str:
    """Where it says what is done about a round."""
    return in_this_language(reverse("survey-actions", args=[round_.public_id]))


def actions_page(round_: Round, language: str) -> ActionsPage:
    """What is published of a released round, with constructs in a language of the questions."""
    titles = construct_titles(translated(round_.version.instrument, language))
    actions = list(published_actions(round_).select_related("target__round__programme"))
    targets = targets_for_asked(actions)
    told = (
        ToldAction(action, titles.get(action.construct, ""), targets.get(action.target_id or 0))
        for action in actions
    )
    return ActionsPage(asked_by(round_), tuple(told), results_for_asked(round_))


def construct_titles(instrument: Instrument) -> dict[str, str]:
    """Titles of the constructs by their codes."""
    return {construct.code: construct.title for construct in instrument.constructs}
