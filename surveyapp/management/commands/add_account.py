"""``manage.py add_account MAIL --role admin``: an account, and the link to set its password."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from surveyapp.access import Role
from surveyapp.accounts import add_account, make_password_link
from surveyapp.management.commands._rounds import service_errors

ACTOR = "manage.py add_account"


class Command(BaseCommand):
    """Makes an account for somebody who writes, runs or reads surveys."""

    help = (
        "Makes an account and prints a link at which its password is set, once, within three "
        "days. Who answers a survey needs no account."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """MAIL, and the roles."""
        parser.add_argument("mail", help="mail address; it is the user name too")
        parser.add_argument("--name", default="", help="name of the person")
        parser.add_argument(
            "--role",
            action="append",
            default=[],
            choices=[role.value for role in Role],
            help="a role; give it again for a further one",
        )
        parser.add_argument("--unit", default="", help="unit of a lead, as in Platform/Payments")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make it, and print the link."""
        roles = {Role(name) for name in options["role"]}
        with service_errors():
            user = add_account(
                mail=options["mail"],
                name=options["name"],
                roles=roles,
                unit=options["unit"],
                actor=ACTOR,
            )
        held = ", ".join(sorted(roles)) or "no role yet"
        self.stdout.write(f"{user.get_username()} has an account ({held}).")
        self.stdout.write("Set its password here, once, within three days:")
        self.stdout.write(make_password_link(user=user, actor=ACTOR))
