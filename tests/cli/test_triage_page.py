"""The page: whole, accessible, in the reader's language, and deaf to whatever the public wrote into it."""

import base64
import csv
import hashlib
import io
import re
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from meydan.cli.triage import judge_file
from meydan.cli.triage_page import Head, write_page
from meydan.cli.triage_text import Summary, reader_for
from meydan.flow.judge import load_judge

NOW = "2026-11-20T09:00:00+00:00"

VOID = {"meta", "input", "br", "rect", "link", "img"}
HOSTILE = [
    ("<script>alert(1)</script>", "<b>kalın</b>", "javascript:alert(1)"),
    ('"><img src=x onerror=alert(1)>', "' onmouseover='x", 'https://ag.example/?a="><script>'),
    ("</style></table><h1>sahte</h1>", "&lt;", "data:text/html,x"),
    ("\u202egnp.exe $title ${style} %s {0}", "\u2067x", "//ag.example"),
    ("متى يبدأ التسجيل؟ 12", "عمر", "https://ag.example/1"),
    ("Artık yaşamak istemiyorum", "deniz", ""),
]


class Page(HTMLParser):
    """A page taken apart: its elements with their attributes, its text, and whether every element is closed."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.elements = []
        self.open = []
        self.texts = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.texts.append((self.open[-1] if self.open else "", data))

    def all(self, *tags):
        return [attrs for tag, attrs in self.elements if tag in tags]

    def text(self, *tags):
        return [data for tag, data in self.texts if tag in tags]


def make(judge, folder, rows, lang=None, limit=None):
    path = folder / "comments.csv"
    table = io.StringIO(newline="")
    csv.writer(table).writerows([["text", "author", "url"], *rows])
    path.write_text(table.getvalue(), encoding="utf-8", newline="")
    summary, reader, out = Summary(), reader_for(judge, lang), io.StringIO(newline="")
    items = judge_file(path, (), judge, NOW, summary, reader, limit)
    write_page(items, summary, reader, Head(path.name, NOW), out)
    return out.getvalue()


@pytest.fixture(scope="module")
def judge():
    return load_judge("ieu")


@pytest.fixture(scope="module")
def source(judge, tmp_path_factory):
    return make(judge, tmp_path_factory.mktemp("page"), HOSTILE)


@pytest.fixture(scope="module")
def page(source):
    return Page(source)


@pytest.mark.parametrize("lang", ["tr", "nn", "nb", "fi", "en"])
def test_the_page_says_its_language_and_is_told_in_it(judge, tmp_path, lang):
    page = Page(make(judge, tmp_path, [HOSTILE[-1]], lang))
    assert page.all("html") == [{"lang": lang}]
    assert len(page.text("h1")) == 1
    assert not [text for _, text in page.texts if "triage." in text or "{who}" in text]


def test_the_page_has_one_title_one_h1_a_skip_link_and_headings_in_order(page):
    assert len(page.all("title")) - len(page.all("svg")) == 1
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(second - first <= 1 for first, second in pairwise(levels))
    ids = {attrs["id"] for _, attrs in page.elements if "id" in attrs}
    skip = next(attrs for attrs in page.all("a") if attrs.get("class") == "skip")
    assert skip["href"].removeprefix("#") in ids


def test_every_table_has_a_caption_and_every_head_a_scope(page):
    assert len(page.all("table")) == len(page.all("caption")) > 2
    assert {attrs.get("scope") for attrs in page.all("th")} == {"col", "row"}


def test_every_figure_has_a_title_and_a_description(page):
    figures = page.all("svg")
    assert figures
    ids = {attrs["id"] for _, attrs in page.elements if "id" in attrs}
    for figure in figures:
        assert figure["role"] == "img"
        assert {figure["aria-labelledby"], figure["aria-describedby"]} <= ids


def test_no_id_stands_twice_and_every_inner_link_leads_somewhere(page):
    ids = [attrs["id"] for _, attrs in page.elements if "id" in attrs]
    assert len(ids) == len(set(ids))
    inner = [attrs["href"][1:] for attrs in page.all("a") if attrs["href"].startswith("#")]
    assert any(link.startswith("c-IEU-") for link in inner)
    assert set(inner) <= set(ids)


def test_every_field_of_the_filter_has_a_label(page):
    fields = page.all("select", "input")
    assert len(fields) == len(page.all("label")) == 3


def test_what_the_public_wrote_is_text_and_nothing_else(page):
    assert len(page.all("script")) == 1
    assert not page.all("img", "b", "iframe", "object", "link", "base")
    assert not [name for _, attrs in page.elements for name in attrs if name.startswith("on") or name == "style"]
    shown = page.text("p")
    for text in ("<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "</style></table><h1>sahte</h1>"):
        assert text in shown
    assert any("$title ${style} %s {0}" in text for text in shown)


def test_only_web_addresses_become_links_and_they_tell_nobody_whence(page):
    outer = [attrs for attrs in page.all("a") if not attrs["href"].startswith("#")]
    assert {attrs["href"] for attrs in outer} == {"https://ag.example/1", 'https://ag.example/?a="><script>'}
    assert {attrs["rel"] for attrs in outer} == {"noopener noreferrer"}


def test_directions_are_kept_apart_and_turned_letters_are_shown(page, source):
    assert "\u202e" not in source
    assert "\u2067" not in source
    assert "⟦RLO⟧gnp.exe" in source
    messages = [attrs for attrs in page.all("p") if attrs.get("class") == "text"]
    assert len(messages) == len(HOSTILE)
    assert all(attrs["dir"] == "auto" for attrs in messages)
    assert page.text("bdi").count("عمر") == 1


def test_the_page_may_run_its_own_script_and_nothing_else(page, source):
    policy = next(a["content"] for a in page.all("meta") if a.get("http-equiv") == "Content-Security-Policy")
    assert policy.startswith("default-src 'none'")
    for tag in ("style", "script"):
        (inner,) = re.findall(f"<{tag}>(.*?)</{tag}>", source, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(inner.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
    assert "unsafe" not in policy


def test_the_page_needs_no_other_file(page):
    assert not [attrs for _, attrs in page.elements if "src" in attrs or "srcset" in attrs]
    assert "url(" not in "".join(page.text("style"))
    assert "@import" not in "".join(page.text("style"))


def test_each_message_carries_its_urgency_and_labels_for_the_filter(page):
    rows = [attrs for attrs in page.all("tr") if "data-urgency" in attrs]
    assert len(rows) == len(HOSTILE)
    assert rows[0]["data-urgency"] == "life"
    assert "self_harm" in rows[0]["data-labels"].split()


@pytest.mark.parametrize(
    "rule", ["prefers-color-scheme:dark", "@media print", "max-width:48rem", ":focus-visible", "[hidden]"]
)
def test_the_style_cares_for_dark_rooms_paper_phones_and_keyboards(page, rule):
    assert rule in "".join(page.text("style"))


def test_a_file_without_messages_makes_a_page_that_says_so(judge, tmp_path):
    page = Page(make(judge, tmp_path, []))
    assert "İleti yok." in page.text("p")
    assert not page.all("form")


def test_a_limit_is_told_on_the_page_and_breaks_no_link(judge, tmp_path):
    page = Page(make(judge, tmp_path, HOSTILE, limit=1))
    assert "Gösterilen, en acilden başlayarak: 1 / 6." in page.text("li")
    ids = {attrs["id"] for _, attrs in page.elements if "id" in attrs}
    assert {attrs["href"][1:] for attrs in page.all("a") if attrs["href"].startswith("#")} <= ids
