"""Facts of what the public writes to us.

`tone` follows what a person said of the sentiment; without it, criticism and attacks make a message negative,
praise positive, all else neutral. Anger alone is no label and no ground.
"""

from typing import get_args

from meydan.kernel.vocabulary import (
    HARMFUL_LABELS,
    INCOMING_LABELS,
    Examined,
    PoliticalCase,
    Relation,
    Scope,
    Surface,
)
from meydan.policy.facts import NETWORK, STATE_FACTS, Fact, Scene, Value, flag, part, word, words

NEGATIVE_LABELS = HARMFUL_LABELS | {"criticism"}


def _tone(scene: Scene) -> Value:
    if scene.labels & NEGATIVE_LABELS:
        return "negative"
    if scene.sentiment:
        return scene.sentiment
    return "positive" if "praise" in scene.labels else "neutral"


def _is_foreign(scene: Scene) -> Value:
    lang = scene.lang
    return "yes" if lang and lang != "unknown" and lang not in scene.setup.languages else "no"


def _media_labels(scene: Scene) -> Value:
    return frozenset(label for medium in scene.event.media or () for label in medium.labels or ())


MESSAGE_FACTS: dict[str, Fact] = {
    **STATE_FACTS,
    "labels": Fact(lambda scene: scene.labels, INCOMING_LABELS, is_set=True),
    "surface": word("surface", get_args(Surface)),
    "network": NETWORK,
    "scope": part("account", "scope", get_args(Scope)),
    "owner": part("account", "owner", ("institution", "employee"), "institution"),
    "relation": part("author", "relation", get_args(Relation)),
    "tone": Fact(_tone, ("positive", "neutral", "negative")),
    "sentiment": Fact(lambda scene: scene.sentiment or "unknown", ("positive", "neutral", "negative", "unknown")),
    "lang": Fact(lambda scene: scene.lang or "unknown"),
    "foreign": Fact(_is_foreign, ("yes", "no")),
    "has_text": flag("text"),
    "has_media": flag("media"),
    "media_labels": Fact(_media_labels, INCOMING_LABELS, is_set=True),
    "answers": flag("reply_to"),
    "concerns": words("concerns"),
    "examined": words("examined", get_args(Examined)),
    "asked_why_removed": flag("asked_why_removed"),
    "political_case": word("political_case", get_args(PoliticalCase), "none"),
}
