"""The facts of an event that rows may ask for, each with the values that it can take.

A fact has one value (`surface: comment`) or is a set (`labels: [insult, threat]`). Unknown counts as the contract
says: against us where a clause asks for proof (`people`, `licence`, `authorised` ...), as no elsewhere. Example: a
film whose `has_music` is unknown counts as a film with music that nobody paid for.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from meydan.kernel.events import Event, State

Value = str | frozenset[str]
YES_NO = ("yes", "no")


@dataclass(frozen=True, slots=True)
class Setup:
    """What facts are measured against: taken from the packs and settings when a policy is compiled."""

    languages: frozenset[str]
    names: tuple[str, ...] = ()
    platforms: frozenset[str] = frozenset()
    text_limits: Mapping[str, int] | None = None
    disclaimers: tuple[str, ...] = ()
    password_length: int = 9
    password_kinds: int = 4
    text_is: Callable[[str, str | None], frozenset[str]] = lambda _text, _lang: frozenset()


@dataclass(frozen=True, slots=True)
class Scene:
    """An event with what was seen in it; what facts are read from.

    `labels` are the labels that count as sure (or, on the second look, the unsure ones too); `lang` the language
    of the event's own text; `about` the scene of the message that a draft or a removal speaks of.
    """

    event: Any
    setup: Setup
    labels: frozenset[str] = frozenset()
    lang: str | None = None
    sentiment: str | None = None
    about: "Scene | None" = None


@dataclass(frozen=True, slots=True)
class Fact:
    """A named fact: how it is read, whether it is a set, and its closed list of values (None: any word)."""

    read: Callable[[Scene], Value]
    values: tuple[str, ...] | None = None
    is_set: bool = False


def yes(value: object) -> str:
    """Return `yes` for True and for a filled text or list, `no` for everything else."""
    if isinstance(value, str):
        return "yes" if value.strip() else "no"
    return "yes" if value else "no"


def flag(name: str) -> Fact:
    """A fact that is yes when the event's field of that name is true or filled."""
    return Fact(lambda scene: yes(getattr(scene.event, name)), YES_NO)


def word(name: str, values: tuple[str, ...] | None, default: str = "unknown") -> Fact:
    """A fact that is the event's field of that name, or `default` when it is unknown."""
    allowed = (*values, default) if values is not None and default not in values else values
    return Fact(lambda scene: getattr(scene.event, name) or default, allowed)


def words(name: str, values: tuple[str, ...] | None = None) -> Fact:
    """A set fact: the event's list of that name."""
    return Fact(lambda scene: frozenset(getattr(scene.event, name) or ()), values, is_set=True)


def part(holder: str, name: str, values: tuple[str, ...] | None, default: str = "unknown") -> Fact:
    """A fact of a part of the event, such as `author.relation`."""

    def read(scene: Scene) -> Value:
        owner = getattr(scene.event, holder)
        found: str | None = getattr(owner, name) if owner is not None else None
        return found or default

    return Fact(read, (*values, default) if values is not None and default not in values else values)


def about(facts: Mapping[str, Fact], name: str) -> Fact:
    """The same fact of the message that the event speaks of; its absence reads as an empty message."""
    fact = facts[name]
    empty: Value = frozenset() if fact.is_set else "unknown"
    values = fact.values if fact.values is None or fact.is_set else (*fact.values, "unknown")
    return Fact(lambda scene: fact.read(scene.about) if scene.about else empty, values, fact.is_set)


def _state(name: str) -> Fact:
    def read(scene: Scene) -> Value:
        state: State | None = scene.event.state
        return "yes" if state is not None and getattr(state, name) else "no"

    return Fact(read, YES_NO)


STATE_FACTS: dict[str, Fact] = {
    name: _state(name) for name in ("crisis", "disaster", "contrary_decision", "preference_period")
}


def normal_network(name: str | None) -> str:
    """Return the network's name as the house writes it: `Twitter` and `x` are one network."""
    plain = (name or "unknown").strip().casefold()
    return "x" if plain in ("twitter", "x/twitter", "x (twitter)") else plain


NETWORK = Fact(lambda scene: normal_network(scene.event.network))


def moment_of(event: Event) -> datetime | None:
    """Return the event's time, or None where it has none."""
    return datetime.fromisoformat(event.at) if event.at else None
