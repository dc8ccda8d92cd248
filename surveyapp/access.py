"""(user, address) -> object, or 404, or the login page. Views get objects nowhere else.

Every view of the site begins with one call of this module. Roles are Django groups: an admin may
do everything, an analyst reads releases and runs rounds, an author writes question sets, a viewer
reads releases. A lead is a viewer whose results open at the own unit.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.conf import settings
from django.contrib.auth.models import AnonymousUser, User
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from questionnaires.models import (
    Action,
    Attribute,
    OutcomeTarget,
    Person,
    Pilot,
    PilotNote,
    Programme,
    QuestionSet,
    QuestionSetVersion,
    ResultsLink,
    Round,
    SupportImport,
    Unit,
)
from questionnaires.queries.people import person_by_code
from questionnaires.queries.releases import earlier_released_rounds
from questionnaires.queries.rounds import (
    ProgrammeRounds,
    programmes_visible_to,
    rounds_visible_to,
)
from questionnaires.queries.units import path_led_by
from surveyapp.logs import SURVEY_PREFIX
from surveyapp.second_factor import has_authenticator, has_second_factor, was_shown


class Role(StrEnum):
    """What somebody may do. The values are names of Django groups."""

    ADMIN = "admin"
    ANALYST = "analyst"
    AUTHOR = "author"
    LEAD = "lead"
    VIEWER = "viewer"


#: What each role includes.
INCLUDES: dict[Role, frozenset[Role]] = {
    Role.ADMIN: frozenset(Role),
    Role.ANALYST: frozenset({Role.ANALYST, Role.VIEWER}),
    Role.AUTHOR: frozenset({Role.AUTHOR, Role.VIEWER}),
    Role.LEAD: frozenset({Role.LEAD, Role.VIEWER}),
    Role.VIEWER: frozenset({Role.VIEWER}),
}


class LoginRequired(PermissionDenied):
    """Nobody is logged in; the middleware answers with the login page."""


class SecondFactorRequired(PermissionDenied):
    """The account has a role and showed a password alone; the middleware leads on."""

    def __init__(self) -> None:
        super().__init__(_("This account has a role. Log in with a second factor."))


@dataclass(frozen=True, slots=True)
class Roles:
    """What the person of a request may do; templates ask ``roles.author``."""

    held: frozenset[Role]

    @property
    def admin(self) -> bool:
        """May do everything."""
        return Role.ADMIN in self.held

    @property
    def analyst(self) -> bool:
        """May run rounds and read releases."""
        return Role.ANALYST in self.held

    @property
    def author(self) -> bool:
        """May write question sets."""
        return Role.AUTHOR in self.held

    @property
    def viewer(self) -> bool:
        """May read releases."""
        return Role.VIEWER in self.held

    @property
    def lead(self) -> bool:
        """Leads a unit: results open there."""
        return Role.LEAD in self.held


NO_ROLES = Roles(frozenset())


def roles_of(user: User | AnonymousUser) -> Roles:
    """The roles of somebody, with all that they include; none without an account."""
    if not user.is_authenticated or not user.is_active:
        return NO_ROLES
    names = set(user.groups.values_list("name", flat=True))
    if user.is_superuser:
        names.add(Role.ADMIN.value)
    return Roles(frozenset().union(*(INCLUDES[role] for role in Role if role.value in names)))


def roles_context(request: HttpRequest) -> dict[str, Roles]:
    """Context processor: ``roles`` in every template. A survey page asks nobody who they are."""
    is_survey = request.path_info.startswith(SURVEY_PREFIX)
    user = None if is_survey else getattr(request, "user", None)
    if not isinstance(user, User) or not has_second_factor(request):
        return {"roles": NO_ROLES}
    return {"roles": roles_of(user)}


def require(request: HttpRequest, role: Role) -> User:
    """The person of the request, who has the role. No account: log in. Another role: 404."""
    user = request.user
    if not isinstance(user, User):
        raise LoginRequired
    if role not in roles_of(user).held:
        raise Http404
    if not has_second_factor(request):
        raise SecondFactorRequired
    return user


def owner_of(request: HttpRequest) -> User:
    """The person of the request, who may see and change the own account.

    Whoever has set up a second factor shows it first: else a stolen password could remove it.
    """
    user = request.user
    if not isinstance(user, User):
        raise LoginRequired
    if has_authenticator(user) and not was_shown(request):
        raise SecondFactorRequired
    return user


def account_for(request: HttpRequest, name: str) -> User:
    """An account that an admin may change."""
    require(request, Role.ADMIN)
    return get_object_or_404(User, username=name)


def require_local() -> None:
    """Nothing but that the site serves this machine alone; elsewhere there is no such page."""
    if not settings.IS_LOCAL:
        raise Http404


def visitor_of(request: HttpRequest) -> Roles | None:
    """The roles of whoever comes to the front door; ``None`` without an account."""
    if not isinstance(request.user, User):
        return None
    roles = roles_of(request.user)
    if roles.held and not has_second_factor(request):
        raise SecondFactorRequired
    return roles


def round_for(request: HttpRequest, role: Role, programme: str, code: str) -> Round:
    """A round that somebody with the role may work with."""
    require(request, role)
    return get_object_or_404(
        Round.objects.select_related("programme", "version__question_set"),
        programme__code=programme,
        code=code,
    )


def programme_for(request: HttpRequest, role: Role, code: str) -> Programme:
    """A programme that somebody with the role may work with."""
    require(request, role)
    return get_object_or_404(Programme, code=code)


class NotReleased(Http404):
    """There is nothing to read yet; who runs rounds is told why, everybody else gets a 404."""

    def __init__(self, round_: Round) -> None:
        super().__init__(
            _("%(round)s is not released. Nothing is shown before a round is closed and released.")
            % {"round": round_}
        )
        self.round = round_


def released_round_for(request: HttpRequest, programme: str, code: str) -> Round:
    """A round whose results a viewer may read.

    One that is not released is a 404; :class:`NotReleased` tells analysts the reason.
    """
    round_ = round_for(request, Role.VIEWER, programme, code)
    if round_.is_released:
        return round_
    if roles_of(require(request, Role.VIEWER)).analyst:
        raise NotReleased(round_)
    raise Http404


def round_with_actions_for(request: HttpRequest, programme: str, code: str) -> Round:
    """A released round whose "You said, we did" an analyst may write.

    :class:`NotReleased` of one that is not; a 404 of an import, where nobody was asked.
    """
    round_ = round_for(request, Role.ANALYST, programme, code)
    if round_.mode == Round.Mode.IMPORTED:
        raise Http404
    if not round_.is_released:
        raise NotReleased(round_)
    return round_


def round_with_comments_for(request: HttpRequest, programme: str, code: str) -> Round:
    """A released round whose comments an analyst may tag and quote.

    :class:`NotReleased` of one that is not.
    """
    round_ = round_for(request, Role.ANALYST, programme, code)
    if not round_.is_released:
        raise NotReleased(round_)
    return round_


def action_for(request: HttpRequest, programme: str, code: str, action: str) -> Action:
    """An entry of "You said, we did" that an analyst may change."""
    round_ = round_with_actions_for(request, programme, code)
    entry = get_object_or_404(Action, round=round_, code=action)
    entry.round = round_
    return entry


def round_with_links_for(request: HttpRequest, programme: str, code: str) -> Round:
    """A released round to whose results an analyst may make links, where its rules say so.

    :class:`NotReleased` of one that is not; a 404 of an import, where nobody was told anything.
    """
    return round_with_actions_for(request, programme, code)


def results_link_for(request: HttpRequest, programme: str, code: str, link: str) -> ResultsLink:
    """A link to the results of that round which an analyst may end."""
    round_ = round_with_links_for(request, programme, code)
    return get_object_or_404(ResultsLink, round=round_, code=link)


def reads_findings(request: HttpRequest) -> bool:
    """Whether the person of the request reads what was found in working with teams: analysts."""
    return roles_of(require(request, Role.VIEWER)).analyst


def support_import_for(request: HttpRequest, programme: str, code: str) -> SupportImport:
    """A file of support requests or findings that an analyst may delete."""
    require(request, Role.ANALYST)
    files = SupportImport.objects.select_related("programme")
    return get_object_or_404(files, programme__code=programme, code=code)


def earlier_round_for(request: HttpRequest, round_: Round) -> Round | None:
    """The released round before ``round_`` that the address names to compare with.

    ``None`` where it names none; one that is not there, not released or not earlier is a 404.
    """
    code = request.GET.get("against", "")
    if not code:
        return None
    require(request, Role.VIEWER)
    if "\0" in code:  # which PostgreSQL does not even compare
        raise Http404
    return get_object_or_404(earlier_released_rounds(round_), code=code)


def own_unit(request: HttpRequest) -> str:
    """Path of the unit that the person of the request leads; empty for everybody else."""
    user = require(request, Role.VIEWER)
    return path_led_by(user) if roles_of(user).lead else ""


def released_programme_for(request: HttpRequest, code: str) -> Programme:
    """A programme of which a viewer may read at least one released round."""
    require(request, Role.VIEWER)
    released = Programme.objects.filter(rounds__status=Round.Status.RELEASED).distinct()
    return get_object_or_404(released, code=code)


def programme_with_targets_for(request: HttpRequest, code: str) -> Programme:
    """A programme with a released round, whose targets an analyst may set."""
    require(request, Role.ANALYST)
    return released_programme_for(request, code)


def target_for(request: HttpRequest, programme: str, code: str) -> OutcomeTarget:
    """A target that an analyst may change."""
    found = programme_with_targets_for(request, programme)
    targets = OutcomeTarget.objects.select_related("programme", "round__programme")
    return get_object_or_404(targets, programme=found, code=code)


def programmes_for(request: HttpRequest) -> list[ProgrammeRounds]:
    """Programmes with the rounds of them that a viewer may see."""
    return programmes_visible_to(roles_of(require(request, Role.VIEWER)))


def visible_round_for(request: HttpRequest, programme: str, code: str) -> Round:
    """A round whose rules a viewer may see: released ones, for analysts all."""
    rounds = rounds_visible_to(roles_of(require(request, Role.VIEWER)))
    return get_object_or_404(rounds, programme__code=programme, code=code)


def person_for(request: HttpRequest, code: str) -> Person:
    """A person whom an admin may change and delete, by the code of :func:`code_of`."""
    require(request, Role.ADMIN)
    person = person_by_code(code)
    if person is None:
        raise Http404
    return person


def unit_for(request: HttpRequest, path: str) -> Unit:
    """A unit that an admin may rename, by its path of now."""
    require(request, Role.ADMIN)
    if "\0" in path:  # which PostgreSQL does not even compare
        raise Http404
    return get_object_or_404(Unit, path=path)


def attribute_for(request: HttpRequest, code: str) -> Attribute:
    """An attribute of people that an admin may remove."""
    require(request, Role.ADMIN)
    return get_object_or_404(Attribute, code=code)


def question_sets_for(request: HttpRequest) -> QuerySet[QuestionSet]:
    """All question sets, for an author."""
    require(request, Role.AUTHOR)
    return QuestionSet.objects.prefetch_related("versions__question_set")


def question_set_for(request: HttpRequest, code: str) -> QuestionSet:
    """A question set that an author may read and change."""
    require(request, Role.AUTHOR)
    return get_object_or_404(QuestionSet, code=code)


def version_for(request: HttpRequest, code: str, number: int) -> QuestionSetVersion:
    """A version that an author may read and, while it is a draft, change."""
    require(request, Role.AUTHOR)
    return get_object_or_404(
        QuestionSetVersion.objects.select_related("question_set"),
        question_set__code=code,
        number=number,
    )


def pilot_for(request: HttpRequest, code: str, number: int, pilot: str) -> Pilot:
    """A pilot of that version which an author may read, end and delete."""
    version = version_for(request, code, number)
    found = get_object_or_404(Pilot, version=version, code=pilot)
    found.version = version
    return found


def pilot_note_for(
    request: HttpRequest, code: str, number: int, pilot: str, note: str
) -> PilotNote:
    """A note of that pilot which an author may delete."""
    return get_object_or_404(PilotNote, pilot=pilot_for(request, code, number, pilot), code=note)
