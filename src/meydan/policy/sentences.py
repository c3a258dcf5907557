"""Renders codes and parameters as sentences in the reader's language; what is stored and compared is the code."""

from collections.abc import Mapping
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from meydan.kernel.decision import Conflict, Decision, Notice
from meydan.kernel.findings import Finding
from meydan.kernel.vocabulary import LANGUAGES
from meydan.policy.compiled import Policy
from meydan.policy.order import urgency
from meydan.policy.source import read_yaml

LOCALE = Path(str(resources.files("meydan"))) / "locale"


@cache
def _texts() -> Mapping[str, Mapping[str, str]]:
    """Return all texts of the house: sentences under a plain code, words under a group and a code (`state.open`)."""
    texts: dict[str, Mapping[str, str]] = {}
    for path in sorted(LOCALE.glob("*.yaml")):
        texts |= read_yaml(path).data or {}
    return texts


@cache
def house_sentences() -> Mapping[str, Mapping[str, str]]:
    """Return the sentences that belong to no pack: code, language, text."""
    return {code: text for code, text in _texts().items() if "." not in code}


@cache
def words() -> Mapping[str, Mapping[str, str]]:
    """Return the words of screens and reports (actions, addressees, labels, outcomes): key, language, text."""
    return {key: text for key, text in _texts().items() if "." in key}


def render(code: str, params: Mapping[str, str], lang: str, policy: Policy) -> str:
    """Return the sentence for a code in `lang`, or in English where the language has none."""
    texts: Mapping[str, str] = {}
    for source in (*(pack.sentences for pack in policy.packs), house_sentences()):
        if code in source:
            texts = source[code]
            break
    text = texts.get(lang) or texts.get("en") or code
    shown = {key: _shown(key, value, lang, policy) for key, value in params.items()}
    try:
        return _capitalised(text.format_map(shown), lang)
    except (KeyError, IndexError, ValueError):
        return text


def _capitalised(sentence: str, lang: str) -> str:
    """Return the sentence with a capital first letter; in Turkish i becomes İ."""
    first = sentence[:1]
    return ("İ" if lang == "tr" and first == "i" else first.upper()) + sentence[1:]


def _shown(key: str, value: str, lang: str, policy: Policy) -> str:
    """Return a parameter as a reader would say it: a step's or a role's name instead of its code."""
    if key in ("step", "before", "action"):
        action, _, to = value.partition(":")
        return f"{term('action', action, lang)} ({role(to, lang, policy)})" if to else term("action", action, lang)
    if key in ("state", "move", "part"):
        return term(key, value, lang)
    return role(value, lang, policy) if key in ("who", "to", "by") else value


def term(group: str, code: str, lang: str) -> str:
    """Return the word for a code of a group (`action`, `label`, `outcome` ...) in `lang`; the code where none is."""
    texts = words().get(f"{group}.{code}") or {}
    return texts.get(lang) or texts.get("en") or code


def due_text(due: str, lang: str) -> str:
    """Return a deadline as a reader would say it: a word of the source, or `within 4 hours`."""
    if due in ("immediately", "promptly"):
        return term("due", due, lang)
    minutes = urgency(due) - 2
    for unit, size in (("day", 1440), ("hour", 60), ("minute", 1)):
        if minutes % size == 0 and minutes >= size:
            count = minutes // size
            return term(f"within.{unit}", "one" if count == 1 else "other", lang).format(n=count)
    return due


def role(code: str, lang: str, policy: Policy) -> str:
    """Return what an addressee is called in this institution."""
    for pack in policy.packs:
        names = (pack.meta.get("roles") or {}).get(code)
        if names:
            return str(names.get(lang) or names.get("en") or next(iter(names.values())))
    return term("role", code, lang)


def as_dict(decision: Decision, policy: Policy, lang: str | None = None) -> dict[str, Any]:
    """Return the decision as the contract's JSON object, sentences in `lang` (default: the pack's first language)."""
    tongue = lang if lang in LANGUAGES else policy.main.languages[0]
    return {
        "id": decision.id,
        "kind": decision.kind,
        "lang": decision.lang,
        "sentiment": decision.sentiment,
        "packs": [{"id": ref.id, "version": ref.version, "hash": ref.hash} for ref in decision.packs],
        "settings": decision.settings,
        "labels": [_label(each) for each in decision.labels],
        "look": [{"why": each.why, "labels": list(each.labels)} for each in decision.look],
        "outcome": decision.outcome,
        "steps": [
            {
                "action": step.action,
                "by": step.by,
                "to": step.to,
                "unit": step.unit,
                "needed": step.needed,
                "after": list(step.after),
                "due": step.due,
                "template": step.template,
                "lang": step.lang,
                "how": step.how,
                "clauses": list(step.clauses),
            }
            for step in decision.steps
        ],
        "refusals": [_notice(each, tongue, policy) for each in decision.refusals],
        "approvals": [
            {"by": each.by, "kind": each.kind, "given": each.given, "clauses": list(each.clauses)}
            | ({"any_of": list(each.any_of)} if each.any_of else {})
            for each in decision.approvals
        ],
        "warnings": [
            _notice(each, tongue, policy) | {"spans": [list(span) for span in each.spans]} for each in decision.warnings
        ],
        "conflicts": [_conflict(each, tongue, policy) for each in decision.conflicts],
    }


def _label(finding: Finding) -> dict[str, Any]:
    found: dict[str, Any] = {
        "code": finding.code,
        "confidence": round(finding.confidence, 3),
        "sure": finding.sure,
        "by": finding.by,
        "spans": [list(span) for span in finding.spans],
    }
    return found | ({"value": finding.value} if finding.value else {})


def _notice(notice: Notice, lang: str, policy: Policy) -> dict[str, Any]:
    return {
        "code": notice.code,
        "params": dict(notice.params),
        "sentence": render(notice.code, notice.params, lang, policy),
        "clauses": list(notice.clauses),
    }


def _conflict(conflict: Conflict, lang: str, policy: Policy) -> dict[str, Any]:
    return {
        "clauses": list(conflict.clauses),
        "code": conflict.code,
        "params": dict(conflict.params),
        "sentence": render(conflict.code, conflict.params, lang, policy),
    }
