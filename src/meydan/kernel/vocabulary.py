"""The closed words of the house: what a message can be, what can be done, and by whom.

A pack may add words of its own that begin with `x-`; nothing else extends these lists. They are the words of
the decision contract (docs/contract.md), so a step, a test and a screen mean the same by them.
"""

from typing import Literal, get_args

IncomingLabel = Literal[
    "service_complaint",
    "question",
    "admissions_question",
    "graduate_question",
    "job_application",
    "case_matter",
    "management_comment",
    "criticism",
    "praise",
    "neutral_comment",
    "factual_error",
    "student_dialogue",
    "profanity",
    "insult",
    "hate_speech",
    "harassment",
    "personal_data",
    "legal_case",
    "threat",
    "violence",
    "drugs",
    "advertising",
    "phishing",
    "self_harm",
    "media_contact",
    "political_matter",
]
OutgoingLabel = Literal[
    "campaigns",
    "takes_political_side",
    "takes_religious_side",
    "discriminates",
    "violent",
    "sexual",
    "lawsuit",
    "own_assessment",
    "case_handling",
    "confidential",
    "customer_matter",
    "personal_data",
    "disparages_institution",
    "attacks_person",
    "argument",
    "advert",
    "opinion",
    "unclear",
    "unsourced_claim",
]
Surface = Literal["comment", "reply", "mention", "private_message", "review"]
Relation = Literal["student", "staff", "member", "outsider", "unknown"]
Sentiment = Literal["positive", "neutral", "negative"]
Scope = Literal["main", "unit", "student_club"]
Examined = Literal["false_or_misleading", "unsuitable", "delicate", "nothing"]
PoliticalCase = Literal["pending", "decided"]
RefersTo = Literal["recommendation", "decision", "none"]
Topic = Literal[
    "special_day",
    "political",
    "religious",
    "sexual_orientation",
    "lawsuit",
    "political_case",
    "institution_business",
    "advert",
]
Licence = Literal["owned", "licensed", "fee_paid", "royalty_free", "none", "unknown"]
AuthorRole = Literal["specialist", "responsible", "agency", "employee"]
MediaKind = Literal["image", "video", "audio", "document"]
Needed = Literal["must", "should", "may"]
Told = Literal[
    "media_contact",
    "wrong_claim",
    "improper_comment",
    "opinion_misread",
    "own_error",
    "negative_feedback",
    "unsure",
]

Kind = Literal[
    "incoming_message",
    "outgoing_post",
    "reply_draft",
    "removal_request",
    "contest",
    "account",
    "credential",
    "private_post",
    "contact",
]
KINDS: tuple[str, ...] = get_args(Kind)

INCOMING_LABELS: tuple[str, ...] = get_args(IncomingLabel)
OUTGOING_LABELS: tuple[str, ...] = get_args(OutgoingLabel)

#: Labels that say a person attacks; they lift the protection of criticism where a pack says so.
HARMFUL_LABELS = frozenset({"insult", "hate_speech", "harassment"})

OUTCOMES: dict[str, tuple[str, ...]] = {
    "incoming_message": ("must_remove", "must_keep", "may_remove", "open"),
    "outgoing_post": ("refused", "needs_approval", "allowed"),
    "reply_draft": ("refused", "needs_approval", "allowed"),
    "removal_request": ("refused", "needs_approval", "allowed"),
    "account": ("refused", "needs_approval", "allowed"),
    "credential": ("refused", "needs_approval", "allowed"),
    "private_post": ("think_again", "fine"),
    "contact": ("report", "act"),
    "contest": ("needs_another_person", "reversed", "upheld"),
}

ACTIONS: tuple[str, ...] = (
    "log",
    "report",
    "notify",
    "consult",
    "forward",
    "archive",
    "examine",
    "review_author",
    "identify_author",
    "capture_link",
    "capture_screenshot",
    "reply",
    "message_author",
    "ask_for_solution",
    "correct",
    "thank",
    "inform_of_removal",
    "explain_removal",
    "refuse_application",
    "hide",
    "remove",
    "restore",
    "block_author",
    "unblock_author",
    "report_to_platform",
    "decide_contest",
    "keep",
    "stay_silent",
    "route_to",
    "monitor",
)
#: Steps by which the institution speaks to somebody outside. A state of silence stops them.
SPEAKING_ACTIONS = frozenset(
    {
        "reply",
        "message_author",
        "ask_for_solution",
        "correct",
        "thank",
        "inform_of_removal",
        "explain_removal",
        "refuse_application",
    }
)
#: Steps that protect people and proof; a label that is not sure may cause these and no others.
PROTECTIVE_ACTIONS = frozenset(
    {"examine", "notify", "consult", "capture_link", "capture_screenshot", "message_author", "monitor", "log", "report"}
)
#: Steps that take a message or its author away from the public.
RESTRICTING_ACTIONS = frozenset({"hide", "remove", "block_author", "report_to_platform"})

ADDRESSEES: tuple[str, ...] = (
    "responsible",
    "unit_representative",
    "specialist",
    "directorate",
    "director",
    "department_concerned",
    "graduate_institute",
    "health_culture_sports",
    "security",
    "necessary_units",
    "top_management",
    "rectorate",
    "general_secretariat",
    "municipal_director",
    "delegate",
    "information_service",
    "service_leader",
    "right_body",
    "supervisor",
    "employee",
    "agency",
    "student_account_manager",
)
TEMPLATES: tuple[str, ...] = (
    "complaint_forwarded",
    "admissions_contact",
    "graduate_contact",
    "job_application_refused",
    "removal_notice",
    "removal_explained",
    "self_harm_support",
    "documentation_duty",
    "formal_request",
    "thanks",
    "contact_us_directly",
)
MODALITIES: tuple[str, ...] = (
    "obligation",
    "prohibition",
    "permission",
    "recommendation",
    "definition",
    "role",
    "template",
    "sanction",
    "record",
    "review",
)
ENFORCEMENTS: tuple[str, ...] = ("gate", "workflow", "detect", "record", "remind", "attest", "display", "configure")
LANGUAGES: tuple[str, ...] = ("tr", "nn", "nb", "fi", "en")


def is_own_word(word: str) -> bool:
    """Whether a pack declared this word itself: such words begin with `x-`."""
    return word.startswith("x-") and len(word) > 2
