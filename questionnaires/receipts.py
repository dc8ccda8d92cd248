"""Receipts: a signature that says a token was handed in, which anybody can check.

A receipt names a token and nothing of the answers that came with it. ECDSA on P-256 with SHA-256
(FIPS 186-5), with the deterministic nonce of RFC 6979: one token has one receipt, however often it
is asked for; it takes some 0.1 ms, and every browser can check it.

As a text that a person keeps (:func:`receipt_text`, and ``receipt.js``, which shows it) it is
four lines::

    candor-receipt/1
    round <public id of the round>
    ballot <SHA-256 of the token's message, 64 hexadecimal digits>
    signature <r and s, base64url, 86 characters>
"""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)

#: Octets of a number of the curve; a signature is two of them.
OCTETS = 32
#: The first line of a receipt, and of what is signed.
RECEIPT_FORMAT = "candor-receipt/1"
#: A receipt has some 220 characters; more than this is not searched for one.
LONGEST_TEXT = 20_000
#: What mail programs put between words and at the beginning of lines that they quote.
_BETWEEN = r"[\s>|]"
_SIGN = "[A-Za-z0-9_-]"
_LINES = {
    "round": rf"({_SIGN}{{1,32}})",
    "ballot": rf"((?:[0-9A-Fa-f]{_BETWEEN}*){{64}})",
    "signature": rf"((?:{_SIGN}{_BETWEEN}*){{86}})",
}


class UnreadableReceiptError(ValueError):
    """A text that holds no receipt. ``missing`` names the lines that are not whole."""

    def __init__(self, missing: tuple[str, ...]) -> None:
        super().__init__(f"No receipt: {', '.join(missing)} missing or not whole.")
        self.missing = missing


@dataclass(frozen=True, slots=True)
class Receipt:
    """``digest`` is the SHA-256 of a token's message, 64 hexadecimal digits.

    ``signature`` is r and s, 32 octets each, as browsers take it (IEEE P1363).
    """

    round: str
    digest: str
    signature: bytes

    @property
    def message(self) -> bytes:
        """What is signed."""
        return _message(self.round, self.digest)


def generate_receipt_key() -> str:
    """A new private key as PEM (PKCS #8)."""
    return (
        ec.generate_private_key(ec.SECP256R1())
        .private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        .decode()
    )


def public_receipt_key(private: str) -> dict[str, str]:
    """The public half as the members of a JSON Web Key (RFC 7518, 6.2.1)."""
    numbers = _loaded(private).public_key().public_numbers()
    return {"kty": "EC", "crv": "P-256", "x": _encoded(numbers.x), "y": _encoded(numbers.y)}


def sign_receipt(private: str, *, round: str, digest: str) -> Receipt:
    """The receipt of a token."""
    algorithm = ec.ECDSA(hashes.SHA256(), deterministic_signing=True)
    r, s = decode_dss_signature(_loaded(private).sign(_message(round, digest), algorithm))
    return Receipt(round, digest, r.to_bytes(OCTETS, "big") + s.to_bytes(OCTETS, "big"))


def is_genuine(receipt: Receipt, public: Mapping[str, str]) -> bool:
    """Whether the key that a manifest names signed this receipt."""
    if len(receipt.signature) != 2 * OCTETS:
        return False
    r, s = (int.from_bytes(receipt.signature[at : at + OCTETS], "big") for at in (0, OCTETS))
    numbers = ec.EllipticCurvePublicNumbers(
        _decoded(public["x"]), _decoded(public["y"]), ec.SECP256R1()
    )
    try:
        numbers.public_key().verify(
            encode_dss_signature(r, s), receipt.message, ec.ECDSA(hashes.SHA256())
        )
    except InvalidSignature:
        return False
    return True


def receipt_text(receipt: Receipt) -> str:
    """The receipt as a person keeps it, in the four lines that stand above."""
    signature = urlsafe_b64encode(receipt.signature).rstrip(b"=").decode()
    lines = (f"round {receipt.round}", f"ballot {receipt.digest}", f"signature {signature}")
    return "\n".join((RECEIPT_FORMAT, *lines)) + "\n"


def read_receipt(text: str) -> Receipt:
    """The inverse of :func:`receipt_text`, wherever in a text the first receipt stands.

    Lines may have run together, been broken or been quoted on their way through mail and chat.
    ``UnreadableReceiptError`` where a line is missing or not whole.
    """
    _before, found, rest = text[:LONGEST_TEXT].partition(RECEIPT_FORMAT)
    if not found:
        raise UnreadableReceiptError((RECEIPT_FORMAT, *_LINES))
    given = {
        name: re.search(rf"\b{name}{_BETWEEN}+{value}(?!{_SIGN})", rest)
        for name, value in _LINES.items()
    }
    read = {name: re.sub(_BETWEEN, "", line[1]) for name, line in given.items() if line}
    if len(read) < len(_LINES):
        raise UnreadableReceiptError(tuple(name for name in _LINES if name not in read))
    signature = urlsafe_b64decode(read["signature"] + "==")
    return Receipt(read["round"], read["ballot"].lower(), signature)


def _message(round: str, digest: str) -> bytes:
    return f"{RECEIPT_FORMAT}\n{round}\n{digest}\n".encode()


def _loaded(private: str) -> ec.EllipticCurvePrivateKey:
    key = serialization.load_pem_private_key(private.encode(), password=None)
    return cast("ec.EllipticCurvePrivateKey", key)


def _encoded(number: int) -> str:
    return urlsafe_b64encode(number.to_bytes(OCTETS, "big")).rstrip(b"=").decode()


def _decoded(text: str) -> int:
    return int.from_bytes(urlsafe_b64decode(text + "=" * (-len(text) % 4)), "big")
