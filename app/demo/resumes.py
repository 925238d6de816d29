"""Turns an invented person's resume into a real file. How a PDF or DOCX is written lives in ``pdf`` and ``docx``."""

from app.demo import docx, pdf
from app.demo.people import Layout, Person
from app.demo.postings import Posting

_SHOWN_OF_BROKEN = 3


def resume_file(person: Person) -> bytes:
    """The bytes of the resume; the same person always gives the same bytes."""
    match person.layout:
        case Layout.DOCX:
            return docx.write(person.resume)
        case Layout.PDF:
            return pdf.write_plain(person.resume)
        case Layout.PDF_UNSEEN:
            return pdf.write_plain(person.resume, unseen=_words_of(person.posting))
        case Layout.PDF_COLUMNS:
            return pdf.write_columns(person.resume)
        case Layout.PDF_IMAGE:
            return pdf.write_image(person.resume)
        case Layout.PDF_BROKEN:
            return _broken(pdf.write_plain(person.resume))


def _words_of(posting: Posting) -> str:
    """All that the posting asks for, whether the person has it or not."""
    return ", ".join(term for asked in posting.requirements for terms in asked["terms"] for term in terms)


def _broken(data: bytes) -> bytes:
    """A file as a cut upload leaves it: the start of a PDF, then nothing but zeros."""
    kept = data[: len(data) // _SHOWN_OF_BROKEN]
    marker = kept.find(b"stream")
    return kept[: marker if marker > 0 else None] + b"\0" * 2048
