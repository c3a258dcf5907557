"""Say which words weighed for a label: what an official sees who asks why a message was found.

The question is put the plain way: how much less likely would the label be without this word? That holds for all steps
of the model at once, and for words that only weigh together with others.
"""

from dataclasses import replace

from meydan.detectors.classifier.detector import Classifier
from meydan.detectors.classifier.features import LOOKED_AT
from meydan.detectors.classifier.reading import split_tokens
from meydan.kernel.findings import Text

#: Words that are tried, from the beginning: each costs one reading of the text.
MOST_WORDS = 80


def explain(classifier: Classifier, text: Text, most: int = 5) -> dict[str, list[tuple[str, float]]]:
    """Return for each label found the words that weighed most for it, with how much the chance falls without them."""
    tokens = split_tokens(text.text[:LOOKED_AT])
    found = [finding for finding in classifier.find(text) if finding.code != "sentiment"]
    if not found or not tokens:
        return {finding.code: [] for finding in found}
    variants = [replace(text, text=" ".join(tokens))]
    for place in range(min(len(tokens), MOST_WORDS)):
        variants.append(replace(text, text=" ".join(tokens[:place] + tokens[place + 1 :])))
    chances = classifier.chances(variants)
    weighed = {}
    for finding in found:
        column = classifier.outputs.index(finding.code)
        falls = (chances[0, column] - chances[1:, column]).tolist()
        words = sorted(zip(tokens, falls, strict=False), key=lambda each: -each[1])
        weighed[finding.code] = [(word, round(fall, 3)) for word, fall in words[:most] if fall > 0.005]
    return weighed
