"""Who may do what: every address of the site and of the API, in one table.

A new address is one line in :data:`ROWS`: its URL name, an address that exists in
:func:`build_world`, who may read it and who may post to it. ``test_personas.py`` walks the table
with every persona, and fails when the URL configuration has a name that the table lacks.

Everybody who is not named is refused: without an account by the login page (below ``/api/`` by a
403), with one by a 404.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum

from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import URLPattern, URLResolver
from django.utils import timezone

from questionnaires.models import Action, Person, Round, Unit, UnitLead
from questionnaires.queries.people import code_of
from questionnaires.services.attributes import add_attribute
from questionnaires.services.invitations import issue_links
from questionnaires.services.pilots import make_pilot, write_note
from questionnaires.services.results_links import make_results_link
from questionnaires.services.rounds import open_round
from questionnaires.services.support_requests import import_support_requests
from questionnaires.services.targets import set_target
from tests.frozen import overrule
from tests.instruments import all_scales
from tests.rounds import TODAY, draft, opened, programme, version
from tests.stored import stored_programme


class Persona(StrEnum):
    """Somebody who asks for an address."""

    ANONYMOUS = "anonymous"
    #: An account without a role.
    STRANGER = "stranger"
    VIEWER = "viewer"
    LEAD = "lead"
    AUTHOR = "author"
    ANALYST = "analyst"
    ADMIN = "admin"


class Outcome(StrEnum):
    """What becomes of a request."""

    OK = "ok"  # answered by the view: a page, a file, a redirect, a refused form
    LOGIN = "login"  # sent to the login page
    NOT_FOUND = "not found"
    FORBIDDEN = "forbidden"
    NOT_ALLOWED = "method not allowed"


EVERYBODY = frozenset(Persona)
#: Whoever has an account, with or without a role.
ACCOUNTS = EVERYBODY - {Persona.ANONYMOUS}
#: Released results.
READERS = ACCOUNTS - {Persona.STRANGER}
#: Rounds.
ANALYSTS = frozenset({Persona.ANALYST, Persona.ADMIN})
#: Question sets.
AUTHORS = frozenset({Persona.AUTHOR, Persona.ADMIN})
ADMINS = frozenset({Persona.ADMIN})
NOBODY: frozenset[Persona] = frozenset()


#: For everybody the same: there is no such page.
NOTHING = dict.fromkeys(Persona, Outcome.NOT_FOUND)


@dataclass(frozen=True, slots=True)
class Row:
    """One address.

    ``get`` or ``post`` is ``None`` where the address takes no such request at all. ``form`` is what
    a POST sends: it need not be accepted, only reach the view. ``refused`` replaces what those get
    who may not.
    """

    name: str
    address: str
    get: frozenset[Persona] | None
    post: frozenset[Persona] | None = None
    form: Mapping[str, str] = field(default_factory=dict)
    refused: Mapping[Persona, Outcome] = field(default_factory=dict)

    def expected(self, method: str, persona: Persona) -> Outcome:
        """What the persona gets."""
        allowed = self.get if method == "get" else self.post
        if allowed is None:
            return Outcome.NOT_ALLOWED
        if persona in allowed:
            return Outcome.OK
        if persona in self.refused:
            return self.refused[persona]
        if persona is not Persona.ANONYMOUS:
            return Outcome.NOT_FOUND
        return Outcome.FORBIDDEN if self.address.startswith("/api/") else Outcome.LOGIN


#: Parts of addresses. ``engineering`` has three released rounds, ``dx`` an open one, ``link`` one
#: behind an open link, ``next`` a draft; ``all-scales`` has a published version 1 and a draft 2.
SET = "/question-sets/all-scales"
PILOT = f"{SET}/1/pilots/{{pilot}}"
ACCOUNT = "/accounts/ada@example.org"
RELEASED = "/results/engineering/2027-spring"
OPEN = "/rounds/dx/2027-spring"
DRAFT = "/rounds/next/2027-autumn"
TOLD = "/rounds/engineering/2027-spring"
SUPPORT = "/programmes/engineering/support-requests/"
API = "/api/v1"
API_ROUND = f"{API}/programmes/engineering/rounds/2027-spring"

#: A form that makes a link for a week.
WEEK = {"expires_on": (timezone.localdate() + timedelta(days=7)).isoformat()}

ROWS = (
    # The survey: a link is all that anybody has.
    Row("survey", "/s/{secret}/", EVERYBODY, EVERYBODY),
    Row("survey-opt-out", "/s/{secret}/opt-out/", EVERYBODY, EVERYBODY),
    Row("survey-open", "/s/open/{open_link}/", EVERYBODY, EVERYBODY),
    Row("survey-privacy", "/s/how/{open_link}/", EVERYBODY, EVERYBODY),
    Row("survey-manifest", "/s/manifest/{open_link}.json", EVERYBODY, EVERYBODY),
    Row("survey-receipt", "/s/receipt/{open_link}/", EVERYBODY, EVERYBODY, {"receipt": "x"}),
    # Nobody draws ballots behind an open link, so there is no list.
    Row("survey-ballots", "/s/receipt/{open_link}/ballots.txt", NOBODY, EVERYBODY, refused=NOTHING),
    Row("survey-anonymous", "/s/a/{blind}/", EVERYBODY),
    Row("survey-worker", "/s/a/{blind}/worker.js", EVERYBODY),
    Row("ballot-invitation", "/s/a/{open_link}/invitation/", None, EVERYBODY),
    Row("ballot", "/s/a/{open_link}/ballot/", None, EVERYBODY),
    Row("ballot-answers", "/s/a/{open_link}/answers/", None, EVERYBODY),
    Row("survey-done", "/s/done/{open_link}/", EVERYBODY, EVERYBODY),
    # A pilot's link: whoever has it tries the questions.
    Row("trial", "/s/pilot/{trial}/", EVERYBODY, EVERYBODY),
    # After the release, for everybody who was asked: no account, and none asks for one.
    Row("survey-results", "/s/results/{told}/", EVERYBODY),
    Row("survey-results-heatmap", "/s/results/{told}/heatmap/", EVERYBODY),
    Row("survey-results-chart", "/s/results/{told}/charts/constructs.svg", EVERYBODY),
    Row("survey-results-table", "/s/results/{told}/tables/items.csv", EVERYBODY),
    Row("survey-results-workbook", "/s/results/{told}/tables.xlsx", EVERYBODY),
    Row("survey-results-release", "/s/results/{told}/release.json", EVERYBODY),
    Row("survey-results-digest", "/s/results/{told}/digest/", EVERYBODY),
    Row("survey-results-priorities", "/s/results/{told}/priorities/", EVERYBODY),
    Row("survey-results-construct", "/s/results/{told}/constructs/docs/", EVERYBODY),
    Row("survey-results-delivery", "/s/results/{told}/delivery/", EVERYBODY),
    Row("survey-actions", "/s/did/{told}/", EVERYBODY),
    # Behind a link that expires: whoever has it, and nobody is asked for an account.
    Row("linked-results", "/s/link/{shared}/", EVERYBODY),
    Row("linked-results-heatmap", "/s/link/{shared}/heatmap/", EVERYBODY),
    Row("linked-results-chart", "/s/link/{shared}/charts/constructs.svg", EVERYBODY),
    Row("linked-results-table", "/s/link/{shared}/tables/items.csv", EVERYBODY),
    Row("linked-results-workbook", "/s/link/{shared}/tables.xlsx", EVERYBODY),
    Row("linked-results-release", "/s/link/{shared}/release.json", EVERYBODY),
    Row("linked-results-digest", "/s/link/{shared}/digest/", EVERYBODY),
    Row("linked-results-priorities", "/s/link/{shared}/priorities/", EVERYBODY),
    Row("linked-results-construct", "/s/link/{shared}/constructs/docs/", EVERYBODY),
    Row("linked-results-delivery", "/s/link/{shared}/delivery/", EVERYBODY),
    # The shell of the site.
    Row("home", "/", EVERYBODY, EVERYBODY),
    # The design system, on this machine alone.
    Row("style", "/style/", EVERYBODY),
    Row("style-survey", "/style/survey/", EVERYBODY),
    # Logging in. Who is logged in already is led home.
    Row("account_login", "/login/", EVERYBODY, EVERYBODY),
    Row(
        "account_logout",
        "/logout/",
        NOBODY,
        EVERYBODY,
        refused=dict.fromkeys(Persona, Outcome.NOT_ALLOWED),
    ),
    Row("account_inactive", "/login/inactive/", EVERYBODY),
    Row("mfa_authenticate", "/login/second-factor/", EVERYBODY, EVERYBODY),
    Row("socialaccount_login_cancelled", "/login/cancelled/", EVERYBODY),
    Row("socialaccount_login_error", "/login/error/", EVERYBODY),
    # Without CANDOR_OIDC_URL there is no login of the organisation.
    Row("openid_connect_login", "/login/oidc/", NOBODY, NOBODY, refused=NOTHING),
    Row("openid_connect_callback", "/login/oidc/callback/", NOBODY, NOBODY, refused=NOTHING),
    Row("account_reset_password", "/password/reset/", EVERYBODY, EVERYBODY),
    Row("account_reset_password_done", "/password/reset/sent/", EVERYBODY),
    Row("account_reset_password_from_key_done", "/password/reset/done/", EVERYBODY),
    Row("account_reset_password_from_key", "/password/set/1-a-b/", EVERYBODY, EVERYBODY),
    # The own account.
    Row("mfa_index", "/account/", ACCOUNTS),
    Row("account_change_password", "/account/password/", ACCOUNTS, ACCOUNTS),
    Row("account_set_password", "/account/password/first/", ACCOUNTS, ACCOUNTS),
    Row("account_reauthenticate", "/account/again/", ACCOUNTS, ACCOUNTS),
    Row("mfa_reauthenticate", "/account/again/code/", ACCOUNTS, ACCOUNTS),
    Row("mfa_activate_totp", "/account/second-factor/", ACCOUNTS, ACCOUNTS),
    # Nobody of the table has set one up.
    Row("mfa_deactivate_totp", "/account/second-factor/remove/", NOBODY, NOBODY),
    Row("mfa_view_recovery_codes", "/account/codes/", NOBODY),
    Row("mfa_generate_recovery_codes", "/account/codes/new/", ACCOUNTS, ACCOUNTS),
    Row("mfa_download_recovery_codes", "/account/codes/download/", NOBODY),
    # Accounts.
    Row("account-list", "/accounts/", ADMINS),
    Row("account-add", "/accounts/new/", ADMINS, ADMINS, {"mail": "new@example.org"}),
    Row("account-detail", f"{ACCOUNT}/", ADMINS, ADMINS, {"role": "viewer"}),
    Row("account-switch", f"{ACCOUNT}/switch/", ADMINS, ADMINS, {"to": "off"}),
    Row("account-second-factor", f"{ACCOUNT}/second-factor/", ADMINS, ADMINS),
    Row("account-link", f"{ACCOUNT}/link/", ADMINS, ADMINS),
    # Question sets.
    Row("question-set-list", "/question-sets/", AUTHORS),
    Row("question-set-new", "/question-sets/new/", AUTHORS),
    Row(
        "question-set-from-library",
        "/question-sets/new/library/?bundle=whole",
        AUTHORS,
        AUTHORS,
        {"title": "Ours", "language": "en", "item": "recommend"},
    ),
    Row("question-set-empty", "/question-sets/new/empty/", AUTHORS, AUTHORS, {"title": "Ours"}),
    Row("question-sets-shipped", "/question-sets/new/shipped/", None, AUTHORS),
    Row("question-set-import", "/question-sets/import/", AUTHORS, AUTHORS, {"text": "x: 1"}),
    Row("library", "/library/", AUTHORS),
    Row("question-set-detail", f"{SET}/", AUTHORS),
    Row("version-detail", f"{SET}/2/", AUTHORS),
    Row("version-preview", f"{SET}/2/preview/", AUTHORS),
    Row("version-export", f"{SET}/2/export/", AUTHORS),
    Row("version-export-as", f"{SET}/2/export/xlsform/", AUTHORS),
    Row("version-exports", f"{SET}/2/exports/", AUTHORS),
    Row("version-publish", f"{SET}/2/publish/", AUTHORS, AUTHORS, {"confirm": "on"}),
    Row("question-set-changes", f"{SET}/changes/", AUTHORS),
    Row("question-set-review", f"{SET}/review/", None, AUTHORS, {"on": "yes"}),
    Row("version-review", f"{SET}/2/review/", AUTHORS, AUTHORS, {"outcome": "approved"}),
    Row("version-review-ask", f"{SET}/2/review/ask/", None, AUTHORS, {"request": "All of it."}),
    Row("version-clone", f"{SET}/1/clone/", AUTHORS, AUTHORS, {"title": "Ours", "code": "ours"}),
    Row("version-next", f"{SET}/1/next/", None, AUTHORS),
    Row("version-library", f"{SET}/2/library/", AUTHORS, AUTHORS, {"item": "job_liked"}),
    Row("version-advice", f"{SET}/2/advice/", AUTHORS),
    Row("version-advice-overrule", f"{SET}/2/advice/overrule/", None, AUTHORS, {"note": "So."}),
    Row("version-advice-take-up", f"{SET}/2/advice/take-up/", None, AUTHORS),
    Row("version-advice-judged", f"{SET}/2/advice/text/deploy_ease/", None, AUTHORS),
    Row("version-outline", f"{SET}/2/outline/", AUTHORS),
    Row("version-coverage", f"{SET}/2/coverage/", AUTHORS),
    Row("version-minutes", f"{SET}/2/minutes/", AUTHORS),
    Row("version-translations", f"{SET}/2/translations/", AUTHORS),
    Row("version-language", f"{SET}/2/translations/de/", AUTHORS),
    Row("version-edit", f"{SET}/2/edit/", AUTHORS),
    Row("version-history", f"{SET}/2/edit/history/", AUTHORS),
    Row("version-phone", f"{SET}/2/edit/phone/delivery/", AUTHORS),
    Row("version-change", f"{SET}/2/edit/set/whole/", AUTHORS, AUTHORS, {"title": "Ours"}),
    Row("version-pilots", f"{SET}/1/pilots/", AUTHORS, AUTHORS, {"title": "Ours"}),
    Row("pilot-detail", f"{PILOT}/", AUTHORS, AUTHORS, {"item": "on_call", "text": "Clear."}),
    Row("pilot-end", f"{PILOT}/end/", None, AUTHORS),
    Row("pilot-delete", f"{PILOT}/delete/", None, AUTHORS, {"confirm": "yes"}),
    Row("pilot-notes", f"{PILOT}/notes.csv", AUTHORS),
    Row("pilot-note-delete", f"{PILOT}/notes/{{note}}/delete/", None, AUTHORS),
    # People.
    Row("people", "/people/", ADMINS),
    Row("roster-import", "/people/import/", ADMINS, ADMINS, {"text": "name,mail,unit"}),
    Row("attribute-list", "/people/attributes/", ADMINS, ADMINS),
    Row("attribute-remove", "/people/attributes/site/remove/", ADMINS, ADMINS),
    Row("unit-detail", "/people/units/Ops/Build/", ADMINS, ADMINS),
    Row("person-detail", "/people/{person}/", ADMINS, ADMINS),
    Row("person-delete", "/people/{person}/delete/", ADMINS, ADMINS),
    # Rounds.
    Row("round-list", "/rounds/", READERS),
    Row("round-create", "/rounds/new/", ANALYSTS, ANALYSTS),
    Row("round-detail", f"{OPEN}/", ANALYSTS),
    Row("round-edit", f"{DRAFT}/edit/", ANALYSTS, ANALYSTS),
    Row("round-open", f"{DRAFT}/open/", ANALYSTS, ANALYSTS),
    Row("round-close", f"{DRAFT}/close/", ANALYSTS, ANALYSTS),
    Row("round-release", f"{DRAFT}/release/", ANALYSTS, ANALYSTS),
    Row("round-extend", f"{OPEN}/extend/", ANALYSTS, ANALYSTS, {"closes_on": "2001-01-01"}),
    Row("round-abort", f"{OPEN}/abort/", ANALYSTS, ANALYSTS, {"confirmed_code": "another"}),
    Row("round-next", f"{OPEN}/next/", ANALYSTS, ANALYSTS),
    Row("programme-events", "/programmes/dx/events/", ANALYSTS, ANALYSTS),
    Row("event-remove", "/programmes/dx/events/remove/", None, ANALYSTS),
    Row("programme-support-requests", SUPPORT, ANALYSTS, ANALYSTS),
    Row("support-topics", f"{SUPPORT}topics/", ANALYSTS, ANALYSTS),
    Row("support-import-delete", f"{SUPPORT}{{support}}/delete/", ANALYSTS, ANALYSTS),
    Row("round-links", f"{OPEN}/links/", ANALYSTS, ANALYSTS),
    Row("round-ballot", f"{OPEN}/ballot/", ADMINS, ADMINS, {"mail": "ops-build-1@example.org"}),
    Row("round-mail", f"{OPEN}/mail/", ANALYSTS),
    Row("round-mail-send", f"{OPEN}/mail/send/", ANALYSTS, ANALYSTS),
    Row("round-mail-test", f"{OPEN}/mail/test/", ANALYSTS, ANALYSTS),
    Row("round-mail-preview", f"{OPEN}/mail/invitation.html", ANALYSTS),
    Row("round-survey-preview", f"{OPEN}/mail/survey/", ANALYSTS),
    # A past round from a file: each page carries what is left of it to the next.
    Row("round-import", "/past-rounds/import/", ANALYSTS),
    Row("round-import-columns", "/past-rounds/import/columns/", ANALYSTS, ANALYSTS),
    Row("round-import-labels", "/past-rounds/import/labels/", ANALYSTS, ANALYSTS),
    Row("round-import-check", "/past-rounds/import/check/", ANALYSTS, ANALYSTS),
    Row("round-import-confirm", "/past-rounds/import/confirm/", ANALYSTS, ANALYSTS),
    Row("round-import-mapping", "/past-rounds/import/mapping.csv", ANALYSTS, ANALYSTS),
    Row("round-import-release", "/past-rounds/import/release/", ANALYSTS, ANALYSTS),
    # Comments: before a release, and after it.
    Row("round-comments", f"{OPEN}/comments/", ANALYSTS, ANALYSTS),
    Row(
        "round-comments-withdraw",
        "/rounds/engineering/2027-spring/comments/withdraw/",
        ANALYSTS,
        ANALYSTS,
    ),
    # What is done about results.
    Row("round-actions", f"{TOLD}/actions/", ANALYSTS, ANALYSTS, {"said": "Builds are slow."}),
    Row("round-action", f"{TOLD}/actions/{{action}}/", ANALYSTS, ANALYSTS),
    Row("round-action-publish", f"{TOLD}/actions/{{action}}/publish/", None, ANALYSTS),
    Row("round-results-links", f"{TOLD}/results-links/", ANALYSTS, ANALYSTS, WEEK),
    Row("round-results-link-end", f"{TOLD}/results-links/{{link}}/end/", None, ANALYSTS),
    Row("round-action-remove", f"{TOLD}/actions/{{action}}/remove/", ANALYSTS, ANALYSTS),
    # Results.
    Row("programme-trend", "/results/engineering/", READERS),
    Row("trend-chart", "/results/engineering/charts/trend-constructs.svg", READERS),
    Row("programme-outcomes", "/results/engineering/outcomes/", READERS),
    Row("target-new", "/results/engineering/outcomes/new/", ANALYSTS, ANALYSTS),
    Row("target-detail", "/results/engineering/outcomes/{target}/", ANALYSTS, ANALYSTS),
    Row("target-drop", "/results/engineering/outcomes/{target}/drop/", ANALYSTS, ANALYSTS),
    Row("round-results", f"{RELEASED}/", READERS),
    Row("round-loud-and-silent", f"{RELEASED}/loud-and-silent/", READERS),
    Row("round-loud-chart", f"{RELEASED}/charts/loud-and-silent.svg", READERS),
    Row("round-loud-table", f"{RELEASED}/tables/loud-and-silent.csv", READERS),
    Row("round-read-comments", f"{RELEASED}/comments/", READERS),
    Row("round-comment-mark", f"{RELEASED}/comments/mark/", None, ANALYSTS, {"tag": "builds"}),
    # No term stands out: the round before has no comments.
    Row("round-terms-chart", f"{RELEASED}/charts/terms.svg?item=change_one", NOBODY),
    Row("round-loud-table-as", f"{RELEASED}/tables/loud-and-silent.parquet", READERS),
    Row("round-heatmap", f"{RELEASED}/heatmap/", READERS),
    Row("round-between", f"{RELEASED}/two-rounds/", READERS),
    Row("round-own-unit", f"{RELEASED}/own-unit/", READERS),
    Row("round-unit", f"{RELEASED}/units/Platform/Build/", READERS),
    Row("round-digest", f"{RELEASED}/digest/", READERS),
    Row("round-priorities", f"{RELEASED}/priorities/", READERS),
    Row("round-construct", f"{RELEASED}/constructs/docs/", READERS),
    Row("round-delivery", f"{RELEASED}/delivery/", READERS),
    Row("round-chart", f"{RELEASED}/charts/constructs.svg", READERS),
    Row("round-table", f"{RELEASED}/tables/items.csv", READERS),
    Row("round-table-as", f"{RELEASED}/tables/items.parquet", READERS),
    Row("round-workbook", f"{RELEASED}/tables.xlsx", READERS),
    Row("round-report", f"{RELEASED}/report.pdf", READERS),
    Row("round-report-as", f"{RELEASED}/report.html", READERS),
    Row("round-release-file", f"{RELEASED}/release.json", READERS),
    # The API.
    Row("api-root", f"{API}/", EVERYBODY, EVERYBODY),
    Row("api-schema", f"{API}/schema/", ACCOUNTS),
    Row("api-docs", f"{API}/docs/", ACCOUNTS, refused={Persona.ANONYMOUS: Outcome.LOGIN}),
    Row("api-question-sets", f"{API}/question-sets/", AUTHORS),
    Row("api-version", f"{API}/question-sets/all-scales/versions/1/", AUTHORS),
    Row("api-version-file", f"{API}/question-sets/all-scales/versions/1/files/csv/", AUTHORS),
    Row("api-question-formats", f"{API}/question-formats/", AUTHORS),
    Row("api-question-file", f"{API}/question-files/", None, AUTHORS),
    Row("api-programmes", f"{API}/programmes/", READERS),
    Row("api-trend", f"{API}/programmes/engineering/trend/", READERS),
    Row(
        "api-trend-chart",
        f"{API}/programmes/engineering/trend/charts/trend-constructs.svg",
        READERS,
    ),
    Row("api-targets", f"{API}/programmes/engineering/targets/", READERS),
    Row("api-target", f"{API}/programmes/engineering/targets/{{target}}/", READERS),
    Row("api-round", f"{API_ROUND}/", READERS),
    Row("api-release", f"{API_ROUND}/release/", READERS),
    Row("api-items", f"{API_ROUND}/items/", READERS),
    Row("api-constructs", f"{API_ROUND}/constructs/", READERS),
    Row("api-comparison", f"{API_ROUND}/comparison/?with=2026-autumn", READERS),
    Row("api-digest", f"{API_ROUND}/digest/", READERS),
    Row("api-comments", f"{API_ROUND}/comments/", READERS),
    Row("api-charts", f"{API_ROUND}/charts/", READERS),
    Row("api-chart", f"{API_ROUND}/charts/constructs.svg", READERS),
    Row("api-report", f"{API_ROUND}/report.pdf", READERS),
    Row("api-tables", f"{API_ROUND}/tables/", READERS),
    Row("api-table", f"{API_ROUND}/tables/items.csv", READERS),
    Row("api-workbook", f"{API_ROUND}/tables.xlsx", READERS),
)


@dataclass(frozen=True, slots=True)
class World:
    """What the addresses of the table name."""

    open: Round
    secret: str
    open_link: str
    blind: str
    person: str
    #: Released, its results for everybody who was asked, with an entry of what is done.
    told: str
    action: str
    #: A file of support requests, of which one is within the period of the told round.
    support: str
    #: Set on the newest release of the same programme.
    target: str
    #: The secret of a link to the results of the told round, and its name.
    shared: str
    link: str
    #: The secret of a link to a pilot, the pilot's name, and that of a note on it.
    trial: str
    pilot: str
    note: str

    def address_of(self, row: Row) -> str:
        """The row's address with what is drawn anew each time."""
        return row.address.format(
            secret=self.secret,
            open_link=self.open_link,
            blind=self.blind,
            person=self.person,
            told=self.told,
            action=self.action,
            support=self.support,
            target=self.target,
            shared=self.shared,
            link=self.link,
            trial=self.trial,
            pilot=self.pilot,
            note=self.note,
        )


def build_world() -> World:
    """One of everything that the table names."""
    User.objects.create_user("ada@example.org", "ada@example.org")
    told = stored_programme()[-1]
    overrule(Round.objects.filter(pk=told.pk), results_for=Round.ResultsFor.ASKED)
    action = Action.objects.create(round=told, said="Builds are slow.", done="A cache.")
    requests = import_support_requests(
        programme=told.programme,
        data=b"date,topic,unit\n2027-03-31,CI is slow,\n",
        filename="spring.csv",
        actor="test",
        today=date(2027, 5, 1),
    )
    assert requests.stored is not None
    target = set_target(
        round=told,
        kind="construct",
        measure="focus",
        to_value=0.6,
        due="2027-autumn",
        actor="test",
    )
    shared = make_results_link(round=told, actor="test")
    asked = version()
    open_ = opened(version=asked)
    tried = make_pilot(version=asked, title="Three colleagues", links=5, actor="test")
    note = write_note(pilot=tried.pilot, item="on_call", text="Clear.", actor="test")
    by_link = draft("2027-spring", Round.Mode.OPEN, version=asked, programme=programme("link"))
    open_link = open_round(round=by_link, actor="test", today=TODAY)
    draft("2027-autumn", version=asked, programme=programme("next"))
    anonymous = draft("2027-spring", "anonymous", version=asked, programme=programme("blind"))
    Round.objects.filter(pk=anonymous.pk).update(status=Round.Status.OPEN)
    version(replace(all_scales(), translations={"de": {"title": "Alle"}}), published=False)
    secret = issue_links(round=open_, actor="test")[0].url.rstrip("/").rpartition("/")[2]
    add_attribute(title="Site", actor="test")
    person = code_of(Person.objects.order_by("mail")[0])
    return World(
        open_,
        secret,
        open_link.public_id,
        anonymous.public_id,
        person,
        told.public_id,
        action.code,
        requests.stored.code,
        target.code,
        shared.secret,
        shared.link.code,
        tried.secrets[0],
        tried.pilot.code,
        note.code,
    )


def user_of(persona: Persona) -> User | None:
    """The account of a persona: one role and no other."""
    if persona is Persona.ANONYMOUS:
        return None
    user, new = User.objects.get_or_create(username=persona.value)
    if new and persona is not Persona.STRANGER:
        user.groups.add(Group.objects.get_or_create(name=persona.value)[0])
    if new and persona is Persona.LEAD and (unit := Unit.objects.filter(path="Ops/Build").first()):
        UnitLead.objects.create(user=user, unit=unit)
    return user


def client_of(persona: Persona) -> Client:
    """A browser of this persona."""
    client = Client()
    if user := user_of(persona):
        client.force_login(user)
    return client


def named_patterns(
    patterns: list[URLPattern | URLResolver], prefix: str = ""
) -> Iterator[tuple[str, str]]:
    """Name and route of every address of a URL configuration, those it includes too."""
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from named_patterns(pattern.url_patterns, route)
        else:
            yield pattern.name or "", route
