"""The triage as a table in the terminal: the most urgent first, under each message what is to be done and why."""

from rich import box
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from meydan.cli.triage_text import Reader, Summary, by_urgency, cited_by, shorten, visible
from meydan.flow.triage import URGENCIES, Triaged
from meydan.policy.sentences import term

#: Below this width a table would be all edges; the parts of a message then stand one under the other.
NARROW = 76
MAX_SHOWN = 280
_STYLES = {
    "life": "bold white on red",
    "immediately": "bold red",
    "promptly": "bold yellow",
    "must_remove": "bold magenta",
    "look": "bold cyan",
    "rest": "bold",
}


def print_triage(items: list[Triaged], summary: Summary, reader: Reader, console: Console) -> None:
    """Print the groups by urgency, a summary, and the clauses that were cited in our own words."""
    narrow = console.width < NARROW
    for urgency, group in by_urgency(items).items():
        name = reader.say(f"urgency.{urgency}")
        console.print()
        console.print(Text(f" {name} ", style=_STYLES[urgency]), Text(reader.count("messages", len(group))), sep="  ")
        if narrow:
            for each in group:
                console.print()
                console.print(_stacked(each, reader))
        else:
            console.print(_table(group, reader))
    _print_summary(items, summary, reader, console)
    _print_clauses(items, reader, console)


def _table(group: list[Triaged], reader: Reader) -> Table:
    table = Table(box=box.SIMPLE_HEAD, expand=True, pad_edge=False, show_lines=False)
    table.add_column(reader.say("number"), justify="right", no_wrap=True)
    table.add_column(f"{reader.say('message')} / {reader.say('plan')}", ratio=5, overflow="fold")
    table.add_column(f"{reader.say('found')} / {reader.say('outcome')}", ratio=2, overflow="fold")
    for each in group:
        table.add_row(
            str(each.number), Group(_message(each, reader), *_plan(each, reader), Text("")), _found(each, reader)
        )
    return table


def _stacked(each: Triaged, reader: Reader) -> RenderableType:
    head = Text.assemble((f"{each.number}. ", "bold"), _message(each, reader))
    return Group(head, Padding(Group(_found(each, reader), *_plan(each, reader)), (0, 0, 0, 2)))


def _message(each: Triaged, reader: Reader) -> Text:
    message = each.message
    text = shorten(visible(message.text), MAX_SHOWN) if message.text else reader.say("no_text")
    who = [part for part in (message.author and message.author.handle, message.network) if part]
    return Text.assemble((text, "bold"), *((f"  {visible(' · '.join(who))}", "dim") for _ in who[:1]))


def _found(each: Triaged, reader: Reader) -> Text:
    found = Text()
    for label in each.decision.labels:
        found.append(reader.label(label.code) + ("" if label.sure else f" ({reader.say('unsure')})"))
        found.append("\n")
    if not each.decision.labels:
        found.append(reader.say("nothing_found") + "\n", style="dim")
    for look in each.decision.look:
        found.append(f"? {term('look', look.why, reader.lang)}\n", style="cyan")
    found.append(f"⇒ {term('outcome', each.decision.outcome, reader.lang)}", style="bold")
    return found


def _plan(each: Triaged, reader: Reader) -> list[RenderableType]:
    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.add_column(justify="right", no_wrap=True, min_width=4)
    grid.add_column(overflow="fold")
    for number, step in enumerate(each.decision.steps, 1):
        line = Text(reader.what(step))
        line.append(f" ({', '.join(reader.how(step, each.decision.steps))})", style="dim")
        line.append(f" {', '.join(step.clauses)}", style="blue")
        grid.add_row(f"{number}.", line)
    for sentence, clauses in reader.remarks(each.decision):
        line = Text(sentence, style="yellow")
        line.append(f" {', '.join(clauses)}", style="blue")
        grid.add_row("!", line)
    if not grid.row_count:
        grid.add_row("", Text(reader.say("no_steps"), style="dim"))
    return [grid]


def _print_summary(items: list[Triaged], summary: Summary, reader: Reader, console: Console) -> None:
    console.print()
    console.print(Text(reader.say("summary"), style="bold underline"))
    if not summary.total:
        console.print(reader.say("empty"), markup=False)
        return
    console.print(Text(reader.usual_doer()))
    if len(items) < summary.total:
        console.print(reader.say("shown_of", shown=len(items), all=summary.total), markup=False, highlight=False)
    for urgency in URGENCIES:
        if summary.urgencies[urgency]:
            console.print(Text(f"{summary.urgencies[urgency]:>6}  {reader.say(f'urgency.{urgency}')}"))
    console.print(Text(f"{summary.total:>6}  {reader.say('all')}", style="bold"))


def _print_clauses(items: list[Triaged], reader: Reader, console: Console) -> None:
    clauses = cited_by(items, reader.policy)
    if not clauses:
        return
    console.print()
    console.print(Text(reader.say("clauses"), style="bold underline"))
    grid = Table.grid(padding=(0, 2, 0, 0))
    for _ in range(1 if console.width < NARROW else 2):
        grid.add_column(overflow="fold")
    for clause in clauses:
        cells = (Text(clause, style="blue"), Text(reader.clause(clause)))
        if len(grid.columns) == 1:
            grid.add_row(Text(" ").join(cells))
        else:
            grid.add_row(*cells)
    console.print(grid)
