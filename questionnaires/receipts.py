"""Receipts: a signature that says a token was handed in, which anybody can check.

A receipt names a token and nothing of the answers that came with it. ECDSA on P-256 with SHA-256
(FIPS 186-5), with the deterministic nonce of RFC 6979: one token has one receipt, however often it
is asked for; it takes some 0.1 ms, and every browser can check it.
"""

from __future__ import annotations

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


def _message(round: str, digest: str) -> bytes:
    return f"candor-receipt/1\n{round}\n{digest}\n".encode()


def _loaded(private: str) -> ec.EllipticCurvePrivateKey:
    key = serialization.load_pem_private_key(private.encode(), password=None)
    return cast("ec.EllipticCurvePrivateKey", key)


def _encoded(number: int) -> str:
    return urlsafe_b64encode(number.to_bytes(OCTETS, "big")).rstrip(b"=").decode()


def _decoded(text: str) -> int:
    return int.from_bytes(urlsafe_b64decode(text + "=" * (-len(text) % 4)), "big")
