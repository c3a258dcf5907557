"""Logs are one JSON object a line and hold no personal data: neither what people wrote nor who they are.

A line holds a time, a level, a logger, an event in the program's own words, and a few named values that are numbers,
codes or ids. What a library puts into its sentence is left out, and of an error only its kind and the places in the
code, because its text may quote a row. Example: a failed insert is told as `IntegrityError` with file and line, not
with the address that was twice there.
"""

import json
import logging
import re
import traceback
from datetime import UTC, datetime
from types import TracebackType

#: What a line may hold besides: `log.info("imported", extra={"institution": ..., "rows": 12})`.
KEPT = frozenset(
    {
        "institution",
        "account",
        "case",
        "step",
        "job",
        "code",
        "status_code",
        "rows",
        "milliseconds",
        "attempt",
        "network",
        "version",
    }
)
#: A template that says something by itself; `%s: %s` does not.
_WORDS = re.compile(r"[A-Za-z]{3}")


class JsonLines(logging.Formatter):
    """Writes a record as one JSON object."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        return json.dumps(as_mapping(record), ensure_ascii=False, separators=(",", ":"), default=str)


class TextLines(logging.Formatter):
    """Writes the same for people who read along."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        return " ".join(f"{value}" for value in as_mapping(record).values())


def as_mapping(record: logging.LogRecord) -> dict[str, object]:
    """Return what may be written of a record; its arguments are left out."""
    line: dict[str, object] = {
        "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname.lower(),
        "logger": record.name,
        "event": event(record),
    }
    line |= {key: getattr(record, key) for key in sorted(KEPT) if hasattr(record, key)}
    route = getattr(getattr(getattr(record, "request", None), "resolver_match", None), "route", None)
    if route is not None:
        line["route"] = route
    if record.exc_info and record.exc_info[0] is not None:
        line["error"] = record.exc_info[0].__qualname__
        line["at"] = places(record.exc_info[2])
    return line


def event(record: logging.LogRecord) -> str:
    """Return what happened in words that stand in the code: a library's finished sentence may quote anything."""
    own = record.name == "meydan" or record.name.startswith("meydan.")
    return str(record.msg) if own or (record.args and _WORDS.search(str(record.msg))) else _place(record)


def _place(record: logging.LogRecord) -> str:
    return f"{record.module}.{record.funcName}"


def places(trace: TracebackType | None) -> list[str]:
    """Return where in the code an error came from, the last place at the end: `file:line function`."""
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)]


def logging_settings(level: str, form: str) -> dict[str, object]:
    """Return the settings of Python's logging for a level and a form (`json` or `text`)."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": {"()": JsonLines if form == "json" else TextLines}},
        "handlers": {"lines": {"class": "logging.StreamHandler", "formatter": "lines"}},
        "root": {"handlers": ["lines"], "level": level.upper()},
        "loggers": {
            "django": {"handlers": [], "level": level.upper(), "propagate": True},
            # Every query with its values: never, not even for debugging.
            "django.db.backends": {"handlers": [], "level": "WARNING", "propagate": True},
        },
    }
