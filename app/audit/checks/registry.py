"""Every check there is, in the order of the report."""

from app.audit.answer import Check
from app.audit.checks import (
    activity,
    calibration,
    history,
    impact,
    impact_by_rule,
    lapses,
    open_deliveries,
    overdue,
    parked_writebacks,
    quick_decisions,
    superseded_decisions,
    switches,
    unconfirmed_writebacks,
    unplaced_holds,
    unscreened,
)

CHECKS: dict[str, Check] = {
    "activity": activity,
    "lapses": lapses,
    "overdue": overdue,
    "unscreened": unscreened,
    "open_deliveries": open_deliveries,
    "unplaced_holds": unplaced_holds,
    "parked_writebacks": parked_writebacks,
    "unconfirmed_writebacks": unconfirmed_writebacks,
    "superseded_decisions": superseded_decisions,
    "quick_decisions": quick_decisions,
    "calibration": calibration,
    "switches": switches,
    "impact": impact,
    "impact_by_rule": impact_by_rule,
    "history": history,
}
