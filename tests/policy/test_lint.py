"""The lint names every mistake of a pack by file and line."""

from typing import Any

import pytest

from meydan.kernel.errors import InvalidPack
from meydan.policy.compiled import compile_policy
from meydan.policy.lint import lint
from meydan.policy.pack import load_pack


def codes(pack_folder: Any) -> list[str]:
    return [problem.code for problem in lint(load_pack(str(pack_folder.root))) if problem.severity == "error"]


ROW: dict[str, Any] = {"id": "a", "when": {"labels": "insult"}, "then": {"outcome": "open"}, "clauses": ["A-1"]}


def test_a_clean_pack_has_no_problem(pack_folder: Any) -> None:
    pack_folder.clauses("A-1").table("main", [ROW])
    assert codes(pack_folder) == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"when": {"label": "insult"}}, "unknown_fact"),
        ({"when": {"labels": "rude"}}, "unknown_value"),
        ({"when": {"surface": {"any": ["comment"], "not": ["comment"]}}}, "never_matches"),
        ({"when": {"labels": {"all": ["insult"], "not": ["insult"]}}}, "never_matches"),
        ({"when": {"labels": {"any": ["insult"], "empty": True}}}, "never_matches"),
        ({"clauses": ["A-2"]}, "unknown_clause"),
        ({"clauses": ["complaint_path.sing"]}, "unknown_part"),
        ({"if": {"weather": "fine"}}, "unknown_setting"),
        ({"then": {"removal": {"category": "rudeness"}}}, "unknown_category"),
        ({"then": {"steps": [{"action": "reply", "after": ["dance"]}]}}, "unknown_action"),
        ({"then": {"warn": [{"code": "nobody_wrote_this"}]}}, "no_sentence"),
        (
            {"then": {"steps": [{"action": "reply", "after": ["remove"]}, {"action": "remove", "after": ["reply"]}]}},
            "cycle",
        ),
    ],
)
def test_a_mistake_is_named(pack_folder: Any, change: dict[str, Any], code: str) -> None:
    pack_folder.clauses("A-1").table("main", [{**ROW, **change}])
    assert code in codes(pack_folder)


def test_a_row_that_cites_nothing_is_named(pack_folder: Any) -> None:
    pack_folder.clauses("A-1").table("main", [{"id": "a", "when": {"labels": "insult"}, "then": {"outcome": "open"}}])
    assert codes(pack_folder) == ["uncited"]


@pytest.mark.parametrize(
    ("one", "other", "overlaps"),
    [
        ({"surface": "comment"}, {"surface": "reply"}, False),
        ({"surface": ["comment", "reply"]}, {"surface": "reply"}, True),
        ({"surface": "comment"}, {"relation": "student"}, True),
        ({"labels": "insult"}, {"labels": "threat"}, True),
        ({"labels": "insult"}, {"labels": {"not": ["insult"]}}, False),
        ({"labels": {"all": ["insult", "threat"]}}, {"labels": {"not": ["threat"]}}, False),
    ],
)
def test_an_overlap_without_an_order_is_an_error(
    pack_folder: Any, one: dict[str, Any], other: dict[str, Any], overlaps: bool
) -> None:
    rows = [{**ROW, "when": one}, {**ROW, "id": "b", "when": other}, {"id": "rest", "default": True}]
    pack_folder.clauses("A-1").table("main", rows, hit="unique")
    assert ("overlap" in codes(pack_folder)) == overlaps


def test_a_table_of_one_hit_has_a_default(pack_folder: Any) -> None:
    pack_folder.clauses("A-1").table("main", [ROW], hit="first")
    assert codes(pack_folder) == ["no_default"]


def test_a_row_behind_one_that_always_matches_is_named(pack_folder: Any) -> None:
    rows = [{**ROW, "when": {}}, {**ROW, "id": "b"}, {"id": "rest", "default": True}]
    pack_folder.clauses("A-1").table("main", rows, hit="first")
    assert codes(pack_folder) == ["never_matches"]


def test_a_missing_translation_is_named_with_its_line(pack_folder: Any) -> None:
    pack_folder.clauses("A-1").table("main", [ROW])
    meta = {"id": "acme", "version": "2026.1", "languages": ["fi"], "title": {"fi": "Acme"}, "extends": "common/2026.1"}
    pack_folder.write("pack.yaml", meta)
    (problem,) = [each for each in lint(load_pack(str(pack_folder.root))) if each.code == "no_text"]
    assert (problem.file, problem.line > 0, "fi" in problem.message) == ("acme/2026.1/clauses.yaml", True, True)


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("pack.yaml", {"id": "acme"}, "schema"),
        ("tables/main.yaml", {"table": "main", "on": "party", "hit": "collect", "rows": [ROW]}, "schema"),
        ("tables/main.yaml", "rows: [", "not_yaml"),
        ("templates/x.en.md", "no front matter", "template"),
        ("templates/thanks.en.md", "---\ntemplate: thanks\nlang: en\napproved_by: x\n---\nCall XXX\n", "template"),
        ("settings.yaml", {"complaint_path": {"volume": "loud"}}, "schema"),
    ],
)
def test_a_file_that_breaks_its_schema_is_refused(pack_folder: Any, name: str, content: Any, code: str) -> None:
    pack_folder.clauses("A-1").table("main", [ROW]).write(name, content)
    with pytest.raises(InvalidPack) as caught:
        load_pack(str(pack_folder.root))
    assert code in [problem.code for problem in caught.value.problems]
    assert all(problem.file for problem in caught.value.problems)


def test_a_pack_that_extends_itself_is_refused(pack_folder: Any) -> None:
    meta = {"id": "acme", "version": "2026.1", "languages": ["en"], "title": {"en": "Acme"}, "extends": "acme/2026.1"}
    pack_folder.write("pack.yaml", meta)
    with pytest.raises(InvalidPack, match="extends itself"):
        load_pack(str(pack_folder.root))


@pytest.mark.parametrize(
    "overlay",
    [
        {"complaint_path": "shout"},
        {"no_such_setting": 1},
        {"password": {"min_length": 8}},
        {"removal": {"insult": {"level": "perhaps"}}},
        {"grounds": [{"id": "mine"}]},
    ],
)
def test_a_choice_that_is_not_possible_is_refused(pack_folder: Any, overlay: dict[str, Any]) -> None:
    pack_folder.clauses("A-1").table("main", [ROW])
    with pytest.raises(InvalidPack):
        compile_policy([load_pack(str(pack_folder.root))], overlay)


def test_ten_thousand_rules_load_and_decide(pack_folder: Any) -> None:
    rows = [{**ROW, "id": f"r{number}", "when": {"network": f"n{number}"}} for number in range(10_000)]
    pack_folder.clauses("A-1").table("main", rows)
    policy = compile_policy([load_pack(str(pack_folder.root))])
    assert len(policy.tables["incoming_message"].rows) >= 10_000


def test_a_pattern_that_explodes_elsewhere_costs_nothing_here(pack_folder: Any) -> None:
    own = {"code": {"schema": {"type": "string", "pattern": "^(a+)+$"}, "value": "a"}}
    pack_folder.clauses("A-1").table("main", [ROW]).write("settings.yaml", own)
    with pytest.raises(InvalidPack, match="code"):
        compile_policy([load_pack(str(pack_folder.root))], {"code": "a" * 5_000 + "!"})
