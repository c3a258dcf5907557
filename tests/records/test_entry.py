"""An entry holds ids and a commitment; the words can be erased and cannot be guessed from what is left."""

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from tests.records.ledger import HOUSE, START, body, entry, salt

from meydan.apps.records.canonical import canonical
from meydan.apps.records.entry import InvalidEntry, commit, entry_from, leaf, opens, stamp
from meydan.apps.records.merkle import leaf_hash


def test_the_leaf_is_the_hash_of_the_canonical_line() -> None:
    made = entry(7, 7)
    text = (
        '{"actor":"member:1","at":"2026-11-20T13:40:07.000000Z",'
        f'"commitment":"{commit(body(7), salt(7))}","format":1,"id":"id-7","institution":"{HOUSE}",'
        '"kind":"case.close","sequence":7,"subject":"case:7"}'
    )
    assert canonical(made.as_dict()).decode() == text
    assert leaf(made) == leaf_hash(text.encode())


def test_a_commitment_is_known_by_its_parts() -> None:
    # sha256(bytes(32) || sha256(b"{}")), computed by hand with another tool
    assert commit({}, bytes(32)) == "961af672d320bfb80e482edf9e092930b12b6f10f28ac4913d1d64c49219da68"


def test_an_entry_without_a_place_has_no_leaf() -> None:
    with pytest.raises(InvalidEntry, match="no place yet"):
        leaf(entry(1, None))


@pytest.mark.parametrize("sequence", [None, 0, 41])
def test_what_is_exported_is_read_back_as_the_same_entry(sequence: int | None) -> None:
    made = entry(3, sequence)
    assert entry_from(json.loads(canonical(made.as_dict()))) == made


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("actor", "Ayşe Yılmaz"),
        ("actor", "ayse@uni.example"),
        ("actor", ""),
        ("subject", "case 7"),
        ("subject", "x" * 101),
        ("id", "../id"),
        ("id", 7),
        ("institution", None),
        ("kind", "close"),
        ("kind", "Case.Close"),
        ("commitment", "ff"),
        ("commitment", "F" * 64),
        ("at", START.replace(tzinfo=None)),
    ],
)
def test_no_field_takes_names_addresses_or_anything_but_what_it_is_for(field: str, value: object) -> None:
    with pytest.raises(InvalidEntry, match=f"{field}: "):
        entry(1, 1, **{field: value})


@pytest.mark.parametrize("sequence", [-1, True])
def test_a_place_is_a_whole_number_from_zero(sequence: int) -> None:
    with pytest.raises(InvalidEntry, match="sequence: "):
        entry(1, sequence)


@pytest.mark.parametrize(
    "change",
    [
        {"at": "2026-11-20T13:40:07Z"},
        {"at": "2026-11-20T13:40:07.000Z"},
        {"at": "2026-11-20T14:40:07.000000+01:00"},
        {"at": "today"},
        {"at": 7},
        {"sequence": "7"},
        {"sequence": 7.0},
        {"format": 2},
        {"format": 1.0},
        {"note": "more"},
        {"actor": ["member:1"]},
    ],
)
def test_a_line_that_we_would_not_write_is_no_entry(change: dict[str, Any]) -> None:
    with pytest.raises(InvalidEntry):
        entry_from({**entry(7, 7).as_dict(), **change})


@pytest.mark.parametrize("field", sorted(entry(7, 7).as_dict()))
def test_a_line_that_lacks_a_field_is_no_entry(field: str) -> None:
    with pytest.raises(InvalidEntry):
        entry_from({name: value for name, value in entry(7, 7).as_dict().items() if name != field})


def test_a_time_is_written_in_utc_whatever_its_zone() -> None:
    at = datetime(2026, 11, 20, 16, 40, 0, 5, tzinfo=timezone(timedelta(hours=3)))
    assert stamp(at) == "2026-11-20T13:40:00.000005Z"
    assert stamp(datetime(2026, 1, 1, tzinfo=UTC)) == "2026-01-01T00:00:00.000000Z"


def test_a_commitment_opens_only_with_its_payload_and_its_salt() -> None:
    made = commit(body(1), salt(1))
    assert opens(made, body(1), salt(1))
    assert not opens(made, body(2), salt(1))
    assert not opens(made, body(1), salt(2))
    assert not opens(made, {**body(1), "x": None}, salt(1))
    assert not opens(made, 0.5, salt(1))
    assert not opens(made, body(1), b"short")


def test_the_same_words_never_leave_the_same_commitment() -> None:
    assert commit(body(1), salt(1)) != commit(body(1), salt(2))


def test_a_salt_that_could_be_guessed_is_refused() -> None:
    with pytest.raises(InvalidEntry, match="salt: 4 bytes"):
        commit(body(1), b"1234")
