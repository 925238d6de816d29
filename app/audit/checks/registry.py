"""Every check there is, in the order of the report."""

from app.audit.answer import Check
from app.audit.checks import (
    activity,
    agreement,
    calibration,
    deadlines,
    history,
    open_deliveries,
    parked_writebacks,
    parser_health,
    proxies_in_rules,
    quick_decisions,
    reviewers,
    superseded_decisions,
    switches,
    unconfirmed_writebacks,
    unplaced_holds,
    unscreened,
)

CHECKS: dict[str, Check] = {
    "activity": activity,
    "deadlines": deadlines,
    "unscreened": unscreened,
    "open_deliveries": open_deliveries,
    "unplaced_holds": unplaced_holds,
    "parked_writebacks": parked_writebacks,
    "unconfirmed_writebacks": unconfirmed_writebacks,
    "superseded_decisions": superseded_decisions,
    "quick_decisions": quick_decisions,
    "calibration": calibration,
    "switches": switches,
    "agreement": agreement,
    "reviewers": reviewers,
    "parser_health": parser_health,
    "proxies_in_rules": proxies_in_rules,
    "history": history,
}
