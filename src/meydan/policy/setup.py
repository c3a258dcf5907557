"""What a policy measures events against, and the institution's own grounds for removal, taken from its settings."""

from collections.abc import Callable, Sequence

from meydan.policy.facts import Setup, normal_network
from meydan.policy.pack import Pack, Row
from meydan.policy.settings import Settings
from meydan.policy.source import Source
from meydan.policy.templates import Template, is_same_text


def make_setup(packs: Sequence[Pack], settings: Sequence[Settings]) -> Setup:
    """Return the strictest measures of all packs, and the names and languages of the first."""
    main, own = packs[0], settings[0]
    passwords = [each.get("password") or {} for each in settings]
    limits = {
        normal_network(name): limit for each in settings for name, limit in (each.get("text_limits") or {}).items()
    }
    listed = {normal_network(name) for each in settings for name in each.get("platform_list.listed") or ()}
    return Setup(
        languages=frozenset(own.get("languages.own") or main.languages),
        names=tuple(own.house.get("names") or main.meta.get("names") or ()),
        platforms=frozenset(listed),
        text_limits=limits,
        disclaimers=tuple(phrase.casefold() for each in settings for phrase in each.get("disclaimer_phrases") or ()),
        password_length=max([each.get("min_length") or 0 for each in passwords], default=0),
        password_kinds=max([each.get("kinds") or 0 for each in passwords], default=0),
        text_is=_recogniser(packs),
    )


def _recogniser(packs: Sequence[Pack]) -> Callable[[str, str | None], frozenset[str]]:
    """Return a function that says which of the packs' reply texts a free text is, or carries."""
    templates: list[Template] = [template for pack in packs for template in pack.templates.values()]

    def recognise(text: str, lang: str | None) -> frozenset[str]:
        plain = text.casefold()
        return frozenset(
            template.id
            for template in templates
            if (lang is None or template.lang == lang or template.lang in ("nn", "nb"))
            and (is_same_text(template, text) or _carries(template, plain))
        )

    return recognise


def _carries(template: Template, plain: str) -> bool:
    return bool(template.recognised_by) and any(stem.casefold() in plain for stem in template.recognised_by)


def ground_rows(settings: Settings) -> list[Row]:
    """Return a row for each ground of the institution's own; it allows removal where its labels are found."""
    rows = []
    grounds = settings.house.get("grounds") or ()
    source = Source("settings", {"grounds": list(grounds)})
    for index, ground in enumerate(grounds):
        rows.append(
            Row(
                id=ground["id"].lower(),
                table="grounds",
                on=("incoming_message",),
                hit="collect",
                when={"labels": list(ground["labels"])},
                only_if={},
                then={"removal": {"category": "ground", "ground": ground}},
                clauses=(ground["id"],),
                default=False,
                source=source,
                at=("grounds", index),
            )
        )
    return rows
