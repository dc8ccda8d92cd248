"""Why a construct could be worked on, in words: phrases with the numbers that they rest on.

Never a cause. A choice that is known only between two numbers is said between them.
"""

from __future__ import annotations

from analysis.estimates import Change, Estimate
from analysis.instrument import Instrument
from analysis.measurement import Driver
from analysis.priorities import HoursLost, People, Priority, Reason
from analysis.words import decimal, listed
from analysis.words import gettext as _


def reasons_in_words(one: Priority, instrument: Instrument) -> tuple[str, ...]:
    """The reasons of a construct as phrases, without capital and full stop; empty without any."""
    return tuple(_reason(reason, one, instrument) for reason in one.reasons)


def why_in_words(one: Priority, instrument: Instrument) -> str:
    """All reasons of a construct as one phrase; empty without any."""
    said = reasons_in_words(one, instrument)
    return "; ".join(said)


def chosen_in_words(chosen: People) -> str:
    """Who chose a construct: a number, or between which numbers it lies.

    >>> chosen_in_words(People(58, 27, 27, 0.4, 0.5)), chosen_in_words(People(58, 20, 27, 0.3, 0.5))
    ('27 of 58', '20 to 27 of 58')
    """
    if chosen.is_exact:
        return _("{number} of {n}", number=chosen.least, n=chosen.n)
    return _("{least} to {most} of {n}", least=chosen.least, most=chosen.most, n=chosen.n)


def people_of_all_in_words(people: People) -> str:
    """How many people that is of all: their number with its interval, or of those who answered.

    >>> people_of_all_in_words(People(58, 21, 21, 0.32, 0.41, 70))
    '22 to 29 of all 70'
    >>> people_of_all_in_words(People(70, 21, 21, 0.3, 0.3, 70))
    '21 of all 70'
    >>> people_of_all_in_words(People(58, 21, 21, 0.32, 0.41))
    '21 of 58 who answered'
    """
    ends = people.of_all
    if ends is None:
        return _("{people} who answered", people=chosen_in_words(people))
    if ends[0] == ends[1]:
        return _("{number} of all {people}", number=ends[0], people=people.population)
    return _("{low} to {high} of all {people}", low=ends[0], high=ends[1], people=people.population)


def about_in_words(one: Priority) -> str:
    """Which options are about a construct; empty where none is."""
    return listed(_("“{text}”", text=label) for label in one.options) if one.options else ""


def hours_in_words(found: HoursLost) -> tuple[str, ...]:
    """Hours lost a week, as sentences: of a person, of all, and how they were found.

    >>> lost = HoursLost("t", "T", 58, 70, 2.5, 2.1, 2.9, 175.0, 147.0, 203.0, in_bands=False)
    >>> hours_in_words(lost)[1]
    'That makes 175 engineer-hours a week for all 70 people (147 to 203).'
    """
    said = [_each(found)]
    if found.total is not None and found.total_low is not None and found.total_high is not None:
        said.append(
            _(
                "That makes {total} engineer-hours a week for all {people} people ({low} to "
                "{high}).",
                total=decimal(found.total, 0),
                people=found.population,
                low=decimal(found.total_low, 0),
                high=decimal(found.total_high, 0),
            )
            if found.total_low < found.total_high
            else _(
                "That makes {total} engineer-hours a week for all {people} people.",
                total=decimal(found.total, 0),
                people=found.population,
            )
        )
    elif found.population is None:
        said.append(
            _("How many people that is of is not known, so the hours of all are not added up.")
        )
    if found.in_bands:
        said.append(
            _(
                "Answers were bands of hours, and the value of each band, its middle as a rule, "
                "was counted: the interval does not know how far that is from the hours."
            )
        )
    return tuple(said)


def _each(found: HoursLost) -> str:
    mean = decimal(found.mean, 1)
    if found.low is None or found.high is None:
        return _(
            "{n} people say that they lose {mean} hours a week on average; how sure that is cannot "
            "be told.",
            n=found.n,
            mean=mean,
        )
    if found.low == found.high:
        return _("All {n} people lose {mean} hours a week on average.", n=found.n, mean=mean)
    return _(
        "{n} people say that they lose {mean} hours a week on average ({low} to {high}).",
        n=found.n,
        mean=mean,
        low=decimal(found.low, 1),
        high=decimal(found.high, 1),
    )


def _reason(reason: Reason, one: Priority, instrument: Instrument) -> str:
    match reason:
        case Reason.LOW:
            return _low(one)
        case Reason.CHOSEN:
            return _chosen(one)
        case Reason.WORSE:
            return _worse(one)
        case Reason.DRIVER:
            return _driver(one.driver, instrument)


def _low(one: Priority) -> str:
    share = one.favourable
    if share is None:
        return ""
    good = round(share.estimate * share.n)
    return _("fewer than half favourable ({good} of {n})", good=good, n=share.n)


def _chosen(one: Priority) -> str:
    if one.chosen is None or one.even is None:
        return ""
    return _(
        "chosen by {people} to fix first (spread evenly, choices would give {even})",
        people=chosen_in_words(one.chosen),
        even=decimal(one.even * one.chosen.n, 0),
    )


def _worse(one: Priority) -> str:
    change = one.change
    if not isinstance(change, Change):
        return ""
    return _(
        "clearly worse than in the round before ({before} favourable then, {after} now)",
        before=_favourable(change.before),
        after=_favourable(change.after),
    )


def _favourable(cell: Estimate) -> str:
    good = round(cell.favourable.estimate * cell.n) if cell.favourable else 0
    return _("{number} of {n}", number=good, n=cell.n)


def _driver(driver: Driver | None, instrument: Instrument) -> str:
    if driver is None:
        return ""
    outcome = instrument.outcome
    title = instrument.item(outcome).text if instrument.has_item(outcome) else outcome
    return _(
        "has more than an even share in what goes along with “{outcome}” ({share} %, {low} to "
        "{high})",
        outcome=title.rstrip("."),
        share=decimal(driver.share * 100, 0),
        low=decimal(driver.low * 100, 0),
        high=decimal(driver.high * 100, 0),
    )
