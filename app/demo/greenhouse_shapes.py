"""What the Greenhouse dialect says: webhook bodies, and rows as Harvest v3 lists them.

Field names of webhooks are those of developers.greenhouse.io/webhooks.html; those of rows follow the adapter in
``app/ats/vendors/greenhouse.py``, which was built to documentation.
"""

import html
import json
from typing import Any

from app.demo.book import Row
from app.demo.postings import Posting, posting_by_id

_POST_TO_JOB = 38000
HUMAN_REASON = 79
"""What a person who rejects gives as the reason."""
_WITHDRAWN_REASON = {"id": 80, "name": "Withdrew", "type": {"id": 2, "name": "They rejected us"}}
_STATUSES = {
    "active": "active",
    "parked": "active",
    "rejected": "rejected",
    "withdrawn": "rejected",  # Greenhouse tells it by the type of the reason
    "hired": "hired",
}

PARKED_STAGE = {"id": 509, "name": "Auto-screen hold", "interviews": []}
REVIEW_STAGE = {"id": 501, "name": "Application Review", "interviews": []}
PARKED_TAG = "auto-screened"
PARKED_TAG_ID = 601
REASON_NUMBERS = {"auto-answer": 71, "auto-years": 72, "auto-keyword": 73, "human": HUMAN_REASON}


def greenhouse_body(action: str, application: Row, base_url: str) -> str:
    """The body of a Greenhouse event. ``<``, ``>`` and ``&`` travel as escapes, and are signed that way."""
    body = json.dumps({"action": action, "payload": {"application": _greenhouse_application(application, base_url)}})
    return body.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _greenhouse_application(application: Row, base_url: str) -> dict[str, Any]:
    parked = application["state"] == "parked"
    first_name, _, last_name = application["name"].partition(" ")
    posting = posting_by_id(application["posting_id"])
    return {
        "id": int(application["id"]),
        "status": _STATUSES[application["state"]],
        "prospect": False,
        "applied_at": application["applied_at"],
        "rejected_at": application["rejected_at"],
        "last_activity_at": application["changed_at"],
        "source": {"id": 12, "public_name": "Careers page"},
        "rejection_reason": rejection_reason(application),
        "rejection_details": None,
        "current_stage": PARKED_STAGE if parked else REVIEW_STAGE,
        "candidate": {
            "id": int(application["candidate_id"]),
            "first_name": first_name,
            "last_name": last_name,
            "can_email": True,
            "is_private": False,
            "email_addresses": [{"value": application["email"], "type": "personal"}],
            "phone_numbers": [],
            "attachments": [
                {
                    "filename": application["resume_file"],
                    "url": file_url(application, base_url),
                    "type": "resume",
                }
            ],
            "tags": [PARKED_TAG] if parked else [],
            "educations": [],
            "employments": [],
            "custom_fields": {},
        },
        "jobs": [
            {
                "id": job_id_of(application["posting_id"]),
                "name": posting.title if posting else "",
                "requisition_id": f"R-{application['posting_id']}",
                "job_post_id": int(application["posting_id"]),
                "status": "open",
            }
        ],
        "custom_fields": {},
    }


def rejection_reason(application: Row) -> dict[str, Any] | None:
    """The reason as Greenhouse shows it; none while the application is active."""
    if application["state"] == "withdrawn":
        return _WITHDRAWN_REASON
    if application["state"] != "rejected" or not application["reason_id"]:
        return None
    return {
        "id": REASON_NUMBERS.get(application["reason_id"], HUMAN_REASON),
        "name": application["reason_name"],
        "type": {"id": 1, "name": "We rejected them"},
    }


def application_row(application: Row) -> dict[str, Any]:
    """An application as a row of the Harvest v3 listing: flat, without the person."""
    parked = application["state"] == "parked"
    stage = PARKED_STAGE if parked else REVIEW_STAGE
    reason = rejection_reason(application)
    return {
        "id": int(application["id"]),
        "candidate_id": int(application["candidate_id"]),
        "job_id": job_id_of(application["posting_id"]),
        "job_post_id": int(application["posting_id"]),
        "status": _STATUSES[application["state"]],
        "prospect": False,
        "stage_id": stage["id"],
        "stage_name": stage["name"],
        "applied_at": application["applied_at"],
        "rejected_at": application["rejected_at"],
        "last_activity_at": application["changed_at"],
        "rejection_reason_id": reason["id"] if reason else None,
    }


def attachment_row(application: Row, base_url: str) -> dict[str, Any]:
    """The resume of an application as the attachments listing shows it."""
    return {
        "id": application["number"],
        "application_id": int(application["id"]),
        "candidate_id": int(application["candidate_id"]),
        "filename": application["resume_file"],
        "url": file_url(application, base_url),
        "type": "resume",
    }


def job_post_row(posting: Posting) -> dict[str, Any]:
    """A job post; its text is HTML, as Greenhouse keeps it."""
    return {
        "id": posting.number,
        "job_id": job_id_of(str(posting.number)),
        "title": posting.title,
        "active": True,
        "content": _as_html(posting.text),
    }


def job_id_of(job_post_id: str) -> int:
    """The job behind a job post."""
    return int(job_post_id) - _POST_TO_JOB


def file_url(application: Row, base_url: str) -> str:
    """Where the resume of an application lies."""
    return f"{base_url}/greenhouse/files/{application['resume_file']}"


def _as_html(text: str) -> str:
    blocks = []
    for block in text.strip().split("\n\n"):
        lines = block.splitlines()
        items = "".join(f"<li>{html.escape(line[2:])}</li>" for line in lines if line.startswith("- "))
        words = "".join(f"<p>{html.escape(line)}</p>" for line in lines if not line.startswith("- "))
        blocks.append(words + (f"<ul>{items}</ul>" if items else ""))
    return "\n".join(blocks)
