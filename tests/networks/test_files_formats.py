"""Every format that is promised gives the messages that are in it, whatever program wrote the file."""

import json
from pathlib import Path

import pytest

from meydan.networks.files import FileProblem, MessageRow, Note, WrongRow, read_messages
from meydan.networks.files.columns import find_columns, plain_name
from meydan.networks.files.meta import mend
from meydan.networks.files.records import read_lang, read_time
from meydan.networks.files.tables import join_pieces

SAMPLES = Path(__file__).parent / "files" / "samples"
OURS = "Bozkır Üniversitesi"


def messages(path, own=()):
    return [row.message for row in read_messages(path, own) if isinstance(row, MessageRow)]


def write(folder, name, content):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return path


def test_a_turkish_windows_table_is_read_and_the_guess_is_told():
    rows = list(read_messages(SAMPLES / "excel.csv"))
    assert [row.message.text for row in rows if isinstance(row, MessageRow)] == [
        "Şikâyetim var: ışıklar yanmıyor",
        "İki satır;\nbir hücre",
    ]
    assert [row for row in rows if isinstance(row, Note)] == [
        Note("encoding_guessed", {"name": "excel.csv", "encoding": "cp1254"})
    ]
    first = next(row.message for row in rows if isinstance(row, MessageRow))
    assert (first.author.handle, first.at, first.network) == ("İpek", "2026-11-16T09:30:00+00:00", "instagram")


def test_a_western_windows_table_is_read_as_western(tmp_path):
    path = write(tmp_path, "a.csv", "melding,namn\nVegen er ope på søndag,Åse\n".encode("cp1252"))
    rows = list(read_messages(path))
    assert rows[0] == Note("encoding_guessed", {"name": "a.csv", "encoding": "cp1252"})
    assert rows[1].message.text == "Vegen er ope på søndag"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_encodings_line_ends_and_delimiters_do_not_matter(tmp_path, encoding, end, mark):
    lines = [mark.join(["id", "Yorum", "Yazan"]), mark.join(["7", "Işıklar sönük", "Ömer"]), ""]
    path = write(tmp_path, "a.csv", end.join(lines).encode(encoding))
    (message,) = messages(path)
    assert (message.id, message.text, message.author.handle) == ("7", "Işıklar sönük", "Ömer")


def test_a_single_column_may_hold_every_mark_of_punctuation(tmp_path):
    path = write(tmp_path, "a.csv", 'sep=,\nviesti\nhei, kiitos; hyvä\tjuttu\n"rivi\ntoinen"\n')
    assert [each.text for each in messages(path)] == ["hei, kiitos; hyvä\tjuttu", "rivi\ntoinen"]


@pytest.mark.parametrize("name", ["meldingar.csv", "viestit.csv", "events.jsonl", "list.json", "messenger/talk.json"])
def test_each_sample_gives_messages_and_nothing_wrong(name):
    rows = list(read_messages(SAMPLES / name))
    assert rows
    assert all(isinstance(row, MessageRow) for row in rows)


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("YORUM METNİ", "text"),
        ("Kommentar-ID", "id"),
        ("Päivämäärä", "at"),
        ("Lähettäjä", "author"),
        ("Språk", "lang"),
        ("Bağlantı", "url"),
        ("Kullanıcı Adı", "author"),
        ("Innhald", "text"),
        ("Verkosto", "network"),
    ],
)
def test_headings_are_known_in_five_languages_and_in_any_case(heading, field):
    assert find_columns([heading]) == {field: 0}


def test_an_unknown_heading_is_no_column():
    assert find_columns(["likes", ""]) == {}
    assert plain_name("Yorum  Metni ") == "yorum_metni"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2026-11-20T09:00:00Z", "2026-11-20T09:00:00+00:00"),
        ("2026-11-20 09:00", "2026-11-20T09:00:00+00:00"),
        ("2026-11-20T09:00:00+03:00", "2026-11-20T09:00:00+03:00"),
        ("3.2.2026 klo 7.05", "2026-02-03T07:05:00+00:00"),
        ("20/11/2026", "2026-11-20T00:00:00+00:00"),
        (1794819600, "2026-11-16T09:00:00+00:00"),
        (1794819600123, "2026-11-16T09:00:00+00:00"),
        ("1794819600", "2026-11-16T09:00:00+00:00"),
        ("31.02.2026", None),
        ("yesterday", None),
        (10**400, None),
        (float("nan"), None),
        (True, None),
        (None, None),
    ],
)
def test_times_are_read_with_the_day_first_and_never_raise(written, read):
    assert read_time(written) == read


@pytest.mark.parametrize(
    ("written", "read"), [("nn-NO", "nn"), ("TR", "tr"), ("no", None), ("Türkçe", None), (3, None), ("", None)]
)
def test_a_language_is_a_code_or_unknown(written, read):
    assert read_lang(written) == read


def test_a_date_that_cannot_be_read_costs_no_message_and_is_told(tmp_path):
    path = write(tmp_path, "a.csv", "text,date\nhello,soon\nbye,\n")
    rows = list(read_messages(path))
    assert [row.message.at for row in rows[:2]] == [None, None]
    assert rows[2:] == [Note("dates", {"count": "1"})]


def test_an_event_of_ours_and_plain_fields_stand_side_by_side():
    first, second = messages(SAMPLES / "events.jsonl")
    assert (first.id, first.surface, first.at) == ("1", "mention", "2026-11-16T09:00:00+03:00")
    assert (second.id, second.text, second.lang) == ("77", "Takk for brøytinga", "nn")


@pytest.mark.parametrize("wrapper", ["data", "comments", "messages", "items"])
def test_a_wrapped_list_is_a_list(tmp_path, wrapper):
    path = write(tmp_path, "a.json", json.dumps({wrapper: [{"text": "bir"}, {"text": "iki"}]}, indent=1))
    assert [each.text for each in messages(path)] == ["bir", "iki"]


def test_one_message_alone_is_a_message(tmp_path):
    for text in ('{"text": "bir"}', '{\n "text": "bir"\n}', '{"text": "bir"}\n'):
        assert [each.text for each in messages(write(tmp_path, "a.json", text))] == ["bir"]


def test_a_comment_of_facebook_is_mended_and_dated():
    path = SAMPLES / "facebook/your_facebook_activity/comments_and_reactions/comments.json"
    rows = list(read_messages(path))
    first = rows[0].message
    assert (first.text, first.author.handle) == ("Yurtta sıcak su yok, ne zaman gelecek?", "Elif Şahin")
    assert (first.network, first.surface, first.at) == ("facebook", "comment", "2026-11-16T09:00:00+00:00")
    assert rows[2].message.text is None
    assert rows[2].message.media[0].kind == "image"
    assert isinstance(rows[3], WrongRow)
    assert (rows[3].code, rows[3].place.line, rows[3].place.unit) == ("missing_text", 4, "item")


def test_an_export_gives_the_talks_in_order_without_calls_and_what_was_taken_back():
    texts = [each.text for each in messages(SAMPLES / "facebook", [OURS])]
    assert texts == [
        "Yurtta sıcak su yok, ne zaman gelecek?",
        None,
        "Teşekkürler, çok yardımcı oldunuz 🙏",
        None,
        "Öğrenci belgemi nasıl alabilirim?",
    ]


@pytest.mark.parametrize("name", [OURS, "bozkır üniversitesi", " @BOZKIR ÜNİVERSİTESİ "])
def test_what_we_wrote_is_left_out_and_counted(name):
    rows = list(read_messages(SAMPLES / "facebook", ["somebody else", name]))
    assert rows[-1] == Note("own", {"count": "2"})
    assert OURS not in {row.message.author.handle for row in rows if isinstance(row, MessageRow)}


def test_without_a_name_of_ours_nothing_is_left_out():
    rows = list(read_messages(SAMPLES / "facebook", [" "]))
    assert OURS in {row.message.author.handle for row in rows if isinstance(row, MessageRow)}


def test_comments_of_instagram_are_read_in_the_language_of_the_account():
    texts = [each.text for each in messages(SAMPLES / "instagram")]
    assert texts == ["Fin dag på fjorden! Helsing rådhuset", "Çok güzel olmuş", "Gratulerer!", "Når opnar symjehallen?"]


def test_the_comments_in_our_own_instagram_export_are_ours():
    rows = list(read_messages(SAMPLES / "instagram", ["Fjordvik kommune"]))
    assert [row.message.text for row in rows[:-1]] == ["Når opnar symjehallen?"]
    assert rows[-1] == Note("own", {"count": "3"})


def test_an_encrypted_talk_of_messenger_is_read():
    (message,) = messages(SAMPLES / "messenger/talk.json")
    assert (message.text, message.author.handle) == ("Kayıt ne zaman bitiyor?", "Elif Şahin")


def test_takeout_gives_comments_and_live_chats_with_their_links():
    rows = [row for row in read_messages(SAMPLES / "takeout", ["UCours"]) if isinstance(row, MessageRow)]
    assert [row.message.text for row in rows] == [
        "Harika bir konuşma, @bozkir",
        "Eski biçimde, düz metin",
        "Ses gelmiyor",
    ]
    assert rows[0].url == "https://www.youtube.com/watch?v=vid_One-1&lc=UgxA1"
    assert {row.message.network for row in rows} == {"youtube"}


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ('{"text":"a"},{"text":"b"}', "ab"),
        ('{"takeoutSegments":[{"text":"a"},{"text":"b"}]}', "ab"),
        ("plain {text}", "plain {text}"),
        ('{"text": 5}', '{"text": 5}'),
        ("{broken", "{broken"),
        ("{" * 100_000, "{" * 100_000),
    ],
)
def test_pieces_of_a_comment_are_joined_and_anything_else_is_text(cell, text):
    assert join_pieces(cell) == text


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Ã¥", "å"),
        ("Å\x9f", "ş"),
        ("ð\x9f\x99\x8f", "🙏"),
        ("düz", "düz"),
        ("şu an", "şu an"),
        ("ascii", "ascii"),
        (None, None),
        (5, 5),
    ],
)
def test_only_what_meta_broke_is_mended(written, meant):
    assert mend(written) == meant


def test_doubles_count_once_by_network_and_id(tmp_path):
    path = write(tmp_path, "a.csv", "id,text,network\n1,a,x\n1,b,x\n1,c,facebook\n,d,x\n,d,x\n")
    rows = list(read_messages(path))
    assert [row.message.text for row in rows[:-1]] == ["a", "c", "d", "d"]
    assert rows[-1] == Note("doubles", {"count": "1"})


def test_nothing_in_a_table_is_run_or_changed(tmp_path):
    cells = ["=1+1", "<script>alert(1)</script>", "\u202egnp.exe", "{{7*7}}", "[link](http://x.example)"]
    path = write(tmp_path, "a.csv", "text\n" + "\n".join(cells) + "\n")
    assert [each.text for each in messages(path)] == cells


def test_tables_are_read_row_by_row(tmp_path):
    path = write(tmp_path, "a.csv", "text,author\n" + "merhaba,ali\n" * 1000 + "x" * 300_000 + ",son\n")
    rows = read_messages(path)
    assert isinstance(next(rows), MessageRow)
    rest = list(rows)
    assert len(rest) == 1000
    assert (rest[-1].code, rest[-1].place.line) == ("too_long", 1002)


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.csv", b"", "empty"),
        ("a.csv", b"\n \r\n", "empty"),
        ("a.csv", b"likes,shares\n1,2\n", "no_text_column"),
        ("a.txt", b"just a letter to the mayor", "no_text_column"),
        ("a.bin", bytes(range(256)) * 20, "binary"),
        ("a.bin", b"\x00" * 50, "binary"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 99, "spreadsheet"),
        ("a.json", b'{"text": ', "broken_json"),
        ("a.json", b"[[[[", "broken_json"),
        ("a.json", b"[" * 200_000, "broken_json"),
    ],
)
def test_a_file_of_no_known_format_is_refused_with_a_sentence(tmp_path, name, content, code):
    with pytest.raises(FileProblem) as caught:
        list(read_messages(write(tmp_path, name, content)))
    assert caught.value.code == code
    assert str(caught.value).startswith(name)


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(FileProblem) as caught:
        list(read_messages(tmp_path / "none.csv"))
    assert caught.value.code == "not_found"
    assert "none.csv" in str(caught.value)
