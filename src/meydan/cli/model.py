"""`meydan model`: train the classifier, measure it on labelled messages, and ask why it said what it said."""

import hashlib
import sys
from pathlib import Path

import click

from meydan.cli.common import EXIT_SOME_FAILED

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.group("model")
def model_group() -> None:
    """Train, measure and question the trained classifier."""


@model_group.command("train")
@click.argument("training", type=_FOLDER)
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="Where the model goes.")
@click.option("--public", type=_FOLDER, help="A folder of public sets to train on beside ours.")
def train_command(training: Path, out: Path, public: Path | None) -> None:
    """Train on a folder of labelled messages, one author a file. The same messages give the same file."""
    try:
        from meydan.detectors.classifier.training.evaluate import judge_chances
        from meydan.detectors.classifier.training.train import train
    except ImportError:
        click.echo("Training needs the extra `train`: pip install 'meydan[train]'.", err=True)
        sys.exit(EXIT_SOME_FAILED)
    try:
        trained = train(training, out, public)
    except ValueError as error:
        click.echo(str(error), err=True)
        sys.exit(EXIT_SOME_FAILED)
    click.echo("Each author judged by a model that has not read them:")
    known = [number for number, row in enumerate(trained.rows) if row.labels]
    click.echo(str(judge_chances([trained.rows[n] for n in known], trained.strangers[known], trained.points)))
    size = out.stat().st_size / 1_048_576
    click.echo(f"\n{out}: {size:.1f} MiB, sha256 {hashlib.sha256(out.read_bytes()).hexdigest()}")


@model_group.command("evaluate")
@click.argument("messages", type=_FILE)
@click.option("--model", "path", type=_FILE, help="Another model than the shipped one.")
@click.option("--wrong", is_flag=True, help="List the wrong answers to be read.")
def evaluate_command(messages: Path, path: Path | None, wrong: bool) -> None:
    """Measure a model on labelled messages that it was not trained on: per label and language, with ranges."""
    from meydan.detectors.classifier.model import load_model
    from meydan.detectors.classifier.training.evaluate import evaluate
    from meydan.detectors.classifier.training.rows import read_rows

    try:
        report = evaluate(load_model(path) if path else load_model(), read_rows(messages))
    except ValueError as error:
        click.echo(str(error), err=True)
        sys.exit(EXIT_SOME_FAILED)
    click.echo(str(report))
    for number, missed, said in report.wrong if wrong else ():
        click.echo(f"{number}: missed {', '.join(missed) or '-'}; said {', '.join(said) or '-'}")


@model_group.command("explain")
@click.argument("text")
@click.option("--reply-to", help="The text that it answers.")
def explain_command(text: str, reply_to: str | None) -> None:
    """Show which words of a text weighed for each label that is found in it."""
    from meydan.detectors.classifier.detector import make_classifier
    from meydan.detectors.classifier.explaining import explain
    from meydan.kernel.findings import Text

    classifier = make_classifier()
    asked = Text(text, reply_to=reply_to)
    weighed = explain(classifier, asked)
    for finding in classifier.find(asked):
        words = ", ".join(f"{word} ({fall:+.2f})" for word, fall in weighed.get(finding.code, ()))
        sure = "sure" if finding.sure else "look"
        click.echo(f"{finding.value or finding.code}: {finding.confidence:.2f} {sure}  {words}".rstrip())
