"""Changes to files that bytes alone would break: XML stays well-formed, and packages stay packages."""

import io
import random  # noqa: TID251  the fuzzer gives the seed
import zipfile
from collections.abc import Callable
from contextlib import suppress
from copy import deepcopy

import atheris
from lxml import etree

_ODD = ("", "0", "-1", "1", "99999999999", "1e9", "x", "auto", "none", "#ffffff", "\u202e", "100%", "true")
_TEXTS = ("", " ", "\n", "\u2022 ", "2019 - 2021", "ada@example.org", "Skills", "a" * 3_000, "\u0001", "-")
_MOST_CHANGES = 4
_RAW = 0.2
"""Share of changes that are made to bytes all the same."""

Mutator = Callable[[bytes, int, int], bytes]


def package(data: bytes, most: int, seed: int) -> bytes:
    """One part of a zip package changed; ``most`` is the longest allowed."""
    chance = random.Random(seed)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        name = chance.choice([name for name in parts if name.endswith("xml")])
    except (zipfile.BadZipFile, OSError, ValueError, IndexError, RuntimeError, NotImplementedError):
        return atheris.Mutate(data, most)
    if chance.random() < _RAW / 4:
        return atheris.Mutate(data, most)
    parts[name] = xml(parts[name], len(parts[name]) + 4_000, chance.getrandbits(32))
    changed = packed(parts)
    return changed if len(changed) <= most else data


def packed(parts: dict[str, bytes]) -> bytes:
    """Without compression, so that the fuzzer sees what is inside."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, part in parts.items():
            archive.writestr(zipfile.ZipInfo(name), part)
    return buffer.getvalue()


def xml(data: bytes, most: int, seed: int) -> bytes:
    """Elements of an XML text copied, moved, renamed or emptied, attributes and words changed."""
    chance = random.Random(seed)
    if chance.random() < _RAW:
        return atheris.Mutate(data, most)
    try:
        root = etree.fromstring(data, etree.XMLParser(resolve_entities=False))
    except (etree.LxmlError, ValueError):
        return atheris.Mutate(data, most)
    for _ in range(chance.randint(1, _MOST_CHANGES)):
        elements = [element for element in root.iter() if isinstance(element.tag, str)]
        with suppress(ValueError, TypeError, IndexError):
            _change(chance.choice(elements), chance.choice(elements), chance)
    changed = etree.tostring(root)
    return changed if len(changed) <= most else data


def _change(one: etree._Element, other: etree._Element, chance: random.Random) -> None:
    copy = deepcopy(one)
    copy.tail = None
    match chance.randrange(7):
        case 0:
            other.insert(chance.randint(0, len(other)), copy)
        case 1:
            one.tag = other.tag
        case 2:
            name = chance.choice(list(one.keys()))
            one.set(name, chance.choice((*_ODD, *other.values())))
        case 3:
            one.text, one.tail = chance.choice(_TEXTS), chance.choice((one.tail, *_TEXTS))
        case 4:
            one.set(*chance.choice(list(other.items())))
        case 5:
            parent = one.getparent()
            if parent is not None:
                parent.remove(one)
        case _:
            one.append(deepcopy(other))


PACKED: dict[str, Mutator] = {"docx": package, "odt": package, "europass": xml}
