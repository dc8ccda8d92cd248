"""Receipts: the same for the same token, and genuine only under the key of the manifest."""

from __future__ import annotations

from dataclasses import replace

import pytest

from questionnaires.receipts import (
    Receipt,
    generate_receipt_key,
    is_genuine,
    public_receipt_key,
    sign_receipt,
)

DIGEST = "5e" * 32


def test_a_token_has_one_receipt() -> None:
    key = generate_receipt_key()
    receipt = sign_receipt(key, round="a" * 32, digest=DIGEST)
    assert receipt == sign_receipt(key, round="a" * 32, digest=DIGEST)
    assert len(receipt.signature) == 64
    assert is_genuine(receipt, public_receipt_key(key))


@pytest.mark.parametrize(
    "changed",
    [
        {"round": "b" * 32},
        {"digest": "5f" + DIGEST[2:]},
        {"signature": b""},
        {"signature": b"\0" * 64},
        {"signature": b"\xff" * 64},
        {"signature": b"\1" * 65},
    ],
)
def test_a_changed_receipt_is_not_genuine(changed: dict[str, str | bytes]) -> None:
    key = generate_receipt_key()
    receipt = sign_receipt(key, round="a" * 32, digest=DIGEST)
    changed_receipt: Receipt = replace(receipt, **changed)  # type: ignore[arg-type]
    assert not is_genuine(changed_receipt, public_receipt_key(key))


def test_another_key_proves_nothing() -> None:
    receipt = sign_receipt(generate_receipt_key(), round="a" * 32, digest=DIGEST)
    assert not is_genuine(receipt, public_receipt_key(generate_receipt_key()))


def test_the_public_half_says_nothing_of_the_private_one() -> None:
    assert set(public_receipt_key(generate_receipt_key())) == {"kty", "crv", "x", "y"}
