"""Releases as pages see them: verified, remembered, in the order asked, with words for gaps."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analysis.estimates import estimate_construct
from analysis.exports.pictures import OF_ONE_CONSTRUCT
from analysis.release import (
    Hidden,
    HiddenReason,
    Release,
    ReleasedGroup,
    dump_release,
    release_sha256,
)
from questionnaires.models import Programme, Round, StoredRelease
from surveyapp import result_pictures, results
from surveyapp.api import fields
from surveyapp.result_documents import DamagedReleaseError, Document, document_before, document_of
from surveyapp.result_pages import HIDDEN_REASONS, UnitTable
from surveyapp.templatetags.figures import gap_word
from tests.releases import NEW_IN_LAST, REWORDED, demo_release, demo_releases
from tests.stored import stored_programme, stored_round


def documents() -> tuple[Document, ...]:
    return tuple(Document(release_sha256(r), dump_release(r)) for r in demo_releases())


def of(release: Release) -> Document:
    return Document(release_sha256(release), dump_release(release))


def _hidden(group: ReleasedGroup) -> ReleasedGroup:
    cell = Hidden(HiddenReason.TOO_FEW)
    return replace(
        group,
        answers=None,
        between=None,
        hidden=cell.reason,
        items=dict.fromkeys(group.items, cell),
        constructs=dict.fromkeys(group.constructs, cell),
    )


def documents_without_units() -> tuple[Document, ...]:
    """A round behind an open link."""
    release = demo_release(counted=False)
    return (Document(release_sha256(release), dump_release(release)),)


def test_a_page_says_of_a_picture_what_the_picture_says_of_itself() -> None:
    pair = documents()[-2:]
    for name in ("constructs", "change-constructs", "heatmap", "items-whole"):
        said, drawn = result_pictures.caption(name, pair), result_pictures.picture(name, pair)
        assert said is not None
        assert drawn is not None
        assert (said.alt, said.size, said.short) == (drawn.alt, drawn.size, drawn.short)
    assert result_pictures.caption("nothing", pair) is None
    assert result_pictures.caption("change-constructs", pair[1:]) is None


def test_a_damaged_release_is_refused() -> None:
    content = dump_release(demo_releases()[0])
    round_ = Round(title="Spring 2026", programme=Programme(title="Engineering survey"))
    sound = StoredRelease(round=round_, content=content, sha256=release_sha256(demo_releases()[0]))
    assert Document.of(sound).release == demo_releases()[0]
    tampered = StoredRelease(round=round_, content=content.replace("54", "55"), sha256=sound.sha256)
    with pytest.raises(DamagedReleaseError, match="backup"):
        Document.of(tampered)


def test_figures_of_the_same_release_are_made_once() -> None:
    first, second, _third = documents()
    assert results.figures(second, first) is results.figures(*reversed(documents()[:2]))


def test_a_release_read_again_is_the_one_stored() -> None:
    assert [document.release for document in documents()] == list(demo_releases())


def test_sections_come_in_the_order_asked_and_lose_nothing() -> None:
    first, second, third = documents()
    release = third.release
    shown = [row.code for part in results.figures(third, second).sections for row in part.rows]
    assert shown == [item.code for item in release.instrument.counted_items]
    without = replace(release, instrument=replace(release.instrument, sections=()))
    loose = Document(release_sha256(without), dump_release(without))
    (only,) = results.figures(loose, None).sections
    assert [row.code for row in only.rows] == shown
    assert first.sha256 != third.sha256


def test_changes_say_new_and_reworded() -> None:
    _first, second, third = documents()
    rows = {row.code: row for row in results.item_rows(third, second)}
    assert rows[NEW_IN_LAST].not_compared == "new"
    assert rows[REWORDED].not_compared == "reworded"
    assert rows["release_1"].change is not None
    assert rows["release_1"].change_words
    assert all(
        row.change is None and not row.change_words for row in results.item_rows(third, None)
    )


def test_a_question_that_is_not_asked_any_more_is_listed_apart() -> None:
    _first, second, third = documents()
    dropped = results.figures(second, third).dropped
    assert [row.code for row in dropped] == [NEW_IN_LAST]
    assert dropped[0].change_words == "not asked any more"


def test_trends_give_a_reason_for_every_gap() -> None:
    _constructs, items = results.trends(documents())
    by_code = {row.line.code: row for row in items}
    assert [cell.reason for cell in by_code[NEW_IN_LAST].cells] == ["not_asked", "not_asked", ""]
    assert [cell.reason for cell in by_code[REWORDED].cells] == ["reworded", "reworded", ""]
    assert [cell.starts_anew for cell in by_code[REWORDED].cells] == [False, False, True]
    for row in items:
        assert all((cell.share is None) == bool(cell.reason) for cell in row.cells)
    _constructs, small = results.trends(documents(), "Platform/Build")
    cells = [cell for row in small for cell in row.cells]
    assert {cell.reason for cell in cells} == {"band", "too_few", "not_asked"}
    assert all((cell.band is not None) == (cell.reason == "band") for cell in cells)
    assert all(cell.share is None for cell in cells)


def test_every_reason_of_the_gate_has_words() -> None:
    reasons = {str(one) for one in HiddenReason}
    assert reasons == HIDDEN_REASONS == set(fields.HIDDEN_REASONS)
    assert all(gap_word(reason) for reason in reasons)


def titles_of(table: UnitTable) -> list[str]:
    return [column.group.title for column in table.columns]


def test_every_unit_stands_among_its_siblings_by_title() -> None:
    _first, second, third = documents()
    tables = {table.parent.path: table for table in results.figures(third, second).units}
    assert titles_of(tables[""]) == ["Insight", "Platform", "Product"]
    assert titles_of(tables["Platform"]) == ["Build", "Cloud", "Reliability"]
    assert len(tables[""].constructs) == len(third.release.instrument.constructs)
    named = {column.group.path for table in tables.values() for column in table.columns}
    assert named == {unit.path for unit in third.release.units}


def test_a_band_has_no_estimate_and_no_change() -> None:
    _first, second, third = documents()
    tables = {table.parent.path: table for table in results.figures(third, second).units}
    rows = [row for _column, row in tables["Platform"].constructs[0].cells]
    assert [row.band for row in rows] == [
        estimate_construct(third.release, f"Platform/{title}", rows[0].code)
        for title in ("Build", "Cloud", "Reliability")
    ]
    for row in rows:
        assert (row.estimate, row.change, row.hidden) == (None, None, "")
        assert row.not_compared == "hidden"


def test_a_hidden_unit_keeps_its_place_among_those_shown() -> None:
    release = demo_release(2)
    groups = [
        _hidden(group) if group.path == "Platform/Cloud" else group for group in release.groups
    ]
    document = of(replace(release, groups=tuple(groups)))
    tables = {table.parent.path: table for table in results.figures(document, None).units}
    columns = tables["Platform"].columns
    assert [column.group.title for column in columns] == ["Build", "Cloud", "Reliability"]
    words = [column.hidden_words for column in columns]
    assert [bool(one) for one in words] == [False, True, False]
    assert words[1].startswith("hidden: ")


def test_units_that_are_all_hidden_are_named_with_the_reason_and_without_a_figure() -> None:
    document = of(demo_release(2, answers=30))
    tables = {table.parent.path: table for table in results.figures(document, None).units}
    assert tables[""].is_shown
    assert not tables["Platform"].is_shown
    assert titles_of(tables["Platform"]) == ["Build", "Cloud", "Reliability"]
    assert all(column.hidden_words for column in tables["Platform"].columns)
    assert tables["Platform"].constructs == tables["Platform"].items == ()


def test_unknown_pictures_and_tables_are_none_and_known_ones_bytes() -> None:
    pair = documents()[1:]
    drawn = result_pictures.picture("constructs", pair)
    assert drawn is not None
    assert drawn.svg.startswith(b"<?xml")
    assert drawn.size == ("960", drawn.size[1] if drawn.size else "")
    assert drawn.short in drawn.alt + " " + drawn.short
    for form, start in (("png", b"\x89PNG"), ("pdf", b"%PDF-")):
        made = result_pictures.picture_file(form, "constructs", pair)
        assert made is not None
        assert made.startswith(start)
    assert result_pictures.picture_file("pdf", "nothing", pair) is None
    with pytest.raises(KeyError):
        result_pictures.picture_file("exe", "constructs", pair)
    assert result_pictures.picture("nothing", pair) is None
    assert result_pictures.picture("item", pair, code="nothing") is None
    assert result_pictures.picture("constructs", pair, group="Nowhere") is None
    assert result_pictures.picture("change-constructs", pair[1:]) is None
    assert result_pictures.table("changes", pair) is not None
    assert result_pictures.table("changes", pair[1:]) is None
    assert result_pictures.table("nothing", pair) is None


def test_every_name_that_is_listed_can_be_made() -> None:
    pair = documents()[1:]
    for shown in (pair, pair[1:]):
        has_before = len(shown) > 1
        for name in result_pictures.table_names(has_before=has_before):
            assert result_pictures.table(name, shown)
        for name in result_pictures.picture_names(shown):
            code = "release" if name in OF_ONE_CONSTRUCT else "release_1" if name == "item" else ""
            assert result_pictures.picture(name, shown, code=code)
    assert "changes" not in result_pictures.table_names(has_before=False)
    assert "heatmap" in result_pictures.picture_names(pair)
    assert "heatmap" not in result_pictures.picture_names(documents_without_units())
    assert result_pictures.picture("heatmap", documents_without_units()) is None


@pytest.mark.django_db
def test_the_round_before_is_the_one_before_by_position() -> None:
    first, second, third = stored_programme()
    for round_, before in ((first, None), (second, first), (third, second)):
        found = document_before(round_)
        assert (found and found.release.round.code) == (before and before.code)
    other = stored_round(demo_release(0, programme="other"))
    assert document_before(other) is None


@pytest.mark.django_db
def test_a_correction_takes_the_place_of_the_release() -> None:
    round_ = stored_round(demo_release(0))
    corrected = demo_release(0, answers=50)
    StoredRelease.objects.create(
        round=round_,
        number=2,
        content=dump_release(corrected),
        sha256=release_sha256(corrected),
    )
    assert document_of(round_).release == corrected
