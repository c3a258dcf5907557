"""What somebody may do in an institution now, as a value: made once a request, asked as often as needed.

A role with a unit holds in that unit and those below it. What belongs to no unit is for those whose role holds in the
whole institution. Example: a message to the law faculty's account is read by the faculty's contact and by the
specialist of the directorate; a message to the main account only by the latter.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from meydan.apps.people.roles import Permission, role_of

#: The units in which something is allowed; None stands for the whole institution.
Reach = frozenset[UUID] | None


@dataclass(frozen=True, slots=True)
class Held:
    """A role that somebody holds now, and where: a unit and all below it, or everywhere (None)."""

    role: str
    units: Reach


@dataclass(frozen=True, slots=True)
class Standing:
    """The roles that somebody holds now in one institution."""

    institution: UUID
    held: tuple[Held, ...] = ()

    def may(self, permission: Permission, unit: UUID | None) -> bool:
        """Whether something is allowed in a unit, or for what belongs to no unit (None)."""
        reach = self.reach(permission)
        return reach is None or (unit is not None and unit in reach)

    def reach(self, permission: Permission) -> Reach:
        """Return the units in which something is allowed: none (empty), some, or the whole institution (None)."""
        units: set[UUID] = set()
        for held in self.held:
            if permission in role_of(held.role).may:
                if held.units is None:
                    return None
                units |= held.units
        return frozenset(units)

    def is_anything(self) -> bool:
        """Whether the person is anything to the institution now."""
        return bool(self.held)


def units_below(top: UUID, parents: Mapping[UUID, UUID | None]) -> frozenset[UUID]:
    """Return a unit and all below it; `parents` gives each unit's parent."""
    children: dict[UUID | None, list[UUID]] = {}
    for unit, parent in parents.items():
        children.setdefault(parent, []).append(unit)
    found: set[UUID] = set()
    waiting = [top]
    while waiting:
        unit = waiting.pop()
        if unit not in found:
            found.add(unit)
            waiting.extend(children.get(unit, ()))
    return frozenset(found)


def line(unit: UUID | None, parents: Mapping[UUID, UUID | None]) -> Iterator[UUID]:
    """Yield a unit, the one above it, and so on to the top; nothing where there is none. A ring ends where it began."""
    seen: set[UUID] = set()
    while unit is not None and unit not in seen:
        seen.add(unit)
        yield unit
        unit = parents.get(unit)
