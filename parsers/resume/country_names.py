"""Names of countries in English, German, French, Spanish, Portuguese, Italian and Dutch, without accents, by ISO code.

Facts from the CLDR (Unicode-3.0 licence); a few in the country's own language and in older or shorter forms.
"""

from functools import cache

_COUNTRIES = """
AD andorra, andorre; AE united arab emirates, vereinigte arabische emirate, emirats arabes unis,
emiratos arabes unidos, emirados arabes unidos, emirati arabi uniti, verenigde arabische emiraten, uae,
الامارات; AF afghanistan, afganistan, afeganistao; AG antigua & barbuda, antigua und barbuda,
antigua-et-barbuda, antigua y barbuda, antigua e barbuda, antigua en barbuda; AI anguilla, anguila; AL
albania, albanien, albanie; AM armenia, armenien, armenie; AO angola; AR argentina, argentinien,
argentine, argentinie; AS american samoa, amerikanisch-samoa, samoa americaines, samoa americana, samoa
americane, amerikaans-samoa; AT austria, osterreich, autriche, oostenrijk; AU australia, australien,
australie; AW aruba; AX aland islands, alandinseln, iles aland, islas aland, ilhas aland, isole aland,
aland; AZ azerbaijan, aserbaidschan, azerbaidjan, azerbaiyan, azerbaijao, azerbaigian, azerbeidzjan; BA
bosnia & herzegovina, bosnien und herzegowina, bosnie-herzegovine, bosnia y herzegovina, bosnia e
herzegovina, bosnia ed erzegovina, bosnie en herzegovina; BB barbados, barbade; BD bangladesh,
bangladesch, banglades; BE belgium, belgien, belgique, belgica, belgio, belgie; BF burkina faso,
burquina faso; BG bulgaria, bulgarien, bulgarie, bulgarije; BH bahrain, bahrein, barein; BI burundi; BJ
benin; BL st. barthelemy, saint-barthelemy, san bartolome, sao bartolomeu; BM bermuda, bermudes,
bermudas; BN brunei, brunei darussalam; BO bolivia, bolivien, bolivie; BQ caribbean netherlands,
karibische niederlande, pays-bas caribeens, caribe neerlandes, paises baixos caribenhos, caraibi
olandesi, caribisch nederland; BR brazil, brasilien, bresil, brasil, brasile, brazilie; BS bahamas,
bahama's; BT bhutan, bhoutan, butan, butao; BW botswana, botsuana; BY belarus, bielorussie, bielorrusia,
bielorrussia, bielorussia; BZ belize, belice; CA canada, kanada; CC cocos, kokosinseln, iles cocos,
islas cocos, ilhas cocos, isole cocos, cocoseilanden; CD congo - kinshasa, kongo-kinshasa,
congo-kinshasa, republica democratica del congo; CF central african republic, zentralafrikanische
republik, republique centrafricaine, republica centroafricana, republica centro-africana, repubblica
centrafricana, centraal-afrikaanse republiek; CG congo - brazzaville, kongo-brazzaville,
congo-brazzaville, congo, republica do congo; CH switzerland, schweiz, suisse, suiza, suica, svizzera,
zwitserland; CI cote d'ivoire, costa do marfim, costa d'avorio, ivoorkust, ivory coast; CK cook islands,
cookinseln, iles cook, islas cook, ilhas cook, isole cook, cookeilanden; CL chile, chili, cile; CM
cameroon, kamerun, cameroun, camerun, camaroes, kameroen; CN china, chine, cina, 中国; CO colombia,
kolumbien, colombie; CR costa rica; CU cuba, kuba; CV cape verde, cabo verde, cap-vert, capo verde,
kaapverdie; CW curacao, curazao; CX christmas island, weihnachtsinsel, ile christmas, isla de navidad,
ilha christmas, isola christmas, christmaseiland; CY cyprus, zypern, chypre, chipre, cipro; CZ czechia,
tschechien, tchequie, chequia, tchequia, cechia, tsjechie, ceska republika, czech republic, cesko; DE
germany, deutschland, allemagne, alemania, alemanha, germania, duitsland; DJ djibouti, dschibuti,
yibuti, djibuti, gibuti; DK denmark, danemark, dinamarca, danimarca, denemarken, danmark; DM dominica,
dominique; DO dominican republic, dominikanische republik, republique dominicaine, republica dominicana,
repubblica dominicana, dominicaanse republiek; DZ algeria, algerien, algerie, argelia, algerije; EC
ecuador, equateur, equador; EE estonia, estland, estonie; EG egypt, agypten, egypte, egipto, egito,
egitto, مصر; EH western sahara, westsahara, sahara occidental, saara ocidental, sahara occidentale,
westelijke sahara; ER eritrea, erythree, eritreia; ES spain, spanien, espagne, espana, espanha, spagna,
spanje; ET ethiopia, athiopien, ethiopie, etiopia; FI finland, finnland, finlande, finlandia, suomi; FJ
fiji, fidschi, fidji, fiyi, figi; FK falkland islands, falklandinseln, iles malouines, islas malvinas,
ilhas malvinas, isole falkland, falklandeilanden; FM micronesia, mikronesien, micronesie; FO faroe
islands, faroer, iles feroe, islas feroe, ilhas faroe, isole fær oer, faeroer; FR france, frankreich,
francia, franca, frankrijk; GA gabon, gabun, gabao; GB united kingdom, vereinigtes konigreich,
royaume-uni, reino unido, regno unito, verenigd koninkrijk, uk, england, scotland, wales, northern
ireland, great britain, grossbritannien; GD grenada, grenade, granada; GE georgia, georgien, georgie; GF
french guiana, franzosisch-guayana, guyane francaise, guayana francesa, guiana francesa, guyana
francese, frans-guyana; GG guernsey, guernesey; GH ghana, gana; GI gibraltar, gibilterra; GL greenland,
gronland, groenland, groenlandia; GM gambia, gambie; GN guinea, guinee, guine; GP guadeloupe, guadalupe,
guadalupa; GQ equatorial guinea, aquatorialguinea, guinee equatoriale, guinea ecuatorial, guine
equatorial, guinea equatoriale, equatoriaal-guinea; GR greece, griechenland, grece, grecia, griekenland,
ελλαδα; GT guatemala; GU guam; GW guinea-bissau, guinee-bissau, guinea-bisau, guine-bissau; GY guyana,
guiana; HK hong kong sar china, hongkong, r.a.s. chinoise de hong kong, rae de hong kong, hong kong, rae
da china, ras di hong kong, hongkong sar van china, hong kong, 香港; HN honduras; HR croatia, kroatien,
croatie, croacia, croazia, kroatie, hrvatska; HT haiti; HU hungary, ungarn, hongrie, hungria, ungheria,
hongarije, magyarorszag; ID indonesia, indonesien, indonesie; IE ireland, irland, irlande, irlanda,
ierland; IL israel, israele; IM isle of man, ile de man, isla de man, ilha de man, isola di man; IN
india, indien, inde, भारत; IQ iraq, irak, iraque; IR iran, ira; IS iceland, island, islande, islandia,
islanda, ijsland; IT italy, italien, italie, italia; JE jersey; JM jamaica, jamaika, jamaique, giamaica;
JO jordan, jordanien, jordanie, jordania, giordania; JP japan, japon, japao, giappone, 日本; KE kenya,
kenia, quenia; KG kyrgyzstan, kirgisistan, kirghizstan, kirguistan, quirguistao, kirghizistan, kirgizie;
KH cambodia, kambodscha, cambodge, camboya, camboja, cambogia, cambodja; KI kiribati, quiribati; KM
comoros, komoren, comores, comoras, comore, comoren; KN st. kitts & nevis, st. kitts und nevis,
saint-christophe-et-nieves, san cristobal y nieves, sao cristovao e nevis, saint kitts e nevis, saint
kitts en nevis; KP north korea, nordkorea, coree du nord, corea del norte, coreia do norte, corea del
nord, noord-korea; KR south korea, sudkorea, coree du sud, corea del sur, coreia do sul, corea del sud,
zuid-korea, 대한민국, 한국; KW kuwait, koweit, koeweit; KY cayman islands, kaimaninseln, iles caimans, islas
caiman, ilhas cayman, isole cayman, kaaimaneilanden; KZ kazakhstan, kasachstan, kazajistan, cazaquistao,
kazakistan, kazachstan; LA laos; LB lebanon, libanon, liban, libano; LC st. lucia, sainte-lucie, santa
lucia, saint lucia; LI liechtenstein; LK sri lanka; LR liberia; LS lesotho, lesoto; LT lithuania,
litauen, lituanie, lituania, litouwen; LU luxembourg, luxemburg, luxemburgo, lussemburgo; LV latvia,
lettland, lettonie, letonia, lettonia, letland; LY libya, libyen, libye, libia, libie; MA morocco,
marokko, maroc, marruecos, marrocos, marocco, المغرب; MC monaco; MD moldova, republik moldau, moldavie,
moldavia; ME montenegro; MF st. martin, saint-martin, san martin, sao martinho, saint martin; MG
madagascar, madagaskar; MH marshall islands, marshallinseln, iles marshall, islas marshall, ilhas
marshall, isole marshall, marshalleilanden; MK north macedonia, nordmazedonien, macedoine du nord,
macedonia del norte, macedonia do norte, macedonia del nord, noord-macedonie; ML mali; MM myanmar,
mianmar; MN mongolia, mongolei, mongolie; MO macao sar china, macau, r.a.s. chinoise de macao, rae de
macao, macau, rae da china, ras di macao, macau sar van china; MP northern mariana islands, nordliche
marianen, iles mariannes du nord, islas marianas del norte, ilhas marianas do norte, isole marianne
settentrionali, noordelijke marianen; MQ martinique, martinica; MR mauritania, mauretanien, mauritanie;
MS montserrat; MT malta, malte; MU mauritius, maurice, mauricio; MV maldives, malediven, maldivas,
maldive, maldiven; MW malawi, malaui; MX mexico, mexiko, mexique, messico; MY malaysia, malaisie,
malasia, maleisie; MZ mozambique, mosambik, mocambique, mozambico; NA namibia, namibie; NC new
caledonia, neukaledonien, nouvelle-caledonie, nueva caledonia, nova caledonia, nuova caledonia,
nieuw-caledonie; NE niger; NF norfolk island, norfolkinsel, ile norfolk, isla norfolk, ilha norfolk,
isola norfolk, norfolk; NG nigeria; NI nicaragua; NL netherlands, niederlande, pays-bas, paises bajos,
paises baixos, paesi bassi, nederland, holland, the netherlands; NO norway, norwegen, norvege, noruega,
norvegia, noorwegen, norge; NP nepal; NR nauru; NU niue; NZ new zealand, neuseeland, nouvelle-zelande,
nueva zelanda, nova zelandia, nuova zelanda, nieuw-zeeland; OM oman, oma; PA panama; PE peru, perou; PF
french polynesia, franzosisch-polynesien, polynesie francaise, polinesia francesa, polinesia francese,
frans-polynesie; PG papua new guinea, papua-neuguinea, papouasie-nouvelle-guinee, papua nueva guinea,
papua-nova guine, papua nuova guinea, papoea-nieuw-guinea; PH philippines, philippinen, filipinas,
filippine, filipijnen; PK pakistan, paquistao; PL poland, polen, pologne, polonia, polska; PM st. pierre
& miquelon, st. pierre und miquelon, saint-pierre-et-miquelon, san pedro y miquelon, sao pedro e
miquelao, saint-pierre e miquelon, saint-pierre en miquelon; PN pitcairn islands, pitcairninseln, iles
pitcairn, islas pitcairn, ilhas pitcairn, isole pitcairn, pitcairneilanden; PR puerto rico, porto rico,
portorico; PS palestinian territories, palastinensische autonomiegebiete, territoires palestiniens,
territorios palestinos, territori palestinesi, palestijnse gebieden; PT portugal, portogallo; PW palau,
palaos; PY paraguay, paraguai; QA qatar, katar, catar; RE reunion, la reunion, reuniao, riunione; RO
romania, rumanien, roumanie, rumania, romenia, roemenie; RS serbia, serbien, serbie, servia, servie,
srbija; RU russia, russland, russie, rusia, rusland, россия; RW rwanda, ruanda; SA saudi arabia,
saudi-arabien, arabie saoudite, arabia saudi, arabia saudita, saoedi-arabie, السعودية; SB solomon
islands, salomonen, iles salomon, islas salomon, ilhas salomao, isole salomone, salomonseilanden; SC
seychelles, seychellen, seicheles; SD sudan, soudan, sudao, soedan; SE sweden, schweden, suede, suecia,
svezia, zweden, sverige; SG singapore, singapur, singapour, singapura; SH st. helena, sainte-helene,
santa elena, santa helena, sant'elena, sint-helena; SI slovenia, slowenien, slovenie, eslovenia; SJ
svalbard & jan mayen, spitzbergen und jan mayen, svalbard et jan mayen, svalbard y jan mayen, svalbard e
jan mayen, spitsbergen en jan mayen; SK slovakia, slowakei, slovaquie, eslovaquia, slovacchia,
slowakije; SL sierra leone, sierra leona, serra leoa; SM san marino, saint-marin; SN senegal; SO
somalia, somalie; SR suriname, surinam; SS south sudan, sudsudan, soudan du sud, sudan del sur, sudao do
sul, sud sudan, zuid-soedan; ST sao tome & principe, sao tome und principe, sao tome-et-principe, santo
tome y principe, sao tome e principe, sao tome en principe; SV el salvador, salvador; SX sint maarten,
sint-maarten; SY syria, syrien, syrie, siria; SZ eswatini, esuatini, essuatini; TC turks & caicos
islands, turks- und caicosinseln, iles turques-et-caiques, islas turcas y caicos, ilhas turcas e caicos,
isole turks e caicos, turks- en caicoseilanden; TD chad, tschad, tchad, chade, ciad, tsjaad; TG togo; TH
thailand, thailande, tailandia, thailandia; TJ tajikistan, tadschikistan, tadjikistan, tayikistan,
tadjiquistao, tagikistan, tadzjikistan; TK tokelau; TL timor-leste, timor oriental, timor est,
oost-timor; TM turkmenistan, turcomenistao; TN tunisia, tunesien, tunisie, tunez, tunesie; TO tonga; TR
turkiye, turkei, turquie, turquia, turchia, turkije, turkey; TT trinidad & tobago, trinidad und tobago,
trinite-et-tobago, trinidad y tobago, trinidad e tobago, trinidad en tobago; TV tuvalu; TW taiwan, 台湾,
台灣; TZ tanzania, tansania, tanzanie; UA ukraine, ucrania, ucraina, oekraine, украіна; UG uganda,
ouganda, oeganda; US united states, vereinigte staaten, etats-unis, estados unidos, stati uniti,
verenigde staten, usa, u.s.a., u.s., united states of america; UY uruguay, uruguai; UZ uzbekistan,
usbekistan, ouzbekistan, uzbequistao, oezbekistan; VA vatican city, vatikanstadt, etat de la cite du
vatican, ciudad del vaticano, cidade do vaticano, citta del vaticano, vaticaanstad; VC st. vincent &
grenadines, st. vincent und die grenadinen, saint-vincent-et-les grenadines, san vicente y las
granadinas, sao vicente e granadinas, saint vincent e grenadine, saint vincent en de grenadines; VE
venezuela; VG british virgin islands, britische jungferninseln, iles vierges britanniques, islas
virgenes britanicas, ilhas virgens britanicas, isole vergini britanniche, britse maagdeneilanden; VI
u.s. virgin islands, amerikanische jungferninseln, iles vierges des etats-unis, islas virgenes de ee.
uu., ilhas virgens americanas, isole vergini americane, amerikaanse maagdeneilanden; VN vietnam, viet
nam, vietna; VU vanuatu; WF wallis & futuna, wallis und futuna, wallis-et-futuna, wallis y futuna,
wallis e futuna, wallis en futuna; WS samoa; YE yemen, jemen, iemen; YT mayotte; ZA south africa,
sudafrika, afrique du sud, sudafrica, africa do sul, zuid-afrika; ZM zambia, sambia, zambie; ZW
zimbabwe, simbabwe, zimbabue
"""


@cache
def countries() -> dict[str, str]:
    """The ISO code of each name, as ``parsers.resume.fold`` writes it, and of each code itself in capitals."""
    found = {}
    for row in " ".join(_COUNTRIES.split()).split(";"):
        code, _, names = row.strip().partition(" ")
        found.update({name.strip(): code for name in names.split(",")})
        found[code] = code
    return found
