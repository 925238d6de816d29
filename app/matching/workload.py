"""Whether the head of a role says that it was less than full time: "part-time", "0.4 FTE", "60 % position"."""

import re

_WORDS = re.compile(
    r"part[- ]?time|half[- ]time|teilzeit|halbtags|minijob|mi[- ]temps|temps\s+(?:partiel|r\u00e9duit)|media\s+jornada"
    r"|(?:tiempo|jornada)\s+(?:parcial|reducida)|tempo\s+parziale|deeltijd|parttime|meio\s+per[i\u00ed]odo|tempo\s+parcial",
    re.IGNORECASE,
)
_WEEK = r"(?:/|per|a|an|each|in\s+der|pro|par|por|a\s+la|alla|die)\s*(?:week|wk|woche|semaine|sem|semana|settimana)\b"
_SHARE = re.compile(
    rf"""
      (?<!\d)0?[.,][1-9]\d?\s*(?:FTE|WTE|ETP|VTE|VZ\u00c4)\b                  # 0.4 FTE
    | \b(?:FTE|WTE|ETP|VTE|VZ\u00c4)[\s:=]*0?[.,]\d
    | (?<![\d.,])[1-9]\d?\s?%[\s-]*                                         # 20 % position; 100 % is full time
      (?:position|poste\b|role|contract|appointment|workload|employment|FTE|WTE|pensum|stelle|anstellung
      |besch\u00e4ftigung|arbeitszeit|(?:de\s+)?jornada|(?:du\s+)?temps|dienstverband)
    | (?:pensum|workload|besch\u00e4ftigungsgrad|taux\s+d['\u2019]occupation|jornada\s+(?:del|al)|temps\s+de\s+travail
      |\bat|\u00e0)[\s:]*[1-9]\d?\s?%
    | \([1-9]\d?\s?%\) | [,|]\s*[1-9]\d?\s?%\s*$                          # Staff Nurse (50%)
    | (?<![\d.,-])(?:[1-9]|[12]\d)\s*(?:h|hrs?|hours?|stunden|std\.?|heures?|horas|ore|uur)\s*{_WEEK}
    | (?<![\d.,-])[1-4]\s+(?:days|tage|jours|d\u00edas|giorni|dagen)\s+{_WEEK}
    | \bjob[- ]?share | geringf\u00fcgig | (?:450|520)[- ]?(?:euro|\u20ac) | \bzero[- ]hours?\b
    """,
    re.IGNORECASE | re.VERBOSE,
)


def is_reduced(line: str, *, in_bullet: bool) -> bool:
    """Whether a line at the head of a role says so; a share in a bullet may be of anything."""
    return _WORDS.search(line) is not None or (not in_bullet and _SHARE.search(line) is not None)
