"""What is stored. ``answers`` is the one module whose tables live in the answers database."""

from questionnaires.models.answers import (
    CollectedRound,
    Comment,
    Response,
    SpentToken,
    StoredTally,
)
from questionnaires.models.audit import AuditEntry
from questionnaires.models.invitations import Delivery, Invitation, InvitationSecret, Mailing
from questionnaires.models.people import Attribute, Person
from questionnaires.models.programmes import Event, Programme
from questionnaires.models.question_sets import DraftRevision, QuestionSet, QuestionSetVersion
from questionnaires.models.releases import (
    CommentReason,
    ReleasedComments,
    StoredRelease,
    WithheldComment,
)
from questionnaires.models.rounds import CollectionUnit, Round
from questionnaires.models.units import Unit, UnitLead, UnitPath

__all__ = [
    "Attribute",
    "AuditEntry",
    "CollectedRound",
    "CollectionUnit",
    "Comment",
    "CommentReason",
    "Delivery",
    "DraftRevision",
    "Event",
    "Invitation",
    "InvitationSecret",
    "Mailing",
    "Person",
    "Programme",
    "QuestionSet",
    "QuestionSetVersion",
    "ReleasedComments",
    "Response",
    "Round",
    "SpentToken",
    "StoredRelease",
    "StoredTally",
    "Unit",
    "UnitLead",
    "UnitPath",
    "WithheldComment",
]
