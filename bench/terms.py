"""Thirty term rules, and the thirty regular expressions that are the floor of every comparison."""

import re
from pathlib import Path

from bench.rules import as_row, clause_entry, write_json
from meydan.detectors.lexicon.detector import LexiconDetector
from meydan.flow.judge import Judge
from meydan.kernel.findings import DetectorSettings
from meydan.policy.compiled import compile_policy
from meydan.policy.pack import load_pack

#: Stems that occur in messages to universities and municipalities, in four languages.
_STEMS = """
yurt yemek kayıt sınav burs rektör ders hoca bölüm ring vegen skule barnehage brøyt vatn kommun søknad klage ordførar
buss kirjasto päiväkoti lumi vesi kunta hakemu valitu jäte koulu terveys
"""
STEMS = tuple(_STEMS.split())


def floor_patterns() -> list[re.Pattern[str]]:
    """Return the thirty compiled regular expressions."""
    return [re.compile(rf"\b{re.escape(stem)}\w*", re.IGNORECASE) for stem in STEMS]


def run_floor(patterns: list[re.Pattern[str]], texts: list[str]) -> None:
    """Search every text with every pattern, as a plain loop does."""
    for text in texts:
        for pattern in patterns:
            pattern.search(text)


def term_judge(folder: Path, rules: int) -> Judge:
    """Return a judge with that many term rules: each a term of its own, a label of its own, a row of its own."""
    terms = [STEMS[number % len(STEMS)] + ("" if number < len(STEMS) else f"x{number}") for number in range(rules)]
    labels = [f"x-term{number}" for number in range(rules)]
    rows = [as_row(f"term{n}", {"labels": label}, "examine", None) for n, label in enumerate(labels)]
    root = folder / f"terms{rules}" / "2026.1"
    (root / "tables").mkdir(parents=True, exist_ok=True)
    write_json(root / "pack.yaml", {"id": "terms", "version": "2026.1", "languages": ["en"], "title": {"en": "Terms"}})
    write_json(root / "clauses.yaml", [clause_entry(row["clauses"][0]) for row in rows])
    write_json(
        root / "tables" / "rules.yaml", {"table": "rules", "on": "incoming_message", "hit": "collect", "rows": rows}
    )
    lexicons = {label: {"any": [f"!{term}*"]} for label, term in zip(labels, terms, strict=True)}
    policy = compile_policy([load_pack(str(root))])
    words = {label: {lang: tuple(terms) for lang, terms in each.items()} for label, each in lexicons.items()}
    return Judge(policy, [LexiconDetector(DetectorSettings(lexicons=words), labels=())])
