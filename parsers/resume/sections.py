"""Where the parts of a resume begin: short lines that are a known heading in one of seven languages."""

import re
import unicodedata
from collections.abc import Sequence

from parsers.model import Line, Section, SectionKind

_BULLETS = ("•", "-", "\u2013", "*", "·", "▪")
_LONGEST = 45
"""Characters of a heading; longer lines are text."""

_SPACED = 4
"""Single letters in a row that are one word set with wide gaps."""

_WORDS: dict[SectionKind, str] = {
    SectionKind.HEADER: """
        contact, contact details, contact information, personal details, personal information, kontakt, kontaktdaten,
        personliche daten, zur person, coordonnees, informations personnelles, contacto, datos personales, contato,
        dados pessoais, contatti, dati personali, informazioni personali, contactgegevens, personalia, persoonlijke
        gegevens""",
    SectionKind.SUMMARY: """
        summary, professional summary, executive summary, career summary, profile, professional profile, about, about
        me, objective, career objective, personal statement, profil, kurzprofil, uber mich, zusammenfassung,
        berufsprofil, a propos, a propos de moi, objectif, profil professionnel, perfil, perfil profesional, sobre mi,
        resumen, objetivo, perfil profissional, sobre mim, sobre, resumo, resumo profissional, profilo, profilo
        professionale, chi sono, su di me, riepilogo, sommario, profiel, over mij, samenvatting, persoonlijk profiel""",
    SectionKind.EXPERIENCE: """
        experience, work experience, professional experience, employment, employment history, work history, work,
        career history, relevant experience, career, where i have worked, berufserfahrung, arbeitserfahrung,
        beruflicher werdegang, berufspraxis, praxiserfahrung, werdegang, berufliche erfahrung, experiences, experience
        professionnelle, experiences professionnelles, parcours professionnel, experiencia, experiencia laboral,
        experiencia profesional, experiencia profissional, historico profissional, trayectoria profesional,
        esperienza, esperienze, esperienza lavorativa, esperienze lavorative, esperienza professionale, esperienze
        professionali, werkervaring, ervaring, loopbaan, arbeidsverleden""",
    SectionKind.EDUCATION: """
        education, academic background, education and training, qualifications, academic qualifications, studies,
        ausbildung, bildung, bildungsweg, studium, schulbildung, akademische ausbildung, aus- und weiterbildung,
        formation, formations, etudes, diplomes, cursus, parcours academique, educacion, formacion, formacion
        academica, estudios, educacao, formacao, formacao academica, escolaridade, istruzione, formazione, istruzione
        e formazione, titoli di studio, opleiding, opleidingen, onderwijs, studie""",
    SectionKind.SKILLS: """
        skills, technical skills, key skills, core skills, professional skills, core competencies, competencies,
        technologies, expertise, areas of expertise, tools, technical expertise, soft skills, top skills, skills
        summary, what i can do, kenntnisse, fahigkeiten, kompetenzen, edv-kenntnisse, it-kenntnisse, fachkenntnisse,
        technische kenntnisse, fertigkeiten, competences, competences techniques, savoir-faire, competencias,
        habilidades, aptitudes, habilidades tecnicas, competencias tecnicas, conocimientos, conhecimentos, aptidoes,
        competenze, competenze tecniche, abilita, capacita e competenze, conoscenze, vaardigheden, competenties,
        kennis, technische vaardigheden""",
    SectionKind.CERTIFICATIONS: """
        certifications, certificates, credentials, licenses, licences, licenses and certifications, professional
        certifications, courses, training, zertifikate, zertifizierungen, weiterbildung, weiterbildungen, fortbildung,
        fortbildungen, fuhrerschein, fuhrerscheine, lizenzen, certificats, certification, habilitations,
        certificaciones, certificados, cursos, licencias, certificacoes, certificazioni, certificati, corsi, patenti,
        certificaten, certificeringen, cursussen""",
    SectionKind.LANGUAGES: """
        languages, language skills, sprachen, sprachkenntnisse, fremdsprachen, langues, langues etrangeres, idiomas,
        linguas, lingue, lingue straniere, conoscenze linguistiche, talen, talenkennis""",
    SectionKind.PROJECTS: """
        projects, personal projects, selected projects, key projects, side projects, projekte, ausgewahlte projekte,
        projets, projets personnels, proyectos, projetos, progetti, projecten, publications, publikationen,
        publicaciones, publicacoes, pubblicazioni, publicaties""",
    SectionKind.VOLUNTEER: """
        volunteer, volunteering, volunteer work, volunteer experience, ehrenamt, ehrenamtliches engagement,
        engagement, benevolat, engagements, voluntariado, voluntario, trabalho voluntario, volontariato,
        vrijwilligerswerk""",
    SectionKind.INTERESTS: """
        interests, hobbies, hobbies and interests, activities, interessen, hobbys, freizeit, centres d'interet,
        loisirs, interets, intereses, aficiones, interesses, passatempos, interessi, hobby, passioni, hobby's""",
    SectionKind.REFERENCES: """
        references, referees, referenzen, recommandations, referencias, recomendaciones, referenze, referenties""",
    SectionKind.OTHER: """
        awards, honors, honours, achievements, additional information, miscellaneous, auszeichnungen, sonstiges,
        distinctions, prix, divers, premios, otros, outros, reconocimientos, premi, riconoscimenti, altro, prijzen,
        overig, onderscheidingen, memberships, mitgliedschaften""",
}
_HEADINGS = {" ".join(words.split()): kind for kind, text in _WORDS.items() for words in text.split(",")}
_AND = re.compile(r"\s*[&/,+|]\s*|\s(?:and|und|et|y|e|en)\s")
_EDGES = re.compile(r"^[\W\d_]+|[\W\d_]+$")


def sections(lines: Sequence[Line]) -> tuple[Section, ...]:
    """The sections of a document; together they cover every line once. A section begins with its heading."""
    if not lines:
        return ()
    starts: list[tuple[int, SectionKind, bool]] = [
        (line.number, kind, True) for line in lines if (kind := heading(line.text))
    ]
    if not starts or starts[0][0] > lines[0].number:
        starts.insert(0, (lines[0].number, SectionKind.HEADER, False))
    ends = [first - 1 for first, _, _ in starts[1:]] + [lines[-1].number]
    return tuple(
        Section(kind, first if headed else None, first, last)
        for (first, kind, headed), last in zip(starts, ends, strict=True)
    )


def heading(text: str) -> SectionKind | None:
    """What kind of section this line announces, or None where it is no known heading."""
    if len(text) > _LONGEST or text.startswith(_BULLETS):
        return None
    words = _spelled(_EDGES.sub("", _plain(text)))
    if words in _HEADINGS:
        return _HEADINGS[words]
    parts = [_EDGES.sub("", part) for part in _AND.split(words)]
    known = [_HEADINGS.get(part) for part in parts]
    return known[0] if len(parts) > 1 and all(known) else None


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold().replace("\u2019", "'"))
    return " ".join("".join(c for c in decomposed if not unicodedata.combining(c)).split())


def _spelled(words: str) -> str:
    """``e x p e r i e n c e`` is one word set with wide letters; two words of it are parted by nothing we could see."""
    letters = words.split()
    spaced = len(letters) >= _SPACED and all(len(letter) == 1 for letter in letters)
    return "".join(letters) if spaced else words
