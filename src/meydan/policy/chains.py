"""Chains of signatures and standing duties: who must still sign, what is overdue.

Nobody signs twice or approves their own: `missing_levels` says which levels of a chain still lack a signature that
counts. `duty_status` says whether a duty is done, due or overdue at a given time. Example: a procedure prepared and
approved by the same person still lacks its approver.
"""

import calendar
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from meydan.kernel.errors import InvalidPack, Problem
from meydan.policy.compiled import Policy
from meydan.policy.rows import holds
from meydan.policy.settings import Settings

_PERIOD = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?")


@dataclass(frozen=True, slots=True)
class Level:
    """One signature of a chain: one of `any_of` does the act."""

    any_of: tuple[str, ...]
    act: str
    clauses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Chain:
    """Signatures that something needs: in order, all in any order, or any one."""

    id: str
    subject: str
    mode: str
    levels: tuple[Level, ...]
    own_allowed: bool


@dataclass(frozen=True, slots=True)
class Duty:
    """Something that people owe: to acknowledge, review, remind, report; how often, and what follows when overdue."""

    id: str
    what: str
    who: tuple[str, ...]
    every: str | None
    on: tuple[str, ...]
    overdue: str
    clauses: tuple[str, ...]


def chains_in_force(policy: Policy, *, without: str | None = None) -> list[Chain]:
    """Return the chains of all packs that are alive under their settings."""
    found = []
    for entry, settings in _alive(policy, "chains"):
        own = cited(entry.get("clauses"), settings, without)
        levels = tuple(
            Level(tuple(level["any_of"]), level["act"], cited(level.get("clauses"), settings, without) or own)
            for level in entry["levels"]
        )
        if any(level.clauses for level in levels):
            kept = tuple(level for level in levels if level.clauses)
            found.append(Chain(entry["id"], entry["for"], entry["mode"], kept, bool(entry.get("own_allowed"))))
    return found


def duties_in_force(policy: Policy, *, without: str | None = None) -> list[Duty]:
    """Return the duties of all packs that are alive under their settings."""
    found = []
    for entry, settings in _alive(policy, "duties"):
        clauses = cited(entry.get("clauses"), settings, without)
        if clauses:
            who = [settings.get(each[1:]) if each.startswith("$") else each for each in entry["who"]]
            flat = [name for each in who for name in (each if isinstance(each, list) else [each])]
            every = entry.get("every")
            found.append(
                Duty(
                    id=entry["id"],
                    what=entry["what"],
                    who=tuple(flat),
                    every=settings.get(every[1:]) if every and every.startswith("$") else every,
                    on=tuple(entry.get("on") or ()),
                    overdue=entry.get("overdue") or "shown",
                    clauses=clauses,
                )
            )
    return found


def _alive(policy: Policy, name: str) -> list[tuple[dict[str, Any], Settings]]:
    return [
        (entry, settings)
        for pack, settings in zip(policy.packs, policy.settings, strict=True)
        for entry in pack.entries(name)
        if holds(entry.get("if") or {}, settings)
    ]


def cited(raw: Sequence[str] | None, settings: Settings, without: str | None) -> tuple[str, ...]:
    """Return clause ids with slots looked up, without the clause that is taken out."""
    found: list[str] = []
    for clause in raw or ():
        found += [clause] if clause[0].isupper() else settings.cite(clause)
    return tuple(clause for clause in dict.fromkeys(found) if clause != without)


def missing_levels(chain: Chain, given: Sequence[Mapping[str, str]]) -> list[Level]:
    """Return the levels that still lack a signature; `given` lists {role, person} in the order of signing."""
    signed: set[str] = set()
    left = list(chain.levels)
    for signature in given:
        person = signature.get("person") or signature["role"]
        candidates = left[:1] if chain.mode == "ordered" else left
        level = next((each for each in candidates if signature["role"] in each.any_of), None)
        if level is None or (person in signed and not chain.own_allowed):
            continue
        signed.add(person)
        if chain.mode == "any":
            return []
        left.remove(level)
    return left


def duty_status(duty: Duty, last: datetime | None, now: datetime) -> str:
    """Return `overdue`, `due` (never done and without a period) or `done`."""
    if last is None:
        return "overdue" if duty.every else "due"
    if duty.every is None:
        return "done"
    return "overdue" if now >= after_period(last, duty.every) else "done"


def after_period(start: datetime, period: str) -> datetime:
    """Return the time one period later; the 31st falls on the last day of a shorter month."""
    match = _PERIOD.fullmatch(period)
    years, months, days = (int(part or 0) for part in match.groups()) if match else (0, 0, 0)
    month = start.month - 1 + months + 12 * years
    year, month = start.year + month // 12, month % 12 + 1
    day = min(start.day, calendar.monthrange(year, month)[1])
    from datetime import timedelta

    return start.replace(year=year, month=month, day=day) + timedelta(days=days)


def chain_differences(
    policy: Policy, case: Mapping[str, Any], clause: str, *, fires: bool, without: str | None
) -> list[str]:
    """Return what differs in an example of a chain: `expect: {complete: bool, missing: [role]}`."""
    chain = next((each for each in chains_in_force(policy, without=without) if each.id == case["chain"]), None)
    expect = case.get("expect") or {}
    if chain is None:
        return [] if not fires else [f"the chain {case['chain']} is not in force"]
    left = missing_levels(chain, case.get("given") or ())
    found = []
    if "complete" in expect and expect["complete"] is bool(left):
        found.append(f"complete is {not left}")
    missing = {role for level in left for role in level.any_of}
    if not set(expect.get("missing") or ()) <= missing:
        found.append(f"missing are {sorted(missing)}")
    behind = {each for level in left for each in level.clauses}
    if (clause in behind) != fires:
        found.append(f"{clause} {'asks for nothing' if fires else 'still asks for a signature'}")
    return found


def duty_differences(
    policy: Policy, case: Mapping[str, Any], clause: str, *, fires: bool, without: str | None
) -> list[str]:
    """Return what differs in an example of a duty: `last`, `now`, `expect: {status: overdue|due|done, who: [role]}`."""
    duty = next((each for each in duties_in_force(policy, without=without) if each.id == case["duty"]), None)
    expect = case.get("expect") or {}
    if duty is None:
        return [] if not fires else [f"the duty {case['duty']} is not in force"]
    if "now" not in case:
        raise InvalidPack([Problem("example", f"An example of the duty {duty.id} says when it is: `now`.")])
    last = datetime.fromisoformat(case["last"]) if case.get("last") else None
    status = duty_status(duty, last, datetime.fromisoformat(case["now"]))
    found = []
    if "status" in expect and expect["status"] != status:
        found.append(f"status is {status}")
    if not set(expect.get("who") or ()) <= set(duty.who):
        found.append(f"who is {list(duty.who)}")
    if (clause in duty.clauses and status != "done") != fires:
        found.append(f"{clause} {'asks for nothing' if fires else 'asks for something'}")
    return found
