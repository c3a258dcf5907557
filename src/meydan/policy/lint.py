"""Reads a pack as a strict colleague would: names file, line and what would mend it.

Unknown words, rows that cite nothing or can never match, overlaps without an order, clauses that nothing stands
behind, missing texts and cycles between steps are all found before the pack decides anything.
"""

from collections.abc import Iterator, Sequence
from itertools import combinations

from meydan.kernel.errors import InvalidPack, Problem
from meydan.kernel.vocabulary import ACTIONS, LANGUAGES, is_own_word
from meydan.policy.catalog import FACTS
from meydan.policy.index import Condition, read_condition
from meydan.policy.pack import Pack, Row
from meydan.policy.references import references
from meydan.policy.sentences import house_sentences

#: Rows of one `unique` table that are compared pair by pair at most; above it the table is refused as too wide.
MAX_UNIQUE_ROWS = 2_000


def lint(pack: Pack) -> list[Problem]:
    """Return every problem of the pack's own files; an empty list when it is clean."""
    own = [row for row in pack.rows if _is_own(row, pack)]
    found: list[Problem] = []
    for row in own:
        found += _row_problems(row, pack)
    found += _table_problems(own)
    found += _order_cycles(own)
    found += _sentence_problems(pack)
    found += _clause_problems(pack)
    found += _slot_problems(pack)
    return found


def checked(pack: Pack) -> Pack:
    """Return the pack when it and all that it extends have no mistakes; raise InvalidPack with every one of them.

    A row that asks for an unknown fact would match everything: such a pack must not decide.
    """
    found = [problem for problem in lint(pack) if problem.severity == "error"]
    if found:
        raise InvalidPack(found)
    if pack.base:
        checked(pack.base)
    return pack


def _is_own(row: Row, pack: Pack) -> bool:
    return row.source.file.startswith(f"{pack.root.parent.name}/{pack.root.name}/")


def _row_problems(row: Row, pack: Pack) -> Iterator[Problem]:
    yield from _condition_problems(row)
    yield from _settings_problems(row, pack)
    then = row.then
    if then and not row.clauses and not _all_parts_cite(row):
        yield row.problem("uncited", f"The row {row.id} cites no clause.", hint="Every row names its clauses.")
    for clause in _cited(row):
        yield from _citation_problems(row, clause, pack)
    for position, step in enumerate(then.get("steps") or ()):
        for name in step.get("after") or ():
            if name.partition(":")[0] not in ACTIONS and not is_own_word(name):
                yield row.problem("unknown_action", f"{name!r} is no action.", "then", "steps", position, "after")
        template = step.get("template")
        if template and not any(key[0] == template for key in pack.templates):
            yield row.problem(
                "no_template", f"There is no text for the template {template!r}.", "then", "steps", position
            )


def _all_parts_cite(row: Row) -> bool:
    then = row.then
    parts = [*(then.get("steps") or ()), *(then.get("refuse") or ()), *(then.get("warn") or ())]
    parts += [*(then.get("advise") or ()), *(then.get("approve") or ()), *(then.get("order") or ())]
    return (
        bool(parts) and "removal" not in then and "outcome" not in then and all(part.get("clauses") for part in parts)
    )


def _cited(row: Row) -> Iterator[str]:
    yield from row.clauses
    for name in ("steps", "order", "refuse", "warn", "advise", "approve"):
        for part in row.then.get(name) or ():
            yield from part.get("clauses") or ()
    for clauses in ((row.then.get("removal") or {}).get("clauses") or {}).values():
        yield from clauses
    yield from (row.then.get("silence") or {}).get("clauses") or ()


def _citation_problems(row: Row, clause: str, pack: Pack) -> Iterator[Problem]:
    if clause[0].isupper():
        if clause not in pack.clauses:
            yield row.problem("unknown_clause", f"There is no clause {clause}.", hint="See clauses.yaml.")
        return
    setting, _, part = clause.partition(".")
    parts = (pack.settings.get(setting) or {}).get("parts") or {}
    if part not in parts:
        yield row.problem("unknown_part", f"The setting {setting!r} has no part {part!r}.", hint="See settings.yaml.")


def _condition_problems(row: Row) -> Iterator[Problem]:
    for kind in row.on:
        facts = FACTS[kind]
        for name, raw in row.when.items():
            fact = facts.get(name)
            if fact is None:
                yield row.problem(
                    "unknown_fact",
                    f"Events of kind {kind} have no fact {name!r}.",
                    "when",
                    name,
                    hint=f"Known are {', '.join(sorted(facts))}.",
                )
                continue
            condition = read_condition(raw)
            used = condition.any | condition.all | condition.none
            if fact.values is not None:
                for value in sorted(used - set(fact.values)):
                    if not is_own_word(value):
                        yield row.problem(
                            "unknown_value",
                            f"The fact {name} is never {value!r}.",
                            "when",
                            name,
                            hint=f"It can be {', '.join(fact.values)}.",
                        )
            if _is_impossible(condition, fact.is_set, fact.values):
                yield row.problem("never_matches", f"The row {row.id} can never match: {name}.", "when", name)


def _is_impossible(condition: Condition, is_set: bool, values: Sequence[str] | None) -> bool:
    if condition.all & condition.none or (condition.any and condition.any <= condition.none):
        return True
    if condition.empty is True and (condition.any or condition.all):
        return True
    if is_set:
        return False
    return len(condition.all) > 1 or (values is not None and not condition.any and set(values) <= condition.none)


def _settings_problems(row: Row, pack: Pack) -> Iterator[Problem]:
    for name in row.only_if:
        if name.partition(".")[0] not in pack.settings:
            yield row.problem("unknown_setting", f"There is no setting {name!r}.", "if", name)
    removal = row.then.get("removal")
    if removal:
        known = (pack.settings.get("removal") or {}).get("value") or {}
        if removal["category"] not in known:
            yield row.problem(
                "unknown_category", f"The setting removal has no category {removal['category']!r}.", "then", "removal"
            )


def _table_problems(rows: Sequence[Row]) -> Iterator[Problem]:
    tables: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        tables.setdefault((row.source.file, row.table), []).append(row)
    for (_, name), listed in tables.items():
        yield from _double_ids(listed)
        if name != "invariants" and listed[0].hit != "collect" and not any(row.default for row in listed):
            yield listed[0].problem("no_default", f"The table {name} has no default row.", hint="Add `default: true`.")
        if listed[0].hit == "unique":
            yield from _overlaps(name, [row for row in listed if not row.default])
        if listed[0].hit == "first":
            yield from _shadowed(listed)


def _double_ids(rows: Sequence[Row]) -> Iterator[Problem]:
    seen: set[str] = set()
    for row in rows:
        if row.id in seen:
            yield row.problem("double_id", f"Two rows are called {row.id!r}.")
        seen.add(row.id)


def _overlaps(name: str, rows: Sequence[Row]) -> Iterator[Problem]:
    if len(rows) > MAX_UNIQUE_ROWS:
        yield rows[0].problem("too_wide", f"The table {name} asks for unique rows and has more than {MAX_UNIQUE_ROWS}.")
        return
    for one, other in combinations(rows, 2):
        if _can_both_match(one, other):
            yield other.problem(
                "overlap",
                f"The rows {one.id} and {other.id} of {name} can match the same event.",
                hint="Use hit: first and order them, or hit: collect.",
            )


def _can_both_match(one: Row, other: Row) -> bool:
    if _different_settings(one, other):
        return False
    for name in one.when.keys() & other.when.keys():
        mine, theirs = read_condition(one.when[name]), read_condition(other.when[name])
        fact = FACTS[one.on[0]].get(name)
        if fact is not None and not _compatible(mine, theirs, fact.is_set):
            return False
    return True


def _different_settings(one: Row, other: Row) -> bool:
    for name in one.only_if.keys() & other.only_if.keys():
        mine, theirs = one.only_if[name], other.only_if[name]
        if not isinstance(mine, dict) and not isinstance(theirs, dict):
            first, second = (set(map(str, each)) if isinstance(each, list) else {str(each)} for each in (mine, theirs))
            if not first & second:
                return True
    return False


def _compatible(mine: Condition, theirs: Condition, is_set: bool) -> bool:
    if mine.all & theirs.none or theirs.all & mine.none:
        return False
    if (mine.any and mine.any <= theirs.none) or (theirs.any and theirs.any <= mine.none):
        return False
    if mine.empty is not None and theirs.empty is not None and mine.empty != theirs.empty:
        return False
    return is_set or not (mine.any and theirs.any) or bool(mine.any & theirs.any)


def _shadowed(rows: Sequence[Row]) -> Iterator[Problem]:
    """In a table of the first hit, a row behind one that asks for nothing can never be reached."""
    open_row: Row | None = None
    for row in rows:
        if open_row is not None and not row.default:
            yield row.problem("never_matches", f"The row {row.id} stands behind {open_row.id}, which always matches.")
        if not row.when and not row.default and not row.only_if and open_row is None:
            open_row = row


def _order_cycles(rows: Sequence[Row]) -> Iterator[Problem]:
    """Steps that wait for one another would never start."""
    waits: dict[str, set[str]] = {}
    places: dict[tuple[str, str], Row] = {}
    for row in rows:
        for first, then in _edges(row):
            waits.setdefault(then, set()).add(first)
            places.setdefault((first, then), row)
    for (first, then), row in places.items():
        if _reaches(first, then, waits):
            yield row.problem("cycle", f"{then} waits for {first}, and {first} waits for {then}.")


def _edges(row: Row) -> Iterator[tuple[str, str]]:
    for step in row.then.get("steps") or ():
        name = f"{step['action']}:{step['to']}" if step.get("to") else step["action"]
        yield from ((first, name) for first in step.get("after") or ())
    for entry in row.then.get("order") or ():
        yield from ((first, then) for first in entry["first"] for then in entry["then"])


def _reaches(start: str, goal: str, waits: dict[str, set[str]]) -> bool:
    seen: set[str] = set()
    queue = [start]
    while queue:
        name = queue.pop()
        if name == goal:
            return True
        if name not in seen:
            seen.add(name)
            queue += waits.get(name, ())
    return False


def _sentence_problems(pack: Pack) -> Iterator[Problem]:
    for row in pack.rows:
        if not _is_own(row, pack):
            continue
        for part in ("refuse", "warn", "advise"):
            for notice in row.then.get(part) or ():
                texts = pack.sentences.get(notice["code"]) or house_sentences().get(notice["code"])
                lacking = [lang for lang in LANGUAGES if not (texts or {}).get(lang)]
                if lacking:
                    yield row.problem(
                        "no_sentence",
                        f"The code {notice['code']} has no sentence in {', '.join(lacking)}.",
                        "then",
                        part,
                        hint="Add it to the pack's sentences.yaml.",
                    )


def _clause_problems(pack: Pack) -> Iterator[Problem]:
    source = pack.files.get("clauses")
    if source is None:
        return
    yield from _unsupported(pack)
    needed = {"en", pack.languages[0]}
    for index, entry in enumerate(source.data or ()):
        lacking = sorted(lang for lang in needed if not entry["text"].get(lang))
        if lacking:
            yield source.problem("no_text", f"{entry['id']} has no text in {', '.join(lacking)}.", index, "text")
        if sum(other["id"] == entry["id"] for other in source.data[max(0, index - 1) : index]):
            yield source.problem("double_id", f"Two clauses are called {entry['id']}.", index, "id")


def _unsupported(pack: Pack) -> Iterator[Problem]:
    """A clause behind which nothing stands is only text."""
    behind = references(pack)
    source = pack.files["clauses"]
    for index, entry in enumerate(source.data or ()):
        if entry["id"] not in behind and not entry.get("proof"):
            yield source.problem(
                "unsupported",
                f"Nothing stands behind {entry['id']}: no row, setting, duty, chain, state or text.",
                index,
                hint="Let a row, a setting's part, a duty or a display text cite it.",
                severity="gap",
            )


def _slot_problems(pack: Pack) -> Iterator[Problem]:
    source = pack.files.get("settings")
    if source is None:
        return
    for name, entry in (source.data or {}).items():
        parts = (pack.settings.get(name) or {}).get("parts") or {}
        for part, clauses in (entry.get("clauses") or {}).items():
            if part not in parts:
                yield source.problem("unknown_part", f"The setting {name} has no part {part!r}.", name, "clauses", part)
            for clause in clauses:
                if clause not in pack.clauses:
                    yield source.problem("unknown_clause", f"There is no clause {clause}.", name, "clauses", part)
