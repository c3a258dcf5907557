"""From the numbers of a text to the chance of every label.

Three steps: a straight weighing of the features (`linear`), a small layer that weighs them together (`hidden`), and a
judgement over both (`last`) that knows which labels exclude one another and how far the scores can be trusted with
writers it has never read.
"""

from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from meydan.detectors.classifier.reader import Read

Floats = npt.NDArray[np.float32]

#: Texts judged at once: products so small that no library spreads them over threads, which wait for one another.
AT_ONCE = 48


@dataclass(frozen=True)
class Layers:
    """The small matrices. Sizes: `n` outputs of the first step, `h` hidden columns, `m` outputs of the others."""

    linear_scale: Floats  # (n,) by which the whole-number sums are multiplied
    linear_shape: Floats  # (SHAPES, n)
    linear_bias: Floats  # (n,)
    hidden_scale: Floats  # (h,)
    hidden_shape: Floats  # (SHAPES, h)
    hidden_bias: Floats  # (h,)
    second: Floats  # (h, m)
    second_bias: Floats  # (m,)
    last: Floats  # (n + 3 m + 2 + SHAPES, m)
    last_bias: Floats  # (m,)

    def weigh(self, read: Read) -> tuple[Floats, Floats]:
        """Return the scores of the first two steps, (texts, n) and (texts, m)."""
        count = len(self.linear_scale)
        linear = read.sums[:, :count] * self.linear_scale + read.shape @ self.linear_shape + self.linear_bias
        inner = read.sums[:, count:] * self.hidden_scale + read.shape @ self.hidden_shape + self.hidden_bias
        return linear, np.maximum(inner, 0) @ self.second + self.second_bias

    def judge(self, read: Read) -> Floats:
        """Return the chances of all outputs, (texts, n); what the last step does not judge keeps its score."""
        if len(read.sums) <= AT_ONCE:
            linear, second = self.weigh(read)
            judged = chance(gather(linear, second, read.shape) @ self.last + self.last_bias)
            return np.concatenate((judged, chance(2 * linear[:, judged.shape[1] :])), axis=1)
        parts = [slice(start, start + AT_ONCE) for start in range(0, len(read.sums), AT_ONCE)]
        return np.concatenate(
            [self.judge(Read(read.sums[part], read.shape[part], read.filled[part])) for part in parts]
        )


def gather(linear: Floats, second: Floats, shape: Floats) -> Floats:
    """Return what the last step looks at: both scores, how they stand to one another within the text, and shape."""
    judged = linear[:, : second.shape[1]]
    two = np.partition(judged, -2, axis=1)[:, -2:]
    raised = np.exp(3 * np.minimum(judged, 10))
    shares = 3 * raised / raised.sum(axis=1, keepdims=True)
    return np.concatenate((linear, two, shares, second / 4, chance(second), shape), axis=1, dtype=np.float32)


def chance(scores: Floats) -> Floats:
    """Return the chance, 0..1, that a score on the logistic scale means."""
    return np.asarray(1 / (1 + np.exp(-np.maximum(scores, -30))), np.float32)


LAYER_NAMES = tuple(field.name for field in fields(Layers))
