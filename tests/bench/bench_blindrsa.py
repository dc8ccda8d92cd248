"""Blind RSA: what a unit's key, a ballot and an answer cost the server.

``make bench`` runs this on a machine that does nothing else; it is not part of ``make check``. Each
goal prints one line: the median of its repetitions, in milliseconds of the processor.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

import pytest

from questionnaires import blindrsa
from questionnaires.blindrsa import PrivateKey, PublicKey

#: The goals, in milliseconds on one core.
KEY, READ, SIGN, SIGN_FAST, VERIFY = 1000.0, 2.0, 60.0, 15.0, 0.5
MESSAGE = b"32 random bytes, round and unit"


@pytest.fixture(scope="module")
def private() -> PrivateKey:
    return PrivateKey.from_pem(blindrsa.generate_key())


def median_ms(what: Callable[[], object], repetitions: int) -> float:
    taken = []
    for _ in range(repetitions):
        begun = time.process_time()
        what()
        taken.append(time.process_time() - begun)
    return statistics.median(taken) * 1000


def say(what: str, milliseconds: float, goal: float) -> None:
    print(f"\n{what}: {milliseconds:.2f} ms (goal: under {goal:g} ms)")
    assert milliseconds < goal


def test_making_a_key() -> None:
    say("a key for a unit", median_ms(blindrsa.generate_key, 20), KEY)


def test_reading_a_key() -> None:
    pem = blindrsa.generate_key()
    jwk = blindrsa.public_jwk(pem)
    say("reading a private key", median_ms(lambda: PrivateKey.from_pem(pem), 200), READ)
    say("reading a public key", median_ms(lambda: PublicKey.from_jwk(jwk), 200), VERIFY)


def test_signing_with_pow(private: PrivateKey, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blindrsa, "gmpy2", None)
    blinded = blindrsa.blind(private.public, blindrsa.prepare(MESSAGE)).blinded
    milliseconds = median_ms(lambda: blindrsa.blind_sign(private, blinded), 50)
    say("signing with pow", milliseconds, SIGN)


def test_signing_with_gmpy2(private: PrivateKey) -> None:
    pytest.importorskip("gmpy2")
    blinded = blindrsa.blind(private.public, blindrsa.prepare(MESSAGE)).blinded
    milliseconds = median_ms(lambda: blindrsa.blind_sign(private, blinded), 200)
    say("signing with gmpy2", milliseconds, SIGN_FAST)


def test_verifying(private: PrivateKey) -> None:
    public, prepared = private.public, blindrsa.prepare(MESSAGE)
    blinding = blindrsa.blind(public, prepared)
    answer = blindrsa.blind_sign(private, blinding.blinded)
    signature = blindrsa.finalize(public, prepared, answer, blinding.inverse)
    assert blindrsa.verify(public, prepared, signature)
    say("verifying", median_ms(lambda: blindrsa.verify(public, prepared, signature), 1000), VERIFY)
    wrong = bytes([prepared[0] ^ 1]) + prepared[1:]
    assert not blindrsa.verify(public, wrong, signature)
    say("refusing", median_ms(lambda: blindrsa.verify(public, wrong, signature), 1000), VERIFY)
