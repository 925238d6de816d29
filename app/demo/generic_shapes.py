"""What the generic dialect says: bodies of events and entries of listings, as docs/ats/generic.md describes them.

How events travel is in ``webhooks``.
"""

import json
from typing import Any

from app.demo.book import Row
from app.demo.postings import Posting


def generic_application(application: Row, base_url: str) -> dict[str, Any]:
    """An application as events and listings of the generic dialect show it."""
    return {
        "application_id": application["id"],
        "candidate_id": application["candidate_id"],
        "posting_id": application["posting_id"],
        "state": application["state"],
        "rejected_at": application["rejected_at"],
        "mail_at": application["mail_at"],
        "origin": application["origin"],
        "reason": {"id": application["reason_id"], "name": application["reason_name"]},
        "rule": application["rule"],
        "candidate": {"name": application["name"], "email": application["email"]},
        "resume": {
            "url": f"{base_url}/generic/resumes/{application['resume_file']}",
            "filename": application["resume_file"],
        },
        "answers": _answers(application),
    }


def generic_posting(posting: Posting) -> dict[str, Any]:
    """A posting as the generic dialect publishes it."""
    return {
        "posting_id": posting.id,
        "title": posting.title,
        "text": posting.text,
        "requirements": list(posting.requirements),
    }


def generic_body(kind: str, at: str, data: dict[str, Any]) -> str:
    """The body of a generic event: type, time of the event, data."""
    return json.dumps({"type": kind, "timestamp": at, "data": data}, ensure_ascii=False)


def _answers(application: Row) -> list[dict[str, str]]:
    return [{"question": question, "answer": answer} for question, answer in json.loads(application["answers"]).items()]
