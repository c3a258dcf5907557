"""From an event to its decision: see, then decide.

Detectors look at a text that nobody has labelled yet; the policy says what must happen. Desk, API, command line and
jobs all come through here, so that an officer, an auditor and a test see the same answer. It imports no app.
"""

import logging
from collections.abc import Sequence
from typing import Any

from meydan.detectors.registry import load_detectors
from meydan.flow.routing import PREFIX, routing_words, units_of
from meydan.kernel.decision import Decision
from meydan.kernel.errors import InvalidPack
from meydan.kernel.events import Account, Event, IncomingMessage, OutgoingPost, PrivatePost, ReplyDraft
from meydan.kernel.findings import Detector, DetectorSettings, Finding, Text
from meydan.kernel.masking import AsksOutside
from meydan.policy.compiled import Policy, compile_policy
from meydan.policy.decide import NOTHING, Seen, decide
from meydan.policy.lint import checked
from meydan.policy.pack import load_pack

log = logging.getLogger(__name__)

#: Codes that describe a text as a whole and are no labels of the taxonomy.
_LANG, _SENTIMENT = "lang", "sentiment"


class Judge:
    """A policy with the detectors that see for it; the detectors are made when the first text has to be looked at."""

    def __init__(self, policy: Policy, detectors: Sequence[Detector] | None = None) -> None:
        self.policy = policy
        self._detectors = None if detectors is None else tuple(detectors)

    @property
    def detectors(self) -> tuple[Detector, ...]:
        """The detectors at work, made for the institution."""
        if self._detectors is None:
            self._detectors = detectors_for(self.policy)
        return self._detectors

    def judge(self, event: Event) -> Decision:
        """Return the decision on one event; texts without labels are looked at by the detectors first."""
        return decide(event, self._own(event), self.policy, self._about(event))

    def _own(self, event: Event) -> Seen:
        if isinstance(event, IncomingMessage):
            return self._look_at_message(event)
        if isinstance(event, Account):
            return self.see(Text(event.bio, "outgoing"), wanted=event.bio is not None) if event.bio else NOTHING
        if isinstance(event, OutgoingPost | ReplyDraft | PrivatePost) and event.text:
            return self.see(Text(event.text, "outgoing", event.lang), wanted=event.labels is None)
        return NOTHING

    def _about(self, event: Event) -> Seen:
        message = getattr(event, "to", None) or getattr(event, "message", None)
        return self._look_at_message(message) if isinstance(message, IncomingMessage) else NOTHING

    def _look_at_message(self, message: IncomingMessage) -> Seen:
        if not message.text:
            return NOTHING
        wanted = message.labels is None
        if not wanted and message.lang:
            return NOTHING
        return self.see(Text(message.text, "incoming", message.lang, message.reply_to), wanted=wanted)

    def see(self, text: Text, *, wanted: bool = True) -> Seen:
        """Return what the detectors see in a text; only its language where the labels are known already."""
        lang, sentiment = text.lang, None
        findings: list[Finding] = []
        concerned: list[str] = []
        for detector in self.detectors:
            if text.direction not in detector.directions or not (wanted or _LANG in detector.emits):
                continue
            if _LANG in detector.emits and text.lang:
                continue
            for finding in detector.find(text):
                if finding.code == _LANG:
                    lang = lang or finding.value
                elif finding.code == _SENTIMENT:
                    sentiment = sentiment or finding.value
                elif finding.code.startswith(PREFIX):
                    concerned.append(finding.code)
                else:
                    findings.append(finding)
        units = units_of(concerned, self.policy) if concerned else ()
        return Seen(one_each(findings) if wanted else (), lang, sentiment, units)


def one_each(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Return one finding a label: the surest, with the passages of all who saw it."""
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
    )
    installed = load_detectors(settings)
    if installed.problems and not installed.detectors:
        raise InvalidPack(installed.problems)
    for problem in installed.problems:
        log.warning("%s", problem)
    return _language_first(_with_masker(installed.detectors))


def _with_masker(detectors: Sequence[Detector]) -> tuple[Detector, ...]:
    """A detector that asks outside is told how to mask personal data first; without that it asks nothing."""
    inside = tuple(each for each in detectors if each.emits == {"personal_data"})
    if not inside:
        return tuple(detectors)

    def personal_data(text: Text) -> list[Finding]:
        return [finding for each in inside for finding in each.find(text)]

    return tuple(each.with_masker(personal_data) if isinstance(each, AsksOutside) else each for each in detectors)


def _language_first(detectors: Sequence[Detector]) -> tuple[Detector, ...]:
    """The language is told first: others may read a word differently in another language."""
    return tuple(sorted(detectors, key=lambda each: _LANG not in each.emits))
