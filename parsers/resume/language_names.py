"""Names of spoken languages as resumes have them, without accents; facts from the CLDR (Unicode-3.0 licence).

Names are in English, German, French, Spanish, Portuguese, Italian and Dutch and in the language itself, those of the
larger languages in some twenty more. Reading them from Babel at run time costs 35 ms a document: it loads all words
of a locale.
"""
# ruff: noqa: RUF001

from functools import cache

_NAMES = """
english, englisch, anglais, ingles, inglese, engels, 英语, الانجليزية, англиискии, англіиська,
angielski, αγγλικα, ingilizce, 英語, 영어, engelska, engelsk, anglictina, engleza, angol, انگلیسی,
אנגלית, अंग्रेज़ी, tieng anh, inggris, angles, engleski, englanti, british english, german,
deutsch, allemand, aleman, alemao, tedesco, duits, 德语, الالمانية, немецкии, німецька, niemiecki,
γερμανικα, almanca, ドイツ語, 독일어, tyska, tysk, nemcina, germana, nemet, المانی, גרמנית, जर्मन,
tieng duc, jerman, alemany, njemacki, saksa, french, franzosisch, francais, frances, francese,
frans, 法语, الفرنسية, французскии, французька, francuski, γαλλικα, fransizca, フランス語, 프랑스어,
franska, fransk, francouzstina, franceza, francia, فرانسوی, צרפתית, फ़्रेंच, tieng phap,
prancis, ranska, spanish, spanisch, espagnol, espanol, espanhol, spagnolo, spaans, 西班牙语,
الاسبانية, испанскии, іспанська, hiszpanski, ισπανικα, ispanyolca, スペイン語, 스페인어, spanska, spansk,
spanelstina, spaniola, spanyol, اسپانیایی, ספרדית, स्पेनिश, tieng tay ban nha, espanyol,
spanjolski, espanja, castellano, castilian, portuguese, portugiesisch, portugais, portugues,
portoghese, portugees, 葡萄牙语, البرتغالية, португальскии, португальська, portugalski, πορτογαλικα,
portekizce, ポルトガル語, 포르투갈어, portugisiska, portugisisk, portugalstina, portugheza, پرتغالی,
פורטוגזית, पुर्तगाली, tieng bo dao nha, portugis, italian, italienisch, italien, italiano,
italiaans, 意大利语, الايطالية, итальянскии, італіиська, wloski, ιταλικα, italyanca, イタリア語, 이탈리아어,
italienska, italiensk, italstina, italiana, olasz, ایتالیایی, איטלקית, इतालवी, tieng italy,
talijanski, dutch, niederlandisch, neerlandais, neerlandes, holandes, olandese, nederlands, 荷兰语,
الهولندية, нидерландскии, нідерландська, niderlandzki, ολλανδικα, felemenkce, オランダ語, 네덜란드어,
nederlandska, nederlandsk, nizozemstina, neerlandeza, هلندی, הולנדית, डच, tieng ha lan, belanda,
nizozemski, hollanti, flemish, flamisch, flamand, vlaams, chinese, chinesisch, chinois, chino,
chines, cinese, chinees, 中文, الصينية, китаискии, китаиська, chinski, κινεζικα, cince, 中国語, 중국어,
kinesiska, kinesisk, cinstina, chineza, kinai, چینی, סינית, चीनी, tieng trung, tionghoa, xines,
kineski, kiina, mandarin, mandarin chinese, cantonese, putonghua, 普通话, 国语, 汉语, mandarino,
kantonesisch, cantonais, cantones, kantonees, 粵語, 粤语, 广东话, japanese, japanisch, japonais,
japones, giapponese, japans, 日语, اليابانية, японскии, японська, japonski, ιαπωνικα, japonca,
日本語, 일본어, japanska, japansk, japonstina, japoneza, ژاپنی, יפנית, जापानी, tieng nhat, jepang,
japanski, 日本语, korean, koreanisch, coreen, coreano, koreaans, 韩语, الكورية, кореискии, кореиська,
koreanski, κορεατικα, korece, 韓国語, 한국어, koreanska, koreansk, korejstina, coreeana, koreai,
کره‌ای, קוריאנית, कोरियाई, tieng han, korejski, arabic, arabisch, arabe, arabo, 阿拉伯语, العربية,
арабскии, арабська, arabski, αραβικα, arapca, アラビア語, 아랍어, arabiska, arabisk, arabstina, arab,
عربی, ערבית, अरबी, tieng a rap, arapski, arabia, russian, russisch, russe, ruso, russo, 俄语,
الروسية, русскии, росіиська, rosyjski, ρωσικα, rusca, ロシア語, 러시아어, ryska, russisk, rustina, rusa,
orosz, روسی, רוסית, रूसी, tieng nga, rusia, ruski, venaja, ukrainian, ukrainisch, ukrainien,
ucraniano, ucraino, oekraiens, 乌克兰语, الاوكرانية, украинскии, украінська, ukrainski, ουκρανικα,
ukraynaca, ウクライナ語, 우크라이나어, ukrainska, ukrainsk, ukrajinstina, ucraineana, ukran, اوکراینی,
אוקראינית, यूक्रेनियाई, tieng ukraina, ukranian, ucraines, ukrajinski, polish, polnisch,
polonais, polaco, polones, polacco, pools, 波兰语, البولندية, польскии, польська, polski, πολωνικα,
lehce, ポーランド語, 폴란드어, polska, polsk, polstina, poloneza, lengyel, لهستانی, פולנית, पोलिश, tieng
ba lan, poljski, puola, czech, tschechisch, tcheque, checo, tcheco, ceco, tsjechisch, 捷克语,
التشيكية, чешскии, чеська, czeski, τσεχικα, cekce, チェコ語, 체코어, tjeckiska, tjekkisk, tsjekkisk,
cestina, ceha, cseh, چکی, צ׳כית, चेक, tieng sec, ceko, txec, ceski, tsekki, slovak, slowakisch,
slovaque, eslovaco, slovacco, slowaaks, slovencina, hungarian, ungarisch, hongrois, hungaro,
ungherese, hongaars, 匈牙利语, الهنغارية, венгерскии, угорська, wegierski, ουγγρικα, macarca,
ハンガリー語, 헝가리어, ungerska, ungarsk, madarstina, maghiara, magyar, مجاری, הונגרית, हंगेरियाई, tieng
hungary, hungaria, hongares, madarski, unkari, romanian, rumanisch, roumain, rumano, romeno,
rumeno, roemeens, 罗马尼亚语, الرومانية, румынскии, румунська, rumunski, ρουμανικα, rumence, ルーマニア語,
루마니아어, rumanska, rumænsk, rumensk, rumunstina, romana, roman, رومانیایی, רומנית, रोमानियाई,
tieng romania, rumania, romanes, rumunjski, romania, bulgarian, bulgarisch, bulgare, bulgaro,
bulgaars, български, greek, griechisch, grec, griego, grego, greco, grieks, 希腊语, اليونانية,
греческии, грецька, grecki, ελληνικα, yunanca, ギリシャ語, 그리스어, grekiska, græsk, gresk, rectina,
greaca, gorog, یونانی, יוונית, यूनानी, tieng hy lap, yunani, grcki, kreikka, turkish, turkisch,
turc, turco, turks, 土耳其语, التركية, турецкии, турецька, turecki, τουρκικα, turkce, トルコ語, 튀르키예어,
turkiska, tyrkisk, turectina, turca, torok, ترکی استانبولی, טורקית, तुर्की, tieng tho nhi ky,
turki, turski, turkki, swedish, schwedisch, suedois, sueco, svedese, zweeds, 瑞典语, السويدية,
шведскии, шведська, szwedzki, σουηδικα, isvecce, スウェーデン語, 스웨덴어, svenska, svensk, svedstina,
suedeza, sved, سويدی, שוודית, स्वीडिश, tieng thuy dien, swedia, suec, svedski, ruotsi, danish,
danisch, danois, danes, dinamarques, danese, deens, 丹麦语, الدانمركية, датскии, данська, dunski,
δανικα, danca, デンマーク語, 덴마크어, danska, dansk, danstina, daneza, دانمارکی, דנית, डेनिश, tieng dan
mach, danski, tanska, norwegian bokmal, norwegisch, norvegien bokmal, noruego bokmal, bokmal
noruegues, norvegese bokmal, noors - bokmal, 书面挪威语, النرويجية بوكمال, норвежскии букмол,
норвезька, norweski, νορβηγικα μποκμαλ, norvecce bokmal, ノルウェー語, 노르웨이어, norskt bokmal, bokmal,
norsk bokmal, norstina, norvegiana bokmal, norveg, نروژی بوک‌مُل, נורווגית ספרותית, नॉर्वेजियाई
बोकमाल, tieng na uy, bokmal norwegia, noruec bokmal, norveski bokmal, norjan bokmal, norwegian
nynorsk, norvegien nynorsk, noruego nynorsk, nynorsk noruegues, norvegese nynorsk, noors -
nynorsk, norsk nynorsk, norwegian, norvegien, noruego, noruegues, norvegese, noors, 挪威语,
النرويجية, норвежскии, νορβηγικα, norvecce, norska, norsk, norvegiana, نروژی, נורווגית,
नॉर्वेजियाई, noruec, norveski, finnish, finnisch, finnois, fines, finlandes, finlandese, fins,
芬兰语, الفنلندية, финскии, фінська, finski, φινλανδικα, fince, フィンランド語, 핀란드어, finska, finsk,
finstina, finlandeza, finn, فنلاندی, פינית, फ़िनिश, tieng phan lan, suomi, icelandic,
islandisch, islandais, islandes, islandese, ijslands, islenska, estonian, estnisch, estonien,
estonio, estoniano, estone, estisch, eesti, latvian, lettisch, letton, leton, letao, lettone,
lets, latviesu, lithuanian, litauisch, lituanien, lituano, litouws, lietuviu, slovenian,
slowenisch, slovene, esloveno, sloveno, sloveens, slovenscina, croatian, kroatisch, croate,
croata, croato, 克罗地亚语, الكرواتية, хорватскии, хорватська, chorwacki, κροατικα, hirvatca, クロアチア語,
크로아티아어, kroatiska, kroatisk, chorvatstina, horvat, کروات, קרואטית, क्रोएशियाई, tieng croatia,
kroasia, croat, hrvatski, serbian, serbisch, serbe, serbio, servio, serbo, servisch, српски,
serbo-croatian, serbokroatisch, bcs, bks, bosnian, bosnisch, bosniaque, bosnio, bosniaco,
bosanski, macedonian, mazedonisch, macedonien, macedonio, macedone, macedonisch, македонски,
albanian, albanisch, albanais, albanes, albanese, albanees, shqip, armenian, armenisch,
armenien, armenio, armeno, armeens, հայերեն, georgian, georgisch, georgien, georgiano, ქართული,
azerbaijani, aserbaidschanisch, azerbaidjanais, azerbaiyano, azerbaijano, azerbaigiano,
azerbeidzjaans, azərbaycan, kazakh, kasachisch, kazajo, cazaque, kazako, kazachs, қазақ тілі,
kyrgyz, kirgisisch, kirghize, kirguis, quirguiz, kirghiso, kirgizisch, кыргызча, uzbek,
usbekisch, ouzbek, uzbeko, uzbeque, uzbeco, oezbeeks, o'zbek, tajik, tadschikisch, tadjik,
tayiko, tadjique, tagico, tadzjieks, тоҷики, turkmen, turkmenisch, turkmene, turcomano,
turcomeno, turcomanno, turkmeens, turkmen dili, mongolian, mongolisch, mongol, mongolo,
mongools, монгол, hebrew, hebraisch, hebreu, hebreo, hebraico, ebraico, hebreeuws, 希伯来语,
العبرية, иврит, іврит, hebrajski, εβραικα, ibranice, ヘブライ語, 히브리어, hebreiska, hebraisk,
hebrejstina, ebraica, heber, عبری, עברית, हिब्रू, tieng do thai, ibrani, hebrejski, heprea,
yiddish, jiddisch, yidis, iidiche, ייִדיש, persian, persisch, persan, persa, persiano, perzisch,
波斯语, الفارسية, персидскии, перська, perski, περσικα, farsca, ペルシア語, 페르시아어, persiska, persisk,
perstina, persana, perzsa, فارسی, פרסית, फ़ारसी, tieng ba tu, perzijski, farsi, dari, pashto,
paschtu, pachto, pastun, pasjtoe, پښتو, kurdish, kurdisch, kurde, kurdo, curdo, koerdisch,
kurdi, central kurdish, zentralkurdisch, sorani, kurdo sorani, curdo central, curdo centrale,
کوردیی ناوەندی, urdu, ourdou, 乌尔都语, الاوردية, урду, ουρντου, urduca, ウルドゥー語, 우르두어, urdstina,
اردو, אורדו, उर्दू, tieng urdu, urdski, hindi, 印地语, الهندية, хинди, гінді, χιντι, hintce,
ヒンディー語, 힌디어, hindstina, هندی, הינדי, हिन्दी, tieng hindi, hindski, bangla, bengalisch, bengali,
bengalese, bengaals, 孟加拉语, البنغالية, бенгальскии, бенгальська, bengalski, βεγγαλικα, bengalce,
ベンガル語, 벵골어, bengalstina, bengaleza, بنگالی, בנגלית, बंगाली, tieng bangla, বাংলা, punjabi,
pendjabi, punyabi, panjabi, ਪੰਜਾਬੀ, gujarati, goudjarati, guyarati, guzerate, ગુજરાતી, marathi,
marati, मराठी, tamil, tamoul, தமிழ், telugu, telougou, telugo, తెలుగు, kannada, canares,
canarim, ಕನ್ನಡ, malayalam, malaiala, മലയാളം, odia, oriya, oria, ଓଡ଼ିଆ, assamese, assamesisch,
assamais, asames, assames, assamees, অসমীয়া, nepali, nepalesisch, nepalais, nepales, nepalese,
nepalees, नेपाली, sinhala, singhalesisch, cingalais, cingales, singalese, singalees, සිංහල,
burmese, birmanisch, birman, birmano, birmanes, birmaans, မြန်မာ, thai, thailandisch, tailandes,
thailandese, ไทย, lao, laotisch, laosiano, laotiaans, ລາວ, khmer, jemer, ខ្មែរ, vietnamese,
vietnamesisch, vietnamien, vietnamita, vietnamees, 越南语, الفيتنامية, вьетнамскии, вʼєтнамська,
wietnamski, βιετναμικα, vietnamca, ベトナム語, 베트남어, vietnamesiska, vietnamesisk, vietnamstina,
vietnameza, vietnami, ویتنامی, וייטנאמית, वियतनामी, tieng viet, vijetnamski, indonesian,
indonesisch, indonesien, indonesio, indonesiano, 印度尼西亚语, الاندونيسية, индонезиискии,
індонезіиська, indonezyjski, ινδονησιακα, endonezce, インドネシア語, 인도네시아어, indonesiska, indonesisk,
indonestina, indoneziana, indonez, اندونزیایی, אינדונזית, इंडोनेशियाई, tieng indonesia,
indonesi, indonezijski, malay, malaiisch, malais, malayo, malaio, malese, maleis, melayu,
javanese, javanisch, javanais, javanes, giavanese, javaans, jawa, sundanese, sundanesisch,
soundanais, sundanes, soendanees, basa sunda, filipino, filippino, filipijns, tagalog, tagalo,
cebuano, iloko, ilokano, ilocano, swahili, suaheli, suajili, suaili, kiswahili, amharic,
amharisch, amharique, amarico, amhaars, አማርኛ, tigrinya, tigrigna, tigrina, tigrinia, tigrino,
ትግርኛ, oromo, afaan oromo, oromoo, somali, somalo, somalisch, soomaali, hausa, haussa, haoussa,
hauca, igbo, yoruba, ioruba, ede yoruba, zulu, zoulou, zoeloe, isizulu, xhosa, isixhosa,
southern sotho, sud-sotho, sotho du sud, sotho meridional, soto do sul, sotho del sud,
zuid-sotho, sesotho, tswana, setsuana, setswana, shona, xona, chishona, kinyarwanda,
quiniaruanda, ikinyarwanda, lingala, wolof, uolofe, fula, peul, fulah, pulaar, bambara,
bamanakan, akan, eʋegbe, twi, ganda, luganda, afrikaans, africaner, malagasy, malgache, malgaxe,
malgascio, malagassisch, samoan, samoanisch, samoano, samoaans, tongan, tongaisch, tongien,
tongano, tonganes, tongaans, lea fakatonga, fijian, fidschi, fidjien, fiyiano, fijiano, figiano,
fijisch, maori, te reo maori, te reo, hawaiian, hawaiisch, hawaien, hawaiano, havaiano,
hawaiaans, ʻolelo hawaiʻi, catalan, katalanisch, catalao, catalano, catalaans, 加泰罗尼亚语,
الكتالانية, каталанскии, каталонська, katalonski, καταλανικα, katalanca, カタロニア語, 카탈로니아어,
katalanska, catalansk, katalansk, katalanstina, catalana, katalan, کاتالان, קטלאנית, कातालान,
tieng catalan, catala, katalaani, valenciano, galician, galicisch, galicien, gallego, galego,
galiziano, basque, baskisch, euskera, basco, euskara, vasco, occitan, okzitanisch, occitano,
occitanico, occitaans, breton, bretonisch, bretao, bretone, bretons, brezhoneg, corsican,
korsisch, corse, corso, corsicaans, corsu, irish, irisch, irlandais, irlandes, irlandese, iers,
gaeilge, gaelic, scottish gaelic, galisch, gaelique ecossais, gaelico escoces, gaelico scozzese,
schots-gaelisch, gaidhlig, welsh, walisisch, gallois, gales, gallese, cymraeg, cornish,
kornisch, cornique, cornico, kernewek, manx, mannois, manes, mannese, gaelg, luxembourgish,
luxemburgisch, luxembourgeois, luxemburgues, lussemburghese, luxemburgs, letzebuergesch, western
frisian, westfriesisch, frison occidental, frisio ocidental, frisone occidentale, fries, frysk,
romansh, ratoromanisch, romanche, romancio, reto-romaans, rumantsch, limburgish, limburgisch,
limbourgeois, limburgues, limburghese, limburgs, sardinian, sardisch, sarde, sardo, sardijns,
sardu, maltese, maltesisch, maltais, maltes, maltees, malti, esperanto, latin, latein, latim,
latino, latijn, latina, ancient greek, altgriechisch, grec ancien, griego antiguo, grego
arcaico, greco antico, oudgrieks, sanskrit, sanscrito, sanskriet, संस्कृत भाषा, quechua,
quichua, runasimi, guarani, avane'e, aymara, aimara, haitian creole, haiti-kreolisch, creole
haitien, criollo haitiano, haitiano, creolo haitiano, haitiaans creools, kreyol ayisyen,
belarusian, belarussisch, bielorusse, bielorruso, bielorrusso, bielorusso, беларуская, tatar,
tatarisch, tartaro, tataro, tataars, татар, bashkir, baschkirisch, bachkir, baskir, baschiro,
basjkiers, башҡорт теле, uyghur, uigurisch, ouighour, uigur, uiguro, oeigoers, يۇيغۇرچە,
tibetan, tibetisch, tibetain, tibetano, tibetaans, བོད་སྐད་, dzongkha, dzonga, རྫོང་ཁ, divehi,
dhivehi, maldivien, ދިވެހިބަސް, konkani, concani, कोंकणी, maithili, मैथिली, bhojpuri,
bhodschpuri, bhodjpouri, bhoyapuri, भोजपुरी, sindhi, sindi, سنڌي, kashmiri, kaschmiri,
cachemiri, cachemir, caxemira, kasjmiri, کٲشُر, dogri, डोगरी, santali, ᱥᱟᱱᱛᱟᱲᱤ, manipuri,
meithei, meitei, মৈতৈলোন্, mizo, lushai, nyanja, chewa, nianja, wu chinese, chino wu, wuyu, min
nan chinese, min nan, minnan, chino min nan, minnanyu, hakka chinese, hakka, chino hakka, haca,
xiang chinese, xiang, chino xiang, xiangyu, papiamento, papiaments, papiamentu, ojibwa, ojibwe,
cree, inuktitut, ᐃᓄᒃᑎᑐᑦ, navajo, dine bizaad, cherokee, cheroqui, ꮳꮃꭹ, kabuverdianu, capverdien,
criollo caboverdiano, crioulo cabo-verdiano, capoverdiano, kaapverdisch creools, rundi, roundi,
kirundi, ikirundi, kongo, kongolesisch, kikongo, congoles, luba-katanga, luba-catanga, tshiluba,
sango, central atlas tamazight, zentralatlas-tamazight, amazighe de l'atlas central, tamazight
del atlas central, tamazight do atlas central, tamazight, tamaziɣt n latlas, kabyle, kabylisch,
cabileno, cabilo, taqbaylit, standard moroccan tamazight, amazighe standard marocain, tamazight
estandar marroqui, tamazirte marroqino padrao, tamazight del marocco standard, standaard
marokkaanse tamazight, ⵜⴰⵎⴰⵣⵉⵖⵜ, swiss german, schweizerdeutsch, suisse allemand, aleman suizo,
tedesco svizzero, zwitserduits, schwiizertuutsch, low german, niederdeutsch, bas-allemand, bajo
aleman, baixo alemao, basso tedesco, nedersaksisch, neddersass'sch, upper sorbian, obersorbisch,
haut-sorabe, alto sorbio, alto sorabio, alto sorabo, oppersorbisch, hornjoserbscina, lower
sorbian, niedersorbisch, bas-sorabe, bajo sorbio, baixo sorabio, basso sorabo, nedersorbisch,
dolnoserbscina, northern sami, nordsamisch, same du nord, sami septentrional, sami setentrional,
sami del nord, noord-samisch, davvisamegiella, faroese, faroisch, feroien, feroes, faeroers,
foroyskt, kalaallisut, gronlandisch, groenlandais, groenlandes, groenlandese, groenlands,
asturian, asturisch, asturien, asturiano, asturianu, aragonese, aragonesisch, aragonais,
aragones, aragonees, sign language, american sign language, british sign language, asl, bsl,
gebardensprache, deutsche gebardensprache, langue des signes, lengua de signos, lengua de senas,
lingua de sinais, libras, lingua dei segni, gebarentaal
"""


@cache
def names() -> frozenset[str]:
    """All names, as ``parsers.resume.fold`` writes them."""
    return frozenset(" ".join(name.split()) for name in _NAMES.split(","))


@cache
def longest() -> int:
    """Characters of the longest name."""
    return max(map(len, names()))


@cache
def beginnings() -> frozenset[str]:
    """The first two characters of all names."""
    return frozenset(name[:2] for name in names())
