"""Closing: the answers are counted, the counts are checked, the responses are destroyed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from analysis.instrument import Instrument, Item, ScaleKind
from analysis.tally import ORGANISATION, GroupTally, ItemCounts, Tally
from questionnaires.models import (
    Attribute,
    CollectedRound,
    CollectionUnit,
    Invitation,
    Response,
    Round,
    SpentToken,
    StoredTally,
)
from questionnaires.models.answers import random_key
from questionnaires.routers import ANSWERS
from questionnaires.services.audit import record_act
from questionnaires.services.comments import keep_comments_to_release
from questionnaires.services.erasing import erase_deleted_rows, refuse_inside_transaction
from questionnaires.services.errors import ServiceError
from questionnaires.services.fallback_pools import pools_of, taken_over, were_taken_over
from questionnaires.services.rounds import locked, name_of

if TYPE_CHECKING:
    from analysis.dataset import Responses

Progress = Callable[[str], None]


def close_round(
    *, round: Round, actor: str, today: date | None = None, progress: Progress | None = None
) -> Round:
    """Afterwards no answer is accepted, the counts are stored, and no single response is left.

    Nor is any invitation: nobody can tell any more who answered, or who was asked.

    A close that broke off is finished by running it again; a round is closed completely once it
    has ``closed_on``. Where the counts do not agree with the responses, the responses are kept
    and ``ServiceError`` says what differs. Must not run inside a transaction.
    """
    say = progress or (lambda step: None)
    refuse_inside_transaction()
    _refuse_unless_closable(round)
    say(_("Stopping the acceptance of answers."))
    _stop_accepting(round)
    say(_("Counting the answers and checking the counts."))
    _count_and_destroy(round, say)
    say(_("Destroying keys, links and who answered."))
    _publish_spent_tokens(round)
    _destroy_invitations(round)
    say(_("Rewriting the files, so that nothing deleted is left in them."))
    erase_deleted_rows()
    return _finish(round, actor=actor, today=today or timezone.localdate())


def _refuse_unless_closable(round: Round) -> None:
    current = Round.objects.select_related("programme").get(pk=round.pk)
    if current.is_open or current.is_close_unfinished:
        if not CollectedRound.objects.filter(pk=current.public_id).exists():
            raise ServiceError(
                _(
                    "The answers database knows nothing of %(round)s. Check "
                    "ANSWERS_DATABASE_URL and CANDOR_DATA_DIR."
                )
                % {"round": current}
            )
        return
    if current.is_draft:
        raise ServiceError(
            _("%(round)s is a draft: there is nothing to close. Open it first.")
            % {"round": current}
        )
    if current.is_aborted:
        raise ServiceError(
            _("%(round)s was aborted: there is nothing to count.") % {"round": current}
        )
    raise ServiceError(_("%(round)s is closed already.") % {"round": current})


def _stop_accepting(round: Round) -> None:
    """The answers side first, in a transaction of its own: whoever comes later is refused."""
    with transaction.atomic(using=ANSWERS):
        CollectedRound.objects.filter(pk=round.public_id).update(
            status=CollectedRound.Status.CLOSED
        )
    with transaction.atomic():
        Round.objects.filter(pk=round.pk, status=Round.Status.OPEN).update(
            status=Round.Status.CLOSED
        )
    # Somebody may have aborted it in this moment; what is destroyed then is never counted.
    _refuse_unless_closable(round)


def _count_and_destroy(round: Round, say: Progress) -> None:
    """In one transaction: count, verify, store the tally, delete the responses.

    A tally that is there already means that all this was done before.
    """
    with transaction.atomic(using=ANSWERS, durable=True):
        collected = CollectedRound.objects.select_for_update().get(pk=round.public_id)
        if StoredTally.objects.filter(round=collected).exists():
            return
        rows = list(collected.responses.values_list("unit", "answers"))
        by_unit = Counter(unit for unit, _answers in rows)
        homes = taken_over(pools_of(collected.manifest), by_unit, int(collected.manifest["k"]))
        rows = [(homes.get(unit, unit), answers) for unit, answers in rows]
        tally = _counted(collected, rows, say)
        differences = list(_differences(collected, tally, by_unit, homes))
        if differences:
            raise ServiceError(
                _(
                    "The counts of %(round)s do not agree with its responses, which are kept. "
                    "What differs: %(differences)s"
                )
                % {"round": round, "differences": " ".join(differences)}
            )
        StoredTally.objects.create(round=collected, content=_to_keep(tally, collected).as_json())
        keep_comments_to_release(collected=collected, answers=[answers for _unit, answers in rows])
        _destroy_or_rename(collected, rows if round.kept_responses_days else ())
        collected.receipt_key = ""
        collected.save(update_fields=["receipt_key"])


def _to_keep(tally: Tally, collected: CollectedRound) -> Tally:
    """Without groups of fewer than k people: the counts of one person are a single response.

    And without tables by attribute that the manifest did not declare.
    """
    from analysis.small_groups import forget_small_groups  # slow import

    declared = collected.manifest.get("breakdowns", ())
    cuts = tuple(
        cut
        for cut in tally.cuts
        if (f"{cut.attribute} by department" if cut.within else cut.attribute) in declared
    )
    return forget_small_groups(replace(tally, cuts=cuts), int(collected.manifest["k"]))


def _counted(
    collected: CollectedRound, rows: list[tuple[str, dict[str, object]]], say: Progress
) -> Tally:
    from analysis.associations import count_round  # slow import
    from analysis.dataset import DatasetError, from_records  # slow import

    if not rows:
        return Tally()
    try:
        responses: Responses = from_records(
            collected.instrument,
            [answers for _unit, answers in rows],
            [unit for unit, _answers in rows],
        )
    except DatasetError as error:
        raise ServiceError(
            _("Some responses cannot be counted; all are kept. %(problems)s")
            % {"problems": " ".join(error.problems[:20])}
        ) from error
    return count_round(
        responses,
        k=int(collected.manifest["k"]),
        full_detail=bool(collected.manifest.get("full_detail")),
        progress=say,
    )


def _differences(
    collected: CollectedRound, tally: Tally, rows_by_unit: Counter[str], homes: Mapping[str, str]
) -> Iterator[str]:
    """Where the tally does not agree with the number of responses, one sentence each.

    ``homes`` are the pools that took units over.
    """
    frozen = {unit["path"] for unit in collected.manifest["units"]}
    for unit in sorted(rows_by_unit.keys() - frozen):
        yield f"Responses name the unit “{unit}”, which the manifest does not."
    expected: Counter[str] = Counter({ORGANISATION: rows_by_unit.total()})
    for unit, rows in rows_by_unit.items():
        home = homes.get(unit, unit)
        titles = home.split("/") if home else []
        for depth in range(1, len(titles) + 1):
            expected["/".join(titles[:depth])] += rows
    for path in sorted(expected.keys() | tally.groups.keys()):
        group = tally.groups.get(path, GroupTally())
        if group.respondents != expected[path]:
            yield f"“{path}”: {group.respondents} counted, {expected[path]} responses."
        if expected[path]:
            yield from _cell_differences(collected.instrument, path, group)


def _cell_differences(instrument: Instrument, path: str, group: GroupTally) -> Iterator[str]:
    for item in instrument.counted_items:
        cell = group.items.get(item.code)
        if cell is None or cell.answered + cell.missing != group.respondents:
            yield f"“{path}”, {item.code}: answered and missing are not {group.respondents}."
        elif not _adds_up(item, cell):
            yield f"“{path}”, {item.code}: the options do not add up to {cell.answered}."


def _adds_up(item: Item, cell: ItemCounts) -> bool:
    total = sum(cell.options.values())
    if item.scale.kind is ScaleKind.RANKING and sum(cell.pairs.values()) != total:
        return False  # every option that was ranked has a place
    if item.scale.takes_several:
        return total >= cell.answered
    return total == cell.answered


def _destroy_or_rename(
    collected: CollectedRound, kept: Iterable[tuple[str, dict[str, object]]]
) -> None:
    """Delete the responses; those to be kept come back under ids that no key has made.

    And under the unit that they were counted at, so that no row says more than the counts do.
    """
    collected.responses.all().delete()
    renamed = [
        Response(id=random_key(), round=collected, unit=unit, answers=answers)
        for unit, answers in kept
    ]
    Response.objects.bulk_create(sorted(renamed, key=lambda response: response.id), batch_size=200)


def _publish_spent_tokens(round: Round) -> None:
    """The sorted digests of all ballots that were handed in, to be compared with receipts.

    They leave the answers side: nothing is handed in any more, and the list stays as long as the
    release does. A list that is there was written by a close that broke off. Where answers were
    counted and no digest is left, the list went with a people side that was lost: an empty one
    would say that nobody's receipt is genuine.
    """
    if round.mode != Round.Mode.ANONYMOUS:
        return
    spent = SpentToken.objects.filter(round_id=round.public_id)
    with transaction.atomic():
        current = locked(round)
        digests = sorted(spent.values_list("pk", flat=True))
        if current.spent_tokens is None and (digests or not _counted_people(current)):
            current.spent_tokens = digests
            current.save(update_fields=["spent_tokens"])
    spent.delete()


def _counted_people(round: Round) -> int:
    tally = Tally.from_json(StoredTally.objects.get(round_id=round.public_id).content)
    return tally.groups.get(ORGANISATION, GroupTally()).respondents


def _destroy_invitations(round: Round) -> None:
    """In one transaction: store the response rates, delete invitations, links and the key.

    Without invitations all this was done before, or everybody had the same link.
    """
    with transaction.atomic():
        current = locked(round)
        invitations = Invitation.objects.filter(round=current)
        if invitations.exists():
            current.response_rates = _response_rates(invitations, current.k, _homes(current))
            invitations.delete()
        CollectionUnit.objects.filter(round=current).update(signing_key="")
        current.response_key = ""
        current.save(update_fields=["response_rates", "response_key"])


def _homes(round: Round) -> dict[str, str]:
    """Where units that pools took over were counted; from the counts, the responses are gone."""
    tally = StoredTally.objects.get(round_id=round.public_id)
    pools = pools_of(round.manifest or {})
    return were_taken_over(pools, Tally.from_json(tally.content).groups)


def _response_rates(
    invitations: QuerySet[Invitation], k: int, homes: Mapping[str, str]
) -> dict[str, Any]:
    """What may be told of who answered, as plain data; ``homes``: the pools that took units over.

    Beside the groups of a release, so by the same units.
    """
    from analysis.response_rates import Asked, response_rates  # slow import

    titles = dict(Attribute.objects.order_by("title").values_list("code", "title"))
    rows = invitations.values_list("collection_unit__path", "attributes", "used")
    asked = [Asked(homes.get(unit, unit), known, used) for unit, known, used in rows]
    rates = response_rates(asked, titles, k)
    return {
        "invited": rates.invited,
        "answered": rates.answered,
        "attributes": [
            {
                "code": code,
                "title": titles[code],
                "categories": [asdict(category) for category in categories],
            }
            for code, categories in rates.attributes.items()
        ],
        "left_out": [titles[code] for code in rates.left_out],
        "beside": list(rates.beside),
    }


def _finish(round: Round, *, actor: str, today: date) -> Round:
    with transaction.atomic():
        current = locked(round)
        current.closed_on = today
        current.save(update_fields=["closed_on"])
        record_act(
            actor=actor,
            action="close round",
            subject=name_of(current),
            responses="kept" if current.kept_responses_days else "destroyed",
            keys="destroyed",
            invitations="destroyed",
        )
    return current
