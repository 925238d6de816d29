"""Every check there is, in the order of the report."""

from app.audit.checks import (
    history,
    lapses,
    open_deliveries,
    overdue,
    parked_writebacks,
    quick_decisions,
    superseded_decisions,
    unconfirmed_writebacks,
    unplaced_holds,
    unscreened,
)
from app.audit.observed import Check

CHECKS: dict[str, Check] = {
    "lapses": lapses,
    "overdue": overdue,
    "unscreened": unscreened,
    "open_deliveries": open_deliveries,
    "unplaced_holds": unplaced_holds,
    "parked_writebacks": parked_writebacks,
    "unconfirmed_writebacks": unconfirmed_writebacks,
    "superseded_decisions": superseded_decisions,
    "quick_decisions": quick_decisions,
    "history": history,
}
