"""The institution signs the head of its tree: so many entries, this root. What was signed cannot be taken back.

The signed text is a checkpoint as C2SP has it (tlog-checkpoint, signed-note), so that tools of others read it too:

    meydan/record/0198f3a0-7c1e
    3
    rra8/idLcKFPsGel5VeCZNsPqbUa9eC6FZFY8yngbnc=

    — meydan/record/0198f3a0-7c1e QzqQSN...

A time is not part of it: when a head existed is proved by a time stamp of others over this text, not by our own word.
The signature is Ed25519. Only here is `cryptography` named, and only when something is signed or a signature checked.
"""

import base64
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass

from meydan.apps.records.merkle import Frontier, root
from meydan.kernel.errors import MeydanError

#: What stands before the 32 bytes of an Ed25519 public key in its DER form.
_DER = bytes.fromhex("302a300506032b6570032100")
_PEM = re.compile(r"-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\s]+)-----END PUBLIC KEY-----")
_ED25519 = b"\x01"
_ORIGIN = re.compile(r"[^\s+]{1,200}")

Check = Callable[[bytes, bytes], bool]
"""Says whether a signature (second) is this key's over a text (first)."""


class InvalidKey(MeydanError):
    """A key that is no Ed25519 key, or not in PEM form."""


@dataclass(frozen=True, slots=True)
class Head:
    """What a tree says at one size: its origin (whose tree it is), the number of entries, the 32-byte root."""

    origin: str
    size: int
    root: bytes

    def __post_init__(self) -> None:
        if not _ORIGIN.fullmatch(self.origin) or self.size < 0 or len(self.root) != 32:
            raise ValueError(f"{self.origin!r} with {self.size} entries is no head of a tree")

    def text(self) -> bytes:
        """Return the text that is signed: origin, size, root, each on its line."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n".encode()


@dataclass(frozen=True, slots=True)
class SignedHead:
    """A head with the id of the key that signed it (8 hex digits) and the 64-byte signature."""

    head: Head
    key: str
    signature: bytes

    def note(self) -> str:
        """Return the checkpoint in the form that other tools read."""
        signed = base64.b64encode(bytes.fromhex(self.key) + self.signature).decode()
        return f"{self.head.text().decode()}\n— {self.head.origin} {signed}\n"

    def as_dict(self) -> dict[str, str | int]:
        """Return the line of `heads.jsonl`."""
        return {
            "origin": self.head.origin,
            "size": self.head.size,
            "root": self.head.root.hex(),
            "key": self.key,
            "signature": base64.b64encode(self.signature).decode(),
        }


def origin_of(institution: str) -> str:
    """Return the name under which an institution's tree is signed."""
    return f"meydan/record/{institution}"


def head_of(institution: str, frontier: Frontier) -> Head:
    """Return the head of an institution's tree as it stands."""
    return Head(origin_of(institution), frontier.size, root(frontier))


def sign(head: Head, private_pem: bytes, password: bytes | None = None) -> SignedHead:
    """Return the head signed with an Ed25519 key in PEM form; raises `InvalidKey`."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        key = load_pem_private_key(private_pem, password)
    except (ValueError, TypeError) as error:
        raise InvalidKey("the private key cannot be read") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise InvalidKey("the private key is not an Ed25519 key")
    raw = key.public_key().public_bytes_raw()
    return SignedHead(head, key_id(head.origin, raw), key.sign(head.text()))


def key_id(origin: str, raw: bytes) -> str:
    """Return the id of a public key (32 bytes) under an origin: 8 hex digits, as signed notes have it."""
    return hashlib.sha256(origin.encode() + b"\n" + _ED25519 + raw).digest()[:4].hex()


def public_keys(pem: str) -> tuple[bytes, ...]:
    """Return the raw Ed25519 keys of a file that holds one or several in PEM form; raises `InvalidKey`."""
    found = [base64.b64decode("".join(block.split())) for block in _PEM.findall(pem)]
    if not found or any(len(der) != len(_DER) + 32 or not der.startswith(_DER) for der in found):
        raise InvalidKey("the file must hold Ed25519 public keys in PEM form, and nothing else")
    return tuple(der[len(_DER) :] for der in found)


def checks_of(origin: str, pem: str) -> dict[str, Check]:
    """Return for each public key of a file its id under this origin and how to check its signatures."""
    return {key_id(origin, raw): _check(raw) for raw in public_keys(pem)}


def _check(raw: bytes) -> Check:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    key = Ed25519PublicKey.from_public_bytes(raw)

    def check(text: bytes, signature: bytes) -> bool:
        try:
            key.verify(signature, text)
        except InvalidSignature:
            return False
        return True

    return check
