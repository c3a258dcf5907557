"""Whether somebody may make a move now; if not, why, as a code that becomes a sentence in the reader's language.

The guard, the disabled button, the API's error and the message at the command line are this one answer. It is given
in the order in which a person would ask: is this the moment, is it for me, is everything there, have I said what must
be said. So a button stays enabled where only the last is missing (`INPUTS`): its form then asks.
"""

from collections.abc import Collection

from meydan.lifecycle.table import Lifecycle
from meydan.lifecycle.values import INPUTS, PARTS, Facts, Move, Refusal, UnknownName


def may(
    lifecycle: Lifecycle,
    state: str | None,
    move: str,
    *,
    parts: Collection[str],
    facts: Facts,
    clauses: tuple[str, ...] = (),
) -> Refusal | None:
    """Return why a subject in `state` (None: not there yet) cannot make a move, or None where nothing is against it.

    `parts` is what the actor is to the subject (`PARTS`). `facts` holds what is known: a condition that is absent or
    false is not met; one that is a refusal of the policy's own is answered with that refusal. `clauses` are those on
    which the subject rests; a condition's refusal cites them. Raises `UnknownName` for a name that the table lacks,
    and for a subject that is not there where the move needs one.
    """
    found = lifecycle.move(move)
    _must_be_known(lifecycle, parts, facts)
    if state is None and found.sources:
        raise UnknownName(f"{lifecycle.kind(move)} needs a subject that is there")
    if state is not None and lifecycle.state(state).name not in found.sources:
        params = {"state": f"{lifecycle.name}.{state}", "move": lifecycle.kind(move)}
        return Refusal(f"{lifecycle.name}_elsewhere", params)
    if not set(parts) & set(found.who):
        return for_whom(found)
    for need in found.needs:
        told = facts.get(need.fact)
        if isinstance(told, Refusal):
            return told
        if told is not True:
            return Refusal(need.code, {}, clauses)
    return next((Refusal(INPUTS[each]) for each in found.asks if not _said(facts.get(each))), None)


def for_whom(move: Move) -> Refusal:
    """Return the refusal that says who may make a move, or that it happens by itself where only the program does."""
    people = "_or_".join(part for part in PARTS if part in move.who and part != "engine")
    return Refusal("not_for_you", {"part": people}) if people else Refusal("follows_by_itself")


def _must_be_known(lifecycle: Lifecycle, parts: Collection[str], facts: Facts) -> None:
    strange = sorted(({*parts} - {*PARTS}) | ({*facts} - lifecycle.facts))
    if strange:
        raise UnknownName(f"{lifecycle.name} does not know {', '.join(strange)}")


def _said(told: object) -> bool:
    """Whether something was really said: blanks are nothing."""
    return bool(told.strip()) if isinstance(told, str) else told is not None and told is not False
