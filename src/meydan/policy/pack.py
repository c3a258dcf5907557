"""A pack: a written policy as data, loaded whole and checked against its schemas.

`load_pack("ieu")` takes the newest built-in edition, `load_pack("ieu/2026.1")` that one, a path any folder. A pack
may extend another: it takes over the base's tables, templates and settings and gives the settings their values and
the clauses that stand behind them.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema_rs

from meydan.kernel.errors import InvalidPack, Problem
from meydan.policy.source import Source, read_yaml
from meydan.policy.templates import Template, read_template

PACKS = Path(str(resources.files("meydan"))) / "packs"
#: Files that a pack may hold beside its tables and templates, and the schema of each.
FILES = (
    "clauses",
    "chains",
    "duties",
    "invariants",
    "states",
    "retention",
    "routing",
    "settings",
    "examples",
    "sentences",
)
MAX_EXTENDS = 4


@dataclass(frozen=True, slots=True)
class Clause:
    """One normative statement with its place in the source and our own words for it, per language."""

    id: str
    path: tuple[str, ...]
    ordinal: int
    hash: str
    modality: str
    applies_to: str
    enforced_by: tuple[str, ...]
    text: Mapping[str, str]
    readings: tuple[Mapping[str, Any], ...] = ()
    proof: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a decision table as it stands in the pack; `source` and `at` say where."""

    id: str
    table: str
    on: tuple[str, ...]
    hit: str
    when: Mapping[str, Any]
    only_if: Mapping[str, Any]
    then: Mapping[str, Any]
    clauses: tuple[str, ...]
    default: bool
    source: Source
    at: tuple[str | int, ...]

    def problem(self, code: str, message: str, *path: str | int, hint: str = "", severity: str = "error") -> Problem:
        """Return a problem at this row."""
        return self.source.problem(code, message, *self.at, *path, hint=hint, severity=severity)


@dataclass(frozen=True, slots=True)
class Pack:
    """A policy as data. `own` holds what its own folder says; the other fields include what it extends."""

    id: str
    version: str
    root: Path
    meta: Mapping[str, Any]
    clauses: Mapping[str, Clause]
    rows: tuple[Row, ...]
    settings: Mapping[str, Mapping[str, Any]]
    templates: Mapping[tuple[str, str], Template]
    files: Mapping[str, Source] = field(repr=False)
    sentences: Mapping[str, Mapping[str, str]]
    hash: str
    base: "Pack | None" = None

    @property
    def languages(self) -> tuple[str, ...]:
        """The pack's languages, its own first."""
        return tuple(self.meta["languages"])

    def entries(self, name: str) -> list[dict[str, Any]]:
        """Return the entries of a list file (`duties`, `chains`, ...), the base's first."""
        inherited = self.base.entries(name) if self.base else []
        source = self.files.get(name)
        return inherited + list(source.data or [] if source else [])


def load_pack(name: str) -> Pack:
    """Return the pack that `name` means; raise InvalidPack with every problem found."""
    return _load_folder(find_pack(name), ())


def find_pack(name: str) -> Path:
    """Return the folder of a pack named by id, id/version or path."""
    path = Path(name)
    if path.is_dir() and (path / "pack.yaml").is_file():
        return path
    pack_id, _, version = name.partition("/")
    home = PACKS / pack_id
    editions = sorted(home.iterdir(), key=_edition) if pack_id.isidentifier() and home.is_dir() else []
    editions = [edition for edition in editions if not version or edition.name == version]
    if not editions:
        known = ", ".join(sorted(folder.name for folder in PACKS.iterdir() if folder.is_dir()))
        raise InvalidPack([Problem("no_such_pack", f"There is no pack {name!r}.", hint=f"Built in are: {known}.")])
    return editions[-1]


def _edition(folder: Path) -> tuple[int, ...]:
    return tuple(int(part) for part in folder.name.split(".") if part.isdigit())


@cache
def _validator(schema: str) -> Any:
    text = (resources.files("meydan.policy") / "schemas" / f"{schema}.json").read_text(encoding="utf-8")
    return jsonschema_rs.validator_for(json.loads(text))


def schema_problems(schema: str, source: Source) -> list[Problem]:
    """Return what the schema of that name holds against the source's data, each with its line."""
    found = []
    for error in _validator(schema).iter_errors(source.data):
        path = tuple(error.instance_path)
        message = str(error.message)
        found.append(source.problem("schema", message if len(message) < 300 else message[:297] + "...", *path))
    return found


def _load_folder(root: Path, seen: tuple[Path, ...]) -> Pack:
    root = root.resolve()
    meta = _checked(root / "pack.yaml", "pack")
    extends = meta.data.get("extends")
    base: Pack | None = None
    if root in seen or len(seen) > MAX_EXTENDS:
        raise InvalidPack([meta.problem("cycle", f"The pack extends itself by way of {extends}.", "extends")])
    if extends:
        base = _load_folder(_base_folder(root, extends, meta), (*seen, root))
    problems: list[Problem] = []
    files = _read_files(root, problems)
    tables = _read_tables(root, problems)
    templates = _read_templates(root, problems)
    if problems:
        raise InvalidPack(problems)
    return _assemble(root, meta, files, tables, templates, base)


def _base_folder(root: Path, extends: str, meta: Source) -> Path:
    """A base lies among the built-in packs or beside the pack itself."""
    beside = root.parent.parent / extends
    if (beside / "pack.yaml").is_file():
        return beside
    try:
        return find_pack(extends)
    except InvalidPack as error:
        raise InvalidPack([meta.problem("no_such_pack", str(error.problems[0].message), "extends")]) from error


def _checked(path: Path, schema: str) -> Source:
    source = read_yaml(path, name=_short(path))
    problems = schema_problems(schema, source)
    if problems:
        raise InvalidPack(problems)
    return source


def _short(path: Path) -> str:
    """Name a file by pack, version and place, never by where this machine keeps it."""
    parts = path.parts
    return "/".join(parts[-4:] if path.parent.name in ("tables", "templates") else parts[-3:])


def _read_files(root: Path, problems: list[Problem]) -> dict[str, Source]:
    found = {}
    for name in FILES:
        path = root / f"{name}.yaml"
        if path.is_file():
            try:
                found[name] = _checked(path, name)
            except InvalidPack as error:
                problems.extend(error.problems)
    return found


def _read_tables(root: Path, problems: list[Problem]) -> list[Source]:
    found = []
    for path in sorted((root / "tables").glob("*.yaml")):
        try:
            found.append(_checked(path, "table"))
        except InvalidPack as error:
            problems.extend(error.problems)
    return found


def _read_templates(root: Path, problems: list[Problem]) -> dict[tuple[str, str], Template]:
    found: dict[tuple[str, str], Template] = {}
    for path in sorted((root / "templates").glob("*.md")):
        try:
            template = read_template(path, _short(path))
        except InvalidPack as error:
            problems.extend(error.problems)
        else:
            found[template.id, template.lang] = template
    return found


def _assemble(
    root: Path,
    meta: Source,
    files: dict[str, Source],
    tables: list[Source],
    templates: dict[tuple[str, str], Template],
    base: Pack | None,
) -> Pack:
    clauses = dict(base.clauses) if base else {}
    own = [_clause(entry) for entry in (files["clauses"].data or [] if "clauses" in files else [])]
    clauses.update({clause.id: clause for clause in own})
    rows = [*(base.rows if base else ()), *(row for table in tables for row in _rows(table))]
    if "invariants" in files:
        rows += invariant_rows(files["invariants"])
    own_settings = files["settings"].data or {} if "settings" in files else {}
    return Pack(
        id=meta.data["id"],
        version=meta.data["version"],
        root=root,
        meta=meta.data,
        clauses=clauses,
        rows=tuple(rows),
        settings=merge_settings(base.settings if base else {}, own_settings),
        templates={**(base.templates if base else {}), **templates},
        files={**files, "pack": meta},
        sentences={**(base.sentences if base else {}), **_data(files, "sentences")},
        hash=_hash(root, base),
        base=base,
    )


def _data(files: Mapping[str, Source], name: str) -> dict[str, Any]:
    return dict(files[name].data or {}) if name in files else {}


def merge_settings(
    base: Mapping[str, Mapping[str, Any]], own: Mapping[str, Mapping[str, Any]]
) -> dict[str, Mapping[str, Any]]:
    """Return the base's settings with the own entries laid over them, key by key."""
    merged = {name: dict(entry) for name, entry in base.items()}
    for name, entry in own.items():
        merged[name] = {**merged.get(name, {}), **entry}
    return dict(merged)


def _clause(entry: Mapping[str, Any]) -> Clause:
    place = entry["place"]
    return Clause(
        id=entry["id"],
        path=tuple(place["path"]),
        ordinal=place["ordinal"],
        hash=place["hash"],
        modality=entry["modality"],
        applies_to=entry["applies_to"],
        enforced_by=tuple(entry["enforced_by"]),
        text=entry["text"],
        readings=tuple(entry.get("readings") or ()),
        proof=tuple(entry.get("proof") or ()),
    )


def _rows(table: Source) -> Iterable[Row]:
    data = table.data
    on = (data["on"],) if isinstance(data["on"], str) else tuple(data["on"])
    for index, row in enumerate(data["rows"]):
        yield Row(
            id=row["id"],
            table=data["table"],
            on=on,
            hit=data["hit"],
            when=row.get("when") or {},
            only_if=row.get("if") or {},
            then=row.get("then") or {},
            clauses=tuple(row.get("clauses") or ()),
            default=bool(row.get("default")),
            source=table,
            at=("rows", index),
        )


def invariant_rows(source: Source) -> list[Row]:
    """Return the rows that fire when an invariant is broken: one for each condition that must hold."""
    rows = []
    for index, entry in enumerate(source.data or []):
        effect = "warn" if entry.get("level") == "warn" else "refuse"
        notice = {"code": entry["code"], "params": entry.get("params") or {}}
        for fact, wanted in entry["must"].items():
            rows.append(
                Row(
                    id=f"{entry['id']}.{fact}" if len(entry["must"]) > 1 else entry["id"],
                    table="invariants",
                    on=(entry["on"],),
                    hit="collect",
                    when={**(entry.get("when") or {}), fact: negated(wanted)},
                    only_if=entry.get("if") or {},
                    then={effect: [notice]},
                    clauses=tuple(entry.get("clauses") or ()),
                    default=False,
                    source=source,
                    at=(index,),
                )
            )
    return rows


def negated(condition: Any) -> dict[str, Any]:
    """Return the condition that holds where `condition` does not; only simple ones can be turned."""
    if isinstance(condition, dict):
        if set(condition) == {"not"}:
            excluded = condition["not"]
            return {"any": excluded if isinstance(excluded, list) else [excluded]}
        if set(condition) == {"empty"}:
            return {"empty": not condition["empty"]}
        if set(condition) == {"any"}:
            return {"not": condition["any"]}
        return {"not": condition}
    return {"not": condition if isinstance(condition, list) else [condition]}


def _hash(root: Path, base: Pack | None) -> str:
    """Hash every file of the pack with its name, and the base's hash: the same pack, the same hash anywhere."""
    digest = hashlib.sha256()
    for path in sorted(root.rglob("*")):
        if path.is_file() and path.suffix in (".yaml", ".md"):
            content = hashlib.sha256(path.read_bytes()).hexdigest()
            digest.update(f"{path.relative_to(root).as_posix()}\n{content}\n".encode())
    digest.update((base.hash if base else "").encode())
    return f"sha256:{digest.hexdigest()}"
