"""How long is left, as people at work count it."""

from datetime import datetime, timedelta

from app.language import counted as ngettext
from app.language import translated as _
from app.lifecycle import add_working_days

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
DAYS_COUNTED = 30


def time_left(deadline: datetime | None, now: datetime) -> str:
    """``42 min left``, ``7 h left``, ``2 working days left``, or that the time is over."""
    if deadline is None:
        return _("no deadline")
    left = deadline - now
    if left <= timedelta():
        return _("time is over")
    if left < HOUR:
        return _("{minutes} min left").format(minutes=max(1, left // timedelta(minutes=1)))
    if left < DAY:
        return _("{hours} h left").format(hours=left // HOUR)
    days = next((n - 1 for n in range(1, DAYS_COUNTED + 1) if add_working_days(now, n) > deadline), DAYS_COUNTED)
    if days < 1:
        return _("next working day")
    return ngettext("{days} working day left", "{days} working days left", days).format(days=days)
