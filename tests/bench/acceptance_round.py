"""Opens an anonymous round in a folder and prepares the requests that hand in its ballots.

A program: the databases of the test run lie in memory. Run as ``python acceptance_round.py FOLDER
FILES EACH``: each of the files ``0.requests``, ``1.requests`` ... hands in so many ballots, and
``draw-0.requests`` ... draw one for each person asked. Prints as JSON how many answers a survey
has, and in how many seconds a round of 200 units was opened. The ballots that are handed in are
signed with the private key directly, which is quicker than blind and gives the same signature.
"""

from __future__ import annotations

import json
import os
import random
import secrets
import sys
import time
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from analysis.instrument import Instrument
from questionnaires.blindrsa import RANDOMIZED
from tests.bench.hammer import write_requests
from tests.edit_on_files import set_up

if TYPE_CHECKING:
    from questionnaires.models import QuestionSetVersion, Round

UNIT = "Ops/Build"
#: Who is asked, in 200 units.
TEAMS = {UNIT: 30, **{f"Department {n % 10}/Team {n}": 12 for n in range(199)}}
#: Ballots that are drawn.
DRAWN = int(os.environ.get("BENCH_DRAWN", "400"))
#: What a browser sends beside the body, about.
HEADERS = (
    "POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
    "Accept: */*\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
)


def request(path: str, fields: object) -> bytes:
    """The octets of a request that posts JSON."""
    body = json.dumps(fields, separators=(",", ":")).encode()
    return HEADERS.format(path=path, length=len(body)).encode() + body


def answers(instrument: Instrument, count: int, chance: random.Random) -> list[list[str]]:
    """Fields of a form in which so many questions are answered."""
    asked = [item for item in instrument.items if item.show_if is None]
    pairs = []
    for item in asked[:count]:
        words = not item.is_counted
        option = "Quiet mornings" if words else chance.choice(item.scale.options[:5]).code
        pairs.append([f"q.{item.code}", option])
    return pairs


def ballots(pem: str, public_id: str, count: int) -> Iterator[dict[str, str]]:
    """Ballots of a unit."""
    from questionnaires.blindrsa import prepare
    from questionnaires.services.spent_tokens import token_of

    key = serialization.load_pem_private_key(pem.encode(), password=None)
    assert isinstance(key, rsa.RSAPrivateKey)
    pss = padding.PSS(padding.MGF1(hashes.SHA384()), salt_length=RANDOMIZED.salt_bytes)
    for _ in range(count):
        message = prepare(token_of(public_id, UNIT), RANDOMIZED)
        signature = key.sign(message, pss, hashes.SHA384())
        yield {
            "unit": UNIT,
            "message": urlsafe_b64encode(message).rstrip(b"=").decode(),
            "signature": urlsafe_b64encode(signature).rstrip(b"=").decode(),
        }


def write_file(path: Path, pem: str, public_id: str, instrument: Instrument, each: int) -> None:
    """The requests of one client."""
    chance = random.Random(path.name)  # noqa: S311 -- made-up answers
    address = f"/s/a/{public_id}/answers/"
    write_requests(
        path,
        (
            request(address, {**ballot, "answers": answers(instrument, ANSWERED, chance)})
            for ballot in ballots(pem, public_id, each)
        ),
    )


#: Questions of a survey that are answered.
ANSWERED = 43


def write_draws(folder: Path, round_: Round, files: int) -> None:
    """Every number below the modulus can be signed: these are as good as blinded ones."""
    from questionnaires.services.invitations import issue_links

    requests = []
    for link in issue_links(round=round_, actor="bench")[:DRAWN]:
        secret = link.url.partition("#")[2].partition(".")[0]
        blinded = urlsafe_b64encode(b"\x01" + secrets.token_bytes(383)).rstrip(b"=").decode()
        fields = {"secret": secret, "blinded": blinded}
        requests.append(request(f"/s/a/{round_.public_id}/ballot/", fields))
    for n in range(files):
        write_requests(folder / f"draw-{n}.requests", requests[n::files])


def opened(version: QuestionSetVersion) -> tuple[Round, float]:
    """The round, whose keys are made, and the seconds that opening it took."""
    from questionnaires.models import Round
    from questionnaires.services.roster import import_roster
    from questionnaires.services.rounds import open_round
    from tests.rounds import TODAY, draft, roster

    import_roster(data=roster(TEAMS), actor="bench")
    round_ = draft("2027-spring", Round.Mode.ANONYMOUS, version=version)
    begun = time.monotonic()
    opened = open_round(round=round_, actor="bench", today=TODAY)
    return opened, time.monotonic() - begun


def main(folder: Path, files: int, each: int) -> dict[str, object]:
    """Open, sign and write."""
    from django.core.management import call_command

    from questionnaires.models import CollectedRound, CollectionUnit, QuestionSetVersion
    from questionnaires.services.question_sets import import_library
    from tests.rounds import TODAY

    for database in ("default", "answers"):
        call_command("migrate", database=database, verbosity=0)
    import_library(actor="bench", today=TODAY)
    version = QuestionSetVersion.objects.get(question_set__code="developer-experience")
    round_, seconds = opened(version)
    pem = CollectionUnit.objects.get(round=round_, path=UNIT).signing_key
    instrument = CollectedRound.objects.get(pk=round_.public_id).instrument
    write_draws(folder, round_, files)
    with ProcessPoolExecutor() as pool:
        written = [
            pool.submit(
                write_file, folder / f"{n}.requests", pem, round_.public_id, instrument, each
            )
            for n in range(files)
        ]
        for one in written:
            one.result()
    return {
        "seconds_of_opening": seconds,
        "answers": len(answers(instrument, ANSWERED, random.Random(0))),  # noqa: S311
    }


if __name__ == "__main__":
    set_up(sys.argv[1])
    print(json.dumps(main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))))
