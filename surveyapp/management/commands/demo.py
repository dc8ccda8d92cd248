"""``manage.py demo``: the whole product with made-up answers, on this machine."""

from __future__ import annotations

import os
import secrets
import socket
import sys
import time
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import Group, User
from django.core.management import CommandError, call_command
from django.core.management.base import BaseCommand
from django.urls import reverse
from django.utils import timezone

from analysis.words import ENGLISH, words_in
from questionnaires.services.demonstration import (
    Demonstration,
    find_demonstration,
    load_demonstration,
)
from questionnaires.services.demonstration_of_kinds import load_demonstration_of_kinds
from surveyapp.access import Role
from surveyapp.outcome_pages import marked_targets
from surveyapp.results import events_of


class Command(BaseCommand):
    """Makes the databases, loads the demonstration, renders its report, and serves it."""

    help = "Load a made-up organisation with three rounds, render its report, serve it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Options."""
        parser.add_argument("--serve", action="store_true", help="serve it afterwards")
        parser.add_argument("--seed", type=int, default=8, help="another draw of made-up answers")
        parser.add_argument("--report", default="demo-report", help="folder of the report")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run it. Safe to run again: what stands is kept, the logins get new passwords."""
        if not settings.IS_LOCAL:
            raise CommandError(
                f"CANDOR_BASE_URL is {settings.BASE_URL}. The demonstration makes logins and "
                "answers up: it runs on 127.0.0.1 only. Unset CANDOR_BASE_URL."
            )
        address = urlsplit(settings.BASE_URL)
        if options["serve"]:
            refuse_a_taken_port(address.hostname or "127.0.0.1", address.port or 80)
        self.say("Databases")
        call_command("migrate", verbosity=0)
        call_command("migrate", database="answers", verbosity=0)
        found = find_demonstration()
        if found:
            self.say("The demonstration is loaded already; kept as it stands")
        demonstration = found or load_demonstration(
            today=timezone.localdate(), seed=options["seed"], progress=self.say
        )
        kinds = load_demonstration_of_kinds(
            today=timezone.localdate(), seed=options["seed"], progress=self.say
        )
        self.say(f"Report to {options['report']}/")
        self.write_report(demonstration, Path(options["report"]))
        self.print_welcome(demonstration, kinds, options["report"])
        if options["serve"]:
            serve(f"{address.hostname}:{address.port or 80}")

    def say(self, step: str) -> None:
        """One line of progress."""
        self.stdout.write(f"  · {step}")
        self.stdout.flush()

    def write_report(self, demonstration: Demonstration, folder: Path) -> None:
        """Render the report of the released rounds, in English as the demonstration is."""
        from analysis.release import load_release
        from analysis.report import write_report

        releases = [
            load_release(stored.content)
            for round_ in demonstration.released
            if (stored := round_.releases.last())
        ]
        with words_in(ENGLISH):
            write_report(
                releases,
                folder,
                progress=every_seconds(2, self.say),
                events=events_of(demonstration.programme),
                targets=marked_targets(demonstration.programme),
                with_pdf=True,
            )

    def print_welcome(
        self, demonstration: Demonstration, kinds: Demonstration, report: str
    ) -> None:
        """Say where everything is."""
        of_kinds = f"{kinds.programme.code}/{kinds.released[-1].code}"
        base, programme = settings.BASE_URL, demonstration.programme.code
        newest = demonstration.released[-1]
        password = secrets.token_urlsafe(9)
        lines = [
            "",
            f"Candor           {base}/",
            f"Answer a survey  {a_survey_link(demonstration)}",
            f"Results          {base}/results/{programme}/{newest.code}/",
            f"Results for all  {base}{reverse('survey-results', args=[newest.public_id])}",
            f"You said, we did {base}{reverse('survey-actions', args=[newest.public_id])}",
            f"Trend            {base}/results/{programme}/",
            f"Every kind       {base}{reverse('survey-open', args=[kinds.open.public_id])}",
            f"... as results   {base}/results/{of_kinds}/",
            f"Style            {base}{reverse('style')}",
            f"API              {base}/api/v1/docs/",
            f"Report           {report}/index.html",
            f"Report as PDF    {report}/report.pdf",
            "",
            "Log in as (new password at every start):",
            *(f"  {role.value:<8} {password}" for role in Role),
            "",
        ]
        for role in Role:
            user, _ = User.objects.get_or_create(username=role.value)
            user.set_password(password)
            user.save()
            user.groups.set([Group.objects.get_or_create(name=role.value)[0]])
        self.stdout.write("\n".join(lines))
        self.stdout.flush()


def a_survey_link(demonstration: Demonstration) -> str:
    """A personal link of somebody made up who has not answered the open round."""
    from questionnaires.services.invitations import issue_links  # noqa: PLC0415 -- one use

    links = issue_links(round=demonstration.open, actor="demo")
    return links[0].url if links else "everybody has answered; start anew with: make clean demo"


def every_seconds(pause: float, say: Callable[[str], None]) -> Callable[[str], None]:
    """Passes on a line at most every so many seconds."""
    last = time.monotonic()

    def passed(line: str) -> None:
        nonlocal last
        if time.monotonic() - last >= pause:
            last = time.monotonic()
            say(line)

    return passed


def refuse_a_taken_port(host: str, port: int) -> None:
    """Say so before the work begins, not after."""
    with socket.socket() as probe:
        if probe.connect_ex((host, port)) == 0:
            raise CommandError(
                f"Something answers at {host}:{port} already. Stop it, or take another port: "
                f"CANDOR_BASE_URL=http://127.0.0.1:8001 make demo"
            )


def serve(bind: str) -> None:
    """Become the web server. It writes no access log: addresses carry secrets."""
    sys.stdout.write(f"Serving on http://{bind}, stop with Ctrl-C\n")
    sys.stdout.flush()
    gunicorn = [sys.executable, "-m", "gunicorn", "surveyapp.wsgi", "--bind", bind]
    quiet = ["--workers", "2", "--threads", "4", "--log-level", "warning"]
    # Its logins are made up and serve this machine alone: a password is enough.
    one_click = ["--env", "CANDOR_SECOND_FACTOR=no"]
    os.execv(sys.executable, [*gunicorn, *quiet, *one_click])  # noqa: S606 -- fixed arguments
