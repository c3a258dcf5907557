"""Names of columns and fields, as people of five languages write them above a table.

Capitals, accents and blanks do not matter: `Yorum Metni`, `yorum_metni` and `YORUM METNİ` are one name.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

_NAMES = {
    "text": "text message comment body content review comment_text message_text review_text live_chat_text full_text "
    "yorum mesaj ileti metin icerik yorum_metni mesaj_metni ileti_metni canli_sohbet_metni "
    "melding kommentar tekst innhald innhold meldingstekst kommentartekst kommentar_tekst omtale "
    "viesti kommentti teksti sisalto viestin_teksti kommentin_teksti kommenttiteksti arvostelu",
    "author": "author user username user_name from sender sender_name handle author_name name profile "
    "yazan yazar kullanici kullanici_adi gonderen isim ad ad_soyad "
    "forfattar forfatter avsendar avsender brukar bruker brukarnamn brukernavn namn navn "
    "kirjoittaja lahettaja kayttaja kayttajanimi nimi nimimerkki channel_id kanal_kimligi",
    "at": "at date time datetime timestamp created created_at created_time published_at posted_at date_time "
    "comment_create_timestamp live_chat_create_timestamp "
    "tarih zaman tarih_saat olusturulma_tarihi yorum_tarihi yorum_olusturma_zaman_damgasi "
    "dato tid tidspunkt publisert dato_og_tid paiva paivamaara paivays aika pvm ajankohta",
    "network": "network platform channel sosyal_ag ag mecra nettverk plattform kanal verkosto kanava alusta palvelu",
    "url": "url link permalink baglanti adres lenke lenkje linkki osoite",
    "lang": "lang language dil sprak kieli",
    "id": "id comment_id message_id live_chat_id yorum_id ileti_id mesaj_id yorum_kimligi melding_id meldings_id "
    "kommentar_id viesti_id viestin_id kommentin_id kommentin_tunnus tunniste",
    "reply_to": "reply_to in_reply_to yanitlanan svar_pa vastattu",
    "surface": "surface",
    "video": "video_id video_kimligi",
}
FIELDS: Mapping[str, str] = {name: meaning for meaning, names in _NAMES.items() for name in names.split()}

_LETTERS = str.maketrans({"ı": "i", "ø": "o", "æ": "ae", "đ": "d", "ł": "l"})
_GAPS = re.compile(r"[^0-9a-z]+")
MAX_NAME = 100


def plain_name(name: str) -> str:
    """Return a heading without case, accents and blanks: `Kommentar-ID` becomes `kommentar_id`."""
    spread = unicodedata.normalize("NFKD", name[:MAX_NAME].casefold().translate(_LETTERS))
    letters = "".join(letter for letter in spread if not unicodedata.combining(letter))
    return _GAPS.sub("_", letters).strip("_")


def find_columns(heading: Iterable[str]) -> dict[str, int]:
    """Return the position of every known field; of two columns for one field the first counts."""
    found: dict[str, int] = {}
    for position, name in enumerate(heading):
        meaning = FIELDS.get(plain_name(name))
        if meaning is not None:
            found.setdefault(meaning, position)
    return found


def is_youtube(heading: Sequence[str]) -> bool:
    """Whether a table is one of Google Takeout: beside each text stands the video that it was written under."""
    names = {plain_name(name) for name in heading}
    known = {"comment_text", "live_chat_text", "yorum_metni", "kommentartekst", "kommentar_tekst", "kommentin_teksti"}
    return bool(names & known) and bool(names & {"video_id", "video_kimligi", "live_chat_id", "videon_tunnus"})
