"""The signed head is a checkpoint that other tools can read; a signature holds for one text and one key only."""

import base64
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from meydan.apps.records.merkle import grow, leaf_hash
from meydan.apps.records.signing import Head, InvalidKey, checks_of, head_of, key_id, origin_of, public_keys, sign

PKCS8, PLAIN = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
SPKI, PEM = serialization.PublicFormat.SubjectPublicKeyInfo, serialization.Encoding.PEM


def key(seed: int) -> tuple[bytes, str]:
    """A key pair that is the same each time: private and public, in PEM form."""
    made = Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32)
    return made.private_bytes(PEM, PKCS8, PLAIN), made.public_key().public_bytes(PEM, SPKI).decode()


PRIVATE, PUBLIC = key(1)
FRONTIER, _ = grow([leaf_hash(b""), leaf_hash(b"\x00"), leaf_hash(b"\x10")])
HEAD = head_of("house-1", FRONTIER)


def test_the_signed_text_is_three_lines_of_a_checkpoint() -> None:
    assert HEAD.text() == b"meydan/record/house-1\n3\nrra8/idLcKFPsGel5VeCZNsPqbUa9eC6FZFY8yngbnc=\n"


def test_a_signature_holds_for_its_text_and_key_only() -> None:
    signed = sign(HEAD, PRIVATE)
    checks = checks_of(HEAD.origin, PUBLIC)
    assert set(checks) == {signed.key}
    assert checks[signed.key](HEAD.text(), signed.signature)
    assert not checks[signed.key](replace(HEAD, size=4).text(), signed.signature)
    assert not checks[signed.key](HEAD.text(), signed.signature[:-1] + b"\x00")
    assert not checks[signed.key](HEAD.text(), b"")
    (other,) = checks_of(HEAD.origin, key(2)[1]).values()
    assert not other(HEAD.text(), signed.signature)


def test_a_key_of_before_still_checks_what_it_signed() -> None:
    before, now = sign(HEAD, PRIVATE), sign(HEAD, key(2)[0])
    checks = checks_of(HEAD.origin, PUBLIC + key(2)[1])
    assert before.key != now.key
    assert all(checks[each.key](HEAD.text(), each.signature) for each in (before, now))


# The published example of a signed note (golang.org/x/mod/sumdb/note): name, key, text and signature.
NEUMANN = "ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
ANSWER = (
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n",
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=",
)


def test_the_key_id_and_the_signature_are_those_of_signed_notes() -> None:
    algorithm, raw = base64.b64decode(NEUMANN)[:1], base64.b64decode(NEUMANN)[1:]
    assert algorithm == b"\x01"
    assert key_id("PeterNeumann", raw) == "c74f20a3"
    text, line = ANSWER
    signature = base64.b64decode(line)
    assert signature[:4].hex() == "c74f20a3"
    der = bytes.fromhex("302a300506032b6570032100") + raw
    pem = f"-----BEGIN PUBLIC KEY-----\n{base64.b64encode(der).decode()}\n-----END PUBLIC KEY-----\n"
    assert checks_of("PeterNeumann", pem)["c74f20a3"](text.encode(), signature[4:])


def test_the_note_is_the_text_a_blank_line_and_the_signature_with_its_key() -> None:
    signed = sign(HEAD, PRIVATE)
    text, line = signed.note().split("\n\n")
    assert text + "\n" == HEAD.text().decode()
    dash, name, coded = line.split()
    assert (dash, name) == ("—", origin_of("house-1"))
    assert base64.b64decode(coded) == bytes.fromhex(signed.key) + signed.signature


def test_a_locked_private_key_opens_with_its_password() -> None:
    made = Ed25519PrivateKey.from_private_bytes(b"\x01" * 32)
    locked = made.private_bytes(PEM, PKCS8, serialization.BestAvailableEncryption(b"secret"))
    assert sign(HEAD, locked, b"secret") == sign(HEAD, PRIVATE)
    for wrong in (None, b"other"):
        with pytest.raises(InvalidKey, match="cannot be read"):
            sign(HEAD, locked, wrong)


def test_only_ed25519_keys_are_taken() -> None:
    curve = generate_private_key(SECP256R1())
    with pytest.raises(InvalidKey, match="not an Ed25519"):
        sign(HEAD, curve.private_bytes(PEM, PKCS8, PLAIN))
    other = curve.public_key().public_bytes(PEM, SPKI).decode()
    for pem in (other, PUBLIC + other, "", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----"):
        with pytest.raises(InvalidKey, match="must hold Ed25519"):
            public_keys(pem)


@pytest.mark.parametrize(
    ("origin", "size", "root"),
    [
        ("", 1, bytes(32)),
        ("a b", 1, bytes(32)),
        ("a\n", 1, bytes(32)),
        ("a+b", 1, bytes(32)),
        ("a", -1, bytes(32)),
        ("a", 1, b""),
    ],
)
def test_a_head_that_could_be_read_in_two_ways_is_refused(origin: str, size: int, root: bytes) -> None:
    with pytest.raises(ValueError, match="no head of a tree"):
        Head(origin, size, root)
