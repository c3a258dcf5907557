"""The detector that looks words up: word lists for each label and language, with the phrases that cancel a word.

Example: "Bu ne biçim hizmet, rezil ettiniz" holds the words of a complaint; "rezil olmadık" does not.
"""

from meydan.detectors.lexicon.checking import check_examples
from meydan.detectors.lexicon.detector import LexiconDetector
from meydan.kernel.findings import DetectorSettings

__all__ = ["LexiconDetector", "check_examples", "make"]


def make(settings: DetectorSettings) -> LexiconDetector:
    """Return the detector for an institution; raises InvalidPack where a word list or a setting cannot be read."""
    return LexiconDetector(settings)
