"""A lifecycle is a frozen table that is checked when it is built; a faulty one never comes into being.

Example: a table in which an act that was claimed could stand for ever is refused with `unwatched`, and one whose
closed cases could not be left with `no_way_out`.
"""

from dataclasses import dataclass
from typing import TypeVar

from meydan.lifecycle.checks import problems_of
from meydan.lifecycle.values import INPUTS, InvalidLifecycle, Move, State, UnknownName

Named = TypeVar("Named", State, Move)


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """The states and moves of one kind of subject (`name`: case, step ...); raises `InvalidLifecycle` when built."""

    name: str
    states: tuple[State, ...]
    moves: tuple[Move, ...]

    def __post_init__(self) -> None:
        problems = tuple(problems_of(self.name, self.states, self.moves))
        if problems:
            raise InvalidLifecycle(problems)

    @property
    def start(self) -> str:
        """The state in which every subject begins."""
        return next(move.target for move in self.moves if not move.sources)

    @property
    def facts(self) -> frozenset[str]:
        """Every fact that a move of this lifecycle may ask for."""
        return frozenset(need.fact for move in self.moves for need in move.needs) | frozenset(INPUTS)

    def state(self, name: str) -> State:
        """Return the state of that name; raises `UnknownName`."""
        return _named(self.states, name, f"{self.name} has no state")

    def move(self, name: str) -> Move:
        """Return the move of that name; raises `UnknownName`."""
        return _named(self.moves, name, f"{self.name} has no move")

    def moves_from(self, state: str) -> tuple[Move, ...]:
        """Return the moves that lead out of a state, in the table's order; raises `UnknownName`."""
        source = self.state(state).name
        return tuple(move for move in self.moves if source in move.sources)

    def kind(self, move: str) -> str:
        """Return the kind under which the record keeps a move: `case.close`; raises `UnknownName`."""
        return f"{self.name}.{self.move(move).name}"


def _named(each: tuple[Named, ...], name: str, otherwise: str) -> Named:
    for one in each:
        if one.name == name:
            return one
    raise UnknownName(f"{otherwise} {name!r}; it has {', '.join(one.name for one in each)}")
