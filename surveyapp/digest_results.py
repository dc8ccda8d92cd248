"""Release -> the digest of a round: its overview in short, to paste into a chat."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from questionnaires.models import Round
from questionnaires.queries.releases import previous_released_round
from surveyapp import result_pictures
from surveyapp.result_addresses import result_address
from surveyapp.result_documents import document_before, document_of
from surveyapp.result_pages import Picture
from surveyapp.result_parts import RoundPart


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestPage(RoundPart):
    """What the page of the digest shows: the same as text, as Markdown and as a picture.

    ``link`` is where whoever reads it finds the results; ``against`` names the round that was asked
    for.
    """

    title: str
    text: str
    markdown: str
    link: str
    picture: Picture | None
    against: str = ""

    @property
    def picture_words(self) -> str:
        """What the picture found, where the whole text of it stands below."""
        found = self.picture.alt.split(". ")[0] if self.picture else ""
        return _("%(found)s. The text below the picture says all that is on it.") % {"found": found}


def digest_page(
    round_: Round, against: Round | None = None, readers: str = Round.ResultsFor.ROLES
) -> DigestPage:
    """The digest of a released round, compared with ``against`` or the round before."""
    from analysis.exports.digest import digest, digest_markdown, digest_text

    document, before = document_of(round_), document_before(round_, against, readers)
    is_alone = before is None and previous_released_round(round_) is not None
    told = digest(
        document.release,
        before.release if before else None,
        programme=round_.programme.title,
        alone=_("Nothing is compared with the round before: its results are for others to read.")
        if is_alone
        else "",
    )
    link = results_link(round_, readers, against.code if against else "")
    return DigestPage(
        round=round_,
        document=document,
        before=before,
        readers=readers,
        name="digest",
        heading=_("Digest"),
        title=told.title,
        text=digest_text(told, link),
        markdown=digest_markdown(told, link),
        link=link,
        picture=result_pictures.picture("digest", (before, document) if before else (document,)),
        against=against.code if against else "",
    )


def results_link(round_: Round, readers: str, against: str = "") -> str:
    """The whole address of the results for whoever a digest is pasted for.

    It is the page of everybody who was asked where there is one; else the page of its reader. Empty
    for who has a link that expires: it was given to them, and leads to no other page.
    """
    if readers == Round.ResultsFor.LINK:
        return ""
    if round_.is_read_by_asked and not against:
        return settings.BASE_URL + reverse("survey-results", args=[round_.public_id])
    return settings.BASE_URL + result_address(round_, readers, "page", against=against)
