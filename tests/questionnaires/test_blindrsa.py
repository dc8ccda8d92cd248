"""Blind RSA: the vectors of RFC 9474, and what a signer must never do."""

from __future__ import annotations

import ast
import base64
import dataclasses
import functools
import json
import math
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from hypothesis import given, settings
from hypothesis import strategies as st

from questionnaires import blindrsa
from questionnaires.blindrsa import RANDOMIZED, VARIANTS, BlindRSAError, PrivateKey, PublicKey

VECTORS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "reference" / "rfc9474_vectors.json").read_text()
)["vectors"]
#: What npm's blindrsa-ts made; ``blindrsa_ts_transcripts.mjs`` beside it says how.
TRANSCRIPTS: dict[str, Any] = json.loads(
    (Path(__file__).parents[1] / "reference" / "blindrsa_ts_transcripts.json").read_text("utf-8")
)
MESSAGE = b"32 random bytes, round and unit"
each_vector = pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
each_variant = pytest.mark.parametrize("variant", VARIANTS.values(), ids=lambda each: each.name)


def pem_of(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> str:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()


@functools.cache
def own_key() -> PrivateKey:
    return PrivateKey.from_pem(blindrsa.generate_key())


@functools.cache
def key_of_vectors(name: str) -> PrivateKey:
    vector = next(vector for vector in VECTORS if vector["name"] == name)
    p, q, d, e, n = (int(vector[part], 16) for part in "pqden")
    numbers = rsa.RSAPrivateNumbers(
        p, q, d, d % (p - 1), d % (q - 1), pow(q, -1, p), rsa.RSAPublicNumbers(e, n)
    )
    return PrivateKey.from_pem(pem_of(numbers.private_key()))


def flipped(value: bytes, bit: int = 0) -> bytes:
    return (int.from_bytes(value, "big") ^ (1 << bit)).to_bytes(len(value), "big")


def signed(
    private: PrivateKey, message: bytes = MESSAGE, variant: blindrsa.Variant = RANDOMIZED
) -> tuple[bytes, bytes]:
    prepared = blindrsa.prepare(message, variant)
    blinding = blindrsa.blind(private.public, prepared, variant)
    answer = blindrsa.blind_sign(private, blinding.blinded)
    return prepared, blindrsa.finalize(private.public, prepared, answer, blinding.inverse, variant)


# The vectors


def test_there_is_a_vector_for_every_variant() -> None:
    assert {vector["name"] for vector in VECTORS} == set(VARIANTS)
    assert VARIANTS["RSABSSA-SHA384-PSS-Randomized"] is RANDOMIZED


@each_vector
def test_vectors_of_the_rfc(vector: dict[str, Any]) -> None:
    private, variant = key_of_vectors(vector["name"]), VARIANTS[vector["name"]]
    assert private.public.n == int(vector["n"], 16)
    assert variant.salt_bytes == int(vector["sLen"], 16)
    assert variant.randomized == bool(int(vector["is_randomized"], 16))
    prefix = bytes.fromhex(vector["msg_prefix"]) or None
    prepared = blindrsa.prepare(bytes.fromhex(vector["msg"]), variant, prefix)
    assert prepared.hex() == vector["input_msg"]
    blinding = blindrsa.blind(
        private.public,
        prepared,
        variant,
        salt=bytes.fromhex(vector["salt"]),
        inverse=int(vector["inv"], 16),
    )
    assert blinding.blinded.hex() == vector["blinded_msg"]
    answer = blindrsa.blind_sign(private, blinding.blinded)
    assert answer.hex() == vector["blind_sig"]
    signature = blindrsa.finalize(private.public, prepared, answer, blinding.inverse, variant)
    assert signature.hex() == vector["sig"]
    assert blindrsa.verify(private.public, prepared, signature, variant)


# Round trips


@each_variant
def test_what_blindrsa_ts_made_is_finalized_and_verified_alike(variant: blindrsa.Variant) -> None:
    """A second implementation, where it signs with keys as long as ours are."""
    public = PublicKey.from_jwk(TRANSCRIPTS["keys"]["3072"])
    cases = [
        case
        for case in TRANSCRIPTS["cases"]
        if case["suite"] == variant.name and case["bits"] == 3072
    ]
    assert {case["blindedBy"] for case in cases} == {"blindrsa-ts", "candor"}
    for case in cases:
        prepared, answer = bytes.fromhex(case["prepared"]), bytes.fromhex(case["blindSignature"])
        signature = blindrsa.finalize(public, prepared, answer, int(case["inverse"], 16), variant)
        assert signature.hex() == case["signature"]
        assert blindrsa.verify(public, prepared, signature, variant)
        assert not blindrsa.verify(public, flipped(prepared), signature, variant)


@each_variant
def test_round_trip(variant: blindrsa.Variant) -> None:
    private = own_key()
    prepared, signature = signed(private, variant=variant)
    assert len(signature) == private.public.size == 384
    assert prepared.endswith(MESSAGE)
    assert len(prepared) == len(MESSAGE) + (32 if variant.randomized else 0)
    verified = {
        name for name, other in VARIANTS.items()
        if blindrsa.verify(private.public, prepared, signature, other)
    }  # fmt: skip
    assert verified == {n for n, v in VARIANTS.items() if v.salt_bytes == variant.salt_bytes}


def test_keys_go_through_pem_and_jwk() -> None:
    pem = blindrsa.generate_key()
    private, jwk = PrivateKey.from_pem(pem), blindrsa.public_jwk(pem)
    assert private.public.n.bit_length() == 3072
    assert sorted(jwk) == ["e", "n"]
    assert jwk["e"] == "AQAB"
    assert not set(jwk["n"]) & set("+/=")
    public = PublicKey.from_jwk(jwk)
    assert public == private.public
    prepared, signature = signed(private)
    assert blindrsa.verify(public, prepared, signature)
    assert not blindrsa.verify(own_key().public, prepared, signature)


def test_signer_repeats_itself_and_client_does_not() -> None:
    private, prepared = own_key(), blindrsa.prepare(MESSAGE)
    first, second = (blindrsa.blind(private.public, prepared) for _ in range(2))
    assert first.blinded != second.blinded
    assert first.inverse != second.inverse
    assert len({blindrsa.blind_sign(private, first.blinded) for _ in range(3)}) == 1
    assert len({blindrsa.prepare(MESSAGE) for _ in range(20)}) == 20


def test_blinded_value_and_its_signature_share_nothing_with_the_token() -> None:
    """Any token fits any blinded value: a factor exists that leads from one to the other."""
    private = own_key()
    n, prepared = private.public.n, blindrsa.prepare(MESSAGE)
    blinding = blindrsa.blind(private.public, prepared)
    _, other = signed(private, b"another token")
    other_encoded = pow(int.from_bytes(other, "big"), blindrsa.EXPONENT, n)
    answer = int.from_bytes(blindrsa.blind_sign(private, blinding.blinded), "big")
    factor = answer * pow(int.from_bytes(other, "big"), -1, n) % n
    blinded_from_other = other_encoded * pow(factor, blindrsa.EXPONENT, n) % n
    assert blinded_from_other == int.from_bytes(blinding.blinded, "big")


# Refusals


def test_flipped_bits_are_refused() -> None:
    private = own_key()
    public = private.public
    prepared, signature = signed(private)
    assert blindrsa.verify(public, prepared, signature)
    for bit in (0, 1, 1535, 3000):
        assert not blindrsa.verify(public, prepared, flipped(signature, bit))
    for bit in range(0, 8 * len(prepared), 37):
        assert not blindrsa.verify(public, flipped(prepared, bit), signature)


def test_finalize_refuses_what_does_not_verify() -> None:
    private = own_key()
    prepared = blindrsa.prepare(MESSAGE)
    blinding = blindrsa.blind(private.public, prepared)
    answer = blindrsa.blind_sign(private, blinding.blinded)
    assert blindrsa.finalize(private.public, prepared, answer, blinding.inverse)
    for wrong in (flipped(answer), bytes(len(answer)), answer[1:], answer + b"\0", b""):
        with pytest.raises(BlindRSAError):
            blindrsa.finalize(private.public, prepared, wrong, blinding.inverse)
    with pytest.raises(BlindRSAError, match="does not verify"):
        blindrsa.finalize(private.public, prepared + b"x", answer, blinding.inverse)


def test_signer_refuses_values_of_another_length_or_range() -> None:
    private = own_key()
    n, size = private.public.n, private.public.size
    assert blindrsa.blind_sign(private, (n - 2).to_bytes(size, "big"))
    for length in (0, 1, size - 1, size + 1):
        with pytest.raises(BlindRSAError, match="length"):
            blindrsa.blind_sign(private, b"\x01" * length)
    for value in (0, n, n + 1, (1 << 8 * size) - 1):
        with pytest.raises(BlindRSAError, match="range"):
            blindrsa.blind_sign(private, value.to_bytes(size, "big"))


def test_client_refuses_what_the_rfc_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    private = own_key()
    public, prepared = private.public, blindrsa.prepare(MESSAGE)
    with pytest.raises(BlindRSAError, match="no inverse"):
        blindrsa.blind(public, prepared, inverse=private.p)
    with pytest.raises(BlindRSAError, match="salt"):
        blindrsa.blind(public, prepared, salt=b"short")
    with pytest.raises(BlindRSAError, match="prefix"):
        blindrsa.prepare(MESSAGE, prefix=b"short")
    with pytest.raises(BlindRSAError, match="prefix"):
        blindrsa.prepare(MESSAGE, VARIANTS["RSABSSA-SHA384-PSS-Deterministic"], bytes(32))
    shared = private.p.to_bytes(public.size, "big")
    monkeypatch.setattr(blindrsa, "_encode", lambda *_: shared)
    with pytest.raises(BlindRSAError, match="factor"):
        blindrsa.blind(public, prepared)


def base64url(number: int) -> str:
    value = number.to_bytes((number.bit_length() + 7) // 8, "big")
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


@pytest.mark.parametrize(
    "jwk",
    [
        {},
        {"n": "", "e": "AQAB"},
        {"n": "%%%%", "e": "AQAB"},
        {"n": "é", "e": "AQAB"},
        {"n": "A", "e": "AQAB"},
        {"n": base64url((1 << 3072) - 1), "e": "Aw"},
        {"n": base64url((1 << 3071) - 1), "e": "AQAB"},
        {"n": base64url((1 << 4097) - 1), "e": "AQAB"},
        {"n": base64url((1 << 3072) - 2), "e": "AQAB"},
    ],
)
def test_public_keys_that_are_none(jwk: dict[str, str]) -> None:
    assert PublicKey.from_jwk({"n": base64url((1 << 3072) - 1), "e": "AQAB"})
    with pytest.raises(BlindRSAError):
        PublicKey.from_jwk(jwk)


@functools.cache
def wrong_pems() -> dict[str, str]:
    pem = blindrsa.generate_key()
    return {
        "no PEM": "no key",
        "cut off": pem[:800] + pem[900:],
        "another kind": pem_of(ec.generate_private_key(ec.SECP256R1())),
        "short": pem_of(rsa.generate_private_key(65537, 2048)),
        "three": pem_of(rsa.generate_private_key(3, 3072)),
        "encrypted": rsa.generate_private_key(65537, 3072)
        .private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.BestAvailableEncryption(b"word"),
        )
        .decode(),
    }


@pytest.mark.parametrize(
    "which", ["no PEM", "cut off", "another kind", "short", "three", "encrypted"]
)
def test_private_keys_that_are_none(which: str) -> None:
    with pytest.raises(BlindRSAError):
        PrivateKey.from_pem(wrong_pems()[which])


@pytest.mark.parametrize("part", ["p", "q", "d_p", "d_q", "q_inverse"])
def test_each_part_is_looked_at(part: str) -> None:
    private = own_key()
    assert private._belongs_together()
    for wrong in (getattr(private, part) + 2, 1, 0, private.public.n):
        changed: dict[str, Any] = {part: wrong}
        assert not dataclasses.replace(private, **changed)._belongs_together()


@pytest.mark.parametrize("part", [None, "d_p", "d_q", "q_inverse"])
def test_parts_of_a_private_key_belong_together(part: str | None) -> None:
    right = own_key()
    parts = {name: getattr(right, name) for name in ("p", "q", "d_p", "d_q", "q_inverse")}
    if part:
        parts[part] += 2
    numbers = rsa.RSAPrivateNumbers(
        p=parts["p"],
        q=parts["q"],
        d=pow(65537, -1, (right.p - 1) * (right.q - 1)),
        dmp1=parts["d_p"],
        dmq1=parts["d_q"],
        iqmp=parts["q_inverse"],
        public_numbers=rsa.RSAPublicNumbers(65537, right.public.n),
    )
    pem = pem_of(numbers.private_key(unsafe_skip_rsa_key_validation=True))
    if part is None:
        assert PrivateKey.from_pem(pem) == right
        return
    with pytest.raises(BlindRSAError, match="belong together"):
        PrivateKey.from_pem(pem)


@settings(max_examples=200, deadline=None)
@given(prepared=st.binary(max_size=200), signature=st.binary(max_size=600))
def test_garbage_never_verifies_and_never_raises(prepared: bytes, signature: bytes) -> None:
    public = own_key().public
    fitting = signature[: public.size].rjust(public.size, b"\0")
    for variant in VARIANTS.values():
        assert not blindrsa.verify(public, prepared, signature, variant)
        assert not blindrsa.verify(public, prepared, fitting, variant)


@settings(max_examples=100, deadline=None)
@given(garbage=st.binary(max_size=600))
def test_garbage_is_signed_only_at_full_length(garbage: bytes) -> None:
    private = own_key()
    try:
        answer = blindrsa.blind_sign(private, garbage)
    except BlindRSAError:
        return
    assert len(garbage) == len(answer) == private.public.size


@settings(max_examples=200, deadline=None)
@given(text=st.text(max_size=700))
def test_garbage_is_no_key(text: str) -> None:
    with pytest.raises(BlindRSAError):
        PublicKey.from_jwk({"n": text, "e": "AQAB"})
    with pytest.raises(BlindRSAError):
        PrivateKey.from_pem(text)


# What would give the private key away


@pytest.mark.parametrize("part", ["d_p", "d_q", "q_inverse"])
def test_a_faulty_signature_is_kept_back(part: str) -> None:
    """One faulty half of a signature and gcd(s^e - z, n) is a prime of the key."""
    private = own_key()
    z = int.from_bytes(blindrsa.blind(private.public, blindrsa.prepare(MESSAGE)).blinded, "big")
    faulty = dataclasses.replace(private, **{part: getattr(private, part) ^ 4})
    n, e = private.public.n, blindrsa.EXPONENT
    answer = blindrsa._private_power(faulty, z)
    assert math.gcd(pow(answer, e, n) - z, n) in (private.p, private.q)
    blinded = z.to_bytes(private.public.size, "big")
    assert blindrsa.blind_sign(private, blinded)
    with pytest.raises(BlindRSAError, match="kept back"):
        blindrsa.blind_sign(faulty, blinded)


def test_exponentiation_never_sees_the_value(monkeypatch: pytest.MonkeyPatch) -> None:
    private = own_key()
    blinded = blindrsa.blind(private.public, blindrsa.prepare(MESSAGE)).blinded
    z = int.from_bytes(blinded, "big")
    seen: list[int] = []
    power = blindrsa._power

    def watched(base: int, exponent: int, modulus: int) -> int:
        seen.append(base)
        return power(base, exponent, modulus)

    monkeypatch.setattr(blindrsa, "_power", watched)
    blindrsa._private_power(private, z)
    assert seen == [z % private.p, z % private.q]  # without blinding it would
    answers = {blindrsa.blind_sign(private, blinded) for _ in range(5)}
    assert len(answers) == 1
    assert len(seen) == len(set(seen)) == 2 + 2 * 5


def test_gmpy2_and_pow_agree(monkeypatch: pytest.MonkeyPatch) -> None:
    gmpy2 = pytest.importorskip("gmpy2")
    private = own_key()
    blinded = blindrsa.blind(private.public, blindrsa.prepare(MESSAGE)).blinded
    answers = []
    for library in (gmpy2, None):
        monkeypatch.setattr(blindrsa, "gmpy2", library)
        answers.append(blindrsa.blind_sign(private, blinded))
    assert answers[0] == answers[1]


def test_no_secret_is_in_a_repr() -> None:
    private = own_key()
    blinding = blindrsa.blind(private.public, blindrsa.prepare(MESSAGE))
    assert str(private.public.n) in repr(private)
    for name in ("p", "q", "d_p", "d_q", "q_inverse"):
        assert str(getattr(private, name)) not in repr(private)
    assert str(blinding.inverse) not in repr(blinding)


def test_no_float_no_clock_no_log() -> None:
    tree = ast.parse(Path(blindrsa.__file__).read_text())
    nodes = list(ast.walk(tree))
    assert any(isinstance(node, ast.Mod) for node in nodes)
    assert not [node for node in nodes if isinstance(node, ast.Div)]
    assert not [
        node for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, float)
    ]
    names = {node.id for node in nodes if isinstance(node, ast.Name)}
    imported = {
        (node.module if isinstance(node, ast.ImportFrom) else node.names[0].name) or ""
        for node in nodes
        if isinstance(node, ast.Import | ast.ImportFrom)
    }
    assert "secrets" in imported
    assert not imported & {"logging", "time", "random", "datetime", "django"}
    assert not names & {"print", "float", "round"}
