"""Every refusal is a sentence in five languages, every state and move a name; the page says what the tables say."""

import re
import runpy
from pathlib import Path
from typing import Any

import pytest
import yaml

import meydan
from meydan.kernel.vocabulary import LANGUAGES
from meydan.lifecycle.asking import for_whom
from meydan.lifecycle.catalog import LIFECYCLES
from meydan.lifecycle.diagram import diagram
from meydan.lifecycle.table import Lifecycle
from meydan.lifecycle.values import INPUTS, Move, State
from meydan.policy.sentences import house_sentences

LOCALE = Path(meydan.__file__).parent / "locale"
TEXTS: dict[str, dict[str, str]] = yaml.safe_load((LOCALE / "lifecycle.yaml").read_text(encoding="utf-8"))
MOVES = [(table, move) for table in LIFECYCLES for move in table.moves]
PAGE = runpy.run_path(str(Path(__file__).parents[2] / "scripts" / "lifecycle_page.py"))


def needed() -> set[str]:
    """Every key that a refusal of the house can lead to."""
    keys = {*INPUTS.values(), "follows_by_itself", "not_for_you"}
    for table in LIFECYCLES:
        keys |= {f"{table.name}_elsewhere"} | {f"state.{table.name}.{state.name}" for state in table.states}
    for table, move in MOVES:
        keys |= {f"move.{table.kind(move.name)}"} | {need.code for need in move.needs}
        keys |= {f"part.{part}" for part in for_whom(move).params.values()}
    return keys


def test_nothing_is_without_words_and_no_words_are_left_over() -> None:
    assert set(TEXTS) == needed()


@pytest.mark.parametrize("key", sorted(TEXTS))
def test_a_text_stands_in_five_languages_with_the_same_parameters(key: str) -> None:
    texts = TEXTS[key]
    assert set(texts) == set(LANGUAGES)
    assert all(text.strip() == text != "" for text in texts.values())
    assert len({frozenset(re.findall(r"\{(\w+)\}", text)) for text in texts.values()}) == 1
    ending = texts["en"].endswith(".")
    assert ending == ("." not in key)
    assert all(text.endswith(".") == ending for text in texts.values())


def test_no_text_stands_twice_in_the_house() -> None:
    other: dict[str, Any] = {}
    for name in ("sentences.yaml", "words.yaml"):
        other |= yaml.safe_load((LOCALE / name).read_text(encoding="utf-8"))
    assert not set(TEXTS) & set(other)
    assert house_sentences()


def test_states_of_one_lifecycle_can_be_told_apart_in_every_language() -> None:
    for table in LIFECYCLES:
        for lang in LANGUAGES:
            names = [TEXTS[f"state.{table.name}.{state.name}"][lang] for state in table.states]
            assert len(set(names)) == len(names)


def test_a_diagram_shows_every_way_once_and_is_the_same_each_time() -> None:
    thing = Lifecycle(
        name="thing",
        states=(State("open", owner="desk"), State("done")),
        moves=(
            Move("make", (), "open", ("desk",)),
            Move("stay", ("open",), "open", ("desk",)),
            Move("finish", ("open",), "done", ("desk",)),
            Move("drop", ("open",), "done", ("desk",)),
        ),
    )
    assert diagram(thing) == diagram(thing)
    assert diagram(thing).splitlines() == [
        "stateDiagram-v2",
        "    [*] --> open: make",
        "    open --> open: stay",
        "    open --> done: finish, drop",
        "    done --> [*]",
    ]


def test_the_page_of_lifecycles_says_what_the_tables_say() -> None:
    assert PAGE["PAGE"].read_text(encoding="utf-8") == "\n".join(PAGE["page"]()) + "\n"


def test_the_page_names_every_move_with_its_refusals() -> None:
    text = "\n".join(PAGE["page"]())
    for _, move in MOVES:
        assert f"| `{move.name}` |" in text
        assert all(f"(`{need.code}`)" in text for need in move.needs)
