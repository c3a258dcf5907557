"""The detector of personal data: a person's numbers, addresses and plates in a text."""

from meydan.detectors.personal_data.detector import PersonalDataDetector
from meydan.kernel.findings import DetectorSettings

__all__ = ["PersonalDataDetector", "make"]


def make(settings: DetectorSettings) -> PersonalDataDetector:
    """The detector for an institution with these settings."""
    return PersonalDataDetector(settings)
