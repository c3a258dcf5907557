"""Whatever bytes a file holds: messages, wrong rows, notes, or a sentence that it cannot be read. Nothing else."""

import io
import json
import tempfile
import zipfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from meydan.kernel.errors import UnreadableFile
from meydan.kernel.parse import MAX_TEXT
from meydan.networks.files import MessageRow, Note, WrongRow, read_messages

QUICK = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
NAMES = st.sampled_from(["a.csv", "a.jsonl", "a.json", "a.zip", "a"])
PIECES = st.sampled_from(
    [
        b"text",
        b"yorum",
        b",",
        b";",
        b"\t",
        b"\n",
        b"\r\n",
        b'"',
        b'""',
        b"{",
        b"}",
        b"[",
        b"]",
        b'"text":',
        b'"a"',
        b":",
        b'{"comments_v2":[',
        b'{"participants":[],"messages":[',
        b'"string_map_data":',
        b"PK\x03\x04",
        b"PK\x05\x06",
        b"\xef\xbb\xbf",
        b"\xff\xfe",
        b"\xfe\xff",
        b"\x00",
        b"\xff",
        b"\xc4\xb1",
        b"\\ud800",
        b"null",
        b"1e999",
        b"-",
        b"Comment Text,Video ID\n",
        b"x" * 300,
    ]
)
FIELDS = st.sampled_from(
    [
        "text",
        "messages",
        "participants",
        "comments_v2",
        "data",
        "comment",
        "string_map_data",
        "value",
        "timestamp",
        "kind",
        "id",
        "sender_name",
        "content",
        "media",
    ]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(FIELDS, inner, max_size=4),
    max_leaves=20,
)
#: The shells of the exports; what lies in them is anything.
EXPORTS = (
    '{"comments_v2": %s}',
    '{"comments_v2": [{"data": %s}]}',
    '{"comments_v2": [{"data": [{"comment": {"comment": %s}}]}]}',
    '{"participants": [], "messages": %s}',
    '{"comments_reels_comments": %s}',
    '[{"string_map_data": %s}]',
    '[{"string_map_data": {"Comment": {"value": %s}}}]',
    '{"participants": %s, "messages": [{"content": "a", "timestamp_ms": 1, "sender_name": 3}]}',
    '{"data": %s}',
)


def read_all(content: bytes, name: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        try:
            rows = list(read_messages(path, ["a"]))
        except UnreadableFile as error:
            assert str(error)
            return
    for row in rows:
        if isinstance(row, MessageRow):
            assert row.message.text or row.message.media
            assert len(row.message.text or "") <= MAX_TEXT
        else:
            assert isinstance(row, WrongRow | Note)
            assert row.sentence


@QUICK
@given(st.binary(max_size=600), NAMES)
def test_any_bytes_are_read_or_refused(content, name):
    read_all(content, name)


@QUICK
@given(st.lists(PIECES, max_size=60).map(b"".join), NAMES)
def test_anything_that_looks_like_a_format_is_read_or_refused(content, name):
    read_all(content, name)


@QUICK
@given(JSON, NAMES)
def test_any_json_is_read_or_refused(value, name):
    read_all(json.dumps(value).encode(), name)


@QUICK
@given(st.lists(JSON, max_size=4), st.sampled_from([*EXPORTS]), NAMES)
def test_anything_in_the_shell_of_an_export_is_read_or_refused(entries, shell, name):
    read_all((shell % json.dumps(entries)).encode(), name)


@QUICK
@given(st.binary(min_size=1, max_size=40), st.integers(min_value=0, max_value=400))
def test_any_damage_to_an_archive_is_read_or_refused(damage, place):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("comments.json", '{"comments_v2": [{"data": [{"comment": {"comment": "selam"}}]}]}')
        archive.writestr("b/comments.csv", "text,author\nselam,ali\n")
    content = bytearray(out.getvalue())
    start = place % len(content)
    content[start : start + len(damage)] = damage
    read_all(bytes(content), "a.zip")
