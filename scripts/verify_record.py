"""Checks an exported record without the program that wrote it: `python verify_record.py FOLDER --key KEYS.pem`.

The folder holds entries.jsonl, heads.jsonl and public_key.pem, perhaps payloads.jsonl (docs/record-format.md). Take the
key from the institution itself (--key) and, if you have them, heads kept from earlier (--heads): whoever can rewrite
the whole folder can also replace the key in it. Needs Python 3.11 and, for signatures, `cryptography` or OpenSSL 3.
Ends with 0 when the record is whole, 1 when something is wrong (each fault on its line), 2 when it cannot be checked.
"""

import argparse
import base64
import hashlib
import itertools
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

DER = bytes.fromhex("302a300506032b6570032100")  # what stands before an Ed25519 public key
PEM = r"-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\s]+)-----END PUBLIC KEY-----"
FAULTS = []


def fault(text):
    FAULTS.append(text)
    print(text)


def sha(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def canonical(value):
    """Return RFC 8785 text for texts, whole numbers, true, false, null, lists and objects."""
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: key.encode("utf-16-be"))
        return "{" + ",".join(f"{canonical(key)}:{canonical(value[key])}" for key in keys) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(canonical, value)) + "]"
    if isinstance(value, float):
        raise ValueError("a fraction has no canonical text")
    return json.dumps(value, ensure_ascii=False)


def lines(path, read):
    """Yield what `read` makes of each line; name the lines of which it can make nothing."""
    for number, line in enumerate(path.read_bytes().splitlines(), 1):
        try:
            yield read(json.loads(line))
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            fault(f"{path.name}: line {number} cannot be read")


def read_entry(line):
    entry, kept = line["entry"], line["leaf"]
    if entry["sequence"] is None:
        fault(f"entry {entry['id']} was never given its place")
        return None
    if entry["sequence"] < 0:
        raise ValueError("a place in the record is never below 0")
    now = sha(b"\x00", canonical(entry).encode())
    if now.hex() != kept:
        fault(f"entry {entry['sequence']} ({entry['id']}) was altered")
    return int(entry["sequence"]), bytes.fromhex(kept), str(entry["institution"]), str(entry["commitment"])


def read_head(line):
    text = f"{line['origin']}\n{line['size']}\n{base64.b64encode(bytes.fromhex(line['root'])).decode()}\n"
    return int(line["size"]), bytes.fromhex(line["root"]), line["origin"], line["key"], text.encode(), line["signature"]


def read_payload(line):
    return int(line["sequence"]), sha(bytes.fromhex(line["salt"]), sha(canonical(line["payload"]).encode())).hex()


def signed_by(raw, text, signature):
    """Say whether an Ed25519 signature holds: by `cryptography` where it is installed, else by the openssl command."""
    try:
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    except ImportError:
        with tempfile.TemporaryDirectory() as folder:
            for name, data in (("key", DER + raw), ("text", text), ("sig", signature)):
                Path(folder, name).write_bytes(data)
            command = "openssl pkeyutl -verify -pubin -keyform DER -inkey key -rawin -in text -sigfile sig"
            done = subprocess.run(command.split(), cwd=folder, capture_output=True, text=True)
            if "Signature Verif" not in done.stdout:
                raise OSError(f"openssl did not check a signature: {done.stderr.strip()}") from None
            return done.returncode == 0
    try:
        Ed25519PublicKey.from_public_bytes(raw).verify(signature, text)
    except InvalidSignature:
        return False
    return True


def sound_heads(heads, keys, institution):
    """Yield size and root of every head that is this institution's and whose signature holds; name the others."""
    for size, root, origin, key, text, signature in heads:
        raw = next((raw for raw in keys if sha(origin.encode(), b"\n\x01", raw)[:4].hex() == key), None)
        if institution and origin != f"meydan/record/{institution}":
            fault(f"the head over {size} entries belongs to another record ({origin})")
        elif raw is None:
            fault(f"the head over {size} entries was signed with an unknown key ({key})")
        elif not signed_by(raw, text, base64.b64decode(signature)):
            fault(f"the signature over {size} entries does not hold")
        else:
            yield size, root


def check_order(sequences, covered):
    """Name entries that are there twice, stand in the wrong order, are missing, or that nobody has signed."""
    for before, after in itertools.pairwise(sequences):
        if after <= before:
            fault(f"entry {after} stands after entry {before}")
    expected = 0
    for sequence in [*sorted(set(sequences)), covered]:
        if sequence > expected:
            fault(f"entries {expected} to {sequence - 1} are missing")
        expected = max(expected, sequence + 1)
    if sequences and max(sequences) >= covered:
        fault(f"nobody has signed entries {covered} to {max(sequences)}")


def check_tree(leaves, heads):
    """Hold the tree over the entries, as it grows, against every head (RFC 9162); return the size that is proved."""
    peaks, proved = [], 0
    for size in range(len(leaves) + 1):
        if size in heads:
            root = peaks[-1] if peaks else sha()
            for peak in reversed(peaks[:-1]):
                root = sha(b"\x01", peak, root)
            if heads[size] != {root}:
                fault(f"what was signed at {size} entries is not what stands here; see entries {proved} to {size - 1}")
                return proved
            proved = size
        if size not in leaves:
            break
        hashed, index = leaves[size], size
        while index % 2:
            hashed, index = sha(b"\x01", peaks.pop(), hashed), index // 2
        peaks.append(hashed)
    return proved


def main():
    parser = argparse.ArgumentParser(description="Checks an exported record.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--key", type=Path, help="the institution's public keys, from itself (PEM)")
    parser.add_argument("--heads", type=Path, action="append", default=[], help="heads kept from earlier (JSON Lines)")
    asked = parser.parse_args()
    if not asked.key:
        print("The key is the one in the folder: compare it with the one that the institution publishes.")
    blocks = re.findall(PEM, (asked.key or asked.folder / "public_key.pem").read_text(encoding="utf-8"))
    keys = [base64.b64decode(block)[len(DER) :] for block in blocks if base64.b64decode(block).startswith(DER)]
    entries = [each for each in lines(asked.folder / "entries.jsonl", read_entry) if each]
    institution = entries[0][2] if entries else ""
    for sequence, _, other, _ in entries:
        if other != institution:
            fault(f"entry {sequence} belongs to another institution ({other})")
    heads = {}
    for path in [asked.folder / "heads.jsonl", *asked.heads]:
        for size, root in sound_heads(lines(path, read_head), keys, institution):
            heads.setdefault(size, set()).add(root)
    check_order([sequence for sequence, *_ in entries], max(heads, default=0))
    proved = check_tree({sequence: leaf for sequence, leaf, *_ in entries}, heads)
    commitments = {sequence: commitment for sequence, _, _, commitment in entries}
    path = asked.folder / "payloads.jsonl"
    payloads = list(lines(path, read_payload)) if path.is_file() else []
    for sequence, commitment in payloads:
        if commitments.get(sequence) != commitment:
            fault(f"the content of entry {sequence} was altered, or belongs to no entry")
    print(f"{len(entries)} entries, {proved} of them proved by {len(heads)} heads; {len(payloads)} contents checked")
    print("Something is wrong." if FAULTS else "The record is whole.")
    return 1 if FAULTS else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (OSError, ValueError) as error:
        print(f"This cannot be checked: {error}")
        sys.exit(2)
