"""The standalone script finds in an export what the house's own check finds, with nothing of ours in reach."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from tests.records.ledger import HOUSE, body, entry, salt

from meydan.apps.records.canonical import canonical
from meydan.apps.records.entry import leaf
from meydan.apps.records.exporting import entry_line, head_line, payload_line
from meydan.apps.records.merkle import Frontier, append, leaf_hash
from meydan.apps.records.signing import head_of, sign

SCRIPT = Path(__file__).parents[2] / "scripts" / "verify_record.py"
SIZE, SIGNED_AT = 10, (3, 6, 10)


def keys(seed: int) -> tuple[bytes, bytes]:
    made = Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32)
    private = made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return private, made.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


PRIVATE, PUBLIC = keys(1)


@pytest.fixture
def export(tmp_path: Path) -> Path:
    """A whole export: ten entries, three heads of which the first was signed with a key of before, all payloads."""
    folder = tmp_path / "export"
    folder.mkdir()
    frontier, entries, heads = Frontier(), b"", b""
    for number in range(SIZE):
        made = entry(number, number)
        frontier, _ = append(frontier, leaf(made))
        entries += entry_line(made)
        if frontier.size in SIGNED_AT:
            heads += head_line(sign(head_of(HOUSE, frontier), keys(9)[0] if frontier.size == 3 else PRIVATE))
    (folder / "entries.jsonl").write_bytes(entries)
    (folder / "heads.jsonl").write_bytes(heads)
    (folder / "payloads.jsonl").write_bytes(b"".join(payload_line(n, salt(n), body(n)) for n in range(SIZE)))
    (folder / "public_key.pem").write_bytes(PUBLIC + keys(9)[1])
    return folder


def verify(folder: Path, *more: str | Path, alone: bool = False) -> tuple[int, list[str]]:
    """Run the script outside the project; `alone` hides every installed package from it, `cryptography` too."""
    python = [sys.executable, "-I", "-S"] if alone else [sys.executable, "-I"]
    done = subprocess.run([*python, SCRIPT, folder, *more], capture_output=True, text=True, cwd=folder, check=False)
    assert done.stderr == ""
    return done.returncode, done.stdout.splitlines()


@pytest.mark.parametrize("alone", [False, True])
def test_a_whole_export_passes(export: Path, alone: bool) -> None:
    if alone and shutil.which("openssl") is None:
        pytest.skip("no openssl command here")
    code, said = verify(export, "--key", export / "public_key.pem", alone=alone)
    assert said == ["10 entries, 10 of them proved by 3 heads; 10 contents checked", "The record is whole."]
    assert code == 0


def test_the_script_says_when_it_had_to_trust_the_key_in_the_folder(export: Path) -> None:
    assert verify(export)[1][0].startswith("The key is the one in the folder")


def test_erased_contents_are_no_fault(export: Path) -> None:
    (export / "payloads.jsonl").unlink()
    assert verify(export)[0] == 0


def lines(folder: Path, name: str, change: Callable[[list[bytes]], None]) -> None:
    path = folder / name
    found = path.read_bytes().splitlines(keepends=True)
    change(found)
    path.write_bytes(b"".join(found))


def swapped(found: list[bytes]) -> None:
    found[3], found[5] = found[5], found[3]


def replaced(place: int, old: bytes, new: bytes) -> Callable[[list[bytes]], None]:
    def change(found: list[bytes]) -> None:
        assert old in found[place]
        found[place] = found[place].replace(old, new)

    return change


def put(place: int, text: bytes) -> Callable[[list[bytes]], None]:
    return lambda found: found.insert(place, text)


def rewritten(found: list[bytes]) -> None:
    found[5] = entry_line(entry(5, 5, actor="member:2"))


def renumbered(found: list[bytes]) -> None:
    found[5:] = [entry_line(entry(number + 1, number)) for number in range(5, 9)]


def below_zero() -> bytes:
    fields = {**entry(0, 0).as_dict(), "sequence": -1}
    return canonical({"entry": fields, "leaf": leaf_hash(canonical(fields)).hex()}) + b"\n"


def dropped(first: int, last: int) -> Callable[[list[bytes]], None]:
    def change(found: list[bytes]) -> None:
        del found[first : last + 1]

    return change


MISMATCH = "what was signed at 6 entries is not what stands here; see entries 3 to 5"
CASES: list[tuple[str, str, Callable[[list[bytes]], None], list[str]]] = [
    ("altered", "entries.jsonl", replaced(5, b"member:1", b"member:2"), ["entry 5 (id-5) was altered"]),
    ("rewritten", "entries.jsonl", rewritten, [MISMATCH]),
    (
        "dropped",
        "entries.jsonl",
        dropped(5, 5),
        ["entries 5 to 5 are missing", "the content of entry 5 was altered, or belongs to no entry"],
    ),
    (
        "cut off",
        "entries.jsonl",
        dropped(9, 9),
        ["entries 9 to 9 are missing", "the content of entry 9 was altered, or belongs to no entry"],
    ),
    ("swapped", "entries.jsonl", swapped, ["entry 4 stands after entry 5", "entry 3 stands after entry 4"]),
    ("twice", "entries.jsonl", put(6, entry_line(entry(5, 5))), ["entry 5 stands after entry 5"]),
    ("added", "entries.jsonl", put(10, entry_line(entry(10, 10))), ["nobody has signed entries 10 to 10"]),
    ("forgotten", "entries.jsonl", put(10, entry_line(entry(10, None))), ["entry id-10 was never given its place"]),
    (
        "foreign",
        "entries.jsonl",
        put(10, entry_line(entry(10, 10, institution="house-2"))),
        ["entry 10 belongs to another institution (house-2)", "nobody has signed entries 10 to 10"],
    ),
    ("no JSON", "entries.jsonl", put(10, b"{\n"), ["entries.jsonl: line 11 cannot be read"]),
    ("no object", "entries.jsonl", put(10, b"[1]\n"), ["entries.jsonl: line 11 cannot be read"]),
    (
        "below zero",
        "entries.jsonl",
        put(0, below_zero()),
        ["entries.jsonl: line 1 cannot be read"],
    ),
    (
        "fraction",
        "entries.jsonl",
        put(10, b'{"entry":{"sequence":10.0},"leaf":"00"}\n'),
        ["entries.jsonl: line 11 cannot be read"],
    ),
    ("forged", "heads.jsonl", replaced(1, b'"size":6', b'"size":7'), ["the signature over 7 entries does not hold"]),
    ("unsigned", "heads.jsonl", dropped(2, 2), ["nobody has signed entries 6 to 9"]),
    (
        "content",
        "payloads.jsonl",
        replaced(5, b"Gerek", b"gerek"),
        ["the content of entry 5 was altered, or belongs to no entry"],
    ),
    (
        "salt",
        "payloads.jsonl",
        replaced(5, salt(5).hex().encode(), salt(6).hex().encode()),
        ["the content of entry 5 was altered, or belongs to no entry"],
    ),
]


@pytest.mark.parametrize(("name", "file", "change", "faults"), CASES, ids=[each[0] for each in CASES])
def test_what_was_done_to_an_export_is_named(
    export: Path, name: str, file: str, change: Callable[[list[bytes]], None], faults: list[str]
) -> None:
    lines(export, file, change)
    code, said = verify(export, "--key", export / "public_key.pem")
    assert said[:-2] == faults
    assert (code, said[-1]) == (1, "Something is wrong.")


def test_without_the_command_and_without_the_package_forgery_is_found_as_well(export: Path) -> None:
    if shutil.which("openssl") is None:
        pytest.skip("no openssl command here")
    lines(export, "heads.jsonl", replaced(1, b'"size":6', b'"size":7'))
    code, said = verify(export, alone=True)
    assert code == 1
    assert "the signature over 7 entries does not hold" in said


def test_a_renumbered_record_is_found(export: Path) -> None:
    (export / "payloads.jsonl").unlink()
    lines(export, "entries.jsonl", renumbered)
    assert verify(export)[1][1:3] == ["entries 9 to 9 are missing", MISMATCH]


def test_a_key_of_somebody_else_proves_nothing(export: Path, tmp_path: Path) -> None:
    (tmp_path / "ours.pem").write_bytes(keys(2)[1])
    code, said = verify(export, "--key", tmp_path / "ours.pem")
    assert code == 1
    assert [each for each in said if "unknown key" in each] == said[:3]


def test_a_head_kept_from_earlier_finds_an_end_that_was_cut_off(export: Path, tmp_path: Path) -> None:
    shutil.copy(export / "heads.jsonl", tmp_path / "kept.jsonl")
    for name, last in (("entries.jsonl", 9), ("payloads.jsonl", 9), ("heads.jsonl", 2)):
        lines(export, name, dropped(6 if name != "heads.jsonl" else 2, last))
    assert verify(export)[0] == 0
    code, said = verify(export, "--heads", tmp_path / "kept.jsonl")
    assert (code, said[1]) == (1, "entries 6 to 9 are missing")


def test_another_record_signed_with_the_same_key_does_not_pass(export: Path) -> None:
    frontier = Frontier()
    for number in range(SIZE):
        frontier, _ = append(frontier, bytes.fromhex(json.loads(entry_line(entry(number, number)))["leaf"]))
    foreign = head_line(sign(head_of("house-2", frontier), PRIVATE))
    lines(export, "heads.jsonl", put(3, foreign))
    assert "the head over 10 entries belongs to another record (meydan/record/house-2)" in verify(export)[1]


def test_a_folder_that_is_no_export_cannot_be_checked(tmp_path: Path) -> None:
    code, said = verify(tmp_path)
    assert code == 2
    assert said[-1].startswith("This cannot be checked")


def test_the_script_names_nothing_of_ours() -> None:
    assert "meydan." not in SCRIPT.read_text(encoding="utf-8")


def test_a_machine_that_cannot_check_signatures_accuses_nobody(export: Path, tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "openssl").write_text("#!/bin/sh\necho 'unknown option -rawin' >&2\nexit 1\n", encoding="utf-8")
    (tmp_path / "bin" / "openssl").chmod(0o755)
    for path in (tmp_path / "bin", tmp_path / "nothing"):
        python = [sys.executable, "-I", "-S", SCRIPT, export]
        done = subprocess.run(python, capture_output=True, text=True, check=False, env={"PATH": str(path)})
        assert done.returncode == 2
        assert "does not hold" not in done.stdout
        assert "This cannot be checked" in done.stdout
