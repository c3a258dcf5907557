"""Writes docs/environment.md: every variable that sets up an installation, its default and its meaning.

`python scripts/environment_page.py` writes the page; `--check` fails when it is out of date.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from meydan.settings.environment import VARIABLES

PAGE = Path(__file__).parent.parent / "docs" / "environment.md"


def main() -> int:
    """Write the page, or say whether it is as it should be."""
    text = "\n".join(page()) + "\n"
    if "--check" in sys.argv:
        current = PAGE.read_text(encoding="utf-8") if PAGE.is_file() else ""
        if current != text:
            print("docs/environment.md is out of date: run scripts/environment_page.py")
            return 1
        return 0
    PAGE.write_text(text, encoding="utf-8")
    return 0


def page() -> Iterator[str]:
    """Yield the page's lines."""
    yield "# Setting up an installation"
    yield ""
    yield "Written by `scripts/environment_page.py`. The desk is set up by variables of the environment; with none of"
    yield "them it runs on SQLite, for this machine only. What is wrong is told all at once, by the variables' names,"
    yield "and nothing starts; a variable that begins with `MEYDAN_` and is none of these is an error too."
    yield ""
    yield "A secret may lie in a file instead: `NAME_FILE` names the file. `meydan setup` makes what is missing, runs"
    yield "migrations, and enrols the first administrator; it may be called again at any time."
    yield ""
    yield "| variable | default | meaning |"
    yield "|---|---|---|"
    for variable in VARIABLES:
        names = "<br>".join(f"`{name}`" for name in variable.names)
        yield f"| {names} | {variable.default} | {variable.meaning} |"
    yield ""
    yield "The variables of the optional endpoint, `MEYDAN_ENDPOINT_...`, stand in [endpoint.md](endpoint.md)."


if __name__ == "__main__":
    sys.exit(main())
