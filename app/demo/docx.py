"""Writes an invented resume as a DOCX: the smallest WordprocessingML package that word processors open.

Part names, content types and element names are those of ECMA-376 parts 1 and 2.
"""

import io
import zipfile
from xml.sax.saxutils import escape

from app.demo.resume_text import Entry, ResumeText, Section

_MADE_AT = (2026, 11, 1, 0, 0, 0)  # fixed, so that the same person gives the same bytes
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"

_CONTENT_TYPES = (
    f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_WORD_TYPE}.document.main+xml"/>'
    f'<Override PartName="/word/styles.xml" ContentType="{_WORD_TYPE}.styles+xml"/></Types>'
)
_PACKAGE_LINKS = (
    f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>'
)
_DOCUMENT_LINKS = (
    f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>'
)


def _style(style_id: str, name: str, half_points: int, *, bold: bool = False) -> str:
    weight = "<w:b/>" if bold else ""
    return (
        f'<w:style w:type="paragraph" w:styleId="{style_id}"><w:name w:val="{name}"/>'
        f'<w:rPr>{weight}<w:sz w:val="{half_points}"/></w:rPr></w:style>'
    )


_STYLES = (
    f'{_XML}<w:styles xmlns:w="{_W}">'
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
    + _style("Title", "Title", 40)
    + _style("Heading1", "heading 1", 28, bold=True)
    + _style("Heading2", "heading 2", 22, bold=True)
    + "</w:styles>"
)


def write(resume: ResumeText) -> bytes:
    """One document: the name as title, contact in a table (as many templates have it), sections below."""
    body = [_paragraph(resume.name, "Title"), _paragraph(resume.title), _table(resume.contact)]
    body += [block for section in resume.sections for block in _section(section)]
    document = f'{_XML}<w:document xmlns:w="{_W}"><w:body>{"".join(body)}<w:sectPr/></w:body></w:document>'
    parts = {
        "[Content_Types].xml": _CONTENT_TYPES,
        "_rels/.rels": _PACKAGE_LINKS,
        "word/document.xml": document,
        "word/_rels/document.xml.rels": _DOCUMENT_LINKS,
        "word/styles.xml": _STYLES,
    }
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        for name, text in parts.items():
            part = zipfile.ZipInfo(name, date_time=_MADE_AT)
            package.writestr(part, text.encode(), compress_type=zipfile.ZIP_DEFLATED)
    return target.getvalue()


def _section(section: Section) -> list[str]:
    return [
        _paragraph(section.heading, "Heading1"),
        *(block for entry in section.entries for block in _entry(entry)),
    ]


def _entry(entry: Entry) -> list[str]:
    blocks = [_paragraph(entry.title, "Heading2")] if entry.title else []
    if entry.period:
        blocks.append(_paragraph(entry.period))
    mark = "• " if len(entry.lines) > 1 else ""
    return blocks + [_paragraph(mark + line) for line in entry.lines]


def _paragraph(text: str, style: str = "Normal") -> str:
    return (
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>'
        f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'
    )


def _table(cells: tuple[str, ...]) -> str:
    columns = "".join('<w:gridCol w:w="3000"/>' for _ in cells)
    row = "".join(f'<w:tc><w:tcPr><w:tcW w:w="3000" w:type="dxa"/></w:tcPr>{_paragraph(cell)}</w:tc>' for cell in cells)
    return f"<w:tbl><w:tblPr/><w:tblGrid>{columns}</w:tblGrid><w:tr>{row}</w:tr></w:tbl>"
