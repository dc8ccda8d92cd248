"""Released rounds in the database, and the people who may or may not read them."""

from __future__ import annotations

import hashlib
import re
from datetime import date
from typing import Any

from django.contrib.auth.models import Group, User
from django.test import Client

from analysis.instrument import instrument_as_json
from analysis.release import Release, dump_release, release_sha256
from questionnaires.models import (
    Programme,
    QuestionSet,
    QuestionSetVersion,
    ReleasedComments,
    Round,
    StoredRelease,
)
from surveyapp.access import Role
from tests.releases import OPEN_QUESTION, demo_releases

#: Everybody who may ask for an address: the four roles, and an account without one.
PERSONAS = (*Role, "stranger")


def persona(name: str) -> User:
    """The user who has this role and no other; ``stranger`` has an account and no role."""
    user, new = User.objects.get_or_create(username=name)
    if new and name != "stranger":
        user.groups.add(Group.objects.get_or_create(name=name)[0])
    return user


def logged_in(name: str = "viewer") -> Client:
    """A client of this persona."""
    client = Client()
    client.force_login(persona(name))
    return client


def page_text(address: str, name: str = "viewer") -> str:
    """A page that this persona may read, each run of white space as one space.

    No-break spaces stay.
    """
    response = logged_in(name).get(address)
    assert response.status_code == 200
    return re.sub(r"[ \n]+", " ", response.content.decode())


def stored_version(release: Release) -> QuestionSetVersion:
    """The published version that a release's round asked."""
    asked = release.instrument
    question_set, _new = QuestionSet.objects.get_or_create(
        code=asked.code, defaults={"title": asked.title}
    )
    content = instrument_as_json(asked)
    digest = hashlib.sha256(repr(content).encode()).hexdigest()
    found = question_set.versions.filter(sha256=digest).first()
    return found or QuestionSetVersion.objects.create(
        question_set=question_set,
        number=question_set.versions.count() + 1,
        status=QuestionSetVersion.Status.PUBLISHED,
        source="",
        content=content,
        sha256=digest,
        published_on=date(2026, 3, 1),
    )


def stored_round(release: Release, **fields: Any) -> Round:
    """A released round with its release; ``fields`` replaces fields of the round."""
    facts = release.round
    programme, _new = Programme.objects.get_or_create(
        code=facts.programme, defaults={"title": "Engineering survey"}
    )
    rules: dict[str, Any] = {
        "title": facts.title,
        "position": programme.rounds.count() + 1,
        "version": stored_version(release),
        "status": Round.Status.RELEASED,
        "mode": facts.mode,
        "k": facts.k,
        "opened_on": facts.opened_on,
        "closed_on": facts.closed_on,
        "released_on": facts.closed_on,
        "population": release.organisation.invited,
        "manifest_sha256": facts.manifest_sha256,
    }
    round_ = Round.objects.create(programme=programme, code=facts.code, **(rules | fields))
    round_.refresh_from_db()
    StoredRelease.objects.create(
        round=round_, content=dump_release(release), sha256=release_sha256(release)
    )
    return round_


def stored_programme() -> list[Round]:
    """The three demonstration rounds, oldest first, the last one with comments."""
    rounds = [stored_round(release) for release in demo_releases()]
    ReleasedComments.objects.create(
        round=rounds[-1],
        item=OPEN_QUESTION,
        texts=[
            "Tests that take forty minutes. I start one and lose the thread.",
            "Fewer meetings before noon.",
            "The documents say one thing and the pipeline does another.",
            "Reviews: two days is normal, and by then I am on something else.",
            "More people who know the build.\nTwo are not enough.",
        ],
    )
    return rounds


def open_round_beside(released: Round) -> Round:
    """A round of the same programme that still collects answers."""
    return Round.objects.create(
        programme=released.programme,
        code="2027-autumn",
        title="Autumn 2027",
        position=released.position + 1,
        version=released.version,
        status=Round.Status.OPEN,
        opened_on=date(2027, 10, 5),
        closes_on=date(2027, 10, 19),
    )
