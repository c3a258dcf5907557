"""`meydan model adapt`: learn from an institution's own corrections, show what that does, tell of it, undo it."""

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from meydan.cli.common import EXIT_SOME_FAILED, read_overlay, settings_option
from meydan.cli.model_print import changes, side_by_side

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command("adapt")
@click.argument("corrections", type=_FILE, required=False)
@click.option("--out", type=click.Path(path_type=Path), help="The file, or the folder, of the adaptation.")
@settings_option
@click.option("--guard", type=_FOLDER, help="A folder of labelled messages that may not suffer, such as training/.")
@click.option("--anyway", is_flag=True, help="Write it even if it is not shown to be better.")
@click.option("--undo", is_flag=True, help="Remove the adaptation: the shipped model judges alone again.")
@click.option("--status", is_flag=True, help="Tell what is in force, and of what it was learnt.")
def adapt_command(
    corrections: Path | None,
    out: Path | None,
    settings: Path | None,
    guard: Path | None,
    anyway: bool,
    undo: bool,
    status: bool,
) -> None:
    """Learn from corrections which people made, in seconds and in the house; the shipped model stays as it is.

    CORRECTIONS holds one message a line: {"text": ..., "labels": [...]}, with "lang", "reply_to" and "sentiment" where
    they are known. The labels are all that are true, not only those that were wrong. A fifth is held back to measure.
    The adaptation is in force once the settings name it, and only with the model that it was made for.
    """
    if (corrections is not None) + undo + status != 1:
        raise click.UsageError("Give a file of corrections, or --undo, or --status.")
    overlay = read_overlay(settings)
    path = _find_place(out, overlay)
    if undo:
        _undo(path)
    elif status:
        _tell_status(path)
    elif corrections is not None:
        _learn(corrections, path, overlay, guard, anyway)


def _find_place(out: Path | None, overlay: dict[str, Any]) -> Path:
    """Return where the adaptation lies: as `--out` says, else as the settings say."""
    from meydan.detectors.classifier.adapting.adaptation import FILE_NAME

    named = (overlay.get("classifier") or {}).get("adaptation")
    if out is None and not named:
        raise click.UsageError("Say where the adaptation lies: --out, or --settings that name it.")
    path = out or Path(str(named))
    return path / FILE_NAME if path.is_dir() or not path.suffix else path


def _undo(path: Path) -> None:
    if not path.is_file():
        click.echo(f"{path}: there is no adaptation; the shipped model judges alone.")
        return
    path.unlink()
    click.echo(f"{path} is removed; the shipped model judges alone. Take `classifier: adaptation` out of the settings.")


def _tell_status(path: Path) -> None:
    from meydan.detectors.classifier.adapting.adaptation import UnusableAdaptation, hash_file, load_adaptation
    from meydan.detectors.classifier.model import SHIPPED

    if not path.is_file():
        click.echo(f"{path}: there is no adaptation; the shipped model judges alone.")
        return
    try:
        adaptation = load_adaptation(path)
    except UnusableAdaptation as error:
        click.echo(str(error.problem), err=True)
        sys.exit(EXIT_SOME_FAILED)
    about, fits = adaptation.about, adaptation.model == hash_file(SHIPPED)
    click.echo(
        f"{path}: {adaptation.tag}, made {about.get('made', '?')} from {about.get('corrections', '?')} corrections"
    )
    click.echo(f"for the model {adaptation.version} ({adaptation.model[:16]}): {'this one' if fits else 'ANOTHER one'}")
    for line in _tell_figures(about):
        click.echo(line)
    click.echo(
        "moved: " + ", ".join(f"{each} (up only)" if each in adaptation.only_up else each for each in adaptation.labels)
    )
    if not fits:
        click.echo("It is left aside: learn it again from the corrections.", err=True)
        sys.exit(EXIT_SOME_FAILED)
    click.echo(
        "It is in force where the settings name it; findings then say "
        f"classifier@{adaptation.version}+{adaptation.tag}."
    )


def _tell_figures(about: Any) -> Iterator[str]:
    """Yield what was measured when it was made."""
    micro, macro = about.get("micro_f1"), about.get("macro_f1")
    if micro and macro:
        yield (
            f"held back {about.get('held_back')}: {about.get('better')} answers better, {about.get('worse')} worse; "
            f"F1 {micro[0]:.3f} before, {micro[1]:.3f} after; macro-F1 {macro[0]:.3f} before, {macro[1]:.3f} after"
        )
    for refusal in about.get("refusals") or ():
        yield f"Written all the same (--anyway): {refusal}"


def _learn(source: Path, path: Path, overlay: dict[str, Any], guard: Path | None, anyway: bool) -> None:
    from meydan.detectors.classifier.adapting.corrections import read_labelled
    from meydan.flow.model import adapt, settings_of, write

    try:
        corrections = read_labelled(source)
        guarded = [row for file in sorted(guard.glob("*.jsonl")) for row in read_labelled(file)] if guard else []
    except (ValueError, OSError) as error:
        click.echo(str(error), err=True)
        sys.exit(EXIT_SOME_FAILED)
    if guard and not guarded:
        click.echo(f"There are no labelled messages in {guard}.", err=True)
        sys.exit(EXIT_SOME_FAILED)
    trial = adapt(corrections, guarded, settings_of(overlay))
    for line in _report(trial, len(corrections)):
        click.echo(line)
    if trial.refusals:
        click.echo("\n" + "\n".join(trial.refusals), err=True)
    if trial.adaptation is None or (trial.refusals and not anyway):
        click.echo("Nothing is written." + ("" if trial.adaptation is None else " --anyway writes it."), err=True)
        sys.exit(EXIT_SOME_FAILED)
    written = write(trial, len(corrections), datetime.now(UTC).date().isoformat(), path)
    click.echo(f"\n{path}: {path.stat().st_size / 1024:.0f} KiB, {written.tag}")
    if (overlay.get("classifier") or {}).get("adaptation") != str(path.absolute()):
        click.echo(
            f"It is in force once the settings name it (from where they lie):\nclassifier:\n  adaptation: {path.name}"
        )


def _report(trial: Any, total: int) -> Iterator[str]:
    """Yield what was learnt and what it does."""
    yield f"{total} corrections: {trial.learnt} learnt from, {trial.held.messages} held back."
    if trial.adaptation is None:
        return
    wrong = trial.adaptation.about["wrong"]
    up = ", ".join(trial.adaptation.only_up)
    yield "Moved (wrong answers among those learnt from): " + ", ".join(f"{label} {n}" for label, n in wrong.items())
    if up:
        yield f"Found more often only, never less: {up}"
    yield "\nHeld back, before | after:"
    yield from side_by_side(trial.held, ("before", "after"))
    yield changes(trial.held)
    for label, share in trial.lost.items():
        yield f"looks at true {label} that are lost: {share}"
    yield f"\nOrdinary messages that hold no correction: {changes(trial.ordinary)}"
    if trial.folder:
        yield "\nGuard folder, before | after:"
        yield from side_by_side(trial.folder, ("before", "after"))
        yield changes(trial.folder)
