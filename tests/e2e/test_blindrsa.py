"""Blind signatures and receipts in a browser, under the policy of the survey's pages."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from django.templatetags.static import static
from playwright.sync_api import Error, Page
from pytest_django.live_server_helper import LiveServer

from questionnaires import blindrsa, receipts
from tests.open_rounds import make_open_round

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases=["default", "answers"]),
]

REFERENCE = Path(__file__).parents[1] / "reference"
#: The RFC's own, appendix A: https://www.rfc-editor.org/rfc/rfc9474#appendix-A
VECTORS: list[dict[str, str]] = json.loads((REFERENCE / "rfc9474_vectors.json").read_text())[
    "vectors"
]
TRANSCRIPTS: dict[str, Any] = json.loads(
    (REFERENCE / "blindrsa_ts_transcripts.json").read_text("utf-8")
)

#: What every script here begins with: both modules, and bytes as hexadecimal digits.
PRELUDE = """async (given) => {
  const blindrsa = await import(given.modules[0]);
  const { verifyReceipt } = await import(given.modules[1]);
  const bytes = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
  const hex = (some) => Array.from(some, (one) => one.toString(16).padStart(2, "0")).join("");
  const number = (hex) => BigInt("0x" + hex);
"""
Script = Callable[..., Any]


@pytest.fixture
def run(tabs: Any, live_server: LiveServer) -> Script:
    """Runs JavaScript in a page of the survey; keyword arguments become ``given``."""
    page: Page = tabs.open(base_url=live_server.url)
    answer = page.goto(make_open_round().path)
    policy = answer.headers["content-security-policy"] if answer else ""
    assert "script-src 'self';" in policy
    assert "require-trusted-types-for 'script'" in policy
    modules = [static(f"candor/{name}.js") for name in ("blindrsa", "receipts", "rules")]

    def run_script(body: str, **given: Any) -> Any:
        return page.evaluate(f"{PRELUDE}{body}}}", {"modules": modules, **given})

    return run_script


def base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def encoded(number: int) -> str:
    return base64url(number.to_bytes((number.bit_length() + 7) // 8, "big"))


def digits(hexadecimal: str) -> str:
    """A vector's bytes: two digits each, without the prefix."""
    return hexadecimal.removeprefix("0x")


def flipped(data: bytes, at: int = 100) -> bytes:
    """The same with one bit changed."""
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


@pytest.fixture(scope="module")
def signer() -> tuple[blindrsa.PrivateKey, dict[str, str]]:
    """A private key and its public JSON Web Key, as a manifest names it."""
    pem = blindrsa.generate_key()
    return blindrsa.PrivateKey.from_pem(pem), blindrsa.public_jwk(pem)


# The RFC's vectors ---------------------------------------------------------------------------


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_every_vector_of_the_rfc_digit_by_digit(run: Script, vector: dict[str, str]) -> None:
    n, inverse = int(vector["n"], 16), int(vector["inv"], 16)
    made = run(
        """
  const key = await blindrsa.importKey(given.jwk, { saltLength: given.saltLength });
  const prepared = blindrsa.prepare(bytes(given.message), bytes(given.prefix));
  const known = { salt: bytes(given.salt), r: number(given.r) };
  const { blinded, inverse } = await blindrsa.blind(key, prepared, known);
  const signature = await blindrsa.finalize(key, prepared, bytes(given.blindSignature), inverse);
  return {
    input_msg: hex(prepared),
    blinded_msg: hex(blinded),
    inv: inverse.toString(16),
    sig: hex(signature),
    valid: await blindrsa.verify(key, prepared, signature),
  };
""",
        jwk={"n": encoded(n), "e": encoded(int(vector["e"], 16))},
        saltLength=int(vector["sLen"], 16),
        message=digits(vector["msg"]),
        prefix=digits(vector["msg_prefix"]),
        salt=digits(vector["salt"]),
        r=f"{pow(inverse, -1, n):x}",
        blindSignature=digits(vector["blind_sig"]),
    )
    assert made["inv"] == f"{inverse:x}"
    assert made["valid"] is True
    for name in ("input_msg", "blinded_msg", "sig"):
        assert made[name] == digits(vector[name]), name


# A second implementation ---------------------------------------------------------------------


def test_what_blindrsa_ts_made_is_finalized_and_verified_alike(run: Script) -> None:
    made = run(
        """
  const results = [];
  for (const one of given.cases) {
    const { saltLength, signature } = one;
    const key = await blindrsa.importKey(given.keys[one.bits], { saltLength });
    const prepared = bytes(one.prepared);
    const blindSignature = bytes(one.blindSignature);
    const finalized = await blindrsa.finalize(key, prepared, blindSignature, number(one.inverse));
    const valid = await blindrsa.verify(key, prepared, bytes(signature));
    results.push({ signature: hex(finalized), valid });
  }
  return results;
""",
        keys=TRANSCRIPTS["keys"],
        cases=TRANSCRIPTS["cases"],
    )
    assert {case["suite"] for case in TRANSCRIPTS["cases"]} == {v["name"] for v in VECTORS}
    assert {case["blindedBy"] for case in TRANSCRIPTS["cases"]} == {"blindrsa-ts", "candor"}
    for case, result in zip(TRANSCRIPTS["cases"], made, strict=True):
        assert result == {"signature": case["signature"], "valid": True}


def test_what_blindrsa_ts_blinded_is_blinded_alike(run: Script) -> None:
    """Where nothing is random but the factor: without salt, and with the same factor."""
    unsalted = [case for case in TRANSCRIPTS["cases"] if case["saltLength"] == 0]
    moduli = {
        bits: int.from_bytes(base64.urlsafe_b64decode(jwk["n"] + "=="), "big")
        for bits, jwk in TRANSCRIPTS["keys"].items()
    }
    factors = [f"{pow(int(c['inverse'], 16), -1, moduli[str(c['bits'])]):x}" for c in unsalted]
    made = run(
        """
  const results = [];
  for (const [at, one] of given.cases.entries()) {
    const key = await blindrsa.importKey(given.keys[one.bits], { saltLength: 0 });
    const known = { r: number(given.factors[at]) };
    results.push(hex((await blindrsa.blind(key, bytes(one.prepared), known)).blinded));
  }
  return results;
""",
        keys=TRANSCRIPTS["keys"],
        cases=unsalted,
        factors=factors,
    )
    assert len(unsalted) >= 4
    assert made == [case["blinded"] for case in unsalted]


# With our own signer -------------------------------------------------------------------------

BLIND = """
  const key = await blindrsa.importKey(given.jwk);
  const prepared = blindrsa.prepare(new TextEncoder().encode(given.message));
  const { blinded, inverse } = await blindrsa.blind(key, prepared);
  return { prepared: hex(prepared), blinded: hex(blinded), inverse: inverse.toString(16) };
"""
FINALIZE = """
  const key = await blindrsa.importKey(given.jwk);
  const [prepared, answered] = [bytes(given.prepared), bytes(given.blindSignature)];
  try {
    return hex(await blindrsa.finalize(key, prepared, answered, number(given.inverse)));
  } catch (error) {
    if (!(error instanceof blindrsa.BlindRSAError)) throw error;
    return error.message;
  }
"""


def test_the_server_signs_unseen_what_it_then_recognizes(run: Script, signer: Any) -> None:
    private, jwk = signer
    token = "5c0ffee\nProduct/Größe"
    made = run(BLIND, jwk=jwk, message=token)
    prepared = bytes.fromhex(made["prepared"])
    assert prepared[32:] == token.encode()
    assert len(bytes.fromhex(made["blinded"])) == private.public.size

    answered = blindrsa.blind_sign(private, bytes.fromhex(made["blinded"]))
    signature = run(FINALIZE, jwk=jwk, blindSignature=answered.hex(), **made)
    assert blindrsa.verify(private.public, prepared, bytes.fromhex(signature))
    assert not blindrsa.verify(private.public, flipped(prepared, 0), bytes.fromhex(signature))


def test_a_message_is_blinded_differently_each_time(run: Script, signer: Any) -> None:
    made = [run(BLIND, jwk=signer[1], message="Payments") for _ in range(3)]
    for name in ("prepared", "blinded", "inverse"):
        assert len({one[name] for one in made}) == 3, name


def test_the_salt_is_drawn_anew(run: Script, signer: Any) -> None:
    made = run(
        """
  const key = await blindrsa.importKey(given.jwk);
  const blinded = () => blindrsa.blind(key, new Uint8Array(40), { r: 2n });
  return (await Promise.all([blinded(), blinded(), blinded()])).map(({ blinded }) => hex(blinded));
""",
        jwk=signer[1],
    )
    assert len(set(made)) == 3


def test_what_the_server_did_not_sign_is_refused(run: Script, signer: Any) -> None:
    private, jwk = signer
    made = run(BLIND, jwk=jwk, message="Payments")
    answered = blindrsa.blind_sign(private, bytes.fromhex(made["blinded"]))

    def finalized(answer: bytes, **changed: str) -> str:
        given = {**made, "blindSignature": answer.hex(), **changed}
        return str(run(FINALIZE, jwk=jwk, **given))

    assert len(bytes.fromhex(finalized(answered))) == private.public.size  # it would go well
    other = flipped(bytes.fromhex(made["prepared"]), 33).hex()
    assert finalized(flipped(answered)) == "invalid signature"
    assert finalized(answered, prepared=other) == "invalid signature"
    assert finalized(answered, inverse=f"{int(made['inverse'], 16) ^ 1:x}") == "invalid signature"
    assert finalized(bytes(private.public.size)) == "invalid signature"
    assert finalized(answered[1:]).startswith("unexpected input size")
    assert finalized(b"\0" + answered).startswith("unexpected input size")


def test_a_flipped_bit_is_no_signature(run: Script, signer: Any) -> None:
    private, jwk = signer
    made = run(BLIND, jwk=jwk, message="Payments")
    answered = blindrsa.blind_sign(private, bytes.fromhex(made["blinded"]))
    signature = bytes.fromhex(run(FINALIZE, jwk=jwk, blindSignature=answered.hex(), **made))
    tried = [signature, *(flipped(signature, at) for at in (0, 200, 383)), signature[:-1], b""]
    valid = run(
        """
  const key = await blindrsa.importKey(given.jwk);
  const verified = (one) => blindrsa.verify(key, bytes(given.prepared), bytes(one));
  return Promise.all(given.tried.map(verified));
""",
        jwk=jwk,
        prepared=made["prepared"],
        tried=[one.hex() for one in tried],
    )
    assert valid == [True, False, False, False, False, False]


# What must not be used -----------------------------------------------------------------------


def test_keys_that_are_none_are_refused(run: Script, signer: Any) -> None:
    _, jwk = signer
    modulus = secrets.randbits(3072) | 1 << 3071
    tried = [
        jwk,
        {**jwk, "n": encoded(modulus & ~1)},
        {**jwk, "n": encoded(modulus >> 1025 | 1)},
        {**jwk, "n": encoded(modulus << 1025 | 1)},
        {**jwk, "n": jwk["n"] + "="},
        {**jwk, "n": ""},
        {"e": jwk["e"]},
        {**jwk, "e": "Aw"},
        {**jwk, "e": "AQAC"},
        {**jwk, "e": "*"},
    ]
    said = run(
        """
  const tell = ({ name, message }) => `${name}: ${message}`;
  const imported = (jwk) => blindrsa.importKey(jwk).then(({ bytes }) => bytes, tell);
  return Promise.all(given.tried.map(imported));
""",
        tried=tried,
    )
    assert said == [
        384,
        "BlindRSAError: invalid key: the modulus is even or of 3072 bits",
        "BlindRSAError: invalid key: the modulus is even or of 2047 bits",
        "BlindRSAError: invalid key: the modulus is even or of 4097 bits",
        "BlindRSAError: not base64url",
        "BlindRSAError: invalid key: the modulus is even or of 0 bits",
        "BlindRSAError: not base64url",
        "BlindRSAError: invalid key: the exponent is not 65537",
        "BlindRSAError: invalid key: the exponent is not 65537",
        "BlindRSAError: not base64url",
    ]


def test_factors_and_salts_out_of_range_are_refused(run: Script) -> None:
    """The factor has an inverse and is below the modulus; one that shares a prime has none."""
    numbers = rsa.generate_private_key(65537, 2048).private_numbers()
    n = numbers.public_numbers.n
    factors = [2, numbers.p, numbers.q * 6, 0, n, n + 2]
    said = run(
        """
  const key = await blindrsa.importKey(given.jwk);
  const tried = (one) =>
    blindrsa.blind(key, new Uint8Array(32), one).then(() => "blinded", ({ message }) => message);
  const said = [];
  for (const r of given.factors) said.push(await tried({ r: number(r) }));
  said.push(await tried({ salt: new Uint8Array(47) }));
  return said;
""",
        jwk={"n": encoded(n), "e": "AQAB"},
        factors=[f"{factor:x}" for factor in factors],
    )
    assert said == [
        "blinded",
        "blinding error: the factor has no inverse",
        "blinding error: the factor has no inverse",
        "blinding error: the factor is out of range",
        "blinding error: the factor is out of range",
        "blinding error: the factor is out of range",
        "unexpected input size: a salt of 47 bytes",
    ]


def test_a_message_that_shares_a_divisor_with_the_modulus_is_refused(run: Script) -> None:
    """A blinded one would not hide it. What is encoded depends on the salt, not on the modulus."""
    said = run(
        """
  const key = await blindrsa.importKey(given.jwk);
  const tried = (_, at) =>
    blindrsa
      .blind(key, new Uint8Array(32), { salt: new Uint8Array(48).fill(at), r: 2n })
      .then(() => "blinded", ({ message }) => message);
  return Promise.all(Array.from({ length: 20 }, tried));
""",
        jwk={"n": encoded(3 * (2**2046 + 1)), "e": "AQAB"},
    )
    assert set(said) == {"blinded", "invalid input: not coprime to the modulus"}


def test_a_factor_out_of_range_is_drawn_again(run: Script, signer: Any) -> None:
    """Zero and what reaches the modulus are thrown away: folded back, small ones came twice."""
    private, jwk = signer
    n = private.public.n
    draws = [bytes(384), n.to_bytes(384, "big"), b"\xff" * 384, (7).to_bytes(384, "big")]
    inverse = run(
        """
  const key = await blindrsa.importKey(given.jwk);
  const draws = given.draws.map(bytes);
  const drawn = crypto.getRandomValues;
  crypto.getRandomValues = (target) => (target.set(draws.shift()), target);
  const { inverse } = await blindrsa
    .blind(key, new Uint8Array(32), { salt: new Uint8Array(48) })
    .finally(() => (crypto.getRandomValues = drawn));
  return [inverse.toString(16), draws.length];
""",
        jwk=jwk,
        draws=[draw.hex() for draw in draws],
    )
    assert inverse == [f"{pow(7, -1, n):x}", 0]


def test_bytes_become_text_and_bytes_again(run: Script) -> None:
    tried = [secrets.token_bytes(length) for length in (0, 1, 2, 3, 32, 384)] + [b"\xfb\xff\xfe"]
    made = run(
        """
  const { toBase64url, fromBase64url } = blindrsa;
  const { sha256Hex } = await import(given.modules[2]);
  const one = async (text) => {
    const some = bytes(text);
    return [toBase64url(some), hex(fromBase64url(toBase64url(some))), await sha256Hex(some)];
  };
  return Promise.all(given.tried.map(one));
""",
        tried=[one.hex() for one in tried],
    )
    assert made == [[base64url(o), o.hex(), hashlib.sha256(o).hexdigest()] for o in tried]


def test_a_script_from_elsewhere_would_not_run(run: Script, tabs: Any) -> None:
    """The tests above mean something only where the policy is in force."""
    with pytest.raises(Error, match="Failed to fetch"):
        run("await import('data:text/javascript,export default 1');")
    with pytest.raises(Error, match="TrustedHTML"):
        run("document.body.innerHTML = '<p>';")
    assert all("Content Security Policy" in said or "Trusted" in said for said in tabs.complaints)
    tabs.complaints.clear()


# Receipts ------------------------------------------------------------------------------------

RECEIPTS = "return Promise.all(given.tried.map(([jwk, receipt]) => verifyReceipt(jwk, receipt)));"
DIGEST = hashlib.sha256(b"token").hexdigest()


def test_a_receipt_of_the_server_is_genuine_and_no_other(run: Script) -> None:
    private, other = receipts.generate_receipt_key(), receipts.generate_receipt_key()
    signed = receipts.sign_receipt(private, round="2027-spring", digest=DIGEST)
    jwk, false = (receipts.public_receipt_key(key) for key in (private, other))
    check_receipts(run, jwk, false, signed.signature)


def test_what_is_signed_and_no_receipt_is_not_genuine(run: Script) -> None:
    """The key's signature alone does not do: the digest must be one, the round a name."""
    private = receipts.generate_receipt_key()
    tried: list[tuple[str, str]] = [
        ("2027", DIGEST),
        ("2027", DIGEST.upper()),
        ("2027", DIGEST[:63]),
        ("2027", f"{DIGEST}\n"),
    ]
    signed: list[tuple[dict[str, str], dict[str, Any]]] = []
    for name, digest in tried:
        made = receipts.sign_receipt(private, round=name, digest=digest)
        receipt: dict[str, Any] = {
            "round": name,
            "digest": digest,
            "signature": base64url(made.signature),
        }
        signed.append((receipts.public_receipt_key(private), receipt))
    # A number that reads like the name of the round.
    signed.append((signed[0][0], {**signed[0][1], "round": 2027}))
    assert run(RECEIPTS, tried=signed) == [True, False, False, False, False]


def check_receipts(
    run: Script, jwk: dict[str, str], other: dict[str, str], signature: bytes
) -> None:
    """The receipt of "2027-spring" passes; anything that differs from it, and garbage, does not."""
    receipt = {"round": "2027-spring", "digest": DIGEST, "signature": base64url(signature)}
    false: list[tuple[Any, Any]] = [
        (other, receipt),
        (jwk, {**receipt, "round": "2027-autumn"}),
        (jwk, {**receipt, "digest": hashlib.sha256(b"another").hexdigest()}),
        (jwk, {**receipt, "digest": DIGEST.upper()}),
        (jwk, {**receipt, "digest": f"{DIGEST}\n"}),
        (jwk, {**receipt, "signature": base64url(flipped(signature, 20))}),
        (jwk, {**receipt, "signature": base64url(signature[:-1])}),
        (jwk, {**receipt, "signature": "not base64url"}),
        (jwk, {**receipt, "signature": None}),
        (jwk, {"round": None}),
        (jwk, None),
        (jwk, "receipt"),
        ({**jwk, "kty": "oct"}, receipt),
        ({**jwk, "crv": "P-384"}, receipt),
        ({**jwk, "kty": "constructor"}, receipt),
        ({}, receipt),
        (None, receipt),
    ]
    genuine = run(RECEIPTS, tried=[(jwk, receipt), *false])
    assert genuine == [True] + [False] * len(false)
