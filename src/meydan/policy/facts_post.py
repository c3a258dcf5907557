"""Facts of what we are about to publish: a post, a reply, a private post of an employee.

`rights` and `people` sum up all media of the post: one picture without a licence makes the post a post with a
picture without a licence. Example: consent signed for Instagram does not release YouTube (`consent_elsewhere`).
"""

from typing import get_args

from meydan.kernel.events import Media, Person
from meydan.kernel.vocabulary import OUTGOING_LABELS, AuthorRole, MediaKind, PoliticalCase, RefersTo, Scope, Topic
from meydan.policy.facts import (
    NETWORK,
    STATE_FACTS,
    YES_NO,
    Fact,
    Scene,
    Value,
    about,
    flag,
    normal_network,
    part,
    word,
    words,
    yes,
)
from meydan.policy.facts_message import MESSAGE_FACTS

_GOOD_LICENCES = frozenset({"owned", "licensed", "fee_paid", "royalty_free"})
_PAID_LICENCES = frozenset({"owned", "fee_paid", "licensed"})
_FREE_LICENCES = frozenset({"owned", "fee_paid", "royalty_free", "licensed"})
_SHOWS_PEOPLE = frozenset({"image", "video"})
_MAY_SOUND = frozenset({"video", "audio"})

RIGHTS = (
    "third_party",
    "uncredited",
    "no_right_of_use",
    "fee_unpaid",
    "music",
    "music_unlicensed",
    "music_fee_unpaid",
    "music_no_right",
    "no_alt_text",
    "no_captions",
)
PEOPLE = (
    "shown",
    "unknown",
    "consented",
    "consent_missing",
    "consent_withdrawn",
    "consent_elsewhere",
    "minor",
    "minor_without_consent",
)


def _rights(scene: Scene) -> Value:
    found: set[str] = set()
    for medium in scene.event.media or ():
        found |= _rights_of(medium)
    return frozenset(found)


def _rights_of(medium: Media) -> set[str]:
    found = set()
    is_others = medium.origin != "own"
    if is_others:
        found.add("third_party")
        if not (medium.credit or "").strip():
            found.add("uncredited")
        if medium.licence not in _PAID_LICENCES:
            found.add("fee_unpaid")
    if (is_others and medium.licence not in _GOOD_LICENCES) or medium.licence == "none":
        found.add("no_right_of_use")
    if medium.kind == "image" and not (medium.alt_text or "").strip():
        found.add("no_alt_text")
    if medium.kind == "video" and medium.captions is not True:
        found.add("no_captions")
    return found | _music_of(medium)


def _music_of(medium: Media) -> set[str]:
    """Music inside a film counts too; whether a film has music counts against us while nobody says."""
    may_sound = medium.kind in _MAY_SOUND or medium.kind is None
    if medium.has_music is False or (medium.has_music is None and not may_sound):
        return set()
    found = {"music"}
    licence = medium.music_licence
    if licence not in _FREE_LICENCES:
        found |= {"music_unlicensed", "music_no_right"}
    if licence not in _PAID_LICENCES:
        found.add("music_fee_unpaid")
    if licence != "owned" and not (medium.credit or "").strip():
        found.add("uncredited")
    return found


def _people(scene: Scene) -> Value:
    network = normal_network(getattr(scene.event, "network", None))
    found: set[str] = set()
    for medium in scene.event.media or ():
        if medium.people is None and (medium.kind in _SHOWS_PEOPLE or medium.kind is None):
            found |= {"unknown"}
        for person in medium.people or ():
            found |= _consent_of(person, network)
    return frozenset(found)


def _consent_of(person: Person, network: str) -> set[str]:
    found = {"shown"}
    allowed = {normal_network(name) for name in person.networks or ()}
    if person.consent == "withdrawn":
        found |= {"consent_withdrawn", "consent_missing"}
    elif person.consent != "signed":
        found.add("consent_missing")
    elif network not in allowed:
        found.add("consent_elsewhere")
    else:
        found.add("consented")
    if person.minor:
        found.add("minor")
        if "consented" not in found:
            found.add("minor_without_consent")
    return found


def _over_limit(scene: Scene) -> Value:
    limits = scene.setup.text_limits or {}
    limit = limits.get(normal_network(getattr(scene.event, "network", None)))
    return "yes" if limit and len(scene.event.text or "") > limit else "no"


def _media_kinds(scene: Scene) -> Value:
    return frozenset(medium.kind for medium in scene.event.media or () if medium.kind)


def _is_opinion(scene: Scene) -> Value:
    said: bool | None = scene.event.is_opinion
    return yes(said) if said is not None else yes("opinion" in scene.labels)


def _has_disclaimer(scene: Scene) -> Value:
    """Whether the post says that the opinion is one's own: as the author states, else as the text reads."""
    said: bool | None = scene.event.has_disclaimer
    if said is not None:
        return yes(said)
    text = " ".join((scene.event.text or "").casefold().split())
    return yes(any(phrase in text for phrase in scene.setup.disclaimers))


def _said_no(name: str) -> Fact:
    """A question that a person answered with no; an unknown answer counts as no proof, not as a no."""

    def read(scene: Scene) -> Value:
        value = getattr(scene.event, name)
        return "unknown" if value is None else yes(value)

    return Fact(read, ("yes", "no", "unknown"))


def _authorised_to_reply(scene: Scene) -> Value:
    """A draft may be written before anybody is named for it: nobody known is asked about, not refused."""
    author = scene.event.author
    return "unknown" if author is None or author.authorised is None else yes(author.authorised)


def _political_case(scene: Scene) -> Value:
    """The stage of the case: as the draft says it, else as the message that it answers does."""
    answered = scene.about.event.political_case if scene.about else None
    return scene.event.political_case or answered or "none"


def _authorised(scene: Scene) -> Value:
    author = scene.event.author
    return "yes" if author is not None and author.authorised else "no"


_LABELS = Fact(lambda scene: scene.labels, OUTGOING_LABELS, is_set=True)

_SHARED: dict[str, Fact] = {
    **STATE_FACTS,
    "labels": _LABELS,
    "network": NETWORK,
    "scope": part("account", "scope", get_args(Scope)),
    "owner": part("account", "owner", ("institution", "employee"), "institution"),
    "authorised": Fact(_authorised, YES_NO),
    "role": part("author", "role", get_args(AuthorRole)),
    "political_case": word("political_case", get_args(PoliticalCase), "none"),
    "refers_to": word("refers_to", get_args(RefersTo), "none"),
    "own_assessment": flag("own_assessment"),
    "data_permitted": flag("data_permitted"),
    "media": Fact(_media_kinds, get_args(MediaKind), is_set=True),
    "rights": Fact(_rights, RIGHTS, is_set=True),
    "people": Fact(_people, PEOPLE, is_set=True),
    "has_text": flag("text"),
    "over_limit": Fact(_over_limit, YES_NO),
    "facts_verified": flag("facts_verified"),
}


POST_FACTS: dict[str, Fact] = {
    **_SHARED,
    "form": word("form", ("post", "repost", "quote", "story", "like", "follow"), "post"),
    "proposal": flag("proposal"),
    "topics": words("topics", get_args(Topic)),
    "information_class": word("information_class", ("public", "restricted", "legal_check")),
    "ai_made": flag("ai_made"),
    "calendar_approved": flag("calendar_approved"),
    "joint_plan": flag("joint_plan"),
    "shared_from": word("shared_from", ("political_party", "third_party", "own"), "own"),
}

REPLY_FACTS: dict[str, Fact] = {
    **_SHARED,
    "political_case": Fact(_political_case, ("pending", "decided", "none")),
    "authorised": Fact(_authorised_to_reply, ("yes", "no", "unknown")),
    "surface": word("surface", ("comment", "reply", "mention", "private_message", "review")),
    "template": word("template", None, "none"),
    "says": Fact(lambda scene: scene.setup.text_is(scene.event.text or "", scene.event.lang), None, is_set=True),
    "done": words("done"),
    **{
        f"to_{name}": about(MESSAGE_FACTS, name)
        for name in ("labels", "tone", "relation", "foreign", "lang", "owner", "surface", "asked_why_removed")
    },
    "lang_differs": Fact(
        lambda scene: yes(scene.about and scene.about.lang and scene.lang and scene.about.lang != scene.lang), YES_NO
    ),
}

PRIVATE_FACTS: dict[str, Fact] = {
    **STATE_FACTS,
    "labels": _LABELS,
    "mentions_employer": flag("mentions_employer"),
    "is_opinion": Fact(_is_opinion, YES_NO),
    "has_disclaimer": Fact(_has_disclaimer, YES_NO),
    "uses_logo": flag("uses_logo"),
    "in_working_time": flag("in_working_time"),
    "within_expertise": _said_no("within_expertise"),
    "rests_on_evidence": _said_no("rests_on_evidence"),
    "effect_weighed": _said_no("effect_weighed"),
    "confidential": flag("confidential"),
    "has_text": flag("text"),
}
