"""The trained classifier: what a message is, learnt from labelled messages."""

from meydan.detectors.classifier.detector import Classifier, make_classifier
from meydan.kernel.findings import DetectorSettings

__all__ = ["Classifier", "make"]


def make(_settings: DetectorSettings) -> Classifier:
    """The detector for any institution: one model reads all languages."""
    return make_classifier()
