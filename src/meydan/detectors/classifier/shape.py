"""The shape of a message: how long, how loud, with what in it, and how it stands to the post that it answers."""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from meydan.detectors.classifier.reading import COUNTED

Floats = npt.NDArray[np.float32]

#: What is told of a text beside its counts, in this order.
TOLD = (
    "starts_with_handle",
    "asks_at_the_end",
    "stops_at_the_end",
    "starts_small",
    "answers",
    "shares_words",
    "shares_many_words",
    "brings_new_numbers",
    "asks_back",
    "answers_in_brief",
)


def _mix(**parts: float) -> Mapping[str, float]:
    return parts


#: Figures that are a yes or no: a mixture of counts, and from where on it is a yes.
_FLAGS: tuple[tuple[Mapping[str, float], float], ...] = (
    (_mix(words=1), 4),
    (_mix(words=1), 8),
    (_mix(words=1), 26),
    (_mix(question_marks=1), 1),
    (_mix(exclamations=1), 1),
    (_mix(capitals=2, letters=-1), 4),
    (_mix(emoji=1), 1),
    (_mix(emoji=1, words=-1_000), 1),
    (_mix(digits=1), 1),
    (_mix(digits=1), 7),
    (_mix(digits=1), 10),
    (_mix(long_numbers=1), 1),
    (_mix(links=1), 1),
    (_mix(mails=1), 1),
    (_mix(handles=1), 1),
)
#: Figures that grow up to one: a count, and where it has grown.
_GROWING: tuple[tuple[Mapping[str, float], float], ...] = (
    (_mix(words=1), 40),
    (_mix(question_marks=1), 3),
    (_mix(exclamations=1), 3),
    (_mix(emoji=1), 4),
    (_mix(dots=1), 4),
)
_MIX = np.array([[parts.get(name, 0) for parts, _ in (*_FLAGS, *_GROWING)] for name in COUNTED], np.float32)
_FROM = np.array([start for _, start in _FLAGS], np.float32)
_GROWN = np.array([1 / end for _, end in _GROWING], np.float32)
SHAPES = len(_FLAGS) + len(_GROWING) + len(TOLD)


def describe(counts: Floats, told: Floats) -> Floats:
    """Return the figures of shape, (texts, SHAPES), each in 0..1.

    `counts` has a column for each of `COUNTED`, `told` for each of `TOLD`.
    """
    mixed = counts @ _MIX
    figures = np.empty((len(counts), SHAPES), np.float32)
    flags = len(_FROM)
    figures[:, :flags] = mixed[:, :flags] >= _FROM
    figures[:, flags : -len(TOLD)] = np.sqrt(np.minimum(mixed[:, flags:] * _GROWN, 1))
    figures[:, -len(TOLD) :] = told
    return figures
