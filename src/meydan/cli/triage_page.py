"""The triage as one page that needs nothing else: no network, no other file, no account.

Every word of the public is escaped and stands in a frame of its own direction; the page may run one script and use
one style, both named by their hash, and nothing else. Without the script all messages are shown.
"""

import base64
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from importlib import resources
from string import Template
from typing import TextIO

from meydan.cli.triage_text import Reader, Summary, by_urgency, cited_by, visible
from meydan.flow.triage import URGENCIES, Triaged
from meydan.kernel.decision import Step
from meydan.policy.sentences import term

#: As many bars as there are urgencies; further labels are folded away.
MAX_BARS = 6
#: Groups in which every plan lies open; in the others it opens at a click.
_OPEN = frozenset({"life", "immediately", "promptly", "must_remove"})


@dataclass(frozen=True, slots=True)
class Head:
    """What stands above the page: the file that was read, and when (RFC 3339)."""

    file: str
    now: str


def write_page(items: Sequence[Triaged], summary: Summary, reader: Reader, head: Head, out: TextIO) -> None:
    """Write the page in the reader's language."""
    style, script = _part("triage.css"), _part("triage.js")
    say = reader.say
    page = Template(_part("triage.html")).substitute(
        lang=reader.lang,
        style=style,
        script=script,
        style_hash=_hash(style),
        script_hash=_hash(script),
        title=escape(say("title")),
        file=escape(visible(head.file)),
        skip=escape(say("skip")),
        facts=_facts(summary, reader, head),
        people_decide=escape(f"{say('people_decide')} {reader.usual_doer()}"),
        notes=_notes(items, summary, reader),
        summary=escape(say("summary")),
        figures=_figures(summary, frozenset(by_urgency(items)), reader),
        filter=_filter(items, reader),
        groups="".join(_group(urgency, group, reader) for urgency, group in by_urgency(items).items()),
        clauses=_clauses(items, reader),
    )
    out.write(page)


def _part(name: str) -> str:
    return (resources.files("meydan") / "cli" / "page" / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _facts(summary: Summary, reader: Reader, head: Head) -> str:
    packs = []
    for pack in reader.policy.packs:
        titles = pack.meta.get("title") or {}
        title = titles.get(reader.lang) or titles.get(pack.languages[0]) or pack.id
        packs.append(f"{title} ({pack.id}, {reader.say('version', version=pack.version)})")
    facts = [
        (reader.say("policy"), "; ".join(packs)),
        (reader.say("file"), visible(head.file)),
        (reader.say("made"), f"{_day(head.now)} UTC"),
        (reader.say("count"), reader.count("messages", summary.total)),
    ]
    return "".join(f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>" for name, value in facts)


def _notes(items: Sequence[Triaged], summary: Summary, reader: Reader) -> str:
    lines = [reader.note(note) for note in summary.notes]
    if len(items) < summary.total:
        lines.append(reader.say("shown_of", shown=len(items), all=summary.total))
    if summary.wrong:
        lines.append(reader.count("wrong_rows", summary.wrong_total))
        lines += [reader.wrong(row) for row in summary.wrong]
        rest = summary.wrong_total - len(summary.wrong)
        lines += [reader.count("more", rest)] if rest else []
    return f'<ul class="notes">{_items(lines)}</ul>\n' if lines else ""


def _items(lines: Iterable[str]) -> str:
    return "".join(f"<li>{escape(line)}</li>" for line in lines)


def _figures(summary: Summary, groups: frozenset[str], reader: Reader) -> str:
    if not summary.total:
        return f"<p>{escape(reader.say('empty'))}</p>"
    urgencies = []
    for each in URGENCIES:
        name = escape(reader.say(f"urgency.{each}"))
        shown = f'<a href="#u-{each}">{name}</a>' if each in groups else name
        if summary.urgencies[each]:
            urgencies.append((shown, f" tone u-{each}", summary.urgencies[each]))
    labels = [(escape(reader.label(code)), "", count) for code, count in sorted(summary.labels.items(), key=_by_count)]
    first = _figure("by_urgency", "urgency", urgencies, summary.total, reader)
    second = _figure("by_label", "label", labels, summary.total, reader) if labels else ""
    return f'<div class="figures">{first}{second}</div>\n'


def _by_count(entry: tuple[str, int]) -> tuple[int, str]:
    return -entry[1], entry[0]


def _figure(name: str, column: str, rows: list[tuple[str, str, int]], total: int, reader: Reader) -> str:
    """Return a small table with bars; all but the first rows lie folded, so that the messages are not far."""
    bars = [_bar(f"{name}-{place}", row, total, reader) for place, row in enumerate(rows)]
    heads = "".join(f'<th scope="col">{escape(reader.say(each))}</th>' for each in (column, "count", "share_head"))
    open_rows, folded = bars[:MAX_BARS], bars[MAX_BARS:]
    title = escape(reader.say(name))
    table = (
        f"<table><caption>{title}</caption><thead><tr>{heads}</tr></thead><tbody>{''.join(open_rows)}</tbody></table>"
    )
    more = ""
    if folded:
        more = (
            f"<details><summary>{escape(reader.count('more', len(folded)))}</summary>"
            f'<table><caption class="hidden">{title}</caption><thead class="hidden"><tr>{heads}</tr></thead>'
            f"<tbody>{''.join(folded)}</tbody></table></details>"
        )
    note = f'<p class="soft">{escape(reader.say("label_note"))}</p>' if name == "by_label" else ""
    return f"<div>{table}{more}{note}</div>"


def _bar(key: str, row: tuple[str, str, int], total: int, reader: Reader) -> str:
    shown, classes, count = row
    share = max(1, round(100 * count / total))
    return (
        f'<tr><th scope="row">{shown}</th><td class="n">{count}</td><td class="bar">'
        f'<svg class="bar{classes}" viewBox="0 0 100 8" preserveAspectRatio="none" role="img" '
        f'aria-labelledby="{key}-t" aria-describedby="{key}-d">'
        f'<title id="{key}-t">{escape(reader.say("share", share=share))}</title>'
        f'<desc id="{key}-d">{escape(reader.say("bar"))}</desc>'
        f'<rect class="full" width="100" height="8"/>'
        f'<rect class="part" width="{share}" height="8"/></svg></td></tr>'
    )


def _filter(items: Sequence[Triaged], reader: Reader) -> str:
    if not items:
        return ""
    say = reader.say
    urgencies = [(each, say(f"urgency.{each}")) for each in by_urgency(items)]
    codes = {label.code for each in items for label in each.decision.labels}
    labels = sorted(((code, reader.label(code)) for code in codes), key=lambda each: each[1])
    return (
        f'<form id="filter" aria-labelledby="filter-head" hidden><h2 id="filter-head">{escape(say("filter"))}</h2>'
        f"{_select('urgency', urgencies, reader)}{_select('label', labels, reader)}"
        f'<label>{escape(say("search"))}<input type="search" name="search" autocomplete="off"></label>'
        f'<output role="status" data-one="{escape(say("shown.one", n="{n}"))}" '
        f'data-other="{escape(say("shown.other", n="{n}"))}"></output></form>'
    )


def _select(name: str, options: Sequence[tuple[str, str]], reader: Reader) -> str:
    every = f'<option value="">{escape(reader.say("all"))}</option>'
    rest = "".join(f'<option value="{escape(code)}">{escape(shown)}</option>' for code, shown in options)
    return f'<label>{escape(reader.say(name))}<select name="{name}">{every}{rest}</select></label>'


def _group(urgency: str, group: Sequence[Triaged], reader: Reader) -> str:
    name = escape(reader.say(f"urgency.{urgency}"))
    count = escape(reader.count("messages", len(group)))
    heads = "".join(
        f'<th scope="col" role="columnheader"{css}>{escape(reader.say(each))}</th>'
        for each, css in (("number", ""), ("message", ' class="m"'), ("found", ' class="f"'), ("plan", ""))
    )
    rows = "\n".join(_row(each, reader) for each in group)
    return (
        f'<section class="group u-{urgency}" aria-labelledby="u-{urgency}">'
        f'<h2 id="u-{urgency}">{name} <small>{count}</small></h2>'
        f'<table role="table"><caption>{name}: {count}</caption>'
        f'<thead role="rowgroup"><tr role="row">{heads}</tr></thead>'
        f'<tbody role="rowgroup">\n{rows}\n</tbody></table></section>\n'
    )


def _row(each: Triaged, reader: Reader) -> str:
    labels = " ".join(label.code for label in each.decision.labels)
    return (
        f'<tr role="row" data-urgency="{each.urgency}" data-labels="{escape(labels)}">'
        f'<th scope="row" role="rowheader" data-head="{escape(reader.say("number"))}">{each.number}</th>'
        f'<td role="cell" class="m">{_message(each, reader)}</td>'
        f'<td role="cell" class="f">{_found(each, reader)}</td>'
        f'<td role="cell">{_plan(each, reader)}</td></tr>'
    )


def _message(each: Triaged, reader: Reader) -> str:
    message = each.message
    text = escape(visible(message.text)) if message.text else f"<em>{escape(reader.say('no_text'))}</em>"
    lang = each.decision.lang
    tongue = f' lang="{escape(lang)}"' if lang and lang.isascii() and lang.isalpha() and message.text else ""
    handle = message.author.handle if message.author else None
    parts = [f"<bdi>{escape(visible(handle))}</bdi>"] if handle else []
    parts += [escape(visible(part)) for part in (message.network, _day(message.at), lang) if part]
    if each.row.url and each.row.url.startswith(("https://", "http://")):
        link = f'<a href="{escape(each.row.url)}" rel="noopener noreferrer">{escape(reader.say("open_link"))}</a>'
        parts.append(link)
    return f'<p class="text" dir="auto"{tongue}>{text}</p><p class="meta">{" · ".join(parts)}</p>'


def _day(at: str | None) -> str | None:
    return at[:16].replace("T", " ") if at else None


def _found(each: Triaged, reader: Reader) -> str:
    labels = []
    for label in each.decision.labels:
        unsure = "" if label.sure else f' <small class="soft">({escape(reader.say("unsure"))})</small>'
        labels.append(f"<li{'' if label.sure else ' class=unsure'}>{escape(reader.label(label.code))}{unsure}</li>")
    shown = f'<ul class="labels">{"".join(labels)}</ul>' if labels else ""
    if not labels:
        shown = f'<span class="soft">{escape(reader.say("nothing_found"))}</span>'
    looks = "; ".join(term("look", look.why, reader.lang) for look in each.decision.look)
    return shown + (f'<p class="look">{escape(reader.say("look"))}: {escape(looks)}</p>' if looks else "")


def _plan(each: Triaged, reader: Reader) -> str:
    decision = each.decision
    outcome = f'<p class="outcome">{escape(term("outcome", decision.outcome, reader.lang))}</p>'
    steps = "".join(_step(step, decision.steps, reader) for step in decision.steps)
    remarks = "".join(
        f'<p class="remark">{escape(sentence)} {_chips(clauses)}</p>' for sentence, clauses in reader.remarks(decision)
    )
    if not steps:
        return f'{outcome}<p class="soft">{escape(reader.say("no_steps"))}</p>{remarks}'
    plan = f'<ol class="steps">{steps}</ol>'
    if each.urgency not in _OPEN:
        plan = f"<details><summary>{escape(reader.count('steps', len(decision.steps)))}</summary>{plan}</details>"
    return f"{outcome}{plan}{remarks}"


def _step(step: Step, steps: tuple[Step, ...], reader: Reader) -> str:
    how = escape(" · ".join(reader.how(step, steps)))
    css = ' class="must"' if step.needed == "must" else ""
    return f"<li><span{css}>{escape(reader.what(step))}</span> <small>{how}</small> {_chips(step.clauses)}</li>"


def _chips(clauses: Iterable[str]) -> str:
    return " ".join(f'<a class="clause" href="#c-{escape(each)}">{escape(each)}</a>' for each in clauses)


def _clauses(items: Sequence[Triaged], reader: Reader) -> str:
    cited = cited_by(items, reader.policy)
    if not cited:
        return ""
    entries = []
    for clause in cited:
        place = reader.place_of_clause(clause)
        entries.append(
            f'<div id="c-{escape(clause)}"><dt>{escape(clause)}</dt><dd>{escape(reader.clause(clause))}'
            + (f'<br><small class="soft">{escape(place)}</small>' if place else "")
            + "</dd></div>"
        )
    head = escape(reader.say("clauses"))
    return (
        f'<section class="clauses" aria-labelledby="clauses"><h2 id="clauses">{head}</h2>'
        f"<dl>{''.join(entries)}</dl></section>\n"
    )
