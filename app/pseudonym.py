"""What a candidate is called while nobody may know the name: two words and a number, from the random end of an id.

The words are our own: things, spelled alike in English and German, that say nothing of a person, a country, a trade, a
rank or a mood. Within a list no two begin or sound alike. The id's end is drawn by chance (``clock.new_id``) and never
follows from the person, so neither does the pseudonym; and since it *is* the id's end, a record is found by it.
"""

_FIRST_WORDS = """
Ampere Arena Asphalt Atlas Balsa Calcium Cello Cluster Coupon Dynamo Echo Ellipse Episode Film Format Harmonium
Helium Indigo Isobar Kiosk Krypton Labyrinth Logo Lounge Magnet Modem Neutron Nickel Nimbus Nugget Nylon Oboe Orbit
Osmium Oval Passage Pedal Pixel Planet Podium Polygon Portal Quasar Quorum Radio Regatta Rotor Route Sand Segment
Sensor Sofa Suite Tableau Teak Tuba Tunnel Turbine Tweed Umbra Video Vitamin Yucca Zone
"""
_SECOND_WORDS = """
Algebra Anemone Argon Atom Basalt Boulevard Bungalow Cirrus Cumulus Delta Dock Domino Filter Fjord Forum Garage
Ginkgo Gong Hydrant Index Iridium Laser Lava Magma Marimba Matrix Moment Motto Neon Obelisk Onyx Opus Palette
Papyrus Parka Pergola Piano Plateau Pollen Poster Proton Quiz Radar Rhombus Rondo Saturn Sextant Signal Silo Slalom
Sonar Spray Symbol Tablet Tandem Ticket Trio Tundra Twist Ukulele Veranda Vinyl Volt Wind
"""
FIRST, SECOND = tuple(_FIRST_WORDS.split()), tuple(_SECOND_WORDS.split())
NUMBERS = 4096
DIGITS = 6
"""Hexadecimal digits of the id that make it: 64 words, 64 words and 4096 numbers are 24 bits, so that two of a million
candidates seldom share one."""


def pseudonym(row_id: str) -> str:
    """``Echo Fjord 2718``, always the same for the same id, which ends in hexadecimal digits."""
    words, number = divmod(int(row_id[-DIGITS:], 16), NUMBERS)
    first, second = divmod(words, len(SECOND))
    return f"{FIRST[first]} {SECOND[second]} {number}"


def ending_of(said: str) -> str:
    """The end of the id, in small hexadecimal digits, whose pseudonym somebody wrote; "" where it is none.

    What stands before the words is passed over, and capitals do not count.
    """
    first, second, number = ([""] * 3 + said.lower().split())[-3:]
    if first not in _FIRST_AT or second not in _SECOND_AT or number not in _NUMBERS:
        return ""
    return f"{(_FIRST_AT[first] * len(SECOND) + _SECOND_AT[second]) * NUMBERS + int(number):0{DIGITS}x}"


_FIRST_AT, _SECOND_AT = ({word.lower(): place for place, word in enumerate(words)} for words in (FIRST, SECOND))
_NUMBERS = frozenset(map(str, range(NUMBERS)))
