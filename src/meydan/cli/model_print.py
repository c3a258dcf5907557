"""Tables of the commands under `meydan model`: two readers side by side, with counts and ranges."""

from collections.abc import Iterator, Mapping, Sequence

from meydan.cli.triage_text import shorten, visible
from meydan.detectors.classifier.adapting.measuring import Comparison
from meydan.kernel.findings import Text

#: Characters of a message that are shown.
_SHOWN = 400


def side_by_side(compared: Comparison, names: tuple[str, str]) -> Iterator[str]:
    """Yield the lines of a table: per label recall, precision and F1 of both, each as share (range, count)."""
    first, second = names
    yield f"{compared.messages} messages. Each share with its range (95 %) and its count; {first} | {second}"
    yield f"{'label':20} {'F1':>11}  {'recall':49}  precision"
    for label, both in compared.labels.items():
        if not any(each.recall.whole or each.precision.whole for each in both):
            continue
        one, other = both
        recall = f"{one.recall!s} | {other.recall}"
        yield f"{label:20} {one.f1:.2f} | {other.f1:.2f}  {recall:49}  {one.precision!s} | {other.precision}"
    macro, micro = compared.macro, compared.micro
    yield f"macro-F1 {macro[0]:.3f} | {macro[1]:.3f}; F1 over all answers {micro[0]:.3f} | {micro[1]:.3f}"


def changes(compared: Comparison) -> str:
    """Return how many answers changed, which way."""
    return f"{compared.messages} messages: {compared.better} answers better, {compared.worse} worse"


def wrong_answers(
    wrong: Sequence[tuple[str, Sequence[str], Sequence[str]]], texts: Mapping[str, Text], *, on_terminal: bool
) -> Iterator[str]:
    """Yield wrong answers (id, missed, said in vain), with their text on a terminal only: a log is no place for it."""
    for name, missed, said in wrong:
        yield f"{name}: missed {', '.join(missed) or '-'}; said {', '.join(said) or '-'}"
        if on_terminal and name in texts:
            text = texts[name]
            yield f"    {_one_line(text.text)}"
            if text.reply_to:
                yield f"    answers: {_one_line(text.reply_to)}"
    if wrong and not on_terminal:
        yield "(The texts are shown on a terminal only.)"


def _one_line(text: str) -> str:
    return " ".join(shorten(visible(text), _SHOWN).split())
