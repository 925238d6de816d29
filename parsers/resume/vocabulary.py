"""Words that tell a job title from an employer, and a degree from a school, in seven languages and a few more.

All of them are as ``plain`` writes them. A stem with ``-`` in front is the end of a word, one with ``-`` behind its
beginning. They only weigh one reading of an entry against another: a title without any of them is still found by its
place in the entries of the same resume.
"""

import re
from functools import cache, lru_cache

from parsers.resume.plain import plain

_TITLES = """
-layer -maker -worker -keeper -builder -writer -fitter -tester -smith -woman -hand roofer plasterer scaffolder tiler
glazier painter farmer farmworker gardener landscaper fisherman miner printer tailor seamstress sorter rigger
pipefitter millwright lineman estimator surveyor inspector valuer underwriter actuary trader banker teller adjuster
negotiator registrar archivist radiographer sonographer optometrist podiatrist dietitian nutritionist phlebotomist
hygienist orderly porter steward sommelier butcher fishmonger greengrocer stylist hairdresser beautician groomer
handler concierge valet courier postman -rider marketer copywriter blogger videographer illustrator dancer actor
musician captain mate deckhand controller policeman officer detective soldier sergeant lieutenant clerk scheduler
owner ingenieure conseil technico-commercial commerciale ouvriere chauffeur-livreur livreur livreuse coiffeur
coiffeuse repartidor repartidora peluquero peluquera pintor pintora cuidador cuidadora limpiador limpiadora panadero
panadera entregador entregadora cabeleireiro cabeleireira faxineiro faxineira padeiro porteiro parrucchiere
parrucchiera imbianchino badante panettiere pizzaiolo corriere portiere giardiniere kapper kapster bezorger
schoonmaker schoonmaakster bakker slager hovenier stukadoor dakdekker -manager -managerin -developer -engineer
-informatiker -informatikerin -chauffeur -fahrer -schlosser -schweisser -helfer -wart -warterin -hilfe -angestellte
-angestellter -beauftragte -beauftragter -verkaufer -verkauferin -arbeiter -arbeiterin -handler -prufer -planer
-zeichner -makler -wirt -wirtin -therapeut -therapeutin -padagoge -padagogin -psychologe -psychologin -konstrukteur
-redakteur -redakteurin -gestalter -leraar -docent -ontwikkelaar -verzorgende -consulent -kraft -mechanikerin
-elektroniker -elektronikerin -installateur -monteurin -betreuer -betreuerin -hebamme hebamme -schreiner -tischler
-maurer -maler -koch -kochin -backer -gartner -gartnerin gartner- florist- friseur- -friseurin -verantwortliche
-verantwortlicher -coach -trainer -trainerin -kassierer engineer developer programmer architect analyst manager
director assistant administrator consultant specialist coordinator supervisor technician nurse teacher tutor
lecturer professor researcher scientist designer driver operator operative welder electrician plumber carpenter
mechanic fitter machinist labourer laborer apprentice trainee intern cashier receptionist secretary accountant
auditor bookkeeper lawyer attorney paralegal solicitor judge doctor physician surgeon dentist pharmacist therapist
psychologist paramedic caregiver carer midwife chef cook baker waiter waitress bartender barista housekeeper cleaner
janitor guard warden firefighter pilot stewardess lead leader head chief president vice founder partner principal
associate representative executive agent broker buyer planner strategist writer editor journalist translator
interpreter photographer artist animator producer recruiter generalist advisor adviser counselor counsellor
instructor trainer coach librarian curator tester qa devops sysadmin webmaster freelancer contractor handyman picker
packer loader dispatcher forklift stocker merchandiser salesman salesperson seller volunteer member mentor
ambassador postdoc fellow cto ceo cfo coo hr biologist chemist physicist economist statistician mathematician
geologist hand foreman crew staff junior senior leiter- leitung -leiter -leiterin mitarbeiter- -mitarbeiter
-mitarbeiterin referent- -referent -referentin sachbearbeiter- entwickler- -entwickler -entwicklerin ingenieur-
-ingenieur -ingenieurin techniker- -techniker -technikerin berater- -berater -beraterin fachkraft -fachkraft
kaufmann kauffrau -kaufmann -kauffrau assistent- -assistent -assistentin pfleger- -pfleger -pflegerin
krankenschwester pflegefachfrau pflegefachmann lehrer- -lehrer -lehrerin erzieher- verkaufer- elektriker-
-elektriker mechaniker- mechatroniker- -mechaniker -mechatroniker schlosser- schweisser- schreiner- tischler- maler-
fahrer- -fahrerin koch kochin backer- kellner- praktikant- praktikum werkstudent- auszubildende- azubi
geschaftsfuhrer- -geschaftsfuhrer vorarbeiter- meister -meister polier bauleiter- arzt arztin -arzt -arztin
apotheker- jurist- anwalt- rechtsanwalt- buchhalter- -buchhalter -buchhalterin steuer- disponent- -disponent
lagerist- helfer- -helferin hausmeister- ehrenamtlich- wissenschaftlich- bankkauf- sekretar- -sekretarin controller-
programmierer- administrator- -administrator cheffe chefs responsable directeur directrice ingenieur technicien
technicienne developpeur developpeuse infirmier infirmiere aide-soignant aide-soignante enseignant enseignante
professeur professeure formateur formatrice conseiller conseillere charge chargee gestionnaire comptable assistante
secretaire vendeur vendeuse caissier caissiere commercial conducteur conductrice chauffeur cariste electricien
electricienne plombier soudeur soudeuse macon menuisier mecanicien mecanicienne cuisinier cuisiniere commis
sous-chef sous-cheffe serveur serveuse boulanger patissier agente ouvrier operateur operatrice stagiaire apprenti
apprentie alternant alternante avocat avocate juriste notaire pharmacien pharmacienne medecin kinesitherapeute
educateur educatrice animateur animatrice benevole adjoint adjointe coordinateur coordinatrice analyste consultante
architecte redacteur redactrice traducteur traductrice graphiste auxiliaire preparateur preparatrice magasinier
second seconde jefe jefa directora gerente encargado encargada coordinador coordinadora ingeniero ingeniera tecnico
tecnica analista desarrollador desarrolladora programador programadora enfermero enfermera medico medica profesor
profesora maestro maestra docente abogado abogada contable contador contadora administrativo administrativa
asistente auxiliar secretario secretaria vendedor vendedora comercial dependiente cajero cajera camarero camarera
cocinero cocinera ayudante conductor conductora chofer electricista fontanero soldador soldadora mecanico mecanica
albanil carpintero operario operaria peon mozo becario becaria aprendiz consultor consultora asesor asesora
arquitecto arquitecta disenador disenadora farmaceutico farmaceutica psicologo psicologa trabajador trabajadora
educador educadora voluntario voluntaria representante delegado delegada diretor diretora coordenador coordenadora
engenheiro engenheira desenvolvedor desenvolvedora enfermeiro enfermeira professora advogado advogada assistente
estagiario estagiaria motorista eletricista encanador pedreiro cozinheiro cozinheira garcom garconete atendente
operador operadora chefe encarregado encarregada supervisora nutricionista recepcionista caixa repositor almoxarife
lider socio socia direttore direttrice responsabile ingegnere sviluppatore sviluppatrice programmatore
programmatrice infermiere infermiera insegnante avvocato avvocata commercialista contabile ragioniere ragioniera
impiegato impiegata segretario segretaria commesso commessa venditore venditrice cassiere cassiera cameriere
cameriera cuoco cuoca aiuto autista elettricista idraulico saldatore saldatrice meccanico muratore falegname operaio
operaia magazziniere tirocinante stagista apprendista consulente architetto progettista farmacista educatore
volontario volontaria addetto addetta coordinatore capo caporeparto collaboratore collaboratrice operatore
leidinggevende ontwikkelaar programmeur analist verpleegkundige verzorgende leraar lerares docent advocaat jurist
boekhouder administratief medewerker medewerkster -medewerker -medewerkster secretaresse verkoper verkoopster
kassamedewerker ober serveerster kok vrachtwagenchauffeur elektricien loodgieter lasser monteur -monteur metselaar
timmerman schilder magazijnmedewerker stagiair leerling adviseur -adviseur consulent ontwerper apotheker psycholoog
begeleider begeleidster vrijwilliger vrijwilligster teamleider -leider voorman hoofd beheerder -beheerder uitvoerder
werkvoorbereider
"""

_EMPLOYERS = """
gmbh ag kg ohg gbr ug mbh e.v. ltd limited plc llc llp inc incorporated corp corporation co company pty pte s.a.
s.l. s.a.s. sarl s.a.r.l. sas sa sl slu s.l.u. s.p.a. spa s.r.l. srl s.n.c. snc b.v. bv n.v. nv vof lda ltda eireli
s/a me hospital clinic klinik klinikum krankenhaus centre center centro centrum zentrum praxis pharmacy apotheke
pharmacie farmacia farmacie clinica clinique ospedale ziekenhuis zorg pflegeheim altenheim seniorenheim hopital chu
ehpad university universitat universite universidad universidade universita universiteit college school schule
grundschule gymnasium lycee ecole escuela escola scuola instituto istituto institut institute akademie academy
academia hochschule bank banque banco banca insurance versicherung assurances seguros assicurazioni verzekeringen
group gruppe groupe grupo gruppo groep holding partners associates solutions systems technologies technology
software consulting services service logistics logistik logistique logistica transport transports transportes
trasporti spedition industries industrie industrias industria foundation stiftung fondation fundacion fundacao
fondazione stichting council board ministry agency agence agencia agenzia authority department government stadt
gemeinde ville mairie ayuntamiento prefeitura comune gemeente bundesagentur landkreis restaurant ristorante
restaurante hotel brasserie auberge cafe bistro bakery backerei boulangerie panaderia supermarket supermarche
supermercado warenhaus factory fabrik werke werk usine usina works engineering construction construcciones
costruzioni bau metallbau maschinenbau elektrotechnik energy energie energia media verlag press records studio
studios labs lab laboratories laboratoires laboratorio contractors builders supplies mechanical fabricators
electrical trust charity church society association verein verband asociacion associacao associazione vereniging
club union freelance freelancer selbststandig selbstandig freiberuflich independant auto-entrepreneur autonomo
autonoma self-employed selfemployed zzp libero trade handel retail stores store mercado market payments maps motors
automotive airlines shipping farm farms hof landgoed tienda negozio winkel bouw techniek cooperativa genossenschaft
coop kanzlei advogados abogados avocats studio-legale despacho cabinet notaires bureau -handel -gesellschaft -werke
-spital -pflege -logistik -markt -hotel -bank -verlag -praxis -heim -stift -zorg -bau -technik -klinik -zentrum
-haus -verein -werk
"""

_DEGREES = """
bachelor bachelors master masters doctor doctorate phd ph.d. dphil md jd llb llm mba bba bsc b.sc. bs b.s. ba b.a.
beng b.eng. meng m.eng. msc m.sc. ms m.s. ma m.a. bcom b.com. mcom bed b.ed. med m.ed. btech mtech b.tech m.tech bfa
mfa mph mphil associate diploma certificate degree gcse gcses a-level a-levels alevels btec nvq hnd hnc ged honours
foundation minor major high-school leaving postgraduate undergraduate apprenticeship advanced coursework diplom
diplom- magister staatsexamen promotion abitur fachabitur fachhochschulreife hochschulreife mittlere
realschulabschluss hauptschulabschluss ausbildung lehre umschulung meister meisterbrief techniker gesellenbrief
gesellenprufung fachwirt- matura lizentiat habilitation bachelorstudium masterstudium studium licence license
maitrise dut but bts deug dea dess cap bep bac baccalaureat brevet diplome doctorat ingenieur certificat titre
mastere formation agregation capes l1 l2 l3 m1 m2 licenciatura licenciado licenciada grado graduado graduada
diplomatura ingenieria doctorado maestria bachillerato eso ciclo formacion fp tecnico titulo curso posgrado
postgrado especialista bacharelado bacharel graduacao pos-graduacao especializacao mestrado doutorado tecnologo
ensino medio ctesp mestre laurea maturita dottorato perito qualifica attestato magistrale triennale corso
specializzazione doctoraal hbo mbo wo vwo havo vmbo propedeuse kandidaats gezel opleiding 学士 硕士 博士 本科 专科
大专 研究生 بكالوريوس ماجستير دكتوراه دبلوم ليسانس شهادة
"""

_SCHOOLS = """
university universities college school institute institution academy polytechnic faculty conservatory tafe
comprehensive universitat hochschule fachhochschule -hochschule -universitat -schule schule berufsschule gymnasium
realschule gesamtschule akademie berufskolleg kolleg tu fh uni -gymnasium ihk handwerkskammer hwk universite ecole
lycee institut faculte iut cfa ens insa iae universidad instituto escuela facultad colegio ies centro universidade
escola faculdade senai senac etec fatec universita politecnico istituto liceo scuola accademia its itis universiteit
hogeschool instituut academie roc lyceum -college 大学 学院 学校 中学 جامعة كلية معهد مدرسة
"""

_CJK_TITLES = ("师", "员", "经理", "主管", "总监", "助理", "专员", "顾问", "主任", "工程师", "实习生", "教授", "律师")
_CJK_EMPLOYERS = ("公司", "集团", "银行", "医院", "大学", "学院", "学校", "研究所", "中心", "有限", "企业", "工厂")
_ARABIC_EMPLOYERS = (
    "مستشفي", "مستشفى", "شركة", "صيدلية", "جامعة", "مدرسة", "مؤسسة", "بنك", "مركز", "عيادة", "وزارة", "مجموعة", "معهد",
)  # fmt: skip
_LEGAL = re.compile(
    r"(?<!\w)(?:gmbh|ag|kg|kgaa|ohg|gbr|ug|mbh|e\. ?v\.|ltd\.?|limited|plc|llc|llp|inc\.?|corp\.?|pty|s\.? ?a\.? ?s\.?|"
    r"s\.? ?a\.? ?r\.? ?l\.?|s\.?a\.?|s\.?l\.?u?\.?|s\.?p\.?a\.?|s\.?r\.?l\.?|s\.?n\.?c\.?|b\.?v\.?|n\.?v\.?|lda\.?|"
    r"ltda\.?|eireli|s/a|oy|ab|as|a/s|aps|sp\. z o\.o\.|co\.?)(?!\w)"
)
LEGAL_FORM = re.compile(rf"^(?:{_LEGAL.pattern})$")
"""A piece after a comma that is nothing but a legal form belongs to the name before it."""

_WORD = re.compile(r"[^\W_]+(?:[.'/-][^\W_]+)*\.?")
_AND = re.compile(r"\b[A-ZÀ-Þ]\S* & [A-ZÀ-Þ]")
_AGENT = re.compile(
    r"(?:[^\W\d]{3,}(?:ist|istin|ista|iste|eur|euse|trice|iere|iera|eiro|eira|ador|adora|tore|ologe|ologin|kundige|"
    r"erin|ologist|smith|ician|eer))$"
)
"""Ends of words that name somebody who does something; a weak sign, as places and firms may end so too."""


@cache
def _lexicon(name: str) -> tuple[frozenset[str], tuple[str, ...], tuple[str, ...]]:
    """Whole words, beginnings and ends of one list."""
    words = {"titles": _TITLES, "employers": _EMPLOYERS, "degrees": _DEGREES, "schools": _SCHOOLS}[name].split()
    whole = frozenset(word for word in words if not word.startswith("-") and not word.endswith("-"))
    starts = tuple(word[:-1] for word in words if word.endswith("-") and not word.startswith("-"))
    ends = tuple(word[1:] for word in words if word.startswith("-"))
    return whole, starts, ends


def _hits(text: str, name: str) -> int:
    """How many words of a text are in a list."""
    whole, starts, ends = _lexicon(name)
    count = 0
    for word in _words(text):
        parts = {word, word.rstrip("."), *word.replace("/", "-").split("-")}
        known = parts & whole or (name != "titles" and word.removesuffix("s") in whole)
        count += bool(known or word.startswith(starts) or (ends and word.endswith(ends)))
    return count


@lru_cache(maxsize=4_096)
def _words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(plain(text)))


@lru_cache(maxsize=4_096)
def title_sign(text: str) -> float:
    """How much a text looks like a job title: 0 for nothing known."""
    words = _words(text)
    sign = min(2.0, 2.0 * _hits(text, "titles"))
    sign += 0.8 * any(_AGENT.search(word) for word in words)
    sign += 1.5 * any(end in text for end in _CJK_TITLES)
    sign += 1.0 * bool(re.search(r"\((?:[mwfdhx]\s?/\s?){1,3}[mwfdhx]\)", plain(text)))
    return min(sign, 3.0)


@lru_cache(maxsize=4_096)
def employer_sign(text: str) -> float:
    """How much a text looks like the name of an employer."""
    sign = min(2.5, 1.8 * _hits(text, "employers"))
    sign += 1.0 * any(word.removesuffix("s") in _lexicon("titles")[0] for word in _words(text) if word.endswith("s"))
    sign += 1.2 * bool(_AND.search(text))
    sign += 2.5 * bool(_LEGAL.search(plain(text)))
    sign += 2.0 * any(part in text for part in _CJK_EMPLOYERS)
    sign += 2.0 * any(part in plain(text) for part in _ARABIC_EMPLOYERS)
    return min(sign, 3.5)


@lru_cache(maxsize=4_096)
def degree_sign(text: str) -> float:
    """How much a text looks like a degree or a course of training."""
    return min(3.0, 2.0 * _hits(text, "degrees") + 2.0 * any(w in plain(text) for w in _cased("degrees")))


@lru_cache(maxsize=4_096)
def school_sign(text: str) -> float:
    """How much a text looks like the name of a school."""
    sign = min(2.5, 2.0 * _hits(text, "schools")) + 2.0 * any(w in plain(text) for w in _cased("schools"))
    return min(3.0, sign + 1.0 * bool(_LEGAL.search(plain(text))))


@cache
def _cased(name: str) -> tuple[str, ...]:
    """The words of a list that are not in our letters; they are looked for inside of words."""
    return tuple(word for word in _lexicon(name)[0] if not word[0].isascii())
