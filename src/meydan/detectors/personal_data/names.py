"""Common first names in the five languages: with one of them beside it, a number is a person's.

The lists hold names that most people of the language area know; a name that is also an everyday word is left out
unless it is very common. Written as `view.fold` writes them.
"""

_TURKISH = """
ahmet ali alp alper anil arda arzu asli ata aydin ayhan ayla aylin aynur ayşe ayşegül ayten azra banu başak baran
barbaros behiye bekir belgin berat berk berkay berna betül beyza bilal bilge birgül buket burak burcu buse bülent
büşra caner canan cansu cavit celal cem cemal cemile cemre cenk ceren ceyda ceyhun cihan coşkun çağla çağri çiğdem
damla defne demet derya devrim dilan dilara dilek doğan doruk ebru ece ecrin eda efe elif ela emel emine emir
emirhan emrah emre enes engin ercan erdal erdem eren erhan erkan erol ersin ertuğrul esin esma esra evren ezgi
fadime fahri faruk fatih fatma ferhat feride ferit feyza figen filiz fikret fuat funda furkan gamze gizem gökhan
gönül gülay gülcan gülizar gülşah gülsüm gülsün gülten gürkan hacer hakan halil halime halit hamza handan hande
harun hasan hatice havva haydar hayriye hilal hülya hüseyin hüsniye ibrahim idris ilayda ilhan ilker ilknur irem
irfan işil ismail ismet izzet kaan kadir kadriye kağan kamil kazim kemal kenan kerem kerim kevser koray kubilay
kübra lale latif leman levent leyla mahir mahmut mehmet mehtap melek meliha melike melis meltem mert merve mesut
mete metin mine miraç muammer muhammed muharrem murat musa mustafa muzaffer müge mücahit münevver müslüm nalan naime
nazan nazli nazmiye necati necla nehir nergis nermin neslihan neşe nevzat nihal nihat nilay nilgün nilüfer nuran
nurcan nuray nuri nurten oğuz oğuzhan okan oktay onur orçun orhan osman oya ömer önder özcan özge özlem pelin
perihan pervin pinar polat ramazan rabia rasim recep refik remziye reyhan rifat riza rüya rüstem sabri sadik safiye
saliha salih sami saniye sedat seda sefa selçuk selda selim selin selma sema semih semra sena serap sercan serdar
serhat serkan serpil servet sevda sevil sevim seyfi sibel sinan sinem songül suat sude sultan süleyman sümeyye şaban
şahin şebnem şengül şerife şeyma şükrü şule tahir tahsin tamer tarik tayfun tekin tolga tuba tufan tuğba tuğçe
tuncay turgut tülay uğur ulaş utku ümit ümran üzeyir vedat veli veysel volkan yakup yalçin yasemin yasin yavuz yiğit
yilmaz yunus yusuf yüksel zehra zekiye zeki zeliha zerrin zeynep ziya zişan zuhal zübeyde
"""
_NORWEGIAN = """
aksel alf amalie amund anders andreas ane anita anja anlaug anna anne annbjørg ann arild arne arnhild arnt arvid
asbjørn aslak asle astrid audun aud beate bente berit bernt birger birgit birgitte bjarne bjørg bjørn borghild brage
brit bård camilla cathrine cecilie christian christina christine daniel dagfinn dagny eilif eilert einar eirik
eivind elin eline elisabeth ella ellen elling elise emil emilie emma endre erik erlend erling espen eskil fredrik
frida frode geir gerd gisle gjermund grete gro gudrun guro gunn gunnar gunvor guttorm hallvard hanna hanne hans
harald hedda hege heidi helene helga helge henning henriette henrik hilde hildegunn håkon håvard ida inga inge
ingeborg ingebrigt inger ingrid ingvild irene iselin ivar jakob jan jannicke jens jenny joakim johan johanne
johannes jon jonas jonathan jorunn jostein julie julia jørgen jørn kaja kamilla kari karianne karin karl karoline
kathrine kine kirsten kjell kjersti kjetil knut kolbjørn kristian kristin kristina kristine kristoffer lars lea leif
lene lillian lina linda linn lise liv magnar magne magnhild magni magnus malin marianne marie marit marius mari
marta marte martin martine mathea mathias maren mats merete mette michael mikkel mona monica morten nina nils
nikolai noah nora oddbjørn oddny oddvar ola olaf olav ole oline olve oskar otto peder petter pål ragnar ragnhild
randi reidar reidun rikke roald roar roger rolf rune runar rut sander sara selma sigbjørn sigmund signe sigrid
sigrun sigurd silje silja simen siri siv sivert sofie solfrid solveig stein steinar ståle stian stig svein sverre
sunniva susanne synne synnøve sølvi sondre terje thea theodor thomas thor thorbjørn tiril tobias tom tone tonje tor
tora torbjørn tore torgeir torhild torill tormod torstein torunn tove trine trond trude trygve tuva turid unn unni
vegard vegar vetle vibeke vidar vigdis vilde vilja viljar wenche øivind ørjan øystein øyvind åge åse åsmund åshild
"""
_FINNISH = """
aada aaro aaron aatu ahti aila aili aimo aino alina aleksi alisa altti anja anna anneli anni anniina annika annukka
anssi antero antti anu ari arja arto arttu asta atte aulis auli eemeli eero eetu eeva eevi eija eila eino elias
eliisa elina elisa ella elli elmeri elsa emilia emma emmi enni erkki esa essi esko eveliina hanna hannele hannes
hannu harri heidi heikki helena heli heljä helmi helka henna henri henrik hilkka iida iina iiris ilari ilkka ilmari
ilona inka inkeri irina irja irma iiro irmeli isla jaakko jaana jani janika janina janne jari jarkko jarmo jarno
jenna jenni jere jesse jiri joni joonas johanna jonna jorma jouko jouni juha juhani juho jukka julia juuso juulia
jussi jyri kaarina kaija kaisa kalevi kalle kari karoliina katariina kati katja kauko keijo kerttu kimmo kirsi
kirsti konsta kristiina kyllikki kyösti laila lari lasse lassi laura lauri leena leevi leila leo liisa lilja linnea
lotta luukas maarit maija maire mari maria marika marja marjatta marjukka marjut marko markku markus martti matias
matti mauno meeri merja mervi mia mika mikael mikko mila milla minna minttu mira miro mirja mirjami mirka miia miska
mona neea nella niilo niina niklas niko noora olavi oiva oili olli oona oskari osmo otso otto outi paavo pasi paula
pauli pekka pentti perttu pertti petra petri petteri piia pirjo pirkko pinja pirita päivi raija raimo raili rasmus
raisa rauno reijo reino riikka riina riitta risto ritva roni roosa saana saara saija saku salla sami samu samuli
sanna sanni santeri sari seija seppo severi siiri silja simo sini sinikka sirkka sirpa sofia sohvi sonja susanna
suvi sylvi taina tanja tapani tapio taru tarja tauno teemu teija teppo terhi tero teuvo tiia tiina timo tomi toni
topias topi touko tuija tuomas tuomo tuovi tuula tuuli tuukka tyyne urho ulla unto urpo vappu valtteri veera veeti
veijo veikko venla vesa viivi vilho ville vilma viljami väinö
"""
_OTHER = """
adam alan alice amy andrew anna ben beth bethany callum charlotte chloe chris colm connor david daniel denise dennis
doreen emily emma ethan george gerald graham hannah harry helen henry jack jacob jake james jane jenny jessica john
jonathan joseph karen kate kayleigh kelly kevin laura lena liam louise lucy luke margaret maria martin mary matthew
megan michael miriam nancy nathan nigel olivia oliver oscar paul peter priya rachel rebecca richard robert rory ryan
sam samuel sarah simon sophie stephen steven susan thomas tim victoria william yusuf zoe abel amir azad bogdan
dragan fatima ferhad hassan ivan jamal khalid marek mohammed muhammad olga omar rojda samir tabea wojciech yonas
gustav linnea ingmar nils svensson
"""
_OFFICES_AND_DAYS = """
üniversite beledi müdürl fakülte rektör dekan öğrenci yurt kütüphane büro merkez başkan daire vakf vakif derne mah
cad sok bulvar apt site blok restoran lokanta otel kafe market kitab ltd hastane lise okul eczane gazete ajans genel
kayit bilgi iletişim telefon tel cep sayin merhaba selam lütfen acil duyuru resmi türk ankara istanbul izmir hat
çağri yeni kampüs kent sosyal sağlik işler spor kültür park müze terminal otogar lojman enstitü yüksekokul kommun
kommune fylke servicetorg rådhus bibliotek skole skule barnehage legevakt sentralbord kontor hei hallo kjære kjere
høgskule høgskole universitet avdeling tlf telefon mobil nav as sjukehus sykehus museum hall senter avis tidende
kunta kunnan kaupun kirjasto koulu päiväkoti terveys palvelu puhelin puh hei moi oy ab ry yliopisto neuvola
sähköposti vaihde museo lehti sanomat halli keskus päivystys university council office school hospital city town
evening gazette student press call phone mobile dear hello hi the january february march april may june july august
september october november december monday tuesday wednesday thursday friday saturday sunday ocak şubat mart nisan
mayis haziran temmuz ağustos eylül ekim kasim aralik pazartesi sali çarşamba perşembe cuma cumartesi pazar
"""

FIRST_NAMES = frozenset(f"{_TURKISH} {_NORWEGIAN} {_FINNISH} {_OTHER}".split())

#: Beginnings of capitalised words that are no part of a person's name.
NOT_NAMES = tuple(word for word in _OFFICES_AND_DAYS.split() if len(word) > 3)

#: Short words that are no part of a name when they stand alone: "AS" is a company, "Asuman" is not.
NOT_NAMES_WHOLE = frozenset(word for word in _OFFICES_AND_DAYS.split() if len(word) <= 3)
