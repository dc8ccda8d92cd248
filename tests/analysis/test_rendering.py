"""From the text of a release alone, every picture and table comes out again, byte for byte."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import pytest

from analysis.charts.theme import svg_bytes
from analysis.cli import main
from analysis.exports.columns import ROWS
from analysis.exports.csv import table_bytes
from analysis.exports.pictures import draw_picture
from analysis.exports.xlsx import workbook_bytes
from analysis.loudness import LOUD_AND_SILENT
from analysis.release import Release, dump_release
from analysis.report import html_of_report, pdf_of_report, pptx_of_report
from analysis.report_command import FORMATS, ProgressLine
from tests.analysis.exports.small import small_release, small_releases


@pytest.fixture(scope="module")
def made() -> Release:
    return small_release()


def written(folder: Path) -> dict[str, bytes]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def test_a_release_file_gives_the_same_bytes_in_any_process(
    made: Release, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "release.json"
    file.write_text(dump_release(made))
    assert main(["render", str(file), "--out", str(tmp_path / "here")]) == 0
    printed = capsys.readouterr()
    assert "files written to" in printed.out
    assert "Drawing" in printed.err
    command = [sys.executable, "-m", "analysis", "render", str(file), "--out"]
    subprocess.run([*command, str(tmp_path / "there")], check=True, capture_output=True)
    here = written(tmp_path / "here")
    assert here == written(tmp_path / "there")
    assert here["tables/answers.csv"] == table_bytes("answers", [made])
    assert here["pictures/heatmap.svg"] == svg_bytes(draw_picture("heatmap", [made]))
    assert any(name.startswith("units/") for name in here)
    for name in ("construct", "construct-units"):
        code = made.instrument.constructs[0].code
        drawn = svg_bytes(draw_picture(name, [made], code=code))
        assert here[f"pages/{name}-{code}.svg"] == drawn
    assert "pages/delivery.svg" not in here  # nothing of it was asked


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("{", "is no JSON"),
        ('{"format": "something else"}', "This is not a release"),
        ('{"format": "candor-release/3"}', "cannot be read|can be read"),
        (None, "cannot be read: No such file"),
    ],
)
def test_what_is_no_release_is_named(
    content: str | None, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "release.json"
    if content is not None:
        file.write_text(content)
    assert main(["render", str(file), "--out", str(tmp_path / "out")]) == 2
    said = capsys.readouterr().err
    assert str(file) in said
    assert any(word in said for word in words.split("|"))


def test_releases_of_two_programmes_are_not_drawn_together(
    made: Release, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = dump_release(made)
    one, other = tmp_path / "one.json", tmp_path / "other.json"
    one.write_text(text)
    other.write_text(text.replace(f'"programme": "{made.round.programme}"', '"programme": "else"'))
    assert main(["render", str(one), str(other), "--out", str(tmp_path / "out")]) == 2
    assert "several programmes" in capsys.readouterr().err


def release_files(folder: Path) -> list[str]:
    """Two rounds as files, oldest first."""
    for number, release in enumerate(small_releases()):
        (folder / f"{number}.json").write_text(dump_release(release))
    return [str(folder / "0.json"), str(folder / "1.json")]


@pytest.fixture(scope="module")
def every_form(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Everything that can be made of two rounds."""
    folder = tmp_path_factory.mktemp("forms")
    out = folder / "out"
    forms = ",".join(name for name in FORMATS if name != "page")
    assert main(["report", *release_files(folder), "--format", forms, "--out", str(out)]) == 0
    return written(out)


def test_every_form_is_what_the_library_makes(every_form: dict[str, bytes]) -> None:
    releases = small_releases()
    assert every_form["report.html"] == html_of_report(releases)
    assert every_form["report.pdf"] == pdf_of_report(releases)
    assert every_form["report.pptx"] == pptx_of_report(releases)
    assert every_form["tables.xlsx"] == workbook_bytes(releases)
    for form in ("csv", "parquet"):
        names = {name for name in every_form if name.endswith(form)}
        # What people asked for is stored beside releases, and so not in these files.
        assert names == {f"tables/{name}.{form}" for name in ROWS if name != LOUD_AND_SILENT}
    assert every_form["tables/codebook.csv"] == table_bytes("codebook", releases)
    pictures = {name for name in every_form if name.endswith(".svg")}
    assert "pictures/change-constructs.svg" in pictures
    assert {name.replace(".svg", ".png") for name in pictures} == {
        name for name in every_form if name.endswith(".png")
    }
    assert every_form["pictures/heatmap.svg"] == svg_bytes(draw_picture("heatmap", releases))


def test_render_is_report_in_its_usual_form(made: Release, tmp_path: Path) -> None:
    file = tmp_path / "release.json"
    file.write_text(dump_release(made))
    for command in ("render", "report"):
        assert main([command, str(file), "--out", str(tmp_path / command)]) == 0
    assert written(tmp_path / "render") == written(tmp_path / "report")
    assert "index.html" in written(tmp_path / "report")


def test_a_report_is_in_the_language_that_is_asked_for(tmp_path: Path) -> None:
    file = release_files(tmp_path)[1]
    command = ["report", file, "--format", "html", "--language", "de", "--out", str(tmp_path)]
    assert main(command) == 0
    assert '<html lang="de">' in (tmp_path / "report.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["answers.csv", "--out", "out"], "answers.csv needs a --questions file"),
        (["1.json", "--day", "2027-04-20", "--out", "out"], "--day is for data files"),
        (["1.json", "--population", "70", "--out", "out"], "--population is for data files"),
        (["1.json"], "Say where to"),
    ],
)
def test_what_cannot_be_reported_is_said_before_the_work_begins(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["report", *arguments]) == 2
    assert words in capsys.readouterr().err


def test_an_unknown_form_is_refused_with_those_that_there_are(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit):
        main(["report", "1.json", "--out", "out", "--format", "pdf,docx"])
    said = capsys.readouterr().err
    assert "'docx' is no form of a report" in said
    assert all(name in said for name in FORMATS)


class Terminal(io.StringIO):
    """A stream that somebody looks at."""

    def isatty(self) -> bool:
        return True


def test_progress_on_a_terminal_is_one_line_that_goes_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COLUMNS", "20")
    terminal = Terminal()
    say = ProgressLine(terminal)
    say("Drawing constructs-north (1 of 2)")
    say("Drawing items (2 of 2)")
    say.end()
    said = terminal.getvalue()
    assert "\n" not in said
    assert said.split("\r\x1b[2K") == ["", "Drawing constructs-", "Drawing items (2 of", ""]


def test_progress_elsewhere_is_a_line_each() -> None:
    file = io.StringIO()
    say = ProgressLine(file)
    say("Drawing items (1 of 2)")
    say.end()
    assert file.getvalue() == "Drawing items (1 of 2)\n"
