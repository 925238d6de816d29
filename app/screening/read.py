"""The work of a screening, with no session open: ask the ATS, fetch the resume, read it in the child, match it."""

from dataclasses import dataclass
from pathlib import Path

from app.ats import transport
from app.ats.base import AtsState, Done, PostingDetails, Refused, RetryLater, Superseded, Unsupported
from app.ats.registry import ADAPTERS
from app.matching.score import match
from app.screening.screen import Moved, Result, Retry, Scan, Screened, Screening
from app.store import blobs, packs
from parsers import isolate
from parsers.model import Need, Unreadable

IMPORTED, STORED, PACKED = "file", "blob:", "pack:"
"""Only an import keeps the file itself. All other addresses come from outside and never lead into our folder."""

GONE = {AtsState.ACTIVE, AtsState.WITHDRAWN, AtsState.HIRED}


@dataclass(frozen=True, slots=True)
class Reader:
    """Where files are kept and what reading one may cost. Without ``ocr`` a scan is left to a reader that has it."""

    blobs: Path
    packs: Path
    transport: transport.Limits
    child: isolate.Limits
    ocr: isolate.Ocr | None = None


def work(job: Screening, *, reader: Reader) -> Result:
    """Screen one rejection. Passing faults become ``Retry``, whatever cannot be read becomes ``Unreadable``."""
    adapter = ADAPTERS[job.vendor]
    state = transport.run(adapter.read_state(job.application), job.target, limits=reader.transport)
    if isinstance(state, Done) and state.value in GONE:
        return Moved(state.value)
    fault = _passing(state, job)
    if fault:
        return fault
    if job.fetch_posting:
        posting = _posting(job, reader)
        if posting is not None:
            return posting
    return _screen(job, reader)


def _posting(job: Screening, reader: Reader) -> PostingDetails | Retry | None:
    """The posting's text, or None where nobody can be asked: the match then says that it is not understood."""
    talk = ADAPTERS[job.vendor].fetch_posting(job.application.posting_id)
    fetched = transport.run(talk, job.target, limits=reader.transport)
    if isinstance(fetched, Done):
        return fetched.value
    return _passing(fetched, job)


def _screen(job: Screening, reader: Reader) -> Result:
    fetched = _file(job, reader)
    if isinstance(fetched, Retry):
        return fetched
    if isinstance(fetched, Unreadable):
        return Screened("", 0, fetched, None)
    digest = blobs.put(reader.blobs, fetched)
    resume = isolate.parse(fetched, reader.child, reader.ocr)
    if isinstance(resume, Unreadable) and resume.needs is Need.OCR and reader.ocr is None:
        return Scan()
    if isinstance(resume, Unreadable):
        return Screened(digest, len(fetched), resume, None)
    found = match(
        resume, job.requirements, policy=job.policy, as_of=job.rejected_at.date(), answers=job.answers,
        rejection=job.rejection, aliases=job.aliases, title=job.title,
    )  # fmt: skip
    return Screened(digest, len(fetched), resume, found)


def _file(job: Screening, reader: Reader) -> bytes | Unreadable | Retry:
    url = job.application.resume_url
    if job.vendor == IMPORTED and url.startswith(STORED):
        return blobs.get(reader.blobs, url.removeprefix(STORED))
    if job.vendor == IMPORTED and url.startswith(PACKED):
        return packs.get(reader.packs, url.removeprefix(PACKED))
    talk = ADAPTERS[job.vendor].fetch_resume(job.application)
    fetched = transport.run(talk, job.target, limits=reader.transport)
    if isinstance(fetched, Done):
        return fetched.value.data
    fault = _passing(fetched, job)
    return fault or Unreadable(f"The resume could not be fetched: {_why(fetched)}.")


def _passing(outcome: object, job: Screening) -> Retry | None:
    """A fault that may pass, unless this was the last try: then a person looks."""
    if job.last_try:
        return None
    if isinstance(outcome, RetryLater):
        return Retry(outcome.why, outcome.after)
    if isinstance(outcome, Refused) and outcome.credentials:
        return Retry(outcome.why, credentials=True)
    return None


def _why(outcome: object) -> str:
    if isinstance(outcome, RetryLater | Refused | Superseded | Unsupported):
        return outcome.why
    return "the applicant tracking system has no file for it"
