"""Find the lowest point of a smooth bowl with NumPy alone (limited-memory BFGS).

The same bowl gives the same point: nothing is drawn at random.
"""

from collections import deque
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

Doubles = npt.NDArray[np.float64]
Loss = Callable[[Doubles], tuple[float, Doubles]]

ROUNDS, REMEMBERED = 100, 8
#: Falls of the loss, as a share of it, and halvings of a step below which it is done.
_ENOUGH, _HALVINGS = 1e-5, 30


def descend(loss: Loss, start: Doubles, rounds: int = ROUNDS) -> Doubles:
    """Return the place near `start` where `loss`, which gives value and slope, is least."""
    place = start
    value, slope = loss(place)
    steps: deque[tuple[Doubles, Doubles, float]] = deque(maxlen=REMEMBERED)
    for _ in range(rounds):
        way = _turn(slope, steps)
        fall = float(way @ slope)
        if fall >= 0:
            break
        size = 1.0 if steps else min(1.0, 1.0 / (float(np.abs(slope).sum()) + 1e-12))
        for _ in range(_HALVINGS):
            new_value, new_slope = loss(place + size * way)
            if new_value <= value + 1e-4 * size * fall:
                break
            size /= 2
        else:
            break
        step, turned = size * way, new_slope - slope
        if (bend := float(step @ turned)) > 1e-12:
            steps.append((step, turned, bend))
        done = bool(steps) and value - new_value <= _ENOUGH * max(abs(value), 1.0)
        place, value, slope = place + step, new_value, new_slope
        if done:
            break
    return place


def _turn(slope: Doubles, steps: deque[tuple[Doubles, Doubles, float]]) -> Doubles:
    """Return the way down: against the slope, bent by what the last steps taught of the bowl."""
    way = -slope
    shares = []
    for step, turned, bend in reversed(steps):
        share = float(step @ way) / bend
        shares.append(share)
        way = way - share * turned
    if steps:
        _, turned, bend = steps[-1]
        way = way * (bend / float(turned @ turned))
    for (step, turned, bend), share in zip(steps, reversed(shares), strict=True):
        way = way + (share - float(turned @ way) / bend) * step
    return way
