"""Invented messages to invented institutions, to try the product on: a university and a municipality.

They are our own writing and name nobody. Example: `demo_messages("university.tr")` gives the comments to Bozkır
Üniversitesi, `demo_messages()` those of all institutions.
"""

from importlib import resources
from pathlib import Path

from meydan.kernel.errors import UnreadableFile
from meydan.kernel.events import IncomingMessage
from meydan.networks.files import MessageRow, read_messages

DEMO = Path(str(resources.files("meydan"))) / "demo"
DEMOS: tuple[str, ...] = ("university.tr", "municipality.nn")


def demo_file(name: str) -> Path:
    """Return the file of one of the demos."""
    return DEMO / f"{name}.jsonl"


def demo_messages(*names: str) -> tuple[IncomingMessage, ...]:
    """Return the messages of the demos named, or of all; raise UnreadableFile when one of their rows is wrong."""
    found: list[IncomingMessage] = []
    for name in names or DEMOS:
        for row in read_messages(demo_file(name)):
            if not isinstance(row, MessageRow):
                raise UnreadableFile(f"{name}: {row.sentence}")
            found.append(row.message)
    return tuple(found)
