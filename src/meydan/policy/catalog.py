"""Which facts each kind of event has: the words that a table's `when` may use."""

from meydan.policy.facts import STATE_FACTS, Fact
from meydan.policy.facts_account import ACCOUNT_FACTS, CONTACT_FACTS, CREDENTIAL_FACTS
from meydan.policy.facts_message import MESSAGE_FACTS
from meydan.policy.facts_post import POST_FACTS, PRIVATE_FACTS, REPLY_FACTS

FACTS: dict[str, dict[str, Fact]] = {
    "incoming_message": MESSAGE_FACTS,
    "outgoing_post": POST_FACTS,
    "reply_draft": REPLY_FACTS,
    "removal_request": MESSAGE_FACTS,
    "contest": STATE_FACTS,
    "account": ACCOUNT_FACTS,
    "credential": CREDENTIAL_FACTS,
    "private_post": PRIVATE_FACTS,
    "contact": CONTACT_FACTS,
}
