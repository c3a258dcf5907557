"""E-mail addresses, also written around the at sign: "ad (at) ornek (nokta) example".

A private mailbox is personal data; info@ or postmottak@ is an office's, and so is what the institution publishes.
"""

import re
from collections.abc import Iterator

from meydan.detectors.personal_data.context import look_around
from meydan.detectors.personal_data.hits import Hit
from meydan.detectors.personal_data.names import FIRST_NAMES
from meydan.detectors.personal_data.view import View, fold
from meydan.detectors.personal_data.words import FREE_MAIL, ROLE_MAILBOXES

_AT = re.compile(r"@|[ ]?[(\[{<] ?(?:at|ät|et|@|krøllalfa|alfakrøll|miukumauku|kuyruklu a) ?[)\]}>][ ]?")
#: Where nothing is in brackets, the sign alone is looked for.
_BRACKET, _SIGN = re.compile(r"[(\[{<] ?(?:at|ät|et|@|krø|alfak|miu|kuy)"), re.compile("@")
_DOT = r"(?:\.| ?[(\[{] ?(?:\.|nokta|dot|punktum|prikk|piste|punkt) ?[)\]}] ?)"
_DOMAIN = re.compile(rf"((?:[^\W_][\w\-]{{0,62}}{_DOT}){{1,5}}[^\W\d_]{{2,24}})")
_DOTS = re.compile(_DOT)
_LOCAL = frozenset("._+-%")
_NAME_LIKE = re.compile(r"[^\W\d_]{2,}[._\-][^\W\d_]+\d*|[^\W\d_][._\-][^\W\d_]{3,}\d*")
_PARTS = re.compile(r"[\d._\-]+")
_OFFICE_PARTS = ROLE_MAILBOXES | {"ogrenci", "isleri", "islem", "kaynaklari", "student", "opiskelija", "studier", "fen"}
_WORK_HOSTS = (".gov.tr", ".bel.tr", ".edu.tr", ".pol.tr", ".kommune.no", ".dep.no", ".gov.uk")
_LONGEST_LOCAL = 64


def find_emails(view: View, published: frozenset[str]) -> Iterator[Hit]:
    """Addresses that are not in `published` (folded); those of an office's mailbox are left out."""
    for match in (_AT if _BRACKET.search(view.folded) else _SIGN).finditer(view.folded):
        start, end = _start_of_local(view.folded, match.start()), match.end()
        domain = _DOMAIN.match(view.folded, end) if start < match.start() else None
        if domain is None:
            continue
        local = view.folded[start : match.start()]
        host = _DOTS.sub(".", domain.group(1))
        if f"{local}@{host}" in published or _is_role(local):
            continue
        sure = _is_private(view, local, host, start, domain.end())
        yield Hit("email", start, domain.end(), sure, 0.92 if sure else 0.5)


def fold_contacts(contacts: tuple[str, ...]) -> frozenset[str]:
    """The published contacts as `find_emails` compares them."""
    return frozenset(fold(contact).strip().removeprefix("mailto:") for contact in contacts)


def _start_of_local(text: str, at: int) -> int:
    start = at
    while start and at - start < _LONGEST_LOCAL and (text[start - 1].isalnum() or text[start - 1] in _LOCAL):
        start -= 1
    while start < at and not text[start].isalnum():
        start += 1
    return start


def _is_role(local: str) -> bool:
    plain = local.partition("+")[0]
    ascii_local = plain.replace("ö", "o").replace("ü", "u").replace("ş", "s").replace("ç", "c").replace("ğ", "g")
    return ascii_local in ROLE_MAILBOXES


def _is_private(view: View, local: str, host: str, start: int, end: int) -> bool:
    parts = _PARTS.split(local)
    at_work = host.endswith(_WORK_HOSTS) or any(part in _OFFICE_PARTS for part in parts)
    if not at_work and (host in FREE_MAIL or _NAME_LIKE.match(local) or parts[0] in FIRST_NAMES):
        return True
    around = look_around(view, start, end)
    return around.is_personal and not around.is_office
