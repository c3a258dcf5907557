"""Prints the sizes of files and functions and fails when one is over its budget; names whole words that do not belong.

Budgets: a file 500 lines (95th percentile 350), a function 40. `python scripts/budgets.py`
"""

import ast
import re
import subprocess
import sys
from pathlib import Path

MAX_FILE, MAX_FILE_P95, MAX_FUNCTION = 500, 350, 40
#: What the project's own text never speaks of: where it was written, and by what.
FOREIGN = re.compile(r"/work/|\bpypi\.org\b|\bregistry\.npmjs\b|\bsub-?agent|\bprompt engineering\b", re.IGNORECASE)


def main() -> int:
    """Return the number of budgets that are broken."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"], capture_output=True, text=True, check=True
    )
    paths = [Path(line) for line in listed.stdout.splitlines() if Path(line).is_file()]
    code = [path for path in paths if path.suffix == ".py"]
    files = sorted((len(path.read_text(encoding="utf-8").splitlines()), path) for path in code)
    functions = sorted(size for path in code for size in function_sizes(path))
    problems = [f"{path}: {lines} lines, at most {MAX_FILE}" for lines, path in files if lines > MAX_FILE]
    problems += [f"{name}: {lines} lines, at most {MAX_FUNCTION}" for lines, name in functions if lines > MAX_FUNCTION]
    p95 = percentile([lines for lines, _ in files], 95)
    if p95 > MAX_FILE_P95:
        problems.append(f"95th percentile of files: {p95} lines, at most {MAX_FILE_P95}")
    problems += foreign_words(paths)
    print(f"{len(files)} files: median {percentile([n for n, _ in files], 50)}, p95 {p95}, most {files[-1][0]} lines")
    sizes = [lines for lines, _ in functions]
    print(
        f"{len(sizes)} functions: median {percentile(sizes, 50)}, p95 {percentile(sizes, 95)}, most {sizes[-1]} lines"
    )
    for problem in problems:
        print(problem)
    return len(problems)


def function_sizes(path: Path) -> list[tuple[int, str]]:
    """Return the length of each function without its docstring and decorators, with its place."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            doc = node.body[0] if ast.get_docstring(node) else None
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if doc is not None:
                lines -= (doc.end_lineno or doc.lineno) - doc.lineno + 1
            found.append((lines, f"{path}:{node.lineno} {node.name}"))
    return found


def foreign_words(paths: list[Path]) -> list[str]:
    """Return the places where the project speaks of something other than itself."""
    found = []
    for path in paths:
        if path.suffix in {".png", ".ico"} or path == Path(__file__).relative_to(Path.cwd()):
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
            if match := FOREIGN.search(line):
                found.append(f"{path}:{number}: {match.group()!r} does not belong here")
    return found


def percentile(values: list[int], share: int) -> int:
    """Return the value below which `share` per cent of the sorted values lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, len(ordered) * share // 100)]


if __name__ == "__main__":
    sys.exit(1 if main() else 0)
