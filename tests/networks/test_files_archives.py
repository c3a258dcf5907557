"""An export is read as it came, zipped or not; an archive made to do harm is refused before it is unpacked."""

import io
import stat
import struct
import zipfile
from pathlib import Path

import pytest

from meydan.networks.files import FileProblem, MessageRow, WrongRow, archives, read_messages

SAMPLES = Path(__file__).parent / "files" / "samples"
COMMENTS = '{"comments_v2": [{"data": [{"comment": {"comment": "selam", "author": "a"}}]}]}'


def make_zip(path, members, method=zipfile.ZIP_DEFLATED):
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def texts(path, own=()):
    return [row.message.text for row in read_messages(path, own) if isinstance(row, MessageRow)]


def problem(path):
    with pytest.raises(FileProblem) as caught:
        list(read_messages(path))
    return caught.value.code


@pytest.mark.parametrize("export", ["facebook", "instagram", "takeout"])
def test_a_zipped_export_gives_what_the_folder_gives(tmp_path, export):
    root = SAMPLES / export
    members = {each.relative_to(root).as_posix(): each.read_bytes() for each in root.rglob("*") if each.is_file()}
    path = make_zip(tmp_path / f"{export}.zip", members)
    assert texts(path) == texts(root)
    assert texts(path)


def test_parts_of_a_talk_come_in_the_order_of_their_numbers(tmp_path):
    talk = '{"participants": [], "messages": [{"sender_name": "a", "content": "%s"}]}'
    members = {f"messages/inbox/a/message_{n}.json": talk % n for n in (10, 2, 1)}
    assert texts(make_zip(tmp_path / "a.zip", members)) == ["1", "2", "10"]


def test_only_the_known_files_are_opened(tmp_path):
    members = {"comments.json": COMMENTS, "media/film.mp4": b"\x00" * 999, "posts_1.json": "[broken"}
    assert texts(make_zip(tmp_path / "a.zip", members)) == ["selam"]


def test_an_archive_that_swells_is_refused(tmp_path):
    path = make_zip(tmp_path / "a.zip", {"comments.json": b" " * 5_000_000})
    assert problem(path) == "bomb"


def test_an_archive_that_is_too_large_in_all_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(archives, "MAX_TOTAL", 100)
    path = make_zip(tmp_path / "a.zip", {f"x/message_{n}.json": COMMENTS for n in range(3)}, zipfile.ZIP_STORED)
    assert problem(path) == "bomb"


def test_an_archive_of_too_many_files_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(archives, "MAX_ENTRIES", 3)
    members = {f"{n}.jpg": b"" for n in range(3)}
    assert problem(make_zip(tmp_path / "a.zip", {**members, "comments.json": COMMENTS})) == "too_many_entries"


def test_a_list_of_files_that_says_it_is_huge_is_not_read(tmp_path):
    path = make_zip(tmp_path / "a.zip", {"comments.json": COMMENTS})
    content = bytearray(path.read_bytes())
    end = content.rfind(b"PK\x05\x06")
    content[end + 12 : end + 16] = struct.pack("<I", 0x7FFFFFFF)
    path.write_bytes(content)
    assert problem(path) == "too_many_entries"


@pytest.mark.parametrize(
    "name", ["../comments.json", "/etc/comments.json", "a/../../comments.json", "C:/comments.json"]
)
def test_a_name_that_leads_out_is_passed_over_and_named(tmp_path, name):
    path = make_zip(tmp_path / "a.zip", {name: COMMENTS, "b/comments.json": COMMENTS})
    rows = list(read_messages(path))
    assert [row.code for row in rows if isinstance(row, WrongRow)] == ["unsafe_name"]
    assert [row.message.text for row in rows if isinstance(row, MessageRow)] == ["selam"]
    assert [each.name for each in tmp_path.iterdir()] == ["a.zip"]


def test_a_link_in_an_archive_is_not_followed(tmp_path):
    entry = zipfile.ZipInfo("comments.json")
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(entry, "/etc/passwd")
    assert problem(path) == "no_known_files"


def test_a_link_in_a_folder_is_not_followed(tmp_path):
    (tmp_path / "secret.json").write_text(COMMENTS, encoding="utf-8")
    export = tmp_path / "export"
    export.mkdir()
    (export / "comments.json").symlink_to(tmp_path / "secret.json")
    assert problem(export) == "no_known_files"


def test_a_damaged_member_does_not_stop_the_others(tmp_path):
    path = make_zip(tmp_path / "a.zip", {"a/comments.json": COMMENTS * 50, "b/comments.json": COMMENTS})
    content = bytearray(path.read_bytes())
    content[60] ^= 0xFF
    path.write_bytes(content)
    rows = list(read_messages(path))
    assert [(row.place.source, row.place.line) for row in rows if isinstance(row, WrongRow)] == [("a/comments.json", 0)]
    assert [row.message.text for row in rows if isinstance(row, MessageRow)] == ["selam"]


def test_a_member_of_another_kind_is_a_wrong_row(tmp_path):
    path = make_zip(tmp_path / "a.zip", {"comments.csv": "likes\n3\n", "comments.json": COMMENTS})
    rows = list(read_messages(path))
    (wrong,) = [row for row in rows if isinstance(row, WrongRow)]
    assert (wrong.place.source, wrong.code) == ("comments.csv", "no_text_column")
    assert "comments.csv" in wrong.sentence


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ({"photo.jpg": "x"}, "no_known_files"),
        ({}, "no_known_files"),
        ({"messages/inbox/a/message_1.html": "<html>"}, "html_export"),
        ({"[Content_Types].xml": "x", "xl/workbook.xml": "x"}, "spreadsheet"),
        ({"mimetype": "x", "content.xml": "x"}, "spreadsheet"),
    ],
)
def test_an_archive_without_known_files_says_what_it_is(tmp_path, members, code):
    assert problem(make_zip(tmp_path / "a.zip", members)) == code


def test_a_protected_archive_is_named_as_such(tmp_path):
    path = make_zip(tmp_path / "a.zip", {"comments.json": COMMENTS})
    content = bytearray(path.read_bytes())
    directory = content.find(b"PK\x01\x02")
    content[directory + 8] |= 1
    path.write_bytes(content)
    assert problem(path) == "zip_encrypted"


def test_half_an_archive_is_damaged(tmp_path):
    path = make_zip(tmp_path / "a.zip", {"comments.json": COMMENTS * 99})
    path.write_bytes(path.read_bytes()[:80])
    assert problem(path) == "zip_damaged"


def test_a_folder_without_known_files_is_refused(tmp_path):
    assert problem(tmp_path) == "no_known_files"


def test_nothing_is_written_beside_an_archive(tmp_path):
    path = make_zip(tmp_path / "a.zip", {"x/comments.json": COMMENTS})
    before = path.read_bytes()
    assert texts(path) == ["selam"]
    assert [each.name for each in tmp_path.iterdir()] == ["a.zip"]
    assert path.read_bytes() == before


def test_an_archive_inside_an_archive_is_left_alone(tmp_path):
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("comments.json", COMMENTS)
    path = make_zip(tmp_path / "a.zip", {"inner.zip": inner.getvalue(), "comments.json": inner.getvalue()})
    rows = list(read_messages(path))
    assert [row.code for row in rows if isinstance(row, WrongRow)] == ["binary"]
