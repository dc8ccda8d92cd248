"""Receipts: the same for the same token, and genuine only under the key of the manifest."""

from __future__ import annotations

from dataclasses import replace
from textwrap import wrap

import pytest

from questionnaires.receipts import (
    RECEIPT_FORMAT,
    Receipt,
    UnreadableReceiptError,
    generate_receipt_key,
    is_genuine,
    public_receipt_key,
    read_receipt,
    receipt_text,
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


KEPT = sign_receipt(generate_receipt_key(), round="a" * 32, digest=DIGEST)
TEXT = receipt_text(KEPT)


def test_a_receipt_is_four_lines_of_text() -> None:
    form, named, ballot, signature = TEXT.splitlines()
    assert (form, named, ballot) == (RECEIPT_FORMAT, f"round {'a' * 32}", f"ballot {DIGEST}")
    assert len(signature.removeprefix("signature ")) == 86


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        TEXT.replace("\n", "\r\n"),
        TEXT.replace("\n", " ").strip(),
        TEXT.replace(" ", "\N{NO-BREAK SPACE}"),
        f"My signature of this round:\n\n\t{TEXT}face it, that is all",
        f"That was my receipt:\n{TEXT}Thanks, Ada",
        "".join(f"> {line}\n" for line in TEXT.splitlines()),
        "\n".join("\n".join(wrap(line, 72)) for line in TEXT.splitlines()),
        TEXT.replace(DIGEST, DIGEST.upper()),
    ],
    ids=[
        "as it is",
        "crlf",
        "one line",
        "no-break",
        "among words",
        "before words",
        "quoted",
        "broken",
        "capitals",
    ],
)
def test_a_receipt_is_read_however_it_was_pasted(text: str) -> None:
    assert read_receipt(text) == KEPT


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("", (RECEIPT_FORMAT, "round", "ballot", "signature")),
        (RECEIPT_FORMAT, ("round", "ballot", "signature")),
        (TEXT.replace("ballot", "token"), ("ballot",)),
        (TEXT.replace(DIGEST, DIGEST[:-1]), ("ballot",)),
        (TEXT.replace(DIGEST, DIGEST + "0"), ("ballot",)),
        (TEXT.replace("a" * 32, "a" * 33), ("round",)),
        (TEXT[:-2], ("signature",)),
        (TEXT[:-2] + "\nThanks", ("signature",)),
        (TEXT[:-1] + "A", ("signature",)),
        ("x" * 30_000 + TEXT, (RECEIPT_FORMAT, "round", "ballot", "signature")),
    ],
)
def test_what_is_not_whole_is_named(text: str, missing: tuple[str, ...]) -> None:
    with pytest.raises(UnreadableReceiptError) as refused:
        read_receipt(text)
    assert refused.value.missing == missing
