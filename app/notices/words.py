"""What messages say: counts, times and a link. Who reads one must sign in to see more."""

from app.language import counted as ngettext
from app.language import translated as _
from app.notices.plan import Plan
from app.store.models import Notice


def written(notice: Notice, plan: Plan) -> tuple[str, str]:
    """Subject and body in the language that is spoken."""
    subject = _subject(notice.kind, notice.number)
    lines = [f"{subject}."]
    if notice.first_deadline is not None:
        when = notice.first_deadline.astimezone(plan.zone)
        asked = notice.kind.startswith("asked")
        said = _("Please answer by %(when)s.") if asked else _("The first deadline is %(when)s.")
        lines.append(said % {"when": f"{when:%Y-%m-%d %H:%M} {when.tzname()}"})
    lines += ["", f"{plan.origin}{notice.path}"]
    if notice.user_id:
        lines += ["", _("Second Look holds and shows. Only people decide. Your account page ends these mails.")]
    return subject, "\n".join(lines) + "\n"


def _subject(kind: str, number: int) -> str:
    if kind == "asked":
        return _("A recruiter asks for your opinion on a candidate")
    if kind == "asked_8":
        return _("A question to you on a candidate ends within 8 hours")
    if kind == "digest":
        words = ngettext(
            "%(number)s candidate waits for a second look", "%(number)s candidates wait for a second look", number
        )
        return words % {"number": number}
    words = ngettext(
        "The time of %(number)s candidate ends within %(hours)s hours",
        "The time of %(number)s candidates ends within %(hours)s hours",
        number,
    )
    return words % {"number": number, "hours": kind.removeprefix("soon_")}
