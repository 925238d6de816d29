"""What reading a damaged PDF raises: pdfminer trusts the structure of a file, so nearly anything."""

import struct
import zlib

from pdfminer.pdfexceptions import PDFException
from pdfminer.psexceptions import PSException

DAMAGE = (
    PDFException,
    PSException,
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    RecursionError,
    StopIteration,
    RuntimeError,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)
