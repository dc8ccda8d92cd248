"""What is stored. ``answers`` is the one module whose tables live in the answers database."""

from questionnaires.models.answers import CollectedRound, Comment, Response, StoredTally
from questionnaires.models.audit import AuditEntry
from questionnaires.models.invitations import Invitation, InvitationSecret
from questionnaires.models.people import Person
from questionnaires.models.programmes import Programme
from questionnaires.models.question_sets import QuestionSet, QuestionSetVersion
from questionnaires.models.releases import ReleasedComments, StoredRelease
from questionnaires.models.rounds import CollectionUnit, Round
from questionnaires.models.units import Unit

__all__ = [
    "AuditEntry",
    "CollectedRound",
    "CollectionUnit",
    "Comment",
    "Invitation",
    "InvitationSecret",
    "Person",
    "Programme",
    "QuestionSet",
    "QuestionSetVersion",
    "ReleasedComments",
    "Response",
    "Round",
    "StoredRelease",
    "StoredTally",
    "Unit",
]
