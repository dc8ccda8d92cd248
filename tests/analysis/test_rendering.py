"""From the text of a release alone, every picture and table comes out again, byte for byte."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from analysis.charts.theme import svg_bytes
from analysis.cli import main
from analysis.exports.csv import table_bytes
from analysis.exports.pictures import draw_picture
from analysis.release import Release, dump_release
from tests.analysis.exports.small import small_release


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
