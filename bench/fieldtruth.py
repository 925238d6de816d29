"""Compares the fields of a parsed resume with the JSON Resume that its file was made from; used by ``bench.parsing``.

A score is a pair (right, wanted). Texts are equal when their letters and digits are, whatever the case, accents,
hyphens and spaces; a part of the right text is wrong. Fields that a layout leaves out are not wanted, and a date wants
its month only where the layout shows months.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any

Score = tuple[int, int]

_KEPT = "+#"
_MADE = (2026, 11)
_NAME_OF_MONTH = (
    "jan|gen|ene|janv", "feb|fev|fevr|feb", "mar|maa|mrz|mars", "apr|avr|abr", "may|mai|mayo|mag|mei", "jun|juin|giu",
    "jul|juil|lug", "aug|aou|ago", "sep|set", "oct|okt|out|ott", "nov", "dec|dez|dic",
)  # fmt: skip
_TIES = re.compile(r"\b(?:in|of|en|de|do|da|di|der|im|d|a|and|und|et|y|e)\b|[^\w+#]+")


def plain(text: str | None) -> str:
    """Letters, digits, plus and sharp of a text, without case and accents; in capitals an i without dot is an i."""
    decomposed = unicodedata.normalize("NFKD", (text or "").casefold().replace("\u0131", "i"))
    return "".join(c for c in decomposed if c.isalnum() or c in _KEPT)


def _words(*texts: str | None) -> Counter[str]:
    """The words of some texts but for the small ones that tie a degree to its area: ``BSc in Physics``."""
    joined = unicodedata.normalize("NFKD", " ".join(filter(None, texts)).casefold())
    bare = "".join(c for c in joined if not unicodedata.combining(c))
    return Counter(word for word in _TIES.sub(" ", bare).split() if word)


def _folded(text: str) -> str:
    """Small letters without accents, as many as before."""
    return "".join(unicodedata.normalize("NFKD", c.lower())[:1] or c for c in text)


def _said(field: Any) -> str:
    return field.text if field is not None else ""


class Truth:
    """One truth file, with the lines of the document to see how dates are shown in it."""

    def __init__(self, truth: dict[str, Any], lines: Sequence[str]) -> None:
        self.resume = truth["resume"]
        self.hidden = set(truth.get("fieldsNotShownVerbatim", ()))
        self.lines = [_folded(line) for line in lines]
        self.text = "\n".join(self.lines)

    def shown(self, path: str) -> bool:
        """Whether the layout shows the field at this path of the JSON Resume: ``work[0].name``."""
        return not any(path == each or path.startswith((each + ".", each + "[")) for each in self.hidden)

    def scores(self, fields: Any) -> dict[str, Score]:
        """All measures of one resume."""
        works = self.resume.get("work", [])
        roles = self.pairs(works, fields.work if fields else ())
        skills = [plain(_said(each)) for each in (fields.skills if fields else ())]
        return {
            **self._contact(fields),
            "roles": _sum(self.role(n, role) for n, role in enumerate(roles)),
            "count": (int(fields is not None and len(fields.work) == len(works)), 1),
            "bullets": _sum(_bullets(work, role) for work, role in zip(works, roles, strict=True)),
            "education": self._education(fields),
            "certs": self._listed(fields, "certificates", ("name", "issuer"), lambda c: (c.name, c.issuer)),
            "languages": self._listed(fields, "languages", ("language", "fluency"), lambda t: (t.language, t.level)),
            "skills R": self._skills_found(skills),
            "skills P": self._skills_right(skills),
        }

    def _contact(self, fields: Any) -> dict[str, Score]:
        basics = self.resume["basics"]
        found = {
            name: _said(getattr(fields.contact, name)) if fields else "" for name in ("name", "email", "phone", "label")
        }
        digits = "".join(c for c in basics.get("phone", "") if c.isdigit())
        right = {name: plain(found[name]) == plain(basics.get(name)) for name in ("name", "email", "label")}
        right["email"] = found["email"].casefold() == basics.get("email", "").casefold()  # a dot matters there
        right["phone"] = "".join(c for c in found["phone"] if c.isdigit()) == digits
        wanted = {name: bool(basics.get(name)) and self.shown(f"basics.{name}") for name in found}
        return {name: (int(right[name] and wanted[name]), int(wanted[name])) for name in found}

    def pairs(self, works: list[dict[str, Any]], found: tuple[Any, ...]) -> list[Any]:
        """For each true role the found one that agrees with it most, each taken once; None where there is none."""
        marks = sorted(
            ((self._alike(work, role), -w, -r) for w, work in enumerate(works) for r, role in enumerate(found)),
            reverse=True,
        )
        taken: dict[int, int] = {}
        for mark, w, r in marks:
            if mark and -w not in taken and -r not in taken.values():
                taken[-w] = -r
        return [found[taken[n]] if n in taken else None for n in range(len(works))]

    def _alike(self, work: dict[str, Any], role: Any) -> int:
        return (
            2 * (plain(work["position"]) == plain(_said(role.title)))
            + (plain(work["name"]) == plain(_said(role.employer)))
            + 2 * self.same_date(work.get("startDate"), role.start)
            + self.same_date(work.get("endDate"), role.end)
        )

    def role(self, number: int, role: Any) -> Score:
        """Whether title, employer and both dates of the true role with this number are right."""
        work = self.resume["work"][number]
        if role is None:
            return 0, 1
        named = not self.shown(f"work[{number}].name") or plain(work["name"]) == plain(_said(role.employer))
        titled = plain(work["position"]) == plain(_said(role.title))
        dated = self.same_date(work.get("startDate"), role.start) and self.same_date(work.get("endDate"), role.end)
        return int(named and titled and dated), 1

    def same_date(self, iso: str | None, when: Any) -> bool:
        """Whether an ISO date and a found one agree; the month counts where the layout shows it.

        One theme prints the month in which the file was made where the end is open.
        """
        if iso is None:
            return when is None or (when.year, when.month) == _MADE
        if when is None:
            return False
        year, month = int(iso[:4]), int(iso[5:7] or 0)
        if when.year != year or not month or not self._month_shown(year, month):
            return bool(when.year == year)
        return bool(when.month == month or (when.month is None and self._only_year(when)))

    def _only_year(self, when: Any) -> bool:
        """Whether no month stands before a year that was read without one."""
        (span, *_) = when.spans
        before = self.lines[span.line - 1][: span.start]
        return not re.search(
            rf"(?:\d\s?[./-]\s?|\b(?:{'|'.join(_NAME_OF_MONTH)})[^\W\d]*[^\w]{{0,3}}(?:de )?)$", before
        )

    def _month_shown(self, year: int, month: int) -> bool:
        names, short = _NAME_OF_MONTH[month - 1], f"{year % 100:02}"
        forms = rf"0?{month}\s?[./-]\s?(?:{year}|{short}\b)|{year}\s?[-/.年]\s?0?{month}\b"
        return bool(re.search(rf"(?<!\d)(?:{forms})|\b(?:{names})[^\W\d]*[^\w]{{0,3}}(?:de |')?{year}", self.text))

    def _education(self, fields: Any) -> Score:
        found = list(fields.education) if fields else []
        studies = [s for n, s in enumerate(self.resume.get("education", [])) if self.shown(f"education[{n}]")]
        right = 0
        for study in studies:
            match = next((each for each in found if self._same_study(study, each)), None)
            if match is not None:
                found.remove(match)
                right += 1
        return right, len(studies)

    def _same_study(self, study: dict[str, Any], found: Any) -> bool:
        """School, degree with area (in any order), and the dates that the layout shows."""
        dates = ((study.get("startDate"), found.start), (study.get("endDate"), found.end))
        return (
            plain(study["institution"]) == plain(_said(found.school))
            and self._same_degree(study, found)
            and all(self.same_date(iso, when) or (iso is not None and not self._year_shown(iso)) for iso, when in dates)
        )

    @staticmethod
    def _same_degree(study: dict[str, Any], found: Any) -> bool:
        wanted, have = (study.get("studyType"), study.get("area")), (_said(found.degree), _said(found.area))
        joined = ["".join(map(plain, each)) for each in (wanted, have)]  # scripts without spaces between words
        return _words(*wanted) == _words(*have) or joined[0] == joined[1]

    def _year_shown(self, iso: str) -> bool:
        return iso[:4] in self.text or bool(iso[5:7] and self._month_shown(int(iso[:4]), int(iso[5:7])))

    def _listed(self, fields: Any, kind: str, keys: tuple[str, str], parts: Callable[[Any], tuple[Any, Any]]) -> Score:
        """Items of two parts; the second counts where it is shown."""
        found = [tuple(plain(_said(part)) for part in parts(each)) for each in getattr(fields, kind, ())]
        right = wanted = 0
        for number, item in enumerate(self.resume.get(kind, [])):
            if not self.shown(f"{kind}[{number}].{keys[0]}"):
                continue
            wanted += 1
            second = bool(item.get(keys[1])) and self.shown(f"{kind}[{number}].{keys[1]}")
            right += any(
                plain(item[keys[0]]) == each[0] and (not second or plain(item[keys[1]]) == each[1]) for each in found
            )
        return right, wanted

    def _skills(self) -> Iterator[tuple[str, bool]]:
        """Each keyword, and whether it is listed.

        Where a layout leaves some keywords out, one that stands only inside other fields is not listed either.
        """
        paths = {
            f"skills[{s}].keywords[{k}]": word
            for s, group in enumerate(self.resume.get("skills", []))
            for k, word in enumerate(group.get("keywords", []))
        }
        whole = all(map(self.shown, paths))
        for path, word in paths.items():
            yield plain(word), self.shown(path) and (whole or not self._only_inside(word))

    def _only_inside(self, keyword: str) -> bool:
        """Whether the other fields that are shown account for every place where a keyword stands."""
        others = _folded(" ".join(text for path, text in _texts(self.resume, "") if self.shown(path)))
        word = re.compile(rf"(?<!\w){re.escape(_folded(keyword))}(?!\w)")
        places = len(word.findall(" ".join(self.lines)))
        return 0 < places <= len(word.findall(others))

    def _skills_found(self, found: list[str]) -> Score:
        wanted = [word for word, shown in self._skills() if shown]
        return sum(word in found for word in wanted), len(wanted)

    def _skills_right(self, found: list[str]) -> Score:
        """The name of a group of skills is neither right nor wrong."""
        known = {word for word, _ in self._skills()}
        groups = {plain(group.get("name")) for group in self.resume.get("skills", [])} - known
        counted = [word for word in found if word not in groups]
        return sum(word in known for word in counted), len(counted)


def _texts(value: Any, path: str) -> Iterator[tuple[str, str]]:
    """Every text of a JSON Resume but its skills, with its path."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, list):
        for n, each in enumerate(value):
            yield from _texts(each, f"{path}[{n}]")
    elif isinstance(value, dict):
        for name, each in value.items():
            if name != "skills":
                yield from _texts(each, f"{path}.{name}".lstrip("."))


def _bullets(work: dict[str, Any], role: Any) -> Score:
    wanted = [plain(text) for text in work.get("highlights", [])]
    found = [plain(_said(bullet)) for bullet in (role.bullets if role is not None else ())]
    return sum(text in found for text in wanted), len(wanted)


def _sum(scores: Iterator[Score]) -> Score:
    right = wanted = 0
    for one, all_of_it in scores:
        right, wanted = right + one, wanted + all_of_it
    return right, wanted
