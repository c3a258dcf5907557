"""The language of a text: Turkish, Nynorsk, Bokmål, Finnish, English and the others that people write to us in."""

from meydan.detectors.language.detector import UNKNOWN, Language
from meydan.kernel.findings import DetectorSettings

__all__ = ["UNKNOWN", "Language", "make"]


def make(settings: DetectorSettings) -> Language:
    """Return the detector for an institution with these settings."""
    return Language(settings)
