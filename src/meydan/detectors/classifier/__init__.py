"""The trained classifier: what a message is, learnt from labelled messages."""

from meydan.detectors.classifier.detector import Classifier, make_classifier
from meydan.kernel.findings import DetectorSettings

__all__ = ["Classifier", "make"]


def make(settings: DetectorSettings) -> Classifier:
    """The detector: one model reads all languages; an institution's own adaptation lies on top where it fits."""
    return make_classifier(settings.adaptation)
