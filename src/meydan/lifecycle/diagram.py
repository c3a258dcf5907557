"""Draws a lifecycle from its table, so that the picture never says anything else than the program does."""

from meydan.lifecycle.table import Lifecycle


def diagram(lifecycle: Lifecycle) -> str:
    """Return a Mermaid state diagram: moves in the table's order, those between the same two states on one arrow."""
    arrows: dict[tuple[str, str], list[str]] = {}
    for move in lifecycle.moves:
        for source in move.sources or ("[*]",):
            arrows.setdefault((source, move.target), []).append(move.name)
    lines = [f"{source} --> {target}: {', '.join(names)}" for (source, target), names in arrows.items()]
    lines += [f"{state.name} --> [*]" for state in lifecycle.states if state.is_end]
    return "\n".join(["stateDiagram-v2", *(f"    {line}" for line in lines)])
