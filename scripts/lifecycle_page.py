"""Writes docs/lifecycles.md: every lifecycle with its diagram, its states and its moves, from the program's own tables.

`python scripts/lifecycle_page.py` writes the page; `--check` fails when it is out of date.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from meydan.lifecycle import case, outbox, step
from meydan.lifecycle.diagram import diagram
from meydan.lifecycle.table import Lifecycle
from meydan.lifecycle.values import Deadline, Move

PAGE = Path(__file__).parent.parent / "docs" / "lifecycles.md"
INTRO = """# Lifecycles

Written by `scripts/lifecycle_page.py` from the tables in `src/meydan/lifecycle`. A table is checked when it is built.
Every move is refused or made by one function, and is kept in the record under `lifecycle.move` with who, when, from
where, to where, and what stands under “the record also keeps”.

`engine` is the program itself, `desk` whoever may take such work in the unit, `assignee` the one who has taken it,
`leader` who leads the desk. When a time is over, the program tries the move named behind it, again and again until it
is possible; where none is named, the subject is shown as overdue. `policy` is the policy's own time, `given` the time
said with the move."""
SECTIONS = (("Cases", case), ("Steps", step), ("Acts on a network", outbox))


def main() -> int:
    """Write the page, or say whether it is as it should be."""
    text = "\n".join(page()) + "\n"
    if "--check" in sys.argv:
        current = PAGE.read_text(encoding="utf-8") if PAGE.is_file() else ""
        if current != text:
            print("docs/lifecycles.md is out of date: run scripts/lifecycle_page.py")
            return 1
        return 0
    PAGE.write_text(text, encoding="utf-8")
    return 0


def page() -> Iterator[str]:
    """Yield the page's lines."""
    yield from INTRO.splitlines()
    for title, module in SECTIONS:
        table = next(each for each in vars(module).values() if isinstance(each, Lifecycle))
        yield from section(title, module.__doc__ or "", table)


def section(title: str, text: str, lifecycle: Lifecycle) -> Iterator[str]:
    """Yield the lines of one lifecycle."""
    yield from ("", f"## {title}", "", text.strip(), "", "```mermaid", diagram(lifecycle), "```", "")
    yield "| state | whose turn | what can follow |"
    yield "|---|---|---|"
    for state in lifecycle.states:
        following = ", ".join(f"`{move.name}`" for move in lifecycle.moves_from(state.name))
        yield f"| `{state.name}` | {state.owner or 'nobody: an end'} | {following or 'nothing'} |"
    yield ""
    yield "| move | from → to | who | only if | to be said | the record also keeps | then at most |"
    yield "|---|---|---|---|---|---|---|"
    for move in lifecycle.moves:
        yield f"| {' | '.join(cells(move))} |"


def cells(move: Move) -> Iterator[str]:
    """Yield the cells of a move's row."""
    yield f"`{move.name}`"
    yield f"{', '.join(move.sources) or '(new)'} → {move.target}"
    yield ", ".join(move.who)
    yield ", ".join(f"{need.fact} (`{need.code}`)" for need in move.needs)
    yield ", ".join(move.asks)
    yield ", ".join(move.keeps)
    yield time(move.deadline)


def time(deadline: Deadline | None) -> str:
    """Return a deadline as it stands in the table."""
    if deadline is None:
        return ""
    return f"{deadline.length}, then `{deadline.then}`" if deadline.then else deadline.length


if __name__ == "__main__":
    sys.exit(main())
