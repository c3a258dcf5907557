"""Finds the detectors that are installed, the built-in ones as any other: by entry point.

A detector's package names `meydan.detectors` in its metadata; what it points at is called with the institution's
DetectorSettings and returns the detector. One that cannot be loaded is named and left out; the work goes on.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import entry_points
from typing import cast

from meydan.kernel.errors import MeydanError, Problem
from meydan.kernel.findings import Detector, DetectorSettings

GROUP = "meydan.detectors"

#: A detector that the institution has not switched on returns None.
Factory = Callable[[DetectorSettings], Detector | None]


@dataclass(frozen=True, slots=True)
class Installed:
    """The detectors at work, by name in order, and those that could not be loaded."""

    detectors: tuple[Detector, ...]
    problems: tuple[Problem, ...] = ()


def load_detectors(settings: DetectorSettings, names: Sequence[str] | None = None) -> Installed:
    """Return the installed detectors (all, or those named), made for the institution's settings."""
    found: list[Detector] = []
    problems: list[Problem] = []
    for entry in sorted(entry_points(group=GROUP), key=lambda each: each.name):
        if names is not None and entry.name not in names:
            continue
        try:
            made = cast(Factory, entry.load())(settings)
        except (ImportError, AttributeError, MeydanError) as error:
            problems.append(Problem("detector_missing", f"The detector {entry.name} cannot be used: {error}"))
        else:
            found += [made] if made is not None else []
    return Installed(tuple(found), tuple(problems))
