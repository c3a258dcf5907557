"""The words that tell whose a number or an address is: labels, people, homes, offices.

All in small letters with ı written as i, as `view.fold` leaves a text. They are pieces of regular expressions: a stem
ends in `\\w*` where the languages add endings.
"""

#: Words before a number that say it is an identity number.
IDENTITY = (
    r"t\.?\s?c\.?(?:'?m|'?si|'?im)?(?:\s?kimlik)?(?:\s?no\w*|\s?num\w*)?",
    r"tckn\w*",
    r"kimlik\w*(?:\s?no\w*|\s?num\w*)?",
    r"vatandaşlik\s?(?:no|num)\w*",
    r"fødselsn\w*",
    r"personn(?:r|um)\w*",
    r"f(?:ø|o)dt|fødd",
    r"fnr",
    r"d-n(?:r|ummer\w*)",
    r"henkilötunnu\w*",
    r"hetu\w*",
    r"sotu\w*",
    r"(?:national|personal)\s(?:id|identity)\w*(?:\s(?:no|number|code))?",
    r"id\s(?:no|number)",
    r"ssn|ni\snumber|duf(?:[\s-]?n\w*)?|passport|person(?=\s\d{6})",
    r"nasname\w*|kod[ie]\sm[ei]ll[iî]",
    r"کد ملی|رقم الكملك|كملك",
)
#: Words before a number that say it is something else, with the word "number" that may follow them.
OTHER = (
    r"(?:sipariş|takip|kargo|barkod|fatura|dosya|esas|karar|başvuru|abone|tesisat|dekont|referans|seri|sicil"
    r"|öğrenci|evrak|ihbar|tutanak|poliçe|vergi|mersis|sayac|sayaç|ürün|kitap|ders|oda|dilekçe|makbuz|kayit|ihale"
    r"|mükellef|tahakkuk|ruhsat|parsel|ada|bilet|kart|optik|aday|sira|plaka|hat|otobüs)\w*"
    r"(?:\s(?:no|num|kod|sayi)\w*|\s?[:#])",
    r"(?:isbn|issn|ismn|ean|doi|imei|vkn|kep|ref|kid|mac|iso)",
    r"(?:ordre|bestilling|sporings?|saks?|journal|faktura|kunde|org|organisasjons|låne|låner|søker|kandidat|student"
    r"|medlems|billett|romm?|gnr|bnr|pakke|løpe|referanse|dokument|arkiv)[\s.-]?(?:n(?:r|umm?er)\w*|id|nøkkel)",
    r"(?:tilaus|lasku|viite|diaari|diaarin|asia|asian|kiinteistö|opiskelija|seuranta|asiakas|hakija|tuote|lehti"
    r"|paketti|huone|päätös|kurssi|linja)-?(?:n(?:umero|ro)\w*|tunnu\w*)|y-tunnus\w*|kiinteistö\w*|dnro|viite\w*",
    r"(?:order|invoice|tracking|case|ticket|reference|student|library|application|account|room|card|product|serial"
    r"|bus|permit|licence|ucas)\s?(?:no|nr|num|id|#)\w*",
    r"(?:siparişim|siparişiniz|sporing|ordrenr|saksnr|kvittering|tilausnro|laskun|order|tracking)",
    r"koordinat\w*|konum|coordinates|koordinaat\w*",
)
#: Words that say a number is for calling.
PHONE = (
    r"tele(?:fo|ph)\w*",
    r"tel|tlf|tfn|puh|cep|cepten|gsm|mob|fon|hat|ph",
    r"mobil\w*|mobiil\w*|matkapuh\w*|kännyk\w*|puhelin\w*|numero\w*|whatsapp\w*|wp",
    r"num(?:a|e)ra\w*|numram\w*|no(?:su|m)|nummer\w*|numret|nr|number",
    r"ring\w*|soit\w*|ara(?:yin|r|yip|sin|yabilir|yacak|rsan)\w*|ara|call|text|phone|sms|kall",
    r"тел\w*|номер\w*|هاتف|رقم\w*|تلفن|شماره\w*|lambar\w*|hejmar\w*",
)
#: Words that say an account number or IBAN is meant.
ACCOUNT = (r"iban\w*", r"hesap\w*|hesab\w*", r"konto\w*", r"tili\w*", r"account", r"sort")

#: The writer speaks of himself: my number, call me.
OWN = (
    r"numaram\w*|numram\w*|telefonum\w*|cebim\w*|tel\w*im|telim|hattim|no'?m",
    r"beni\s\w*\s?ara\w*|beni\sara\w*|bana\sulaş\w*|bana\syaz\w*|arayin\sbeni|bizi\sara\w*|dönüş\siçin|adim|ismim|ben",
    r"kimliğim\w*|ibanim\w*|iban'?im|hesabim\w*|mailim\w*|e-?postam\w*|adresim\w*|plakam\w*|aracim\w*|arabam\w*",
    r"ev(?:im|imiz|imi|imizin)|oturuyor\w*|doğumlu\w*|cv'?m\w*|öğrencinizim|imza",
    r"ring\s(?:til\s)?(?:meg|mæ|mei)|(?:mobil|nummer|nr|telefon|e-?post|konto|adress[ea]|adresse)\w*\s(?:min|mitt|mi)",
    r"(?:min|mitt|mi)\s(?:mobil|nummer|telefon|e-?post|konto|adress|bil)\w*|heter|heiter|kontakt\smeg",
    r"kontakte\smeg|(?:send|skriv)\w*\stil\smeg|hilsen|helsing|mvh",
    r"numeroni|puhelinnumeroni|soita\w*\s(?:mulle|minulle)|minun|mun|mulle|minulle|tilini|osoitteeni|sähköpostini",
    r"(?:olen|nimeni|yt|yst|terv|terveisin|asun|syntynyt)",
    r"my|mine|(?:call|text|ring|reach|contact|email|phone)\sme|yours|regards|name\sis",
    r"navê\smin|magacaygu|lambarkaygu|اسمي|زنگ|мой|мій|ich|heiße|ruf",
)
#: Somebody else is spoken of: her number, his mother, the neighbour.
THIRD = (
    r"(?:anne|baba|abla|ağabey|abi|teyze|amca|dede|gelin|damat|torun|komşu|hoca|eş|oğl"
    r"|oğul|kiz|çocu|kardeş|arkadaş|öğretmen|sevgili|nişanli|bakici|muhtar|yönetici|kapici|şoför|öğrenci)"
    r"(?:si|i|u|ü|m|mi|mu|mün|min|mizin|miz|ğu|ğum|sinin|nin|nun|nün|in|un|lari|ninki|inki|ininki|imin|imiz|imizin"
    r"|lerinin|ğumuz|cimiz|cimizin|im|um|umun|ümün|na|ne|nene|nana)?",
    # Without an ending these mean something else: "hala" is also "still", "koca" also "huge", Kari is a name.
    r"(?:hala|dayi|nine|müdür|koca|kari|hasta)(?:si|s[iu]n|m|mi|min|nin|sinin|n[iu]n|ün|ü|ünün|mizin|miz)",
    r"hanimefendi\w*|beyefendi\w*|adam(?:in|i)?|kadin(?:in|i)?|kişinin|onun|kendisi\w*|sahibi\w*|işte",
    r"(?:numara|telefon|tel|cep|mail|adres)(?:s)?i(?:ni|nda|nin)?\s?(?:da|bu|şu|burada)?",
    r"\w{2,14}(?:in|un|ün)ki",
    r"han|hun|ho|hans|hennes|henne|hennar|honom|ham|mor|far|sønn\w*|sonen|datter\w*|dotter\w*|nabo\w*|lærer\w*"
    r"|mann\w*|kone\w*|kona|ektefelle\w*|dama|eier\w*|eigar\w*|vaktmester\w*|sjåfør\w*|pappa|mamma|bestemor|bestefar"
    r"|kjærest\w*|student(?:en|ens)|elev(?:en|ens)|privat\w*|pasient\w*|verge\w*|søster\w*|bror\w*",
    r"hän\w*|häne\w*|äiti\w*|äidi\w*|isä\w*|poika\w*|poja\w*|tyttä\w*|tytär\w*|naapuri\w*|opettaja\w*|vaimo\w*"
    r"|mies\w*|miehe\w*|sisar\w*|veli\w*|velje\w*|mummo\w*|ukki\w*|omistaja\w*|opiskelija\w*|oppila\w*|potila\w*"
    r"|nainen|naise\w*|lapse\w*|lapsi\w*|\w{0,16}työntekijä\w*|vapaa-ajan|asukas\w*|asukka\w*|yksityis\w*|kotinumer\w*",
    r"his|hers|him|their|her\s(?:number|phone|mobile|mum|house|home|name|room)|mum|mother|dad|father|daughter|wife|husband|neighbour\w*|neighbor\w*|teacher\w*"
    r"|owner\w*|lives|landline|gaz",
    r"оне|его|её|їх|вот",
)
#: A home is spoken of: she lives in, his house.
HOME = (
    r"oturan\w*|oturuyor\w*|oturmakta\w*|otur\w*|ikamet\w*|kal(?:iyor|an|makta)\w*|ev(?:i|in|im|imiz|inin|inde|indedir"
    r"|ine|imin|imize)?|evde\w*|kapisi\w*|kapin\w*|taşin(?:di|miş)\w*|yaşiyor\w*|bulursunuz|daire",
    r"bor|bur|bustad\w*|bosted\w*|bopel|hjemme|heime|heimeadress\w*|flytt\w*|bebor|hjem",
    r"asu\w*|koti\w*|kotona|muutti\w*|muuttanut|kyläil\w*|ovikel\w*",
    r"lives?|living|home|resident\w*|resides?|bostad|wohn\w*|عنوان|العنوان|وساكن|прожив\w*",
)
#: An address is announced, whoever's it is.
ADDRESS = (r"adres\w*|address\w*|osoit\w*|mailadres\w*",)
#: An office or a business is spoken of: the switchboard, the desk, the emergency line.
OFFICE = (
    r"santral\w*|çağri\smerkez\w*|danişma\w*|müdürl\w*|öğrenci\sişler\w*|muhtarli\w*|belediye\w*|dahili\w*|zabita\w*",
    r"kayit\sbüro\w*|büro\w*|ofis\w*|sekreter\w*|destek\w*|iletişim\w*|çözüm\w*|rektörl\w*|dekanl\w*|fakülte\w*|hat",
    r"hatti\w*|whatsapp\shat\w*|kurum\w*|resmi|firma\w*|şirket\w*",
    r"enstitü\w*|kütüphane\w*|yurt\smüdür\w*|nöbetçi|acil\sservis|rezervasyon|restoran\w*|kargo\w*|market\w*|sahte\w*",
    r"müftülü\w*|kaymakaml\w*|valili\w*|hastane\w*|eczane\w*|poliklinik|randevu\w*",
    r"sentralbord\w*|sentralen|servicetorg\w*|servicekontor\w*|vakttelefon\w*|legevakt\w*|resepsjon\w*|kundeservice",
    r"kommunen?s?|rådhus\w*|bibliotek\w*|\w{0,16}kontor\w*|tinghus\w*|vaksin\w*",
    r"vakta|vakten|turvakt\w*|brannvakt\w*|heimesid\w*|hjemmeside\w*|felles\w*|avdeling\w*|firma\w*|butikk\w*",
    r"vaihde\w*|neuvonta\w*|neuvonna\w*|päivystys\w*|päivystyks\w*|asiakaspalvel\w*|kirjaamo\w*|\w{0,16}toimisto\w*|kunnan\w*|kunta\w*",
    r"palvelunumer\w*|vikailmoit\w*|kirjasto\w*|terveysasema\w*|terveyskesku\w*|yritys\w*",
    r"toimitus\w*|kriisipuhelin\w*|kriisipuhelim\w*|tietokesku\w*|varaukset|ajanvaraus\w*|myynti\w*|huolto\w*|urakoi\w*",
    r"switchboard|office|hotline|helpline|helpdesk|main|reception|desk|query|company"
    r"|student\shealth|official|line|your|numaraniz\w*|adresiniz\w*|deres|dykkar|teidän|växel\w*|zentrale|приёмн\w*|приемн\w*|الرسمي|kundtjänst",
)
#: A newsroom gives its number to be called back at work.
PRESS = (
    r"gazete\w*|ajans\w*|muhabir\w*|basin|redaksiyon|dahili\w*|reporter\w*|journalist\w*|avis[ea]\w*|redaksjon\w*",
    r"presse\w*|pressa|lehti|lehden|toimittaja\w*|press|gazette|editor|redaktion\w*|sentralbord\w*|vaihde\w*|switchboard",
)
#: Money is collected publicly: an organisation's account.
CHARITY = (
    r"vakf\w*|vakif\w*|derne\w*|kampanya\w*|baği\w*|belediye\w*|üniversite\w*|kizilay|innsamling\w*|gåve\w*|gave\w*",
    r"lag(?:et)?|forening\w*|kommun\w*|lahjoit\w*|keräy\w*|ry|yhdisty\w*|kunta\w*|kunnan|donat\w*|charity|harç|harci",
)
#: A vehicle is spoken of.
VEHICLE = (
    r"plaka\w*|araç|arac\w*|araba\w*|otomobil\w*|motor\w*|kamyonet\w*|kasko\w*|trafik\scez\w*|parke?\w*|sahibi",
    r"egea|clio|passat|golf|fiat|renault|tofaş|doblo|transit|volvo|skoda\w*|toyota|hilux|tesla|audi|bmw|mercedes|opel"
    r"|ford|honda|nissan|mazda|kia|hyundai|peugeot|citroen|dacia|volkswagen|corolla|focus|astra|yaris\w*",
    r"bil(?:en|ar|ane|er)?|skilt\w*|reg\.?\s?n\w*|registreringsn\w*|kjørte?|køyr\w*|parker\w*|eier|eigar\w*|varebil\w*",
    r"auto(?:n|ni|nsa|mme|lla|llaan|ssa|sta|ja|t)?|rekkari\w*|rekisterin\w*|rekisteritunn\w*|kilpi|kilvet|kilven|pakettiauto\w*|mönkijä\w*|pysäköi\w*|mopo\w*|moottori\w*",
    r"car|van|plates?|reg|vehicle|driver|parked|parks|kennzeichen|falschparker",
)
#: A vehicle that serves everybody: its plate is nobody's secret.
PUBLIC_VEHICLE = (
    r"otobüs\w*|minibüs\w*|dolmuş\w*|kamyonu|itfaiye\w*|ambulans\w*|servis\saraci|resmi\saraç|belediye\w*|makam\w*|ring\sarac\w*",
    r"buss(?:en|ane)?|brøytebil\w*|brannbil\w*|ambulanse\w*|søppelbil\w*|taxi\w*|kommunebil\w*|kommunens\sbil\w*",
    r"bussi\w*|taksi\w*|linja-auto\w*|ambulanss\w*|paloauto\w*|roska-auto\w*|kunnan\w*|bus(?:es)?|tram|lorry",
)
_ROLES = """
info bilgi iletisim destek kayit basin ogrenciisleri ogrenci.isleri oidb evrak yazi-isleri yaziisleri rektorluk
dekanlik fakulte mezun mezunlar kariyer yurt kutuphane bilgiislem bim erasmus international uluslararasi sekreter
sekreterlik belediye beyazmasa cozum cozummerkezi cagri zabita ihale ik insankaynaklari kvkk santral kentkonseyi
haber editor redaksiyon reklam satis siparis musteri post postmottak epost kontakt servicetorg kundeservice arkiv
bibliotek studieadministrasjon opptak eksamen presse redaksjon tips personvern personvernombud rektor ordforer
kirjaamo neuvonta viestinta palaute toimisto kirjasto kunta kaupunki vaihde asiakaspalvelu hakijapalvelut
opintotoimisto tietosuoja toimitus rekry rakennusvalvonta admin administrator support help helpdesk office contact
hello mail press media news desk hr jobs careers sales marketing billing noreply no-reply postmaster webmaster abuse
privacy dpo library alumni friends admissions registrar enquiries reception dean security service team registrator
kommun info.tr ansatt drift feedback security-team
"""
#: Mailboxes of an office, by the part before the at sign.
ROLE_MAILBOXES = frozenset(_ROLES.split())
_PROVIDERS = """
gmail.com hotmail.com outlook.com yahoo.com icloud.com yandex.com live.com msn.com proton.me protonmail.com
hotmail.no live.no online.no yahoo.no outlook.no luukku.com kolumbus.fi suomi24.fi hotmail.fi elisanet.fi mynet.com
hotmail.com.tr yahoo.com.tr gmx.de gmx.net web.de mail.ru
"""
#: Mailbox providers of private people.
FREE_MAIL = frozenset(_PROVIDERS.split())
