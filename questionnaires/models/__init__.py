"""What is stored. ``answers`` is the one module whose tables live in the answers database."""

from questionnaires.models.actions import Action
from questionnaires.models.advice import OverruledAdvice
from questionnaires.models.answers import (
    CollectedRound,
    Comment,
    Response,
    SpentToken,
    StoredTally,
)
from questionnaires.models.audit import AuditEntry
from questionnaires.models.comment_marks import CommentQuote, CommentTag
from questionnaires.models.import_mappings import ImportMapping
from questionnaires.models.invitations import Delivery, Invitation, InvitationSecret, Mailing
from questionnaires.models.people import Attribute, Person
from questionnaires.models.pilots import Pilot, PilotLink, PilotNote
from questionnaires.models.programmes import Event, Programme
from questionnaires.models.question_sets import DraftRevision, QuestionSet, QuestionSetVersion
from questionnaires.models.releases import (
    CommentReason,
    ReleasedComments,
    StoredRelease,
    WithheldComment,
)
from questionnaires.models.results_links import ResultsLink
from questionnaires.models.reviews import VersionReview
from questionnaires.models.rounds import CollectionUnit, Round
from questionnaires.models.support_requests import (
    SupportCount,
    SupportImport,
    SupportTopic,
    TeamFinding,
)
from questionnaires.models.targets import OutcomeTarget
from questionnaires.models.trend_decisions import TrendDecision
from questionnaires.models.units import Unit, UnitLead, UnitPath

__all__ = [
    "Action",
    "Attribute",
    "AuditEntry",
    "CollectedRound",
    "CollectionUnit",
    "Comment",
    "CommentQuote",
    "CommentReason",
    "CommentTag",
    "Delivery",
    "DraftRevision",
    "Event",
    "ImportMapping",
    "Invitation",
    "InvitationSecret",
    "Mailing",
    "OutcomeTarget",
    "OverruledAdvice",
    "Person",
    "Pilot",
    "PilotLink",
    "PilotNote",
    "Programme",
    "QuestionSet",
    "QuestionSetVersion",
    "ReleasedComments",
    "Response",
    "ResultsLink",
    "Round",
    "SpentToken",
    "StoredRelease",
    "StoredTally",
    "SupportCount",
    "SupportImport",
    "SupportTopic",
    "TeamFinding",
    "TrendDecision",
    "Unit",
    "UnitLead",
    "UnitPath",
    "VersionReview",
    "WithheldComment",
]
