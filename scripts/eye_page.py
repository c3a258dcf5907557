"""Writes docs/eye.md: what the detectors see well, what they confuse and what they leave to people, by examples.

`python scripts/eye_page.py` writes the page; `--check` fails when it is out of date. The messages stand in
docs/eye.yaml with what they truly are; what is said of each is worked out here, so the page cannot promise more than
the software does.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from meydan.detectors.classifier.adapting.adapter import CRITICAL
from meydan.flow.judge import Judge, load_judge
from meydan.kernel.findings import Finding, Text

DOCS = Path(__file__).parent.parent / "docs"
PAGE, EXAMPLES = DOCS / "eye.md", DOCS / "eye.yaml"
LANGUAGES = {"tr": "Turkish", "nn": "Nynorsk", "nb": "Bokmål", "fi": "Finnish", "en": "English"}


@dataclass(frozen=True)
class Example:
    """A message, what it truly is, and what was said of it."""

    text: str
    lang: str
    labels: frozenset[str]
    found: tuple[Finding, ...]

    @property
    def said(self) -> frozenset[str]:
        """The labels said, surely or not."""
        return frozenset(finding.code for finding in self.found)

    @property
    def is_right(self) -> bool:
        """Whether exactly what is true was said."""
        return self.said == self.labels

    @property
    def is_harmed(self) -> bool:
        """Whether a label of harm was missed: the costliest mistake."""
        return bool((self.labels & CRITICAL) - self.said)

    def __str__(self) -> str:
        found = sorted(self.found, key=lambda each: -each.confidence)
        said = ", ".join(map(tell, found)) or "nothing"
        return f"| {LANGUAGES[self.lang]} | {self.text} | {', '.join(sorted(self.labels))} | {said} |"


def tell(finding: Finding) -> str:
    """Return a finding as the desk shows it."""
    return f"**{finding.code}**" if finding.sure else f"{finding.code} (look)"


def main() -> int:
    """Write the page, or say whether it is as it should be."""
    text = "\n".join(page(read_examples(load_judge("ieu")))) + "\n"
    if "--check" in sys.argv:
        current = PAGE.read_text(encoding="utf-8") if PAGE.is_file() else ""
        if current != text:
            print("docs/eye.md is out of date: run scripts/eye_page.py")
            return 1
        return 0
    PAGE.write_text(text, encoding="utf-8")
    return 0


def read_examples(judge: Judge) -> list[Example]:
    """Return the examples with what the detectors say of them."""
    rows: list[dict[str, Any]] = yaml.safe_load(EXAMPLES.read_text(encoding="utf-8"))
    return [
        Example(row["text"], row["lang"], frozenset(row["labels"]), judge.see(Text(row["text"])).findings)
        for row in rows
    ]


def page(examples: list[Example]) -> Iterator[str]:
    """Yield the page's lines."""
    right = [each for each in examples if each.is_right]
    missed = [each for each in examples if each.is_harmed]
    confused = [each for each in examples if not each.is_right and not each.is_harmed]
    yield from INTRODUCTION.format(total=len(examples), right=len(right)).splitlines()
    for title, words, group in (
        ("What it sees well", SEEN, right),
        ("What it confuses", CONFUSED, confused),
        ("What it does not see", MISSED, missed),
    ):
        yield from ("", f"## {title}", "", *words.splitlines(), "")
        yield from ("| language | message | what it is | what is said |", "|---|---|---|---|")
        yield from map(str, group)
    yield from ("", *LEFT.splitlines())


INTRODUCTION = """# What the eye sees

Written by `scripts/eye_page.py` from invented messages: each is shown to the software as it is shipped, and the
page says what came out, right or wrong. Of these {total} messages {right} are read exactly as a person would label
them.

How to read the last column: a label in **bold** is sure, so the plan counts on it. A label with "(look)" asks a
person to confirm or correct it with one key; until then it only protects: nothing is removed, hidden or answered
because of it. On your own page the share that is read rightly will differ; how good each label is, with counts,
stands in the [model card](../src/meydan/detectors/classifier/MODEL_CARD.md)."""
SEEN = """Plain words for plain matters, in all five languages: a complaint, a question, thanks, a plain insult, a
telephone number, open despair, an open threat."""
CONFUSED = """Neighbours run into one another: complaint and criticism, praise and remark. Words of harm used in joke
may raise a look that proves in vain. That is the price for missing less; a look in vain costs one key."""
MISSED = """What was meant, but not said. Nobody may rely on the eye for these; they are why people read along."""
LEFT = """## What it leaves to people

* **Irony.** Praise that is none is taken for praise. Read the thread.
* **Veiled threats and farewells.** "Enjoy the meeting while it lasts" is small talk or a threat; who knows the
  people knows.
* **Pictures, videos, voice.** A message with a medium and no text is always laid before a person.
* **Languages with few examples.** German, Arabic, Russian, French, Ukrainian, Polish, Persian, Spanish, Somali:
  take what is said there as a hint.
* **What is true.** `factual_error` means that a text contradicts the post that it answers, not that it is false.
* **Which unit is concerned**, where none of the words of your routing table stands in the message: no unit is
  guessed.
* **Every act.** The eye recommends nothing. It never removes, hides, blocks, answers or publishes.

When it is wrong, correct the label: the plan follows at once, and `meydan model adapt` can learn from your
corrections ([how](classifier-adapt.md))."""


if __name__ == "__main__":
    sys.exit(main())
