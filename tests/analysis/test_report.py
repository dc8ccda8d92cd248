"""The report: stands alone, says first what matters, and is the same bytes every time."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

from analysis.release import release_sha256
from analysis.report import html_of_report, write_report
from tests.analysis.exports.small import small_release, small_releases


class Page(HTMLParser):
    """What a document holds: tags, addresses, words, and whether tags are closed."""

    VOID = ("meta", "img", "source", "br", "link", "input")

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.addresses: list[str] = []
        self.images: list[dict[str, str | None]] = []
        self.words: list[str] = []
        self.open: list[str] = []
        self.ids: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        values = dict(attrs)
        self.addresses += [
            values[name] or "" for name in ("href", "src", "srcset") if name in values
        ]
        self.ids += [values["id"] or ""] if "id" in values else []
        if tag == "img":
            self.images.append(values)
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.words.append(data)

    @property
    def text(self) -> str:
        """All words."""
        return " ".join(self.words)


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report on two rounds."""
    out = tmp_path_factory.mktemp("report")
    write_report(small_releases(), out)
    return out


@pytest.fixture(scope="module")
def page(report: Path) -> Page:
    """Its document."""
    return Page((report / "index.html").read_text("utf-8"))


def digest(folder: Path) -> str:
    """One hash of all files and their names."""
    whole = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            whole.update(str(path.relative_to(folder)).encode() + path.read_bytes())
    return whole.hexdigest()


def test_it_runs_nothing_and_loads_nothing_from_elsewhere(page: Page) -> None:
    assert not {"script", "iframe", "object", "link", "form"} & set(page.tags)
    assert page.images
    for address in page.addresses:
        assert address.startswith(("data:image/svg+xml;base64,", "#", "pictures/", "tables/"))
    assert page.open == []


def test_every_link_leads_somewhere(page: Page, report: Path) -> None:
    assert len(page.ids) == len(set(page.ids))
    for address in page.addresses:
        if address.startswith("#"):
            assert address[1:] in page.ids
        elif not address.startswith("data:"):
            assert (report / address).is_file()


def test_hostile_texts_are_text(page: Page) -> None:
    assert "<script>alert(1)</script>" in page.text
    assert "Small <survey>, Spring 2027" in page.text


def test_every_picture_has_its_alt_text_and_its_files(page: Page, report: Path) -> None:
    assert all(len(image["alt"] or "") > 100 for image in page.images)
    stems = {path.stem for path in (report / "pictures").glob("*.svg")}
    assert stems == {path.stem for path in (report / "pictures").glob("*.png")}
    assert len(stems) == len(page.images)


def test_sentences_come_first_pictures_second_tables_third(report: Path) -> None:
    text = (report / "index.html").read_text("utf-8")
    assert text.index("What changed") < text.index("<figure") < text.index("<table")


def test_it_says_the_facts(page: Page) -> None:
    for said in (
        "30 of 40 answered (75\u00a0%)", "confidential, not anonymous", "6 Apr 2027 to 20 Apr 2027",
        "k = 5", release_sha256(small_release()), "ab" * 32, "Since Autumn 2026.",
    ):  # fmt: skip
        assert said in page.text


def test_one_round_says_what_there_is_not(tmp_path: Path) -> None:
    write_report([small_release()], tmp_path)
    text = Page((tmp_path / "index.html").read_text("utf-8")).text
    assert "There is one round so far" in text
    assert "This is the first round" in text
    assert not (tmp_path / "tables" / "changes.csv").exists()
    assert not list((tmp_path / "pictures").glob("change-*"))


def test_a_round_that_is_too_small_shows_only_that(tmp_path: Path) -> None:
    write_report([small_release(1, people=4)], tmp_path)
    page = Page((tmp_path / "index.html").read_text("utf-8"))
    assert "fewer than 5 people answered" in page.text.lower()
    assert "figure" not in page.tags
    assert "table" not in page.tags


def test_a_hidden_unit_shows_no_figure(tmp_path: Path) -> None:
    shown, hidden = tmp_path / "shown", tmp_path / "hidden"
    write_report([small_release(1)], shown)
    write_report([small_release(1, people=25, south=3)], hidden)
    assert list((shown / "pictures").glob("constructs-south-*.svg"))
    assert not list((hidden / "pictures").glob("constructs-south-*.svg"))
    html = (hidden / "index.html").read_text("utf-8")
    assert "<h3>South</h3><p>Hidden: fewer than 5 answers.</p>" in html


def test_a_unit_told_in_bands_has_its_picture_and_no_number_of_answers(tmp_path: Path) -> None:
    write_report([small_release(1, people=27)], tmp_path)
    (picture,) = (tmp_path / "pictures").glob("constructs-south-*.svg")
    html = (tmp_path / "index.html").read_text("utf-8")
    assert "<h3>South</h3><p>5\u20139 answers in South, 14 asked.</p>" in html
    assert "<td>5\u20139</td><td>\u2013</td><td>between 40 and 60\u00a0%</td>" in html
    for said in (html, picture.read_text("utf-8")):
        assert "9 of 14" not in said
    assert "band-flow" in picture.read_text("utf-8")


def test_a_whole_round_told_in_bands_is_reported_without_a_word_on_the_silent(
    tmp_path: Path,
) -> None:
    write_report([small_release(1, people=8)], tmp_path)
    html = (tmp_path / "index.html").read_text("utf-8")
    assert "5\u20139 answers, 40 asked" in html
    assert "Nothing told in full stands out: no construct is below half" in html
    assert "8 of 40" not in html
    assert "None" not in html


def test_the_same_releases_are_the_same_bytes_in_any_process(report: Path, tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from analysis.report import write_report;"
        "from tests.analysis.exports.small import small_releases;"
        "write_report(small_releases(), Path(sys.argv[1]))"
    )
    subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)],
        check=True,
        env={**os.environ, "PYTHONHASHSEED": "4711"},
    )
    assert digest(tmp_path) == digest(report)


def test_progress_is_told_and_paths_are_returned(tmp_path: Path) -> None:
    told: list[str] = []
    written = write_report([small_release()], tmp_path, told.append)
    assert written[0] == tmp_path / "index.html"
    assert all(path.is_file() for path in written)
    assert any(line.startswith("Drawing constructs (1 of ") for line in told)
    assert "Writing items.csv" in told


def test_one_file_needs_no_other_and_no_network() -> None:
    raw = html_of_report(small_releases()).decode()
    page = Page(raw)
    assert page.images
    assert len(page.images) > 5
    for address in page.addresses:
        assert address.startswith(("data:image/svg+xml;base64,", "#"))
    assert all(address[1:] in page.ids for address in page.addresses if address.startswith("#"))
    assert not {"script", "iframe", "object", "link", "form"} & set(page.tags)
    assert "@import" not in raw
    assert "url(" not in raw
    assert "prefers-color-scheme: dark" in raw
    for said in ("30 of 40 answered", "k = 5", "confidential", release_sha256(small_release())):
        assert said in page.text


def test_one_file_says_what_the_page_with_files_says(report: Path) -> None:
    alone = Page(html_of_report(small_releases()).decode())
    beside = Page((report / "index.html").read_text("utf-8"))
    assert [one["alt"] for one in alone.images] == [one["alt"] for one in beside.images]
    assert alone.tags.count("table") == beside.tags.count("table") > 3
    assert "The same as files" in beside.text
    assert "The same as files" not in alone.text


def test_no_release_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="at least one release"):
        write_report([], tmp_path)
