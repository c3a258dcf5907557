"""What the endpoint answered, taken only as far as it is what we asked for.

Rule: an answer can say of each label that was asked for how likely it is, and nothing else. Example: of
`{"labels": [{"label": "insult", "confidence": 7}, {"label": "remove_it", "confidence": 1}]}` there remains insult with
confidence 1. An answer of any other form is no answer.
"""

import json
import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

#: Entries of an answer that are read at most.
MOST_ENTRIES = 500


class UnusableAnswer(Exception):
    """An answer of another form than was asked for; `code` says which, and nothing of its text."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class Answer:
    """The labels that were seen, each with its confidence 0..1, and how many unknown ones were dropped."""

    labels: Mapping[str, float]
    dropped: int = 0


def read_json(body: bytes) -> Any:
    """Return what the endpoint sent, or raise UnusableAnswer where it is no JSON."""
    return _load(body.decode("utf-8", "replace"), "endpoint_answer_malformed", "The endpoint's reply is no JSON.")


def read_usage(reply: Any) -> int | None:
    """Return the tokens that the endpoint says the request cost, None where it says nothing that makes sense."""
    usage = reply.get("usage") if isinstance(reply, dict) else None
    if not isinstance(usage, dict):
        return None
    total = _count(usage.get("total_tokens"))
    parts = [_count(usage.get(name)) for name in ("prompt_tokens", "completion_tokens")]
    known = [part for part in parts if part is not None]
    both = sum(known) if len(known) == len(parts) else None
    # An endpoint that contradicts itself is believed where it names more; nothing costs nothing.
    return max(total or 0, both or 0) or None


def read_answer(reply: Any, labels: Collection[str]) -> Answer:
    """Return which of `labels` the reply names; raise UnusableAnswer for a reply of any other form."""
    entries = _load_content(reply).get("labels")
    if not isinstance(entries, list):
        raise UnusableAnswer("endpoint_answer_malformed", "The endpoint's answer holds no list of labels.")
    found: dict[str, float] = {}
    for entry in entries[:MOST_ENTRIES]:
        label, confidence = _read_entry(entry)
        if label in labels and confidence is not None:
            found[label] = max(confidence, found.get(label, 0.0))
    known = sum(isinstance(entry, dict) and entry.get("label") in found for entry in entries[:MOST_ENTRIES])
    return Answer(found, len(entries) - known)


def _load_content(reply: Any) -> dict[str, Any]:
    try:
        choice = reply["choices"][0]
        message, reason = choice["message"], choice.get("finish_reason")
        content, refusal = message.get("content"), message.get("refusal")
    except (KeyError, IndexError, TypeError, AttributeError):
        raise UnusableAnswer("endpoint_answer_malformed", "The endpoint's reply has another form.") from None
    if reason == "length":
        raise UnusableAnswer("endpoint_answer_too_long", "The endpoint's answer was cut off for its length.")
    if refusal or reason == "content_filter":
        raise UnusableAnswer("endpoint_answer_refused", "The endpoint refused to label a text.")
    if not isinstance(content, str):
        raise UnusableAnswer("endpoint_answer_malformed", "The endpoint's reply holds no text.")
    answer = _load(content, "endpoint_answer_malformed", "The endpoint's answer is no JSON.")
    if not isinstance(answer, dict):
        raise UnusableAnswer("endpoint_answer_malformed", "The endpoint's answer is no object.")
    return answer


def _read_entry(entry: Any) -> tuple[str, float | None]:
    if not isinstance(entry, dict) or not isinstance(label := entry.get("label"), str):
        return "", None
    confidence = entry.get("confidence")
    if isinstance(confidence, bool) or not isinstance(confidence, int | float):
        return label, None
    # Clamped before it becomes a float: JSON knows whole numbers that are too large for one.
    clamped = float(min(max(confidence, 0), 1))
    return label, None if math.isnan(clamped) else clamped


def _load(text: str, code: str, message: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise UnusableAnswer(code, message) from None


def _count(value: Any) -> int | None:
    """The value as a number of tokens; None for what cannot be one."""
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**12 else None
