"""What makes a table of moves a lifecycle.

There is one start; every state can be reached, and from every state an end; ends have no way out; whoever owns a state
can leave it; where the program itself must act next there is a deadline, so that a forgotten subject is found; and
what a deadline brings about, the program may do.
"""

import re
from collections.abc import Iterator

from meydan.kernel.errors import Problem
from meydan.lifecycle.values import INPUTS, PARTS, Deadline, Move, State

_NAME = re.compile(r"[a-z][a-z_]*")
_DURATION = re.compile(r"P(?=\d|T\d)(\d+D)?(T(?=\d)(\d+H)?(\d+M)?)?")
#: Words that mean something else in a state diagram.
_TAKEN = frozenset({"as", "class", "click", "default", "direction", "end", "hide", "note", "scale", "state", "style"})

States = tuple[State, ...]
Moves = tuple[Move, ...]


def problems_of(name: str, states: States, moves: Moves) -> Iterator[Problem]:
    """Yield every fault of a table; faults of its shape hide those of its paths, which could not be judged."""
    shape = [*_names(name, states, moves), *(each for move in moves for each in _move(move, states))]
    yield from shape or [*_paths(states, moves), *_owners(states, moves), *_deadlines(states, moves)]


def _names(name: str, states: States, moves: Moves) -> Iterator[Problem]:
    kinds = (("lifecycle", [name]), ("state", [each.name for each in states]), ("move", [each.name for each in moves]))
    for kind, names in kinds:
        for one in names:
            if not _NAME.fullmatch(one) or (kind == "state" and one in _TAKEN):
                yield Problem("bad_name", f"{one!r} cannot be the name of a {kind}", one, hint="Small letters and _.")
        for one in sorted({one for one in names if names.count(one) > 1}):
            yield Problem("named_twice", f"There are two {kind}s called {one!r}", one)
    for state in states:
        if state.owner and state.owner not in PARTS:
            yield Problem("unknown_part", f"{state.owner!r} is no part", state.name, hint=", ".join(PARTS))


def _move(move: Move, states: States) -> Iterator[Problem]:
    known = {state.name for state in states}
    for state in (*move.sources, move.target):
        if state not in known:
            yield Problem("unknown_state", f"There is no state {state!r}", move.name)
    if len(set(move.sources)) != len(move.sources):
        yield Problem("named_twice", "A source stands twice", move.name)
    if not move.who:
        yield Problem("nobody", "Nobody may make this move", move.name, hint="Name a part in `who`.")
    for part in move.who:
        if part not in PARTS:
            yield Problem("unknown_part", f"{part!r} is no part", move.name, hint=", ".join(PARTS))
    for each in move.asks:
        if each not in INPUTS:
            yield Problem("unknown_input", f"{each!r} cannot be asked for", move.name, hint=", ".join(INPUTS))
    for need in move.needs:
        if need.fact in INPUTS:
            yield Problem(
                "unknown_input", f"{need.fact!r} is asked for, not a condition", move.name, hint="Use `asks`."
            )


def _paths(states: States, moves: Moves) -> Iterator[Problem]:
    starts = sorted({move.target for move in moves if not move.sources})
    if len(starts) != 1:
        yield Problem("no_single_start", f"A subject must begin in one state, not in {starts}", hint="One target.")
        return
    onward = {state.name: {move.target for move in moves if state.name in move.sources} for state in states}
    back = {state.name: {at for at, targets in onward.items() if state.name in targets} for state in states}
    ends = {state.name for state in states if state.is_end}
    if not ends:
        yield Problem("no_end", "No state is an end", hint="A state without owner is one.")
    reached, ending = _closure(set(starts), onward), _closure(ends, back)
    for state in states:
        if state.name not in reached:
            yield Problem("unreachable", f"No way leads to {state.name!r}", state.name)
        if state.is_end and onward[state.name]:
            yield Problem("end_with_exit", f"{state.name!r} is an end and yet is left", state.name)
        if not state.is_end and ends and state.name not in ending:
            yield Problem("no_way_out", f"No way leads from {state.name!r} to an end", state.name)


def _closure(known: set[str], onward: dict[str, set[str]]) -> set[str]:
    """Return all that can be reached from the known ones."""
    found, fresh = set(known), set(known)
    while fresh:
        fresh = {target for state in fresh for target in onward[state]} - found
        found |= fresh
    return found


def _owners(states: States, moves: Moves) -> Iterator[Problem]:
    for state in states:
        leaving = [move for move in moves if state.name in move.sources and move.target != state.name]
        if state.owner and not any(state.owner in move.who for move in leaving):
            yield Problem("owner_cannot_act", f"{state.owner!r} owns {state.name!r} and cannot leave it", state.name)


def _deadlines(states: States, moves: Moves) -> Iterator[Problem]:
    owners = {state.name: state.owner for state in states}
    for move in moves:
        if owners[move.target] == "engine" and move.deadline is None:
            yield Problem("unwatched", f"Nothing finds a subject forgotten in {move.target!r}", move.name)
        given = move.deadline is not None and move.deadline.length == "given"
        if given != ("until" in move.asks):
            yield Problem("until_without_deadline", "`until` and a given deadline go together", move.name)
        if move.deadline is not None:
            yield from _deadline(move, move.deadline, moves)


def _deadline(move: Move, deadline: Deadline, moves: Moves) -> Iterator[Problem]:
    if deadline.length not in ("given", "policy") and not _DURATION.fullmatch(deadline.length):
        yield Problem("bad_duration", f"{deadline.length!r} is no length of time", move.name, hint="PT5M, P1D")
    if deadline.then is None:
        return
    then = next((each for each in moves if each.name == deadline.then), None)
    if then is None or move.target not in then.sources:
        yield Problem("deadline_leads_nowhere", f"{deadline.then!r} does not lead out of {move.target!r}", move.name)
    elif "engine" not in then.who:
        yield Problem("deadline_needs_a_person", f"Only people may make the move {deadline.then!r}", move.name)
    elif "until" in then.asks:
        yield Problem("deadline_needs_a_person", f"Nobody says until when in the move {deadline.then!r}", move.name)
