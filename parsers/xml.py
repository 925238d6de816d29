"""XML of unknown origin: no DTD, no entities, nothing fetched, bounded depth; and names without their namespaces.

Word writes the same elements in two sets of namespaces, and Europass in three, so readers compare local names.
"""

from collections.abc import Iterator

from lxml import etree

from parsers.refusal import CannotRead

Element = etree._Element  # noqa: SLF001  lxml has no public name for it


class Damaged(CannotRead):
    """What was opened is broken; a reader may go on without it where it is not the main part."""


def tree(data: bytes, what: str) -> Element:
    """The root element; ``what`` names the kind of file in the sentences: ``Word document``.

    Raises Damaged where it is not well-formed (or nests deeper than 256 levels), CannotRead where it brings a DTD.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.LxmlError, ValueError) as error:
        raise Damaged(f"The file is a damaged {what}: its text is not well-formed XML.") from error
    info = root.getroottree().docinfo
    if info.internalDTD is not None or info.doctype:
        raise CannotRead("The file defines XML entities of its own, which such files never need, so it was not read.")
    return root


def local(element: Element) -> str:
    """Its name without the namespace; empty for what is no element."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def value(element: Element | None, attribute: str) -> str | None:
    """The attribute of this local name."""
    if element is None:
        return None
    return next((str(v) for k, v in element.items() if str(k).rpartition("}")[2] == attribute), None)


def child(element: Element | None, *path: str) -> Element | None:
    """The first element down a path of local names."""
    for name in path:
        element = next((e for e in element if local(e) == name), None) if element is not None else None
    return element


def children(element: Element | None, name: str) -> Iterator[Element]:
    """Direct children of this local name."""
    return (e for e in (element if element is not None else ()) if local(e) == name)


def typed(element: Element | None) -> str:
    """All text below ``element`` as it was typed, with its line breaks."""
    return "".join(str(part) for part in element.itertext()) if element is not None else ""


def text(element: Element | None) -> str:
    """All text below ``element``, runs of space made one."""
    return " ".join(typed(element).split())
