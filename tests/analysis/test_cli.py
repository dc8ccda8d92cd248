"""The command line, as typed: tables, JSON, and bad input."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from analysis.cli import main
from analysis.stats.power import detectable_difference
from analysis.stats.proportions import finite_population_interval, newcombe_difference
from analysis.stats.proportions import wilson_interval as wilson
from tests.pdfs import text_of

MAPPING = """\
column,question,code,kind
q1,Releasing is easy.,deploy_ease,agreement
q2,I can concentrate.,,agreement
q3,How large is your team?,,background
q4,How likely are you to recommend us?,enps,0-10
"""


def rows(agree: int, disagree: int) -> str:
    good, bad = "Agree,Agree,5 to 9,9\n", "Disagree,,10 to 14,3\n"
    return "q1,q2,q3,q4\n" + good * agree + bad * disagree + "n/a,Neutral,,\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "q.csv").write_text(MAPPING)
    (tmp_path / "spring.csv").write_text(rows(12, 28))
    (tmp_path / "autumn.csv").write_text(rows(30, 10))
    (tmp_path / "winter.csv").write_text(rows(38, 2))
    monkeypatch.chdir(tmp_path)
    return tmp_path


Output = tuple[int, str, str]


def run(capsys: pytest.CaptureFixture[str], command: str) -> Output:
    code = main(command.split())
    return code, *capsys.readouterr()


def figures(capsys: pytest.CaptureFixture[str], command: str) -> dict[str, Any]:
    code, out, err = run(capsys, f"{command} --json")
    assert (code, err) == (0, "")
    read: dict[str, Any] = json.loads(out)
    return read


@pytest.mark.usefixtures("folder")
class TestSummary:
    def test_json_is_keyed_by_code_or_column(self, capsys: pytest.CaptureFixture[str]) -> None:
        read = figures(capsys, "summary spring.csv --questions q.csv")
        assert list(read) == ["deploy_ease", "q2", "q3", "enps"]

    def test_figures_are_not_rounded(self, capsys: pytest.CaptureFixture[str]) -> None:
        ease = figures(capsys, "summary spring.csv --questions q.csv")["deploy_ease"]
        share = wilson(12, 40)
        assert ease["question"] == "Releasing is easy."
        assert (ease["n"], ease["missing"], ease["not_applicable"]) == (40, 1, 1)
        assert ease["counts"] == {
            "Strongly disagree": 0,
            "Disagree": 28,
            "Neutral": 0,
            "Agree": 12,
            "Strongly agree": 0,
        }
        assert ease["mean"] == pytest.approx((28 * 2 + 12 * 4) / 40, abs=1e-15)
        assert (ease["favourable"], ease["low"], ease["high"]) == (0.3, share.low, share.high)

    def test_scales_without_a_good_end_have_null(self, capsys: pytest.CaptureFixture[str]) -> None:
        team = figures(capsys, "summary spring.csv --questions q.csv")["q3"]
        assert team["counts"] == {"5 to 9": 12, "10 to 14": 28}
        assert [team[name] for name in ("mean", "favourable", "low", "high")] == [None] * 4

    def test_a_head_count_narrows_the_interval(self, capsys: pytest.CaptureFixture[str]) -> None:
        read = figures(capsys, "summary spring.csv --questions q.csv --population 100")
        share = wilson(12, 40, population=100)
        assert (read["deploy_ease"]["low"], read["deploy_ease"]["high"]) == (share.low, share.high)
        assert share.low > finite_population_interval(12, 40, 10_000).low

    def test_the_table_can_be_read(self, capsys: pytest.CaptureFixture[str]) -> None:
        code, out, _ = run(capsys, "summary spring.csv --questions q.csv")
        assert code == 0
        assert max(map(len, out.splitlines())) <= 100
        assert "spring: 41 responses, 4 items" in out
        line = next(line for line in out.splitlines() if line.startswith("Releasing is easy."))
        assert line.split()[3:] == ["40", "1", "30", "%", "18-45", "0", "%", "70", "%", "2.60"]
        assert "5 to 9         12   30 %" in out

    def test_the_foot_says_what_the_figures_are(self, capsys: pytest.CaptureFixture[str]) -> None:
        foot = " ".join(run(capsys, "summary spring.csv --questions q.csv")[1].split())
        assert "Whole file: nothing is hidden here" in foot
        assert "The head count is unknown" in foot
        known = run(capsys, "summary spring.csv --questions q.csv --population 100")[1]
        assert "head count is unknown" not in " ".join(known.split())
        assert "the 100 people asked (finite population)" in " ".join(known.split())

    def test_many_options_are_added_up(
        self, folder: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        cells = "".join(f"answer {i}\n" * (20 - i) for i in range(15))
        (folder / "many.csv").write_text("q\n" + cells)
        (folder / "m.csv").write_text("column,kind\nq,background\n")
        out = run(capsys, "summary many.csv --questions m.csv")[1]
        assert "3 rarer answers" in out
        assert "answer 12" not in out


@pytest.mark.usefixtures("folder")
class TestCompare:
    COMMAND = "compare spring.csv autumn.csv --questions q.csv --questions q.csv"

    def test_the_change_is_the_second_less_the_first(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        ease = figures(capsys, self.COMMAND)["deploy_ease"]
        change = newcombe_difference(12, 40, 30, 40)
        assert (ease["before"]["favourable"], ease["after"]["favourable"]) == (0.3, 0.75)
        assert ease["difference"] == pytest.approx(0.45, abs=1e-15)
        assert (ease["low"], ease["high"]) == (change.low, change.high)
        assert ease["cliffs_delta"] > 0
        assert 0 < ease["p_value"] <= ease["p_adjusted"] < 0.05
        assert ease["verdict"] == "clear"

    def test_what_is_not_compared_says_why(self, capsys: pytest.CaptureFixture[str]) -> None:
        team = figures(capsys, self.COMMAND)["q3"]
        assert team["not_compared"] == "no_direction"
        assert team["after"]["counts"] == {"5 to 9": 30, "10 to 14": 10}

    def test_keys_are_those_of_the_newest_file(
        self, folder: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        newer = MAPPING.replace("q2,I can concentrate.,,", "s2,I CAN concentrate. ,focus,")
        (folder / "newer.csv").write_text(newer.replace("q4,", "s4,").replace(",enps,", ",nps,"))
        _, rest = rows(30, 10).split("\n", 1)
        (folder / "late.csv").write_text(f"q1,s2,q3,s4\n{rest}")
        read = figures(
            capsys, "compare spring.csv late.csv --questions q.csv --questions newer.csv"
        )
        assert list(read) == ["deploy_ease", "focus", "q3", "nps", "enps"]
        assert "difference" in read["focus"]
        assert read["nps"]["not_compared"] == "new"
        assert (read["nps"]["before"], read["enps"]["after"]) == (None, None)
        assert read["enps"]["not_compared"] == "dropped"

    def test_the_table_can_be_read(self, capsys: pytest.CaptureFixture[str]) -> None:
        code, out, _ = run(capsys, self.COMMAND)
        assert code == 0
        assert max(map(len, out.splitlines())) <= 100
        assert "clear change: better" in out
        assert "30 % -> 75 %" in out
        assert "+45" in out
        assert "How large is your team?: no answer is better than another" in out
        assert "Whole file" in out


@pytest.mark.usefixtures("folder")
class TestTrend:
    COMMAND = "trend spring.csv autumn.csv winter.csv" + " --questions q.csv" * 3

    def test_each_round_has_its_figures(self, capsys: pytest.CaptureFixture[str]) -> None:
        ease = figures(capsys, self.COMMAND)["deploy_ease"]
        assert [one["round"] for one in ease["rounds"]] == ["spring", "autumn", "winter"]
        assert [one["favourable"] for one in ease["rounds"]] == [0.3, 0.75, 0.95]
        assert (ease["verdict"], ease["direction"], ease["breaks"]) == ("clear", 1, [])

    def test_what_has_no_direction_is_not_followed(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        team = figures(capsys, self.COMMAND)["q3"]
        assert team["not_followed"] == "no_direction"
        assert [one["n"] for one in team["rounds"]] == [40, 40, 40]

    def test_the_table_can_be_read(self, capsys: pytest.CaptureFixture[str]) -> None:
        out = run(capsys, self.COMMAND)[1]
        assert max(map(len, out.splitlines())) <= 100
        lines = out.splitlines()
        line = lines[lines.index("Releasing is easy.") + 1]  # no room beside its figures
        assert "30 %    75 %    95 %" in line
        assert line.endswith("clear trend: better")

    def test_files_of_one_name_are_told_apart(
        self, folder: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (folder / "old").mkdir()
        (folder / "old" / "spring.csv").write_text(rows(5, 35))
        read = figures(
            capsys, "trend old/spring.csv spring.csv --questions q.csv --questions q.csv"
        )
        names = [one["round"] for one in read["deploy_ease"]["rounds"]]
        assert names == ["spring", "spring (2)"]


TWO = "report spring.csv autumn.csv --questions q.csv --questions q.csv"
DAYS = "--day 2026-04-21 --day 2026-10-20"


def test_a_report_is_one_pdf(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, f"{TWO} --pdf made/report.pdf")
    assert code == 0
    assert out == "1 file written to made/report.pdf\n"
    assert "Typesetting" in err
    raw = (folder / "made" / "report.pdf").read_bytes()
    assert "41 answers, head count unknown" in text_of(raw)
    assert not (folder / "made" / "index.html").exists()


def test_a_report_speaks_the_language_that_it_is_asked_for(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = run(capsys, f"{TWO} --language de --pdf made/report.pdf")
    assert code == 0
    assert out == "1 file written to made/report.pdf\n"  # what a command says of itself is English
    assert "Typesetting" in err
    said = text_of((folder / "made" / "report.pdf").read_bytes())
    assert "41 Antworten, Kopfzahl unbekannt" in said
    assert "head count unknown" not in said
    with pytest.raises(SystemExit):
        main(f"{TWO} --language tlh --pdf made/report.pdf".split())
    assert "invalid choice: 'tlh'" in capsys.readouterr().err


def test_a_report_marks_events_at_their_day(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "e.csv").write_text("date,title\n2026-07-14,new CI\n2030-01-01,much later\n")
    code, _, _ = run(capsys, f"{TWO} {DAYS} --events e.csv --out made --pdf made/report.pdf")
    assert code == 0
    (trend,) = (folder / "made" / "pictures").glob("trend-*.svg")
    assert "new CI, 14 Jul 2026, between spring and autumn" in trend.read_text()
    assert "After the last round: much later, 1 Jan 2030." in trend.read_text()
    assert "until 20 Oct 2026" in (folder / "made" / "index.html").read_text()
    assert "new CI" in text_of((folder / "made" / "report.pdf").read_bytes())


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ("", "Say where to: --out DIR"),
        ("--out made --events e.csv", "--events needs --day once for each file"),
        ("--out made --day 2026-04-21", "Give --day once for each of the 2 files, or never."),
        (f"--out made {DAYS} --events none.csv", "none.csv cannot be read"),
        (f"--out made {DAYS} --events q.csv", "q.csv has no column date"),
        ("--pdf spring.csv/report.pdf", "report.pdf cannot be written"),
    ],
)
@pytest.mark.usefixtures("folder")
def test_a_report_says_what_it_lacks(
    capsys: pytest.CaptureFixture[str], options: str, said: str
) -> None:
    code, _, err = run(capsys, f"{TWO} {options}")
    assert code == 2
    assert said in err


@pytest.mark.usefixtures("folder")
def test_a_day_that_is_none_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        run(capsys, f"{TWO} --out made --day 21.4.2026 --day x")
    assert "'21.4.2026' is no day; write it as 2026-04-21" in capsys.readouterr().err


@pytest.mark.usefixtures("folder")
def test_a_report_is_written(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(
        capsys, "report spring.csv autumn.csv --questions q.csv --questions q.csv --out made/report"
    )
    assert code == 0
    assert "files written to made/report" in out
    assert (folder / "made" / "report" / "index.html").stat().st_size > 1000


@pytest.mark.usefixtures("folder")
def test_a_folder_that_cannot_be_written_is_named(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "taken").write_text("a file")
    code, _, err = run(capsys, "report spring.csv --questions q.csv --out taken")
    assert code == 2
    assert "taken cannot be written" in err


@pytest.mark.usefixtures("folder")
class TestBadInput:
    @pytest.mark.parametrize(
        ("command", "words"),
        [
            ("summary none.csv --questions q.csv", "none.csv cannot be read: No such file"),
            ("summary spring.csv --questions none.csv", "none.csv cannot be read"),
            ("summary q.csv --questions q.csv", "q.csv has no column 'q1'"),
            ("summary spring.csv --questions spring.csv", "no column 'column'"),
            ("compare spring.csv autumn.csv --questions q.csv", "2 data files need 2 --questions"),
            ("summary spring.csv --questions q.csv --population 40", "41 responses, more than"),
            (
                (
                    "report spring.csv winter.csv --questions q.csv --questions q.csv"
                    " --population 9 --out x"
                ),
                "--population once for each of the 2 files",
            ),
        ],
    )
    def test_it_ends_with_2_and_says_what_to_do(
        self, capsys: pytest.CaptureFixture[str], command: str, words: str
    ) -> None:
        code, out, err = run(capsys, command)
        assert (code, out) == (2, "")
        assert words in err
        assert "Traceback" not in err

    def test_unknown_answers_stop_it_unless_they_are_left_out(
        self, folder: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (folder / "odd.csv").write_text(rows(12, 28).replace("Neutral", "Meh"))
        code, out, err = run(capsys, "summary odd.csv --questions q.csv --json")
        assert (code, out) == (2, "")
        assert "column 'q2', row 42 (line 42): 'Meh' (once)" in err
        assert "--skip-unknown" in err
        code, out, err = run(capsys, "summary odd.csv --questions q.csv --json --skip-unknown")
        assert (code, json.loads(out)["q2"]["missing"]) == (0, 29)
        assert err == "odd: left out 1 answers that match no option.\n"

    def test_a_column_that_is_not_there_can_be_left_out(
        self, folder: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (folder / "short.csv").write_text("q1,q2\n" + "Agree,Agree\n" * 20)
        command = "summary short.csv --questions q.csv --json --skip-unknown"
        code, out, err = run(capsys, command)
        assert (code, list(json.loads(out))) == (0, ["deploy_ease", "q2"])
        assert "left out 'q3', a column that is not there" in err

    def test_a_command_is_needed(self, capsys: pytest.CaptureFixture[str]) -> None:
        with pytest.raises(SystemExit, match="2"):
            main([])
        assert "COMMAND" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["summary", "compare", "trend", "report"])
def test_help_explains_files_and_keys(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        main([command, "--help"])
    out = capsys.readouterr().out
    assert "--questions" in out
    assert ("key is the item's code" in out) == (command != "report")


PROJECT = Path(__file__).resolve().parents[2]
HOW_TO = PROJECT / "docs" / "howto" / "import-a-past-round.md"


def test_the_how_to_shows_what_is_printed(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(PROJECT / "docs" / "howto" / "example")
    both = "compare 2025.csv 2026.csv --questions 2025.questions.csv --questions 2026.questions.csv"
    printed = Path("2026.questions.csv").read_text("utf-8")
    for typed in (
        "summary 2025.csv --questions 2025.questions.csv --population 70",
        both,
        f"{both} --skip-unknown",
    ):
        _, out, err = run(capsys, typed)
        printed += out + err
    import_shown = (
        "q2 (agreement)",
        "matched",
        "not applicable",
        "not understood",
        "Strongly agree: 6)",
        "example/2027-spring: ",  # tests/surveyapp/views/test_release_imports.py
        "52 people of 64 answered",
    )
    shown = [
        line.strip()
        for line in HOW_TO.read_text("utf-8").splitlines()
        if line.startswith("    ") and not line.strip().startswith(("--", "...", *import_shown))
    ]
    assert len(shown) > 8
    assert [line for line in shown if line not in printed] == []


class TestPower:
    def test_a_group_of_which_nothing_can_be_said_is_said_to_be_one(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        command = "power --people 70 --rate 0.8 --group Platform=30 --group Pay=12 --group Data=6"
        code, out, err = run(capsys, command)
        assert (code, err) == (0, "")
        said = {line.split()[0]: line.split(maxsplit=3)[1:] for line in out.splitlines()[3:7]}
        assert said["everybody"] == ["70", "56", "25 points"]
        assert said["Platform"] == ["30", "24", "37 points"]
        assert said["Pay"] == ["12", "10", "-  no shift would show"]
        assert said["Data"] == ["6", "5", "-  nothing: fewer than 10 answers"]

    def test_json_is_not_rounded(self, capsys: pytest.CaptureFixture[str]) -> None:
        read = figures(capsys, "power --people 70 --rate 0.8 --group Data=6 --share 0.3")
        assert read["Data"] == {"people": 6, "answers": 5, "detectable": None}
        assert read["everybody"]["detectable"] == detectable_difference(56, 56, 0.3)

    @pytest.mark.parametrize(
        ("options", "said"),
        [
            ("--people 70 --rate 80", "write 80 % as 0.8"),
            ("--people 70 --rate nan", "is no share"),
            ("--people seventy --rate 0.8", "write it as 70"),
            ("--people 70 --rate 0.8 --group Data", "Platform=30"),
            ("--people 70 --rate 0.8 --group Data=-3", "no number of people"),
            ("--people 70 --rate 0.8 --group Data=71", "more than the 70 people"),
            ("--people 70 --rate 0.8 --group A=7 --group A=8", "given twice"),
        ],
    )
    def test_bad_input_is_named_and_nothing_is_printed(
        self, capsys: pytest.CaptureFixture[str], options: str, said: str
    ) -> None:
        try:
            code = main(f"power {options}".split())
        except SystemExit as stop:
            code = int(str(stop.code))
        out, err = capsys.readouterr()
        assert (code, out) == (2, "")
        assert said in err


class TestDigest:
    RELEASE = str(Path(__file__).parents[2] / "docs" / "howto" / "example" / "release.json")

    def test_it_prints_text_or_markdown_and_draws_a_picture(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        code, text, err = run(capsys, f"digest {self.RELEASE} --link https://x.example/r/")
        assert (code, err) == (0, "")
        assert "Results: https://x.example/r/" in text
        assert "k = 5" in text
        picture = tmp_path / "new" / "digest.png"
        code, markdown, err = run(capsys, f"digest {self.RELEASE} --markdown --picture {picture}")
        assert (code, err) == (0, "")
        assert markdown.startswith("**")
        assert picture.read_bytes().startswith(b"\x89PNG")
        assert main(["digest", self.RELEASE, "--picture", str(tmp_path / "digest.svg")]) == 0
        assert b"<desc>" in (tmp_path / "digest.svg").read_bytes()

    def test_it_speaks_the_language_that_it_is_asked_for(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        _code, english, _err = run(capsys, f"digest {self.RELEASE}")
        _code, german, _err = run(capsys, f"digest {self.RELEASE} --language de")
        assert "Worauf zu achten ist" in german
        assert "Worauf zu achten ist" not in english

    def test_what_it_cannot_use_is_named(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        code, out, err = run(capsys, f"digest {self.RELEASE} --picture {tmp_path / 'digest.gif'}")
        assert (code, out) == (2, "")
        assert "digest.gif: its name ends with .png or .svg" in err
        code, out, err = run(capsys, "digest answers.csv")
        assert (code, out) == (2, "")
        assert "answers.csv" in err
