"""Support requests: stored as counts and nothing else, placed by people, deleted whole."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from questionnaires.models import (
    AuditEntry,
    Programme,
    SupportCount,
    SupportImport,
    SupportTopic,
    TeamFinding,
    Unit,
)
from questionnaires.queries.support_requests import (
    Period,
    constructs_asked,
    findings_within,
    guess,
    imports_within,
    period_until,
    requests_within,
    topics_of,
    unit_names,
    units_in_round,
)
from questionnaires.services.errors import ServiceError
from questionnaires.services.support_requests import (
    FEWEST_REQUESTERS,
    ImportedBeforeError,
    SupportImportResult,
    delete_support_import,
    import_support_requests,
    place_topics,
)
from questionnaires.services.units import rename_unit
from tests.rounds import everything_stored, opened, programme

pytestmark = pytest.mark.django_db(databases=["default", "answers"])

TODAY = date(2027, 5, 2)
FILE = (
    "date,topic,unit,requester\n"
    "2027-03-31,CI is slow,Ops/Build,hash-of-ann\n"
    "2027-03-02,CI is slow,Build,hash-of-bo\n"
    "2027-04-20,CI is slow,Ops/Build,hash-of-ann\n"
    "2027-04-21,Access,,hash-of-cy\n"
)
FINDINGS = "date,topic,unit,finding\n2027-04-02,Interruptions,Data,Each deployment stops two.\n"


def take(text: str = FILE, filename: str = "spring.csv", **options: Any) -> SupportImportResult:
    return import_support_requests(
        **{
            "programme": programme(), "data": text.encode(), "filename": filename, "actor": "ann",
            "today": TODAY, **options,
        }
    )  # fmt: skip


def counted() -> list[tuple[str, str, date, int]]:
    rows = SupportCount.objects.order_by("topic", "month")
    return list(rows.values_list("topic", "unit", "month", "requests"))


def test_a_file_becomes_counts_by_topic_unit_and_month() -> None:
    opened()
    result = take()
    assert (result.rows, result.problems, result.undecided) == (4, (), ("Access", "CI is slow"))
    assert counted() == [
        ("Access", "", date(2027, 4, 1), 1),
        ("CI is slow", "Ops/Build", date(2027, 3, 1), 2),
        ("CI is slow", "Ops/Build", date(2027, 4, 1), 1),
    ]
    stored = SupportImport.objects.get()
    assert (stored.first_month, stored.last_month) == (date(2027, 3, 1), date(2027, 4, 1))
    assert (stored.requesters, stored.busiest, stored.from_busiest) == (None, None, None)


def test_no_requester_and_no_day_is_stored_anywhere() -> None:
    opened()
    take()
    stored = everything_stored("default") + everything_stored("answers")
    assert "CI is slow" in stored
    assert "hash-of" in FILE
    assert "hash-of" not in stored
    assert "2027-03-31" not in stored
    assert "2027, 3, 31" not in stored


def test_requesters_are_counted_from_21_on_and_fewer_are_forgotten() -> None:
    programme()

    def file(people: int) -> str:
        rows = [f"2027-03-31,CI,,{n}" for n in range(people)] + ["2027-03-31,CI,,0"] * 9
        return "\n".join(["date,topic,unit,requester", *rows])

    take(file(FEWEST_REQUESTERS - 1), "few.csv")
    take(file(FEWEST_REQUESTERS), "many.csv")
    few, many = (SupportImport.objects.get(filename=name) for name in ("few.csv", "many.csv"))
    assert (few.requesters, few.busiest, few.from_busiest, few.with_requester) == (
        None, None, None, None,
    )  # fmt: skip
    assert (many.requesters, many.busiest, many.from_busiest, many.with_requester) == (
        21, 3, 12, 30,
    )  # fmt: skip


def test_a_problem_or_a_dry_run_changes_nothing() -> None:
    opened()
    (problem,) = take(FILE.replace("Ops/Build", "Ops/Bild", 1)).problems
    assert "there is no unit “Ops/Bild”. Did you mean 'Ops/Build'?" in str(problem)
    assert take(dry_run=True).rows == 4
    assert not SupportImport.objects.exists()
    assert not AuditEntry.objects.filter(action="import support requests").exists()


def test_the_same_content_or_name_is_refused_and_replaced_on_request() -> None:
    programme()
    take()
    with pytest.raises(ImportedBeforeError, match=r"was imported on 2 May 2027 as spring\.csv"):
        take(filename="again.csv")
    other = FILE + "2027-04-22,Access,,x\n"
    with pytest.raises(ImportedBeforeError, match=r"Another file spring\.csv was imported"):
        take(other)
    assert [one.rows for one in SupportImport.objects.all()] == [4]
    take(other, replace=True)
    assert [one.rows for one in SupportImport.objects.all()] == [5]
    assert sum(n for *_rest, n in counted()) == 5
    assert AuditEntry.objects.filter(action="delete support import").count() == 1


def test_another_programme_has_files_of_its_own() -> None:
    take()
    assert take(programme=programme("pulse")).stored is not None
    assert [topic.requests for topic in topics_of(programme("pulse"))] == [3, 1]


def test_months_in_common_are_named() -> None:
    take()
    (note,) = take("date,topic,unit\n2027-04-02,Access,\n", "more.csv").notes
    assert note.startswith("spring.csv has months in common with this file.")
    assert take("date,topic,unit\n2027-01-02,Access,\n", "winter.csv").notes == ()


def test_case_makes_no_other_topic() -> None:
    take()
    take("date,topic,unit\n2027-01-02,ci IS slow,\n", "winter.csv")
    assert {(topic.name, topic.requests) for topic in topics_of(programme())} == {
        ("CI is slow", 4),
        ("Access", 1),
    }


def test_findings_keep_their_words_and_log_none_of_them() -> None:
    opened()
    take(FINDINGS, "what-bo-complains-of.csv", kind=SupportImport.Kind.FINDINGS)
    finding = TeamFinding.objects.get()
    assert (finding.unit, finding.text) == ("Product/Data", "Each deployment stops two.")
    stored = SupportImport.objects.get()
    assert stored.filename == "what-bo-complains-of.csv"
    delete_support_import(support_import=stored, actor="ann")
    logged = list(AuditEntry.objects.filter(action__contains="support"))
    assert [one.detail["file"] for one in logged] == [stored.code, stored.code]
    assert "deployment" not in str([one.detail for one in logged])
    # Whoever deletes a file deletes its name: the log is for good.
    assert "complains" not in everything_stored("default") + everything_stored("answers")
    take(FINDINGS, "findings.csv", kind=SupportImport.Kind.FINDINGS)
    assert [(one.name, one.requests, one.findings) for one in topics_of(programme())] == [
        ("Interruptions", 0, 1)
    ]


def test_deleting_takes_everything_and_is_logged_once() -> None:
    take()
    take("date,topic,unit\n2027-01-02,Access,\n", "winter.csv")
    place_topics(programme=programme(), places={"Access": ""}, actor="ann")
    gone = SupportImport.objects.get(filename="spring.csv")
    for _again in range(2):
        delete_support_import(support_import=SupportImport(pk=gone.pk, programme=gone.programme),
                              actor="bo")  # fmt: skip
    assert counted() == [("Access", "", date(2027, 1, 1), 1)]
    assert SupportTopic.objects.count() == 1
    assert AuditEntry.objects.filter(action="delete support import", actor="bo").count() == 1


def test_a_topic_of_a_deleted_file_can_be_taken_back() -> None:
    take()
    place_topics(programme=programme(), places={"Access": "", "CI is slow": ""}, actor="ann")
    delete_support_import(support_import=SupportImport.objects.get(), actor="ann")
    assert [topic.name for topic in topics_of(programme())] == ["Access", "CI is slow"]
    place_topics(programme=programme(), places={"CI is slow": None}, actor="ann")
    assert [topic.name for topic in topics_of(programme())] == ["Access"]
    stored = everything_stored("default") + everything_stored("answers")
    assert "Access" in stored
    assert "CI is slow" not in stored


def test_topics_are_placed_by_people_and_never_by_a_guess() -> None:
    opened()
    take()
    code = next(iter(constructs_asked(programme())))
    assert [topic.construct for topic in topics_of(programme())] == [None, None]
    places: dict[str, str | None] = {"CI is slow": code, "Access": ""}
    assert place_topics(programme=programme(), places=places, actor="ann") == 2
    assert {one.name: one.construct for one in topics_of(programme())} == places
    assert place_topics(programme=programme(), places=places, actor="ann") == 0
    assert place_topics(programme=programme(), places={"Access": None}, actor="ann") == 1
    assert {one.name: one.construct for one in topics_of(programme())}["Access"] is None
    assert AuditEntry.objects.filter(action="place topics").count() == 2


@pytest.mark.parametrize("places", [{"CI is slow": "nothing_asked"}, {"Never asked": ""}])
def test_a_place_that_is_not_there_is_refused(places: dict[str, str | None]) -> None:
    opened()
    take()
    with pytest.raises(ServiceError, match=r"has a construct|no topic"):
        place_topics(programme=programme(), places=places, actor="ann")
    assert not SupportTopic.objects.exists()


def test_a_guess_needs_equal_words_and_one_best() -> None:
    titles = {"flow": "Flow", "docs": "Documentation", "loops": "Feedback loops"}
    assert guess("documentation is stale", titles) == "docs"
    assert guess("flow and documentation", titles) == ""
    assert guess("Access", titles) == ""


# ------------------------------------------------------------------------------ periods, units


@pytest.mark.parametrize(
    ("closed", "before", "first", "last"),
    [
        (date(2027, 4, 21), date(2026, 10, 27), date(2026, 11, 1), date(2027, 4, 1)),
        (date(2027, 4, 21), None, date(2026, 5, 1), date(2027, 4, 1)),
        (date(2027, 1, 3), date(2026, 12, 31), date(2027, 1, 1), date(2027, 1, 1)),
        (date(2027, 4, 21), date(2027, 4, 2), date(2027, 4, 1), date(2027, 4, 1)),
    ],
)
def test_a_period_is_whole_months_since_the_round_before(
    closed: date, before: date | None, first: date, last: date
) -> None:
    assert period_until(closed, before) == Period(first, last)


def test_what_lies_in_a_period_ends_included() -> None:
    opened()
    take()
    take(FINDINGS, "findings.csv", kind=SupportImport.Kind.FINDINGS)
    whole = Period(date(2027, 3, 1), date(2027, 4, 1))
    april = Period(date(2027, 4, 1), date(2027, 4, 1))
    later = Period(date(2027, 5, 1), date(2027, 6, 1))
    of = programme()
    assert requests_within(of, whole)["CI is slow", "Ops/Build"] == 3
    assert requests_within(of, april) == {("CI is slow", "Ops/Build"): 1, ("Access", ""): 1}
    assert requests_within(of, later) == {}
    assert [findings_within(of, one).count() for one in (whole, april, later)] == [1, 1, 0]
    assert [imports_within(of, one).count() for one in (whole, april, later)] == [1, 1, 0]


def test_a_unit_goes_by_its_path_its_title_and_its_former_path() -> None:
    opened()
    unit = Programme.objects.get().rounds.get().collection_units.get(path="Ops/Build")
    rename_unit(unit=Unit.objects.get(path="Ops/Build"), path="Ops/Make", actor="ann", today=TODAY)
    names = unit_names(programme())
    assert names["ops/build"] == names["ops/make"] == names["make"] == "Ops/Make"
    assert names["ops"] == "Ops"
    assert unit.path == "Ops/Build"


def test_a_request_is_found_at_the_pool_and_at_the_former_name() -> None:
    round_ = opened()
    pool = next(one for one in round_.collection_units.all() if one.pooled)
    assert set(pool.pooled) == {"Product/Data", "Product/Search"}
    rename_unit(unit=Unit.objects.get(path="Ops/Build"), path="Ops/Make", actor="ann", today=TODAY)
    shown = {"Ops/Build", "Ops/Cloud", pool.path}
    paths = ["Product/Data", "Ops/Make", "Ops/Build", "Ops", "Nowhere"]
    assert units_in_round(round_, paths, shown) == {
        "Product/Data": pool.path,
        "Ops/Make": "Ops/Build",
        "Ops/Build": "Ops/Build",
        "Ops": "",
        "Nowhere": "",
    }
