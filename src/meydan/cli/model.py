"""`meydan model`: train the classifier, measure it, adapt it, and ask why it said what it said."""

import hashlib
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from meydan.cli.common import EXIT_SOME_FAILED, read_overlay, settings_option
from meydan.cli.model_adapt import adapt_command
from meydan.cli.model_print import side_by_side, wrong_answers

if TYPE_CHECKING:
    from meydan.detectors.classifier.adapting.corrections import Labelled
    from meydan.flow.model import SecondOpinion

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.group("model")
def model_group() -> None:
    """Train, measure, adapt and question the trained classifier."""


model_group.add_command(adapt_command)


@contextmanager
def _named_errors() -> Iterator[None]:
    """Tell what cannot be read in one sentence, and leave with the status for it."""
    try:
        yield
    except (ValueError, OSError) as error:
        click.echo(str(error), err=True)
        sys.exit(EXIT_SOME_FAILED)


@model_group.command("train")
@click.argument("training", type=_FOLDER)
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="Where the model goes.")
@click.option("--public", type=_FOLDER, help="A folder of public sets to train on beside ours.")
def train_command(training: Path, out: Path, public: Path | None) -> None:
    """Train on a folder of labelled messages, one author a file. The same messages give the same file."""
    try:
        from meydan.detectors.classifier.training.evaluate import judge_chances, measure_offence
        from meydan.detectors.classifier.training.rows import read_turkish_offence
        from meydan.detectors.classifier.training.train import train
    except ImportError:
        click.echo("Training needs the extra `train`: pip install 'meydan[train]'.", err=True)
        sys.exit(EXIT_SOME_FAILED)
    with _named_errors():
        trained = train(training, out, public)
    click.echo("Each author judged by a model that has not read them:")
    click.echo(str(judge_chances(trained.rows, trained.strangers, trained.points)))
    if public:
        click.echo(measure_offence(trained.model, read_turkish_offence(public, kept_out=True)))
    size = out.stat().st_size / 1_048_576
    click.echo(f"\n{out}: {size:.1f} MiB, sha256 {hashlib.sha256(out.read_bytes()).hexdigest()}")


@model_group.command("evaluate")
@click.argument("messages", type=_FILE)
@click.option("--model", "path", type=_FILE, help="Another model than the shipped one.")
@click.option("--wrong", is_flag=True, help="List the wrong answers to be read; their text on a terminal only.")
@click.option(
    "--with",
    "beside",
    type=click.Choice(["all", "endpoint"]),
    help="Compare with all detectors together, or with the endpoint that is configured.",
)
@settings_option
def evaluate_command(messages: Path, path: Path | None, wrong: bool, beside: str | None, settings: Path | None) -> None:
    """Measure a model on labelled messages that it was not trained on: per label and language, with ranges.

    Where the settings name an adaptation, it is measured beside the shipped model. With `--with endpoint` each message
    is also shown, personal data masked, to the endpoint of the institution; that may cost money.
    """
    if beside and path:
        raise click.UsageError("--with compares the model in force; leave --model out.")
    if beside == "all":
        _evaluate_together(messages, read_overlay(settings))
        return
    if beside:
        _evaluate_beside(messages, read_overlay(settings), wrong)
        return
    from meydan.detectors.classifier.model import load_model
    from meydan.detectors.classifier.training.evaluate import evaluate
    from meydan.detectors.classifier.training.rows import read_rows

    with _named_errors():
        rows = read_rows(messages)
        report = evaluate(load_model(path) if path else load_model(), rows)
    click.echo(str(report))
    overlay = read_overlay(settings)
    if not path and (overlay.get("classifier") or {}).get("adaptation"):
        _evaluate_adaptation(messages, overlay)
    if wrong:
        texts = {row.id: row.text for row in rows}
        for line in wrong_answers(report.wrong, texts, on_terminal=sys.stdout.isatty()):
            click.echo(line)


def _evaluate_adaptation(messages: Path, overlay: dict[str, Any]) -> None:
    from meydan.detectors.classifier.adapting.corrections import read_labelled
    from meydan.flow.model import measure_adaptation, settings_of

    with _named_errors():
        compared = measure_adaptation(read_labelled(messages), settings_of(overlay))
    click.echo("\nWith the institution's adaptation, everything found:")
    for line in side_by_side(compared, ("shipped", "adapted")):
        click.echo(line)


def _evaluate_together(messages: Path, overlay: dict[str, Any]) -> None:
    from meydan.detectors.classifier.adapting.corrections import read_labelled
    from meydan.flow.model import measure_together, settings_of

    with _named_errors():
        compared = measure_together(read_labelled(messages), settings_of(overlay))
    for line in side_by_side(compared, ("classifier", "all detectors")):
        click.echo(line)


def _evaluate_beside(messages: Path, overlay: dict[str, Any], wrong: bool) -> None:
    from meydan.detectors.classifier.adapting.corrections import read_labelled
    from meydan.flow.model import ask_endpoint, settings_of

    with _named_errors():
        rows = read_labelled(messages)
    opinion = ask_endpoint(rows, settings_of(overlay), _show_progress)
    for line in _tell_opinion(opinion, wrong):
        click.echo(line)
    for problem in opinion.problems:
        click.echo(str(problem), err=True)
    if not opinion.rows:
        click.echo("The endpoint answered nothing, so nothing is compared.", err=True)
        sys.exit(EXIT_SOME_FAILED)


def _show_progress(rows: Sequence["Labelled"]) -> Iterable["Labelled"]:
    """Hand the messages on, with a bar where somebody watches."""
    if not sys.stderr.isatty():
        yield from rows
        return
    with click.progressbar(rows, label="Asking the endpoint", file=sys.stderr) as bar:
        yield from bar


def _tell_opinion(opinion: "SecondOpinion", wrong: bool) -> Iterator[str]:
    """Yield the lines on model and endpoint: what each got right, where they agree, what both missed, what it cost."""
    compared, alone = opinion.comparison, opinion.alone
    asked = f"{alone.messages} messages, {len(opinion.rows)} answered by the endpoint"
    silent = ", ".join(f"{code} {count}" for code, count in opinion.unanswered.most_common())
    yield asked + (f"; unanswered: {silent}" if silent else "")
    yield f"the model alone on all messages: macro-F1 {alone.macro[0]:.3f}, F1 over all answers {alone.micro[0]:.3f}"
    yield f"spent: {_or_unknown(opinion.requests)} requests, {_or_unknown(opinion.tokens)} tokens"
    if not opinion.rows:
        return
    yield ""
    yield from side_by_side(compared, ("model", "endpoint"))
    yield f"agreement: {compared.agreement} of the answers"
    yield f"only the endpoint is right: {compared.better} answers; only the model: {compared.worse}"
    missed: dict[str, list[str]] = {}
    for name, label in compared.missed:
        missed.setdefault(name, []).append(label)
    yield f"missed by both: {len(compared.missed)} labels on {len(missed)} messages"
    if wrong:
        listed = [(name, labels, ()) for name, labels in missed.items()]
        yield from wrong_answers(listed, {row.id: row.text for row in opinion.rows}, on_terminal=sys.stdout.isatty())


def _or_unknown(number: int | None) -> str:
    return "?" if number is None else str(number)


@model_group.command("explain")
@click.argument("text")
@click.option("--reply-to", help="The text that it answers.")
@click.option("--lang", metavar="LANG", help="The language of the text, where it is known (tr, nn, nb, fi, en ...).")
@settings_option
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def explain_command(text: str, reply_to: str | None, lang: str | None, settings: Path | None, as_json: bool) -> None:
    """Show which words of a text weighed for each label that is found in it."""
    from meydan.detectors.classifier.detector import make_classifier
    from meydan.detectors.classifier.explaining import explain
    from meydan.flow.model import settings_of, tell_languages
    from meydan.kernel.findings import Text

    told_by = settings_of(read_overlay(settings))
    classifier = make_classifier(told_by.adaptation)
    (asked,) = tell_languages([Text(text, "incoming", lang, reply_to)], told_by)
    weighed = explain(classifier, asked)
    found = classifier.find(asked)
    if as_json:
        told = [
            {
                "label": finding.value if finding.code == "sentiment" else finding.code,
                "chance": finding.confidence,
                "sure": finding.sure,
                "by": finding.by,
                "words": [{"word": word, "fall": fall} for word, fall in weighed.get(finding.code, ())],
            }
            for finding in found
        ]
        click.echo(json.dumps({"found": told}, ensure_ascii=False))
        return
    for finding in found:
        words = ", ".join(f"{word} ({fall:+.2f})" for word, fall in weighed.get(finding.code, ()))
        sure = "sure" if finding.sure else "look"
        click.echo(f"{finding.value or finding.code}: {finding.confidence:.2f} {sure}  {words}".rstrip())
