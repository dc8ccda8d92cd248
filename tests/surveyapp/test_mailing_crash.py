"""A process that is killed in mid-send: the next one sends the rest, and each mail once."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.mail_server import MailServer
from tests.programs import environment_with_tables

PROJECT = Path(__file__).resolve().parent.parent.parent
OPEN_A_ROUND = """
import django
django.setup()
from tests.rounds import opened
opened()
"""
HELD = 7
SECONDS = 120


class Installation:
    """Databases of their own, and commands on them."""

    def __init__(self, folder: Path, server: MailServer) -> None:
        self.env = environment_with_tables(
            folder, CANDOR_EMAIL_URL=server.url, DJANGO_SETTINGS_MODULE="surveyapp.settings"
        )
        self.run("-c", OPEN_A_ROUND)

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, *arguments],
            cwd=PROJECT,
            env=self.env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def run(self, *arguments: str) -> tuple[int, str]:
        started = self.start(*arguments)
        said, _nothing = started.communicate(timeout=SECONDS)
        return started.returncode, said

    def invite(self, *options: str) -> tuple[int, str]:
        return self.run("manage.py", "invite", "dx/2027-spring", *options)


def test_a_killed_run_is_taken_up_and_no_mail_goes_twice_unasked(tmp_path: Path) -> None:
    with MailServer(holds_with=HELD) as server:
        site = Installation(tmp_path, server)
        killed = site.start("manage.py", "invite", "dx/2027-spring")
        assert server.holding.wait(SECONDS), killed.communicate()
        # While it lives, nobody else sends: that mail is on its way, and not in doubt.
        code, said = site.invite("--send-doubtful")
        assert code == 1
        assert "Mails are being sent at this moment" in said
        assert len(server.messages) == HELD
        killed.kill()
        killed.communicate(timeout=SECONDS)
        server.release()
        # The lock died with it. All others get theirs, and the one in doubt is told.
        code, said = site.invite()
        assert code == 4
        assert "38 of 38 people had their turn. 37 mails sent." in said
        assert "1 mail may or may not have gone out" in said
        assert len(server.messages) == 38  # it had gone out
        assert set(server.counts.values()) == {1}
        in_doubt = server.recipients[HELD - 1]
        assert site.invite()[0] == 1
        assert len(server.messages) == 38
        # Again only when somebody says so; then it is counted.
        code, said = site.invite("--send-doubtful")
        assert code == 0
        assert "38 of 38 people had their turn. 38 mails sent." in said
        assert {mail for mail, count in server.counts.items() if count == 2} == {in_doubt}
        assert len(server.messages) == 39
