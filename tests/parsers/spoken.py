"""What tesseract says of a page, made for tests."""

import html
import json

from parsers.scan import words


def spoken(*rows):
    """What tesseract says: (line, left, top, wide, high, confidence, text), where the first stands on the line."""
    said, last = [], None
    for line, x, y, wide, high, sure, text in rows:
        if line != last:
            place = f"bbox {x} {y} 900 {y + high}; baseline 0 0"
            said.append(
                f"<span class='ocr_line' id='l' title=\"{place}; x_size {high}; x_descenders 5; x_ascenders 6\">"
            )
            last = line
        box = f"bbox {x} {y} {x + wide} {y + high}; x_wconf {sure}"
        said.append(f"<span class='ocrx_word' id='w' title='{box}'>{html.escape(text)}</span>")
    return "\n".join(said)


def pages(*told, file=b"", **page):
    """What the recognition packs: one picture of three, or these pages of a file."""
    whole = {
        "number": 1,
        "wide": 600.0,
        "high": 800.0,
        "scale": 0.5,
        "turn": 0,
        "askew": 0.0,
        "doubtful": False,
        **page,
    }
    rows = [{**whole, "number": number, "hocr": said} for number, said in enumerate(told, start=1)]
    kind = "application/pdf" if file else "image/png"
    return json.dumps({"media_type": kind, "asked": [1, 2, 3], "pages": rows}).encode() + b"\n" + file


def document(*rows, **page):
    return words.document(pages(spoken(*rows), **page))
