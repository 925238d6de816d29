"""The words of job advertisements: headings, what marks a wish or a demand, what is no matter for a resume, and filler.

Patterns and word lists only; ``clauses`` and ``requirements`` apply them.
"""

import re

from app.matching.normalize import word_set

NICE = re.compile(
    r"""
    \b(?:preferred|preferably|prefer|ideally|desirable|desired|nice[- ]to[- ]have|a\s+plus|bonus|advantageous
    |an?\s+(?:\w+\s+)?advantage|an?\s+asset|beneficial|welcome|would\s+be\s+(?:great|good|nice|helpful)|helpful
    |optional|not\s+(?:essential|required))\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""Marks a wish in a clause."""
MUST = re.compile(
    r"""
    \b(?:must|required|require[sd]?|mandatory|essential|minimum|at\s+least|necessary)\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""Marks a demand in a clause."""
ASIDE = re.compile(
    r"""
    \([^()]*\b(?:preferred|preferably|ideally|desirable|plus|advantage|accepted|optional)\b[^()]*\)
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""A bracket that softens what stands before it."""
YEARS = re.compile(
    r"""
    (?<![\w.])(?P<amount>\d{1,2}(?:[.,]5)?|one|two|three|four|five|six|seven|eight|nine|ten|eleven
    |twelve)\s*(?:\(\d+\)\s*)?(?:\+|plus|or\s+more|(?:-|\u2013|to)\s*\d{1,2})?\s*(?P<unit>years?|yrs?
    |months?)(?:['\u2019]s?)?(?!\w)(?!\s+(?:old|of\s+age|contract|ago))
    (?=\s+(?:\w+\s+){0,4}?(?:experience|of|in|as|with|using|working|post\b|\w{3,}ing\b)|.*\bexperience\b)
    """,
    re.IGNORECASE | re.VERBOSE,
)
AGE = re.compile(
    r"""
    \b(?:\d+\s+years?\s+(?:old|of\s+age)|age[ds]?\b)
    """,
    re.IGNORECASE | re.VERBOSE,
)
SINCE = re.compile(
    r"""
    \bpost[- ]?(?:qualification|qualified|trade|registration|graduation|graduate)\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""Years since an event, not of a thing: no dated role can show them, so they are searched for literally."""
DEGREE = re.compile(
    r"""
    \b(?:degree|bachelor(?:['\u2019]?s)?|master['\u2019]?s|master\s+(?:of|degree|in)|ph\.?\s?d|doctorate|b\.?sc
    |m\.?sc|b\.?s\.?n|m\.?s\.?n|mba|b\.?eng|m\.?eng|b\.?com|b\.?ed|university\s+diploma|higher\s+education
    |diploma|high\s+school\s+(?:education|graduate|degree)|ged)\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
EQUIVALENT = re.compile(
    r"""
    \b(?:or\s+)?(?:an?\s+)?(?:equivalent|similar|related|comparable|relevant)\b(?:\s+(?:technical|scientific
    |quantitative|numerate|academic|work|practical|degree|field|subject|discipline|area|trade|qualification|experience
    |combination))*
    """,
    re.IGNORECASE | re.VERBOSE,
)
LICENCE = re.compile(
    r"""
    \b(?:licen[cs]ed?|licen[cs]ure|certified|certification|certificate|certificates|registration|registered
    |chartered|accreditation|accredited|card|ticket|permit|clearance|member(?:ship)?)\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
NOT_FROM_A_RESUME = re.compile(
    r"""
    \b(?:right\s+to\s+work|work\s+authori[sz]ation|authori[sz]ed\s+to\s+work|visa|sponsorship|willing(?:ness)?
    |travel|shifts?|weekends?|lift(?:ing)?\s+\d+|stand(?:ing)?\s+for|background\s+check|drug\s+(?:test|screen)
    |relocat\w+|flexib\w+|remote(?:ly)?|on[- ]site|hybrid
    |contract\s+of|full[- ]time|part[- ]time|permanent)\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""What only the candidate can answer."""
TO_BE_GAINED = re.compile(
    r"\b(?:(?:able|ability|willing(?:ness)?)\s+to\s+(?:obtain|acquire|gain|get|learn|pass)|obtain\w*\s.*\bwithin\b|within\s+\w+"
    r"\s+(?:\(\d+\)\s+)?(?:days|weeks|months|years?)\b)",
    re.IGNORECASE,
)
"""What may still come after the hiring: a resume need not show it."""
LABEL = re.compile(r"^[\w /&'-]{2,40}:\s+(?=\S)")
CONTACT = re.compile(r"@|https?:|www\.", re.IGNORECASE)
SOFT = re.compile(
    r"""
    \b(?:communicat\w*|interpersonal|team[- ]?(?:player|work|oriented|spirit)|self[- ]?(?:starter|motivated
    |driven)|motivat\w+|passion\w*|enthusias\w+|organi[sz]ed|organi[sz]ational|detail|proactive|reliab\w+
    |punctual\w*|attitude|personality|curio\w+|creativ\w+|problem[- ]solv\w+|analytical|fast[- ]paced|deadlines?
    |pressure|multi-?task\w*|integrity|empath\w+|compassion\w*|positive|friendly|adaptab\w+|independent(?:ly)?
    |mindset|ownership|hard[- ]?working|work\s+ethic|caring|patient\s+and|sense\s+of|people\s+skills|initiative
    |confident|willing)\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""Qualities that a resume can only praise."""
EXAMPLES = re.compile(
    r"""
    \b(?:such\s+as|e\.?\s?g\.?|for\s+example|for\s+instance|like|i\.?e\.?)(?=[\s,:])
    """,
    re.IGNORECASE | re.VERBOSE,
)
ANY_OF = re.compile(
    r"""
    \b(?:one|any|some|either|at\s+least\s+one)\s+of\b|\beither\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
PLACE = re.compile(
    r"""
    \b(?i:based|located|living|live|residing|reside|resident)\s+(?:in|near
    |within\s+\w+\s+of)\s+(?P<place>[A-Z][\w' -]+(?:,\s*[A-Z][\w ]+)?)
    """,
    re.VERBOSE,
)
"""Case matters: a place is written with a capital."""
FILLER = word_set(
    """
    considerable equivalent formal but not if also additionally successfully successful various following foundational
    subject preferences increasingly responsible multi others when ensure include includes own key new effective
    a ability able across active advanced advantage advantageous all an and another any applications are area
    areas as asset at background basic be best bonus both broad by can candidate card certificate certification
    certified charting clean comfortable commercial comparable competence competent concepts confident current
    date deep demonstrable demonstrate demonstrated desirable desired digital eg either electronic environment
    environments equivalent essential etc eu excellent experience experienced expert expertise exposure
    extensive familiar familiarity field for framework frameworks from full fundamentals good great had hand
    hands has have having highly hold holder holding ideally ie in including industrial industry into is it its
    job junior knowledge language languages least level license like mandatory may member membership methods
    minimum months more must nice of on one or oral other our own pass passing person platform platforms plus
    position possess post practical practice practices preferably preferred previous principles prior procedures
    production professional proficiency proficient proficiently programming proven qualification qualified read
    reading recent record registered registration related relevant reporting require required requires role
    roles senior setting settings should similar skill skilled skills software solid some sound spoken standing
    state strong successful such system systems technologies technology test that the their these this thorough
    those ticket to tool tools track uk understanding up us use used using valid verbal very we welcome well who
    will with within work working would write writing written year years you your yrs
    """
)
"""Words that say how much or how well, never what."""
NICE_HEADING = re.compile(
    r"""
    ^(?:nice[- ]to[- ]haves?|preferred(?:\s+(?:qualifications?|skills?|experience|requirements?))?
    |desirable(?:\s+\w+)?|desired(?:\s+\w+)?|bonus(?:\s+(?:points|skills?))?(?:\s+if\s+you)?
    |(?:it'?s\s+)?a\s+plus|pluses|ideally.*|advantageous|optional|good\s+to\s+have|what\s+would\s+be\s+(?:nice
    |great)|extra\s+credit|also\s+welcome)\s*(?:[:?.\u2026]|\(.{0,30}\)|$)\s*
    """,
    re.IGNORECASE | re.VERBOSE,
)
MUST_HEADING = re.compile(
    r"""
    ^(?:(?:minimum|basic|key|job|essential|core|required|mandatory|our|the|main|position)?\s*(?:requirements?
    |qualifications?)(?:\s+and\s+(?:skills?|experience|requirements?|qualifications?))?|must[- ]haves?
    |essentials?(?:\s+(?:criteria|skills?))?|required(?:\s+(?:skills?|experience|knowledge))?(?:\s+and\s+\w+)?
    |what\s+(?:you(?:'ll|\s+will)?\s+(?:bring|need|have)|we(?:'re|\s+are)?\s+(?:look(?:ing)?\s+for|expect|need
    |require))(?:\s+\w+){0,3}|(?:you(?:\s+should)?\s+have|you\s+bring|you\s+must\s+have|you\s+need
    |who\s+you\s+are|about\s+you|your\s+(?:profile|skills?|experience|background|qualifications?))|(?:candidate
    |person|ideal)\s+(?:profile|specification|candidate)|skills?(?:\s+and\s+(?:experience|qualifications?))?
    |(?:experience|education)(?:\s+and\s+\w+)?|we\s+(?:are\s+looking\s+for|expect|require)
    |to\s+be\s+successful.*|the\s+successful\s+candidate.*)\s*(?:[:?.\u2026]|\(.{0,30}\)|$)\s*
    """,
    re.IGNORECASE | re.VERBOSE,
)
SKIPPED_HEADING = re.compile(
    r"""
    ^(?:about\s+(?:us|the\s+.*)|who\s+we\s+are|our\s+(?:company|team|mission|values|story)|what\s+we\s+offer
    |we\s+offer|benefits?(?:\s+.*)?|perks?(?:\s+.*)?|compensation(?:\s+.*)?|salary(?:\s+.*)?|pay(?:\s+.*)?
    |why\s+.*|how\s+to\s+apply|to\s+apply|equal\s+opportunit.*|eeo.*|diversity.*|additional\s+information
    |(?:key\s+|main\s+|your\s+|core\s+)?(?:responsibilities|duties|tasks)(?:\s+.*)?|what\s+you(?:'ll
    |\s+will)\s+(?:do|get|be\s+doing|learn).*|the\s+role|role|your\s+(?:role|mission|day)|job\s+(?:description
    |summary)|overview|summary|location|hours|schedule|working\s+hours|contact|next\s+steps|hiring\s+process
    |interview.*|legal|privacy.*)\s*(?:[:?.\u2026]|\(.{0,30}\)|$)\s*
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""Opens a part that asks for nothing."""
BOILERPLATE = re.compile(
    r"""
    \b(?:equal\s+opportunity|regardless\s+of|without\s+regard|reasonable\s+accommodation|protected\s+(?:veteran
    |class|characteristic)|gender\s+identity|sexual\s+orientation|paid\s+(?:time|holiday|leave)|pension
    |401\s?\(?k|health\s+insurance|dental|annual\s+leave|competitive\s+salary|apply\s+(?:now|today|online)
    |we\s+offer|click\s+here|application\s+(?:form|package|material)s?|applicants?
    |submit\s+(?:an?|the|your|all)|(?:your|an?)\s+(?:cv|r[eé]sum[eé])|vacancy\s+announcement)\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
DEMANDS = re.compile(
    r"""
    \b(?:must|required|requires?|mandatory|essential|minimum\s+of|at\s+least|you\s+(?:have|need|bring|hold))\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
