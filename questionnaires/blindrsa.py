"""Blind RSA signatures, RFC 9474 (RSABSSA), and nothing else.

A client blinds a message, the signer signs the blinded value without learning the message, the
client takes the blinding off, and anybody with the public key verifies. In a survey the client is
the browser; ``prepare``, ``blind`` and ``finalize`` are its reference, and what tests drive.

Bytes are big-endian and as long as the modulus wherever they stand for a number modulo n (I2OSP and
OS2IP, RFC 8017 4). Nothing here is logged, and no error says a value: words alone.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import math
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

try:
    import gmpy2
except ImportError:  # the extra `fast` is optional
    gmpy2 = None

#: Bits of the keys that are made here, and the sizes that are taken.
KEY_BITS = 3072
LEAST_BITS, MOST_BITS = 3072, 4096
EXPONENT = 65537
PREFIX_BYTES = 32
_HASH_BYTES = hashlib.sha384().digest_size


class BlindRSAError(Exception):
    """A key or value is refused, or signing failed. Says which in words, never with the value."""


@dataclass(frozen=True)
class Variant:
    """One of the four named variants of RFC 9474 5: SHA-384 for message and mask (MGF1).

    ``salt_bytes`` is 48 or 0; ``randomized`` says whether 32 random bytes precede the message.
    """

    name: str
    salt_bytes: int
    randomized: bool


VARIANTS: dict[str, Variant] = {
    name: Variant(name, salt_bytes, randomized)
    for name, salt_bytes, randomized in [
        ("RSABSSA-SHA384-PSS-Randomized", 48, True),
        ("RSABSSA-SHA384-PSSZERO-Randomized", 0, True),
        ("RSABSSA-SHA384-PSS-Deterministic", 48, False),
        ("RSABSSA-SHA384-PSSZERO-Deterministic", 0, False),
    ]
}
#: The variant of the product: what the RFC recommends.
RANDOMIZED = VARIANTS["RSABSSA-SHA384-PSS-Randomized"]


@dataclass(frozen=True)
class PublicKey:
    """Modulus n of 3072 to 4096 bits, with e = 65537. Cheap to keep; equal where n is equal."""

    n: int
    _verifier: rsa.RSAPublicKey = field(repr=False, compare=False)

    @classmethod
    def from_jwk(cls, jwk: Mapping[str, str]) -> Self:
        """The key of ``{"n": base64url, "e": "AQAB"}`` (RFC 7518 6.3.1), or BlindRSAError."""
        if jwk.get("e") != "AQAB":
            raise BlindRSAError("The public exponent of the key is not 65537.")
        return cls.from_modulus(int.from_bytes(_from_base64url(jwk.get("n", "")), "big"))

    @classmethod
    def from_modulus(cls, n: int) -> Self:
        """The key with modulus ``n``; BlindRSAError if n is even, too small or too large."""
        if n % 2 == 0 or not LEAST_BITS <= n.bit_length() <= MOST_BITS:
            raise BlindRSAError(
                f"The modulus of the key is not an odd number of {LEAST_BITS} to {MOST_BITS} bits."
            )
        return cls(n, rsa.RSAPublicNumbers(EXPONENT, n).public_key())

    @property
    def size(self) -> int:
        """Bytes of the modulus, and so of every blinded value and signature."""
        return (self.n.bit_length() + 7) // 8

    def to_jwk(self) -> dict[str, str]:
        """``{"n": base64url without padding, "e": "AQAB"}``."""
        n = base64.urlsafe_b64encode(self.n.to_bytes(self.size, "big"))
        return {"n": n.rstrip(b"=").decode("ascii"), "e": "AQAB"}


@dataclass(frozen=True)
class PrivateKey:
    """The signer's key: p, q, d mod p - 1, d mod q - 1 and q^-1 mod p (RFC 8017 3.2).

    Only the public half is in its ``repr``.
    """

    public: PublicKey
    p: int = field(repr=False)
    q: int = field(repr=False)
    d_p: int = field(repr=False)
    d_q: int = field(repr=False)
    q_inverse: int = field(repr=False)

    @classmethod
    def from_pem(cls, pem: str) -> Self:
        """The key of an unencrypted PKCS #8 PEM; BlindRSAError unless it is one used here.

        Cheap enough to read for each signature, so that no process has to keep a key that is to be
        destroyed. That p and q are prime is not tested again: ``blind_sign`` checks its answer.
        """
        try:
            key = serialization.load_pem_private_key(
                pem.encode(), password=None, unsafe_skip_rsa_key_validation=True
            )
        except (ValueError, TypeError, UnsupportedAlgorithm):
            raise BlindRSAError("The private key is not a readable, unencrypted PEM.") from None
        if not isinstance(key, rsa.RSAPrivateKey):
            raise BlindRSAError("The private key is not an RSA key.")
        numbers = key.private_numbers()
        if numbers.public_numbers.e != EXPONENT:
            raise BlindRSAError("The public exponent of the key is not 65537.")
        public = PublicKey.from_modulus(numbers.public_numbers.n)
        private = cls(public, numbers.p, numbers.q, numbers.dmp1, numbers.dmq1, numbers.iqmp)
        if not private._belongs_together():
            raise BlindRSAError("The parts of the private key do not belong together.")
        return private

    def _belongs_together(self) -> bool:
        """Whether the parts solve the equations of RFC 8017 3.2."""
        return (
            1 < self.p < self.public.n
            and 1 < self.q < self.public.n
            and self.p * self.q == self.public.n
            and EXPONENT * self.d_p % (self.p - 1) == 1
            and EXPONENT * self.d_q % (self.q - 1) == 1
            and self.q * self.q_inverse % self.p == 1
        )


@dataclass(frozen=True)
class Blinding:
    """What ``blind`` returns: ``blinded`` goes to the signer, ``inverse`` stays with the client."""

    blinded: bytes
    inverse: int = field(repr=False)


def generate_key() -> str:
    """A new RSA-3072 key with e = 65537, as an unencrypted PKCS #8 PEM."""
    key = rsa.generate_private_key(public_exponent=EXPONENT, key_size=KEY_BITS)
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode("ascii")


def public_jwk(private_pem: str) -> dict[str, str]:
    """The public half of a private key: ``{"n": base64url, "e": "AQAB"}``."""
    return PrivateKey.from_pem(private_pem).public.to_jwk()


def prepare(message: bytes, variant: Variant = RANDOMIZED, prefix: bytes | None = None) -> bytes:
    """The message that is signed (RFC 9474 4.1): prefix || message, or the message as it is.

    ``prefix`` is 32 bytes, drawn at random unless given; only randomized variants take one.
    """
    if not variant.randomized:
        if prefix is not None:
            raise BlindRSAError("A deterministic variant takes no prefix.")
        return message
    prefix = secrets.token_bytes(PREFIX_BYTES) if prefix is None else prefix
    if len(prefix) != PREFIX_BYTES:
        raise BlindRSAError(f"The prefix is not {PREFIX_BYTES} bytes long.")
    return prefix + message


def blind(
    public: PublicKey,
    prepared: bytes,
    variant: Variant = RANDOMIZED,
    *,
    salt: bytes | None = None,
    inverse: int | None = None,
) -> Blinding:
    """Blind a prepared message (RFC 9474 4.2): z = m r^e mod n, with r uniform in 1 .. n - 1.

    ``salt`` and ``inverse`` (r^-1 mod n) are drawn at random; only vectors give them.
    BlindRSAError where m or r shares a factor with n, as the RFC asks.
    """
    salt = secrets.token_bytes(variant.salt_bytes) if salt is None else salt
    if len(salt) != variant.salt_bytes:
        raise BlindRSAError("The salt has not the length of the variant.")
    m = int.from_bytes(_encode(prepared, salt, public.n.bit_length() - 1), "big")
    if math.gcd(m, public.n) != 1:
        raise BlindRSAError("The encoded message shares a factor with the modulus.")
    if inverse is None:
        r, inverse = _factor_and_inverse(public.n)
    else:
        r = _inverted(inverse, public.n)
    z = m * pow(r, EXPONENT, public.n) % public.n
    return Blinding(z.to_bytes(public.size, "big"), inverse)


def blind_sign(private: PrivateKey, blinded: bytes) -> bytes:
    """Sign a blinded value (RFC 9474 4.3): s = z^d mod n; the same value, the same signature.

    The exponentiation sees z b^e with b drawn anew, so that its time says nothing about z or d
    (RFC 9474 7.1); the signature is checked, s^e = z, before it leaves, since a faulty one
    would give the key away. BlindRSAError on a wrong length, z = 0, z >= n, or a failed check.
    """
    public = private.public
    if len(blinded) != public.size:
        raise BlindRSAError("The blinded value has not the length of the modulus.")
    z = int.from_bytes(blinded, "big")
    if not 0 < z < public.n:
        raise BlindRSAError("The blinded value is out of range.")
    b, b_inverse = _factor_and_inverse(public.n)
    s = _private_power(private, z * pow(b, EXPONENT, public.n) % public.n) * b_inverse % public.n
    if pow(s, EXPONENT, public.n) != z:
        raise BlindRSAError("Signing failed: the signature does not verify, and was kept back.")
    return s.to_bytes(public.size, "big")


def finalize(
    public: PublicKey,
    prepared: bytes,
    blind_signature: bytes,
    inverse: int,
    variant: Variant = RANDOMIZED,
) -> bytes:
    """Take the blinding off (RFC 9474 4.4): s = z r^-1 mod n, verified; else BlindRSAError."""
    if len(blind_signature) != public.size:
        raise BlindRSAError("The blind signature has not the length of the modulus.")
    s = int.from_bytes(blind_signature, "big") * inverse % public.n
    signature = s.to_bytes(public.size, "big")
    if not verify(public, prepared, signature, variant):
        raise BlindRSAError("The signature does not verify.")
    return signature


def verify(
    public: PublicKey, prepared: bytes, signature: bytes, variant: Variant = RANDOMIZED
) -> bool:
    """Whether this is the signature of a prepared message (RFC 9474 4.5: RSASSA-PSS-VERIFY)."""
    pss = padding.PSS(padding.MGF1(hashes.SHA384()), salt_length=variant.salt_bytes)
    try:
        public._verifier.verify(signature, prepared, pss, hashes.SHA384())
    except InvalidSignature:
        return False
    return True


def _encode(message: bytes, salt: bytes, bits: int) -> bytes:
    """EMSA-PSS-ENCODE (RFC 8017 9.1.1): ((zeros || 01 || salt) ^ mask) || hash || bc."""
    length = (bits + 7) // 8
    digest = hashlib.sha384(message).digest()
    hashed = hashlib.sha384(bytes(8) + digest + salt).digest()
    block_length = length - _HASH_BYTES - 1
    block = int.from_bytes(b"\x01" + salt, "big")  # the padding before it is zeros
    masked = block ^ int.from_bytes(_mask(hashed, block_length), "big")
    masked &= (1 << (bits - 8 * (length - block_length))) - 1
    return masked.to_bytes(block_length, "big") + hashed + b"\xbc"


def _mask(seed: bytes, length: int) -> bytes:
    """``length`` bytes of MGF1 with SHA-384 (RFC 8017 B.2.1)."""
    rounds = -(-length // _HASH_BYTES)
    hashed = (hashlib.sha384(seed + count.to_bytes(4, "big")).digest() for count in range(rounds))
    return b"".join(hashed)[:length]


def _private_power(private: PrivateKey, base: int) -> int:
    """base^d mod n by the two primes (RSASP1, RFC 8017 5.2.1, step 2b)."""
    s_p = _power(base % private.p, private.d_p, private.p)
    s_q = _power(base % private.q, private.d_q, private.q)
    return s_q + (s_p - s_q) * private.q_inverse % private.p * private.q


def _power(base: int, exponent: int, modulus: int) -> int:
    """base^exponent mod modulus with a secret exponent: in constant time where gmpy2 is there."""
    if gmpy2 is None:
        return pow(base, exponent, modulus)
    return int(gmpy2.powmod_sec(base, exponent, modulus))


def _factor_and_inverse(n: int) -> tuple[int, int]:
    """A random factor, uniform in 1 .. n - 1, and its inverse modulo n (RFC 9474 4.2)."""
    r = 1 + secrets.randbelow(n - 1)
    return r, _inverted(r, n)


def _inverted(number: int, n: int) -> int:
    try:
        return pow(number, -1, n)
    except ValueError:
        raise BlindRSAError("The blinding factor has no inverse: blind again.") from None


def _from_base64url(text: str) -> bytes:
    """Base64url without padding (RFC 7515 2), strictly."""
    try:
        padded = text.encode("ascii") + b"=" * (-len(text) % 4)
        return base64.b64decode(padded, altchars=b"-_", validate=True)
    except (UnicodeEncodeError, binascii.Error):
        raise BlindRSAError("The modulus of the key is not base64url.") from None
