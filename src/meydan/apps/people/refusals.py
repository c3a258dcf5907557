"""Why something about people is not done: a code with parameters, and the sentence for whoever asked.

Page, command and API show the same sentence. Example: `last_administrator` reads "Somebody has to be left who can
manage people and roles" in the reader's language.
"""

from collections.abc import Mapping
from functools import cache

from meydan.kernel.decision import Notice
from meydan.kernel.errors import MeydanError
from meydan.policy.sentences import LOCALE
from meydan.policy.source import read_yaml


class Refused(MeydanError):
    """An action that was not done; `refusal` says why, as a code with parameters."""

    def __init__(self, code: str, **params: str) -> None:
        self.refusal = Notice(code=code, params=params)
        super().__init__(sentence(self.refusal, "en"))


@cache
def sentences() -> Mapping[str, Mapping[str, str]]:
    """Return the sentences of this app: code, language, text."""
    return dict(read_yaml(LOCALE / "people.yaml").data or {})


def sentence(refusal: Notice, lang: str) -> str:
    """Return a refusal in a language, or in English where the language has none."""
    texts = sentences().get(refusal.code, {})
    return (texts.get(lang) or texts.get("en") or refusal.code).format_map(dict(refusal.params))
