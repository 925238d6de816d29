"""Whether a mention is of other people: their occupation, their department, or where somebody was sent to.

"Worked with nurses and social workers", "invoices for the accounting team", "referred patients to physiotherapy" tell
of somebody who stands beside the thing. English only: other languages have their phrases in the table ``hedges``.
"""

import re

from app.matching.align import Mention
from app.matching.index import is_item
from app.matching.normalize import Token, word_set

_PEOPLE = word_set(
    """
    accountant administrator advisor agent analyst architect assistant attorney auditor barrister buyer carer
    carpenter chef chemist cleaner clinician coach consultant contractor controller cook coordinator counsellor
    counselor dentist designer developer dietician dietitian doctor driver economist electrician engineer estimator
    executive firefighter fitter gardener guard inspector instructor investigator joiner journalist lawyer lecturer
    librarian manager mechanic midwife midwive nurse nutritionist officer operator optician painter paralegal
    paramedic pathologist pharmacist phlebotomist physician physicist physiotherapist planner plasterer plumber
    practitioner programmer psychiatrist psychologist radiographer receptionist recruiter representative researcher
    roofer sailor scientist secretary solicitor specialist statistician surgeon surveyor teacher technician
    technologist tester therapist trainer translator tutor underwriter vet veterinarian welder worker writer
    """
)
"""Heads of the names of occupations; an ending alone ("-er") is not enough: Docker, routers."""
_GROUPS = word_set(
    "team department dept colleagues staff division office unit function agencies businesses clients companies"
    " customers dealers firms manufacturers shops suppliers"
)
_BESIDE = word_set("with to for alongside from by between among beside")
_OWN = word_set("for to")
"""Before somebody's own post, too: "promoted to team leader", "responsible for the accounting team"."""
_ELSEWHERE = word_set("as of in at on is was am")
_LITTLE = word_set("a an the our their his her my other all both and or")
_OWN_GROUP = re.compile(
    r"\b(?:respons|accountable|manage|lead|supervis|head\b|work(?:s|ed|ing)\s+for\b)", re.IGNORECASE
)
_OWN_POST = re.compile(r"\b(?:promot|progress|advanc|mov|rose|stepp|grew|upgrad|appoint)", re.IGNORECASE)
_DONE_BY = re.compile(
    r"\b(?:supervised|trained|mentored|taught|coached|audited|inspected|instructed|overseen|examined|treated|led|headed"
    r"|assessed|tutored|advised|represented|guided|accompanied|(?:assisted|checked|directed|helped|managed|reviewed|supported)"
    r"(?=\s+by\s+(?:an?|my|our|the)\b))\s+by\s+(?:[\w-]+\s+){0,4}$",
    re.IGNORECASE,
)
"""The person is who something is done to: "was supervised by a CPA"."""
_DONE_TO = re.compile(
    r"\b(?:was|were|been|being|got|get)\s+(?:(?:given|shown|offered|prescribed|taught)\s+)?(?:(?:an?|the|some|basic)\s+)?$",
    re.IGNORECASE,
)
_GIVEN = re.compile(r"\b(?:given|shown|offered|prescribed|taught)\s+(?:(?:an?|the|some|basic)\s+)?$", re.IGNORECASE)
_RECEIVED = re.compile(
    r"\b(?:receiv(?:ed|ing)|under(?:went|going)|had|passed|survived|(?:selected|nominated|chosen)\s+for)\s+(?:[\w-]+\s+){0,2}$",
    re.IGNORECASE,
)
_RECEIVABLE = word_set(
    "audit audits care coaching counseling counselling inspections mentoring mentorship supervision therapy treatment"
    " tutoring"
)
_DONE_ELSEWHERE = re.compile(
    r"^[^.;!?]*?(?:\b(?:handled|done|covered|managed|processed|carried\s+out|looked\s+after|taken\s+care\s+of|dealt\s+with|run|led"
    r"|used|written|built|made|operated|maintained|performed)\s+by\s+(?:an?other|others?|someone|somebody|colleagues?|head\s+office"
    r"|external|outside|(?:the\s+|our\s+|my\s+)?(?:client|customer|[a-z]*(?:er|or|ist|ian|ant|ent|nurse)s)\b|an?\s+(?:\w+\s+)?(?:colleague"
    r"|agency|bureau|provider|contractor|firm|supplier|team|department))|\b(?:was|were|is|are|being|been)\s+outsourced"
    r"|\bleft\s+to\s+(?:others|colleagues|the\s+experts))",
    re.IGNORECASE,
)
_DOES = (
    r"(?:is|are|was|were|has|had|does|did|works?|worked|knows?|knew|uses?|used|runs?|ran|teach(?:es)?|taught|wrote|writes?"
    r"|handles?|handled|makes?|made|builds?|built|sells?|sold)"
)
_THEY_DO = re.compile(
    rf"""
      \b(?:my|his|her|a)\s+(?:\w+\s+)?(?:brother|sister|father|mother|dad|mum|mom|wife|husband|partner|spouse|friend|colleague
      |boss|cousin|son|daughter|flatmate|neighbou?r|uncle|aunt)s?\s+(?!and\s+I\b){_DOES}\b[^.;!?]*$
    | (?:^\W*|[.;:]\s+)(?:colleagues|others|other\s+(?:people|teams|departments)|another\s+(?:team|department|colleague)
      |the\s+\w+\s+(?:team|department)
      |(?:an?\s+)?(?:external|outside)\s+\w+|an?\s+agency)\s+{_DOES}\b[^.;!?]*$
    | \b(?:clients?|customers?|compan(?:y|ies)|firms?|suppliers?|employers?)\s+(?:that|which|who)\s+{_DOES}\s[^.;!?,]*$
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""Somebody else is the subject: "my brother is a", "colleagues wrote the", "for a company that made"."""
_PAPERS = word_set(
    "appointments bookings calendars calls claims complaints contracts diaries files hours invoices payslips records"
    " rotas schedules shifts timesheets travel wages"
)
_SENT = re.compile(
    r"\b(?:referr(?:ed|ing)|refers?|referrals?|signpost\w*|escalat\w*|(?:sent|sending|forward\w*|escort\w*|transferr\w+"
    r"|hand(?:ed|ing)(?:\s+over)?)\s+(?!to\b)\w+)\b(?:\s+[\w-]+){0,3}?\s+(?:on\s+)?to\s+(?:the\s+|our\s+)?$",
    re.IGNORECASE,
)
_DESCRIBES_AT_MOST = 2
_IN_AN_ITEM = 3
"""Words between "with" and the last word of an occupation: "with the community mental health nurse"."""


def is_of_others(mention: Mention) -> bool:
    """Whether the words around, on the line, say that somebody else is or does it, or does it to the person."""
    text = mention.entry.line.text
    before = text[: mention.start]
    elsewhere = _SENT.search(before) or _THEY_DO.search(before) or _DONE_ELSEWHERE.search(text[mention.end :])
    return elsewhere is not None or _is_done_to(mention, before) or _is_beside(mention, before)


def _is_beside(mention: Mention, before: str) -> bool:
    """Whether the mention names or describes people whom a preposition puts beside the person."""
    words, last = mention.entry.words, mention.last
    grouped = last < len(words) and words[last].text in _GROUPS
    described = _described(mention)
    if described and _heads_an_item(mention):
        return True
    at = _preposition(mention) if grouped or described or names_people(words[last - 1]) else None
    if at is None:
        return False
    if words[at].text not in _OWN:
        return True
    if grouped:
        return not _OWN_GROUP.search(before)
    several = described or words[last - 1].text.endswith("s")
    return several or (words[at + 1].text in _LITTLE and not _OWN_POST.search(before))


def _is_done_to(mention: Mention, before: str) -> bool:
    """Whether it was done to the person: "was audited", "received mentoring", "was trained by the React team"."""
    words, last = mention.entry.words, mention.last
    if _DONE_BY.search(before) or (_RECEIVED.search(before) and words[last - 1].text in _RECEIVABLE):
        return True
    participle = last - mention.first == 1 and words[mention.first].text.endswith("ed")
    return _DONE_TO.search(before) is not None and (participle or _GIVEN.search(before) is not None)


def _described(mention: Mention) -> bool:
    """Whether the mention only says of which kind the people are that it stands before: "CNC programmers"."""
    words, text = mention.entry.words, mention.entry.line.text
    for here in range(mention.last, min(len(words), mention.last + _DESCRIBES_AT_MOST)):
        if text[words[here - 1].end : words[here].start].strip(" -"):
            return False
        if words[here].text in _BESIDE | _ELSEWHERE:
            return False
        if names_people(words[here]):
            return words[here].text.endswith("s")
    return False


def _preposition(mention: Mention) -> int | None:
    """Where the word stands that puts the list of people, in which the mention is, beside somebody."""
    words, text = mention.entry.words, mention.entry.line.text
    here, item = mention.first - 1, 0
    while here >= 0 and item < _IN_AN_ITEM:
        word = words[here]
        gap = text[word.end : words[here + 1].start]
        if re.search(r"[.;:(|\u2022]", gap):
            return None
        if word.text in _BESIDE or (word.text == "of" and here and words[here - 1].text in _PAPERS):
            return here
        if word.text in _ELSEWHERE:
            return None
        listed = "," in gap or word.text in {"and", "or"}
        if listed and not names_people(words[here - (word.text in {"and", "or"})]):
            return None
        item = 0 if listed or word.text in _LITTLE else item + 1
        here -= 1
    return None


def _heads_an_item(mention: Mention) -> bool:
    """Whether an item of a list begins with people whom the mention describes: "SAP consultants for the Gulf"."""
    words = mention.entry.words
    if words[mention.first].text.endswith(("ed", "ing")):
        return False  # "Recruited nurses" is what somebody did.
    ahead = words[: mention.first]
    return is_item(mention.entry.line) and all(word.text.isdigit() or word.text in _LITTLE for word in ahead)


def names_people(word: Token) -> bool:
    """Whether a word is the head of an occupation's name, of one or several people."""
    return word.text in _PEOPLE or word.text.removesuffix("s") in _PEOPLE
