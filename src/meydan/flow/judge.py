"""From an event to its decision: see, then decide.

Detectors look at a text that nobody has labelled yet; the policy says what must happen. Desk, API, command line and
jobs all come through here, so that an officer, an auditor and a test see the same answer. It imports no app.

The detectors take their turns: the language first, then those who see for themselves, last those who weigh what the
others are not sure of. Example: the word lists take "hap" for a look at drugs; whoever weighs them reads the whole
message, says nothing of drugs, and no one has to look. What the word lists are sure of stands.
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from meydan.detectors.registry import load_detectors
from meydan.flow.routing import PREFIX, routing_words, units_of
from meydan.kernel.decision import Decision
from meydan.kernel.errors import InvalidPack
from meydan.kernel.events import Account, Event, IncomingMessage, OutgoingPost, PrivatePost, ReplyDraft
from meydan.kernel.findings import Detector, DetectorSettings, Finding, FindsMany, Text, Weighs
from meydan.kernel.masking import AsksOutside
from meydan.policy.compiled import Policy, compile_policy
from meydan.policy.decide import NOTHING, Seen, decide
from meydan.policy.lint import checked
from meydan.policy.pack import load_pack

log = logging.getLogger(__name__)

Item = TypeVar("Item")

#: Codes that describe a text as a whole and are no labels of the taxonomy.
_LANG, _SENTIMENT = "lang", "sentiment"
#: How an institution's own labels begin, and the value of a finding that rests on a word of its own.
_OWN_LABEL, _OWN_WORD = "x-", "own"
#: Messages and characters judged at once at most where a file is read.
STRETCH, STRETCH_CHARACTERS = 256, 1_000_000
_TEXTS_OF_OURS = (OutgoingPost, ReplyDraft, PrivatePost)


@dataclass(frozen=True, slots=True)
class Question:
    """A text that detectors are asked about: all of it (`wanted`), or its language alone."""

    text: Text
    wanted: bool = True


@dataclass(frozen=True, slots=True)
class Seat:
    """A detector at its place, with what has to be known to ask it: of what it speaks, whom it weighs."""

    detector: Detector
    tells_lang: bool
    weighs: Mapping[str, frozenset[str]]
    many: Callable[[Sequence[Text]], Sequence[Sequence[Finding]]] | None

    def find_places(self, questions: Sequence[Question]) -> list[int]:
        """Return the places of the questions that the detector is asked."""
        reads, numbered = self.detector.directions, enumerate(questions)
        if self.tells_lang:
            return [place for place, each in numbered if not each.text.lang and each.text.direction in reads]
        return [place for place, each in numbered if each.wanted and each.text.direction in reads]

    def look(self, texts: Sequence[Text]) -> Sequence[Sequence[Finding]]:
        """Return what the detector finds in each text; one that stumbles over many is asked text by text."""
        if self.many is not None and len(texts) > 1:
            try:
                found = self.many(texts)
            except Exception as error:  # whatever it is, each text alone may still be read
                log.warning("%s fails on many texts at once (%s)", self.detector.key, type(error).__name__)
            else:
                if len(found) == len(texts):
                    return found
                log.warning("%s gives %d answers for %d texts", self.detector.key, len(found), len(texts))
        return [self.detector.find(text) for text in texts]


class Judge:
    """A policy with the detectors that see for it; the detectors are made when the first text has to be looked at."""

    def __init__(self, policy: Policy, detectors: Sequence[Detector] | None = None) -> None:
        self.policy = policy
        self._seats = None if detectors is None else take_seats(detectors)

    @property
    def seats(self) -> tuple[Seat, ...]:
        """The detectors at work, made for the institution, in the order in which they are asked."""
        if self._seats is None:
            self._seats = take_seats(detectors_for(self.policy))
        return self._seats

    @property
    def detectors(self) -> tuple[Detector, ...]:
        """The detectors at work, in the order in which they are asked."""
        return tuple(seat.detector for seat in self.seats)

    def judge(self, event: Event) -> Decision:
        """Return the decision on one event; texts without labels are looked at by the detectors first."""
        return self.judge_many((event,))[0]

    def judge_many(self, events: Sequence[Event]) -> list[Decision]:
        """Return what `judge` returns for each event, in their order; much faster in hundreds.

        All the texts are in memory at once: whoever reads a file hands over a stretch of it at a time.
        """
        own = [question_on(event) for event in events]
        behind = [question_behind(event) for event in events]
        seen = iter(self.see_many([each for each in (*own, *behind) if each is not None]))
        shown = [NOTHING if each is None else next(seen) for each in own]
        about = [NOTHING if each is None else next(seen) for each in behind]
        policy = self.policy
        return [decide(event, one, policy, other) for event, one, other in zip(events, shown, about, strict=True)]

    def see(self, text: Text, *, wanted: bool = True) -> Seen:
        """Return what the detectors see in a text; only its language where the labels are known already."""
        return self.see_many((Question(text, wanted),))[0]

    def see_many(self, questions: Sequence[Question]) -> list[Seen]:
        """Return what the detectors see in each text, in their order."""
        found: list[list[Finding]] = [[] for _ in questions]
        texts = [each.text for each in questions]
        for seat in self.seats if questions else ():
            places = seat.find_places(questions)
            looked = seat.look(texts if len(places) == len(texts) else [texts[place] for place in places])
            for place, told in zip(places, looked, strict=True):
                if seat.tells_lang:
                    texts[place] = in_language(texts[place], told)
                elif not found[place]:
                    found[place] = list(told)
                elif told or seat.weighs:
                    found[place] = weigh(found[place], told, seat) if seat.weighs else [*found[place], *told]
        return [
            self._sum_up(each, text.lang, findings)
            for each, text, findings in zip(questions, texts, found, strict=True)
        ]

    def _sum_up(self, question: Question, lang: str | None, findings: Sequence[Finding]) -> Seen:
        sentiment = None
        labels: list[Finding] = []
        concerned: list[str] = []
        for finding in findings:
            code = finding.code
            if code == _SENTIMENT:
                sentiment = sentiment or finding.value
            elif code.startswith(PREFIX):
                concerned.append(code)
            else:
                labels.append(finding)
        units = units_of(concerned, self.policy) if concerned else ()
        return Seen(one_each(labels) if question.wanted else (), lang, sentiment, units)


def question_on(event: Event) -> Question | None:
    """Return what detectors are asked about an event's own text; None where there is nothing to ask."""
    if isinstance(event, IncomingMessage):
        return question_on_message(event)
    if isinstance(event, Account):
        return Question(Text(event.bio, "outgoing")) if event.bio else None
    if isinstance(event, _TEXTS_OF_OURS) and event.text:
        return Question(Text(event.text, "outgoing", event.lang), event.labels is None)
    return None


def question_behind(event: Event) -> Question | None:
    """Return what detectors are asked about the message that an event answers or would remove."""
    if isinstance(event, IncomingMessage):
        return None
    message = getattr(event, "to", None) or getattr(event, "message", None)
    return question_on_message(message) if isinstance(message, IncomingMessage) else None


def question_on_message(message: IncomingMessage) -> Question | None:
    """Return what detectors are asked about a message; nothing where a person has said all there is to say."""
    wanted = message.labels is None
    if not message.text or (not wanted and message.lang):
        return None
    return Question(Text(message.text, "incoming", message.lang, message.reply_to), wanted)


def in_language(text: Text, told: Sequence[Finding]) -> Text:
    """Return the text with the language that was told, so that the others read it by the right words."""
    for finding in told:
        if finding.code == _LANG:
            return Text(text.text, text.direction, finding.value, text.reply_to)
    return text


def weigh(before: Sequence[Finding], told: Sequence[Finding], seat: Seat) -> list[Finding]:
    """Return all findings once a detector has weighed those before: its word stands in place of what it weighs.

    What they are sure of stays, and so does what an institution's own words and labels say. Where both see a label,
    the passages of both count, and the kind (`phone`) that only they can tell.
    """
    kept: list[Finding] = []
    weighed: dict[str, list[Finding]] = {}
    for finding in before:
        if _can_be_weighed(finding) and finding.code in seat.weighs.get(_seen_by(finding), ()):
            weighed.setdefault(finding.code, []).append(finding)
        else:
            kept.append(finding)
    return [*kept, *[_join(each, weighed[each.code]) if each.code in weighed else each for each in told]]


def _can_be_weighed(finding: Finding) -> bool:
    return not finding.sure and finding.value != _OWN_WORD and not finding.code.startswith(_OWN_LABEL)


def _join(finding: Finding, others: Sequence[Finding]) -> Finding:
    spans = tuple(sorted({*finding.spans, *[span for each in others for span in each.spans]}))
    value = finding.value or max(others, key=lambda each: each.confidence).value
    return Finding(finding.code, finding.confidence, finding.sure, finding.by, spans, value)


def _seen_by(finding: Finding) -> str:
    """Return the key of the detector that a finding is by."""
    return finding.by.partition("@")[0]


def stretches(items: Iterable[Item], size_of: Callable[[Item], int]) -> Iterator[list[Item]]:
    """Yield the items in stretches for `judge_many`, as many as memory bears; `size_of` gives one's characters."""
    held: list[Item] = []
    characters = 0
    for item in items:
        held.append(item)
        characters += size_of(item)
        if len(held) >= STRETCH or characters >= STRETCH_CHARACTERS:
            yield held
            held, characters = [], 0
    if held:
        yield held


def one_each(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Return one finding a label: the surest, with the passages of all who saw it."""
    if len(findings) < 2 or len({each.code for each in findings}) == len(findings):
        return tuple(findings)
    best: dict[str, Finding] = {}
    for finding in findings:
        known = best.get(finding.code)
        if known is None:
            best[finding.code] = finding
            continue
        first, second = sorted((known, finding), key=lambda each: (each.sure, each.confidence), reverse=True)
        spans = tuple(sorted({*first.spans, *second.spans}))
        best[finding.code] = Finding(first.code, first.confidence, first.sure, first.by, spans, first.value)
    return tuple(best.values())


def load_judge(
    pack: str,
    also: Sequence[str] = (),
    overlay: dict[str, Any] | None = None,
    detectors: Sequence[Detector] | None = None,
) -> Judge:
    """Return a judge for the named packs under the institution's settings; raise InvalidPack when they are wrong."""
    return Judge(compile_policy([checked(load_pack(name)) for name in (pack, *also)], overlay), detectors)


def detectors_for(policy: Policy) -> tuple[Detector, ...]:
    """Return the installed detectors, told of the institution's languages, contacts and words."""
    house = policy.settings[0].house
    languages = tuple(dict.fromkeys([*policy.main.languages, "tr", "nn", "nb", "fi", "en"]))
    settings = DetectorSettings(
        languages=languages,
        contacts=tuple(house.get("contacts") or ()),
        lexicons=routing_words(policy)
        | {
            label: {lang: tuple(terms) for lang, terms in words.items()}
            for label, words in (house.get("lexicons") or {}).items()
        },
        adaptation=(house.get("classifier") or {}).get("adaptation"),
    )
    installed = load_detectors(settings)
    if installed.problems and not installed.detectors:
        raise InvalidPack(installed.problems)
    for problem in installed.problems:
        log.warning("%s", problem)
    return with_masker(installed.detectors)


def with_masker(detectors: Sequence[Detector]) -> tuple[Detector, ...]:
    """A detector that asks outside is told how to mask personal data first; without that it asks nothing."""
    inside = tuple(each for each in detectors if each.emits == {"personal_data"})
    if not inside:
        return tuple(detectors)

    def personal_data(text: Text) -> list[Finding]:
        return [finding for each in inside for finding in each.find(text)]

    return tuple(each.with_masker(personal_data) if isinstance(each, AsksOutside) else each for each in detectors)


def take_seats(detectors: Sequence[Detector]) -> tuple[Seat, ...]:
    """Return the detectors in their turns: who tells the language, who sees for themselves, who weighs the others."""
    seats = [
        Seat(
            detector=each,
            tells_lang=_LANG in each.emits,
            weighs=each.weighs if isinstance(each, Weighs) else {},
            many=each.find_many if isinstance(each, FindsMany) else None,
        )
        for each in detectors
    ]
    return tuple(sorted(seats, key=lambda seat: 0 if seat.tells_lang else 2 if seat.weighs else 1))
