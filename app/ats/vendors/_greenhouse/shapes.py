"""What webhooks and Harvest share about an application in Greenhouse: its files, its posting, and who rejected."""

from collections.abc import Collection, Mapping

from app.ats.base import Origin, PostingDetails
from app.ats.payload import Forgiving, Id, Payload
from app.ats.plain import text_of


class Attachment(Forgiving):
    filename: str = ""
    url: str = ""
    type: str = ""


class JobPost(Payload):
    id: Id
    title: str = ""
    content: str | None = None

    def details(self) -> PostingDetails:
        return PostingDetails(self.id, self.title, text_of(self.content or ""))


def origin_of(reason_names: Collection[str], tags: Collection[str], options: Mapping[str, str]) -> tuple[Origin, str]:
    """AUTO with the evidence for it, or UNKNOWN. Never HUMAN: a rule may share its reason with people."""
    dedicated = {entry.strip() for entry in options.get("auto_reasons", "").split(",") if entry.strip()}
    named = next((name for name in reason_names if name in dedicated), "")
    if named:
        return Origin.AUTO, f"rejection reason {named}"
    tag = options.get("auto_tag")
    return (Origin.AUTO, f"tag {tag}") if tag and tag in tags else (Origin.UNKNOWN, "")


def posting_id_of(job_post_id: str | None, job_id: str | None) -> str:
    """Requirements stand in the job post; where none is named, its job leads to it."""
    return job_post_id or (f"job:{job_id}" if job_id else "")
