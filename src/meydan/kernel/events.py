"""The nine things that can happen and that a policy has a word on, as frozen values.

Absent and null mean unknown; `False` and an empty tuple are statements. Example: a post whose `media` is `()` is
known to have no media, one whose `media` is None may have some.
"""

from dataclasses import dataclass
from typing import ClassVar, Literal

from meydan.kernel.vocabulary import (
    AuthorRole,
    Examined,
    Licence,
    MediaKind,
    PoliticalCase,
    RefersTo,
    Relation,
    Scope,
    Sentiment,
    Surface,
    Told,
    Topic,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What stands over the whole institution at the time of the event; unknown counts as no."""

    crisis: bool | None = None
    disaster: bool | None = None
    contrary_decision: bool | None = None
    preference_period: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountRef:
    """The official account that an event concerns."""

    scope: Scope | None = None
    unit: str | None = None
    owner: Literal["institution", "employee"] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """Who wrote: a member of the public (`key`, `handle`, `relation`) or one of us (`authorised`, `role`)."""

    key: str | None = None
    handle: str | None = None
    relation: Relation | None = None
    authorised: bool | None = None
    role: AuthorRole | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A person who can be recognised in a medium, and what that person has agreed to."""

    minor: bool | None = None
    consent: Literal["signed", "none", "withdrawn"] | None = None
    networks: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """A picture, film, sound or document with its rights."""

    kind: MediaKind | None = None
    alt_text: str | None = None
    labels: tuple[str, ...] | None = None
    origin: Literal["own", "third_party"] | None = None
    credit: str | None = None
    licence: Licence | None = None
    has_music: bool | None = None
    music_licence: Licence | None = None
    captions: bool | None = None
    people: tuple[Person, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """A yes of somebody, for the content whose hash it names (None: for the event as it stands)."""

    by: str
    at: str | None = None
    content: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What all events share. `at` is RFC 3339; the command fills it in, the core never does."""

    kind: ClassVar[str] = ""
    id: str
    at: str | None = None
    state: State | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingMessage(Event):
    """A member of the public wrote to an official account, or to an employee's own."""

    kind: ClassVar[str] = "incoming_message"
    text: str | None = None
    network: str | None = None
    surface: Surface | None = None
    account: AccountRef | None = None
    author: Author | None = None
    reply_to: str | None = None
    lang: str | None = None
    media: tuple[Media, ...] | None = None
    concerns: tuple[str, ...] | None = None
    labels: tuple[str, ...] | None = None
    sentiment: Sentiment | None = None
    examined: tuple[Examined, ...] | None = None
    asked_why_removed: bool | None = None
    political_case: PoliticalCase | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OutgoingPost(Event):
    """The institution means to publish something."""

    kind: ClassVar[str] = "outgoing_post"
    form: Literal["post", "repost", "quote", "story", "like", "follow"] | None = None
    text: str | None = None
    lang: str | None = None
    network: str | None = None
    account: AccountRef | None = None
    proposal: bool | None = None
    author: Author | None = None
    topics: tuple[Topic, ...] | None = None
    labels: tuple[str, ...] | None = None
    political_case: PoliticalCase | None = None
    refers_to: RefersTo | None = None
    own_assessment: bool | None = None
    data_permitted: bool | None = None
    information_class: Literal["public", "restricted", "legal_check"] | None = None
    ai_made: bool | None = None
    media: tuple[Media, ...] | None = None
    facts_verified: bool | None = None
    calendar_approved: bool | None = None
    joint_plan: bool | None = None
    prior_notice: tuple[str, ...] | None = None
    content: str | None = None
    approved_by: tuple[Approval, ...] | None = None
    shared_from: Literal["political_party", "third_party", "own"] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyDraft(Event):
    """Somebody of ours means to answer a message; `done` names the steps that are complete."""

    kind: ClassVar[str] = "reply_draft"
    text: str | None = None
    lang: str | None = None
    network: str | None = None
    surface: Surface | None = None
    template: str | None = None
    account: AccountRef | None = None
    author: Author | None = None
    labels: tuple[str, ...] | None = None
    media: tuple[Media, ...] | None = None
    political_case: PoliticalCase | None = None
    refers_to: RefersTo | None = None
    own_assessment: bool | None = None
    data_permitted: bool | None = None
    facts_verified: bool | None = None
    content: str | None = None
    approved_by: tuple[Approval, ...] | None = None
    to: IncomingMessage | None = None
    done: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RemovalRequest(Event):
    """Somebody of ours means to hide or delete a message, and perhaps to block its author."""

    kind: ClassVar[str] = "removal_request"
    message: IncomingMessage | None = None
    mode: Literal["hide", "delete"] | None = None
    reason: str | None = None
    by: str | None = None
    done: tuple[str, ...] | None = None
    block_author: bool | None = None
    approved_by: tuple[Approval, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """A removal that took place: for which reason, by whom."""

    reason: str | None = None
    by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contest(Event):
    """An author asks for a removal to be looked at again."""

    kind: ClassVar[str] = "contest"
    removal: Removal | None = None
    decided_by: str | None = None
    text: str | None = None
    message: IncomingMessage | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Account(Event):
    """An official account is applied for, approved, started, checked, handed over or closed."""

    kind: ClassVar[str] = "account"
    move: Literal["apply", "approve", "activate", "check", "hand_over", "close"] | None = None
    name: str | None = None
    network: str | None = None
    scope: Scope | None = None
    unit: str | None = None
    purpose: str | None = None
    bio: str | None = None
    approved_by: str | None = None
    application_copied_to: tuple[str, ...] | None = None
    responsible: str | None = None
    admins: tuple[str, ...] | None = None
    editors: tuple[str, ...] | None = None
    agency_contract_until: str | None = None
    credential_deposited: bool | None = None
    personal_profile: bool | None = None
    terms_read_at: str | None = None
    risk_assessed_at: str | None = None
    target_group: str | None = None
    procedure_acknowledged: bool | None = None
    crisis_plan_acknowledged: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Credential(Event):
    """A password is chosen or checked. Nothing of it is ever returned, recorded or kept."""

    kind: ClassVar[str] = "credential"
    password: str | None = None
    used_elsewhere: bool | None = None
    pair_used_elsewhere: bool | None = None
    same_as_internal: bool | None = None
    email_domain: Literal["institution", "other"] | None = None
    purpose: Literal["work", "private"] | None = None
    saved_in_browser: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivatePost(Event):
    """An employee checks a post of their own before it goes out. Nothing of it is recorded or kept."""

    kind: ClassVar[str] = "private_post"
    text: str | None = None
    lang: str | None = None
    labels: tuple[str, ...] | None = None
    mentions_employer: bool | None = None
    is_opinion: bool | None = None
    has_disclaimer: bool | None = None
    uses_logo: bool | None = None
    in_working_time: bool | None = None
    within_expertise: bool | None = None
    rests_on_evidence: bool | None = None
    effect_weighed: bool | None = None
    confidential: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact(Event):
    """An employee or account user tells of something that happened."""

    kind: ClassVar[str] = "contact"
    what: Told | None = None


EVENT_TYPES: dict[str, type[Event]] = {
    cls.kind: cls
    for cls in (
        IncomingMessage,
        OutgoingPost,
        ReplyDraft,
        RemovalRequest,
        Contest,
        Account,
        Credential,
        PrivatePost,
        Contact,
    )
}
