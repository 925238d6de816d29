"""Headings of resumes in English, German, French, Spanish, Portuguese, Italian, Dutch, Chinese and Arabic."""

import re

from parsers.model import SectionKind
from parsers.resume.plain import plain

_LONGEST = 45
"""Characters of a heading; longer lines are text."""

_SPACED = 4
"""Single letters in a row that are one word set with wide gaps."""

_WORDS: dict[SectionKind, str] = {
    SectionKind.HEADER: """
        contact, contact details, contact information, contact info, contact me, get in touch, personal details,
        personal information, personal data, personal info, details, profiles, social, social media, links,
        online, find me online, kontakt, kontaktdaten, personliche daten, personliche angaben, angaben zur person,
        zur person, profile und links, coordonnees, contactez-moi, informations personnelles,
        informations de contact, etat civil, donnees personnelles, reseaux, contacto, datos personales,
        datos de contacto, informacion personal, informacion de contacto, redes sociales, contato, contatos,
        dados pessoais, informacoes pessoais, informacoes de contato, dados de contato, redes, contatti, contatto,
        recapiti, dati personali, informazioni personali, dati anagrafici, contactgegevens, personalia,
        persoonlijke gegevens, persoonlijke informatie, 联系方式, 个人信息, 基本信息, 联系信息, معلومات الاتصال,
        المعلومات الشخصية, البيانات الشخصية, للتواصل, الاتصال, التواصل, بيانات الاتصال""",
    SectionKind.SUMMARY: """
        summary, professional summary, executive summary, career summary, summary of qualifications,
        qualifications summary, profile, personal profile, professional profile, career profile, profile summary,
        about, about me, who i am, bio, biography, introduction, objective, career objective,
        professional objective, personal statement, overview, career overview, professional overview,
        career highlights, in short, profil, kurzprofil, kurzportrait, personliches profil, uber mich,
        zusammenfassung, berufliches profil, berufsprofil, ziel, berufsziel, motivation, a propos,
        a propos de moi, qui suis-je, objectif, objectif professionnel, profil professionnel, presentation,
        resume, resume professionnel, synthese, accroche, perfil, perfil profesional, perfil personal, sobre mi,
        acerca de mi, resumen, resumen profesional, extracto, objetivo, objetivo profesional, presentacion,
        perfil profissional, sobre mim, sobre, quem sou, resumo, resumo profissional, sintese,
        objetivo profissional, apresentacao, profilo, profilo professionale, profilo personale, chi sono,
        su di me, riepilogo, sommario, sintesi, presentazione, obiettivo, obiettivo professionale, profiel,
        persoonlijk profiel, professioneel profiel, over mij, wie ben ik, samenvatting, doelstelling, introductie,
        个人简介, 自我评价, 个人总结, 个人概述, 简介, 关于我, 求职意向, 个人优势, نبذة, نبذة عني, نبذة شخصية,
        الملخص, ملخص, الملخص المهني, الملف الشخصي, الهدف, الهدف الوظيفي, الهدف المهني, من انا, عني""",
    SectionKind.EXPERIENCE: """
        experience, experiences, work experience, professional experience, employment, employment history,
        employment record, employment experience, work history, work, jobs, career, career history, career path,
        relevant experience, relevant work experience, professional background, professional history,
        work background, where i have worked, what i have done, positions, positions held, appointments,
        previous employment, current employment, practical experience, internships, berufserfahrung,
        berufserfahrungen, arbeitserfahrung, beruflicher werdegang, berufspraxis, praxiserfahrung,
        praktische erfahrung, praktische erfahrungen, werdegang, beruflicher hintergrund, berufliche erfahrung,
        berufliche erfahrungen, berufliche laufbahn, berufliche stationen, beruf, erfahrung, erfahrungen,
        arbeitspraxis, tatigkeiten, berufstatigkeit, anstellungen, praktika, praktika und nebenjobs,
        experience professionnelle, experiences professionnelles, parcours professionnel, parcours, carriere,
        emplois, historique professionnel, stages, stages et emplois, experiencia, experiencias,
        experiencia laboral, experiencia profesional, experiencia de trabajo, experiencia relevante,
        historial laboral, historia laboral, trayectoria, trayectoria profesional, trayectoria laboral, empleo,
        empleos, vida laboral, experiencia profissional, experiencias profissionais, historico profissional,
        trajetoria profissional, percurso profissional, carreira, atuacao profissional, empregos, esperienza,
        esperienze, esperienza lavorativa, esperienze lavorative, esperienza professionale,
        esperienze professionali, esperienza di lavoro, percorso professionale, carriera, storia lavorativa,
        impieghi, lavoro, occupazione, werkervaring, ervaring, professionele ervaring, relevante ervaring,
        relevante werkervaring, loopbaan, arbeidsverleden, werk, arbeidservaring, stages en werkervaring,
        工作经历, 工作经验, 职业经历, 工作履历, 实习经历, 任职经历, الخبرات العملية, الخبرة العملية, الخبرات,
        الخبرة, الخبرة المهنية, الخبرات المهنية, خبرات العمل, خبرة العمل, الخبرات الوظيفية, التاريخ الوظيفي,
        التاريخ المهني, العمل""",
    SectionKind.EDUCATION: """
        education, academic background, academic history, academic qualifications, academic credentials,
        academics, education and training, education and qualifications, educational background,
        education history, educational history, formal education, qualifications, studies, degrees, schooling,
        where i studied, where i have studied, ausbildung, ausbildungen, bildung, bildungsweg, bildungsgang,
        studium, schulbildung, schule, schulische ausbildung, akademische ausbildung, akademischer werdegang,
        schulischer werdegang, berufsausbildung, hochschulbildung, aus- und weiterbildung, ausbildung und studium,
        studium und ausbildung, formation, formations, formation academique, formation initiale,
        formation scolaire, etudes, diplomes, diplomes et formations, cursus, cursus scolaire,
        parcours academique, parcours scolaire, scolarite, educacion, formacion, formacion academica,
        formacion reglada, estudios, estudios academicos, titulacion, titulaciones, antecedentes academicos,
        historial academico, educacao, formacao, formacao academica, formacao escolar, escolaridade, estudos,
        habilitacoes literarias, habilitacoes academicas, percurso academico, historico academico, istruzione,
        formazione, formazione academica, formazione accademica, istruzione e formazione, percorso di studi,
        studi, titoli di studio, carriera accademica, opleiding, opleidingen, onderwijs, studie, scholing,
        opleiding en scholing, educatie, academische achtergrond, 教育背景, 教育经历, 学历, 教育, 学习经历,
        المؤهلات العلمية, المؤهل العلمي, التعليم, المؤهلات, المؤهلات الدراسية, التحصيل العلمي,
        المؤهلات الاكاديمية, الدراسة, المسيرة التعليمية""",
    SectionKind.SKILLS: """
        skills, skill set, skillset, technical skills, key skills, core skills, hard skills, professional skills,
        relevant skills, skill highlights, core competencies, key competencies, competencies, competences,
        capabilities, technologies, technology, tech stack, expertise, areas of expertise, tools,
        technical expertise, technical proficiencies, proficiencies, strengths, key strengths, soft skills,
        top skills, skills summary, what i can do, computer skills, it skills, digital skills, kenntnisse,
        weitere kenntnisse, fahigkeiten, kompetenzen, kernkompetenzen, fachkompetenzen, fachliche kompetenzen,
        edv-kenntnisse, edv, it-kenntnisse, pc-kenntnisse, fachkenntnisse, technische kenntnisse, fertigkeiten,
        besondere kenntnisse, starken, qualifikationen, was ich kann, competences cles, competences techniques,
        competences professionnelles, competences informatiques, savoir-faire, savoir-etre, aptitudes, atouts,
        informatique, outils, logiciels, connaissances, competencias, competencias clave, competencias tecnicas,
        competencias profesionales, habilidades, habilidades tecnicas, habilidades clave,
        habilidades profesionales, destrezas, conocimientos, conocimientos tecnicos, informatica, herramientas,
        capacidades, competencias profissionais, habilidades e competencias, conhecimentos,
        conhecimentos tecnicos, aptidoes, ferramentas, qualificacoes, competenze, competenze tecniche,
        competenze professionali, competenze chiave, competenze digitali, competenze informatiche, abilita,
        capacita, capacita e competenze, capacita tecniche, conoscenze, conoscenze informatiche,
        conoscenze tecniche, strumenti, vaardigheden, competenties, kennis, technische vaardigheden,
        kernvaardigheden, kerncompetenties, computervaardigheden, expertises, kwaliteiten, 专业技能, 技能,
        技能特长, 职业技能, 个人技能, 掌握技能, 技能清单, المهارات, مهارات, المهارات التقنية, المهارات الفنية,
        المهارات الشخصية, القدرات, المهارات والقدرات, الكفاءات""",
    SectionKind.CERTIFICATIONS: """
        certifications, certification, certificates, credentials, licenses, licences, license, licence,
        registrations, professional registrations, professional certifications, professional qualifications,
        professional licenses, permits, tickets, tickets and licences, courses, coursework, training, trainings,
        professional development, continuing education, accreditations, further training, zertifikate,
        zertifizierungen, zertifikat, nachweise, bescheinigungen, weiterbildung, weiterbildungen, fortbildung,
        fortbildungen, kurse, seminare, schulungen, fuhrerschein, fuhrerscheine, lizenzen, zulassungen,
        berechtigungen, certificats, habilitations, permis, agrements, attestations, formations complementaires,
        formation continue, certificaciones, certificacion, certificados, cursos, licencias, carnes, permisos,
        permisos y licencias, formacion complementaria, formacion continua, acreditaciones,
        cursos y certificaciones, certificacoes, certificacao, registros, registos, registro profissional,
        licencas, carteiras, habilitacoes, cursos complementares, formacao complementar, cursos livres,
        certificazioni, certificazione, certificati, attestati, corsi, corsi di formazione, patenti, patente,
        patentini, abilitazioni, licenze, iscrizioni, formazione continua, certificaten, certificaat,
        certificeringen, certificering, cursussen, rijbewijs, rijbewijzen, licenties, trainingen, registraties,
        bijscholing, nascholing, diplomas, 证书, 资格证书, 职业证书, 证书与资质, 资质证书, 执业资格, 培训,
        培训经历, الشهادات, الشهادات والتراخيص, التراخيص, الشهادات المهنية, الدورات, الدورات التدريبية, الرخص,
        الشهادات والدورات""",
    SectionKind.LANGUAGES: """
        languages, language, language skills, spoken languages, languages spoken, foreign languages, sprachen,
        sprache, sprachkenntnisse, fremdsprachen, fremdsprachenkenntnisse, langues, langues etrangeres,
        langues parlees, competences linguistiques, idiomas, lenguas, lenguas extranjeras,
        conocimiento de idiomas, competencias linguisticas, linguas, linguas estrangeiras,
        conhecimento de idiomas, lingue, lingue straniere, lingue parlate, competenze linguistiche,
        conoscenze linguistiche, conoscenza delle lingue, talen, talenkennis, vreemde talen, 语言能力, 语言,
        语言技能, 外语能力, 外语水平, اللغات, المهارات اللغوية, اللغة, لغات""",
    SectionKind.PROJECTS: """
        projects, project experience, personal projects, selected projects, key projects, side projects,
        academic projects, notable projects, portfolio, projekte, ausgewahlte projekte, projekterfahrung,
        eigene projekte, projets, projets personnels, projets academiques, realisations, proyectos,
        proyectos personales, proyectos destacados, projetos, projetos pessoais, progetti, progetti personali,
        projecten, persoonlijke projecten, publications, publikationen, veroffentlichungen, publicaciones,
        publicacoes, pubblicazioni, publicaties, 项目经历, 项目经验, 项目, 个人项目, المشاريع, مشاريع""",
    SectionKind.VOLUNTEER: """
        volunteer, volunteering, volunteer work, voluntary work, volunteer experience, volunteering experience,
        community service, community involvement, community, unpaid work, ehrenamt, ehrenamtliche tatigkeit,
        ehrenamtliche tatigkeiten, ehrenamtliches engagement, soziales engagement, gesellschaftliches engagement,
        freiwilligenarbeit, engagement, benevolat, experience benevole, experiences benevoles,
        activites benevoles, vie associative, engagement associatif, engagements associatifs, engagements,
        voluntariado, voluntariados, voluntario, trabajo voluntario, experiencia voluntaria,
        experiencia de voluntariado, trabalho voluntario, acoes voluntarias, atividades voluntarias, volontariato,
        attivita di volontariato, esperienze di volontariato, esperienza di volontariato, vrijwilligerswerk,
        vrijwillige inzet, maatschappelijke activiteiten, 志愿者经历, 志愿服务, 志愿经历, 志愿活动, العمل التطوعي,
        التطوع, الاعمال التطوعية, الخبرات التطوعية, الانشطة التطوعية""",
    SectionKind.INTERESTS: """
        interests, personal interests, hobbies, hobbies and interests, activities, extracurricular activities,
        interessen, hobbys, freizeit, hobbys und interessen, centres d'interet, centre d'interet, loisirs,
        interets, passions, activites, intereses, intereses personales, aficiones, tiempo libre, interesses,
        interesses pessoais, passatempos, interessi, interessi personali, hobby, passioni, tempo libero, hobby's,
        interesses en hobby's, vrije tijd, 兴趣爱好, 兴趣, 爱好, الاهتمامات, الهوايات, هوايات""",
    SectionKind.REFERENCES: """
        references, referees, referenzen, recommandations, referencias, recomendaciones, referenze, referenties,
        recommendations, referencias laborales, references professionnelles, 推荐人, 证明人, المراجع, المعرفون""",
    SectionKind.OTHER: """
        awards, award, honors, honours, achievements, key achievements, accomplishments, honors and awards,
        scholarships, additional information, other information, further information, other, miscellaneous,
        auszeichnungen, preise, stipendien, sonstiges, weitere angaben, weiteres, zusatzliche informationen,
        distinctions, prix, recompenses, informations complementaires, autres, divers, premios,
        premios y reconocimientos, otros, otros datos, informacion adicional, reconocimientos, logros, outros,
        premios e reconhecimentos, informacoes adicionais, outras informacoes, reconhecimentos, premi,
        riconoscimenti, premi e riconoscimenti, altro, altre informazioni, ulteriori informazioni, prijzen,
        overig, overige, overige informatie, onderscheidingen, memberships, professional memberships,
        affiliations, professional affiliations, mitgliedschaften, affiliations professionnelles, afiliaciones,
        filiacoes, associazioni, lidmaatschappen, background, patents, conferences, military service, wehrdienst,
        zivildienst, 荣誉奖项, 获奖情况, 奖项, 所获荣誉, 其他, الجوائز, الانجازات, معلومات اضافية""",
}
_HEADINGS = {plain(words): kind for kind, text in _WORDS.items() for words in text.split(",")}
_AND = re.compile(r"\s*[&/,+|]\s*|\s(?:and|und|et|y|e|en)\s")
_EDGES = re.compile(r"^[\W\d_]+|[\W\d_]+$")
_QUALIFIED = tuple(
    (re.compile(pattern), kind)
    for pattern, kind in (
        (r"(?:[^\W\d]+ ){1,2}(?:experience|employment)", SectionKind.EXPERIENCE),
        (r"(?:berufliche|praktische|weitere|relevante) [^\W\d]*erfahrung(?:en)?", SectionKind.EXPERIENCE),
        (r"(?:autres? )?experiences? (?:[^\W\d]+)", SectionKind.EXPERIENCE),
        (r"(?:otras? |outras? )?experiencias? (?:[^\W\d]+)", SectionKind.EXPERIENCE),
        (r"(?:altr[ae] )?esperienz[ae] (?:[^\W\d]+)", SectionKind.EXPERIENCE),
        (r"[^\W\d]+ (?:skills|proficiency)", SectionKind.SKILLS),
        (r"[^\W\d]+ (?:education|studies)", SectionKind.EDUCATION),
        (r"[^\W\d]+ projects", SectionKind.PROJECTS),
        (r"[^\W\d]+ (?:certifications|certificates|licen[sc]es|courses)", SectionKind.CERTIFICATIONS),
        (r"[^\W\d]+ (?:awards|memberships|achievements)", SectionKind.OTHER),
    )
)
"""Headings with a word of the trade in front: ``Clinical Experience``. Looks must say that they are headings."""


def heading(text: str, *, stands_out: bool = False) -> SectionKind | None:
    """What kind of section this line announces, or None where it is no known heading.

    ``stands_out`` is true where the line looks like a heading; then a known word may be qualified by another.
    """
    if len(text) > _LONGEST:
        return None
    words = _spelled(_EDGES.sub("", plain(text)))
    if words in _HEADINGS:
        return _HEADINGS[words]
    parts = [_EDGES.sub("", part) for part in _AND.split(words)]
    known = [_HEADINGS.get(part) for part in parts]
    if len(parts) > 1 and (all(known) or (stands_out and known[0])):
        return known[0]
    if stands_out:
        return next((kind for pattern, kind in _QUALIFIED if pattern.fullmatch(words)), None)
    return None


def _spelled(words: str) -> str:
    """``e x p e r i e n c e`` is one word set with wide letters; two words of it are parted by nothing we could see."""
    letters = words.split()
    spaced = len(letters) >= _SPACED and all(len(letter) == 1 for letter in letters)
    return "".join(letters) if spaced else words
