"""The elements of an XML file one by one, as objects of texts and lists; entities are refused."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from actions.store.shop_file import MalformedShopFile


def root_and_lists(path: Path) -> tuple[str, str | None]:
    """Return the name of the root element and of its first child; raises `MalformedShopFile`."""
    depth, names = 0, []
    for event, element in _events(path):
        if event == "start":
            names.append(element.tag)
            depth += 1
            if depth == 2:
                break
    return names[0], names[1] if len(names) > 1 else None


def elements(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the name and the content of each element two levels below the root (`prestashop/orders/order`).

    An element directly below the root that holds texts, as one asked alone does, is yielded too.
    """
    open_elements: list[Element] = []
    for event, element in _events(path):
        if event == "start":
            open_elements.append(element)
            continue
        open_elements.pop()
        depth = len(open_elements)
        if depth == 2 and _is_list(open_elements[1], element):
            yield element.tag, _content(element)
            open_elements[1].remove(element)
        elif depth == 1:
            if len(element) and not element.tag.endswith("s"):
                yield element.tag, _content(element)
            open_elements[0].remove(element)


def _is_list(parent: Element, element: Element) -> bool:
    """Tell whether the parent holds elements of one name in the plural: `orders` of `order`."""
    singular = parent.tag[:-3] + "y" if parent.tag.endswith("ies") else parent.tag.removesuffix("es")
    return element.tag in (singular, parent.tag[:-1])


def _events(path: Path) -> Iterator[tuple[str, Element]]:
    try:
        with path.open("rb") as stream:
            yield from iterparse(stream, events=("start", "end"))
    except OSError as error:
        raise MalformedShopFile(f"cannot be opened: {error.strerror}; give the path of a file") from error
    except DefusedXmlException as error:
        raise MalformedShopFile("declares XML entities, which may hide an attack; export it again without") from error
    except (ParseError, ValueError, LookupError) as error:
        raise MalformedShopFile(f"is not XML: {error}; export it again") from error


def _content(element: Element) -> Any:
    """Return the content as PrestaShop's JSON has it: text, or an object of contents, names that repeat in a list."""
    if not len(element):
        return (element.text or "").strip()
    content: dict[str, Any] = {}
    for child in element:
        value = _content(child)
        if child.tag not in content:
            content[child.tag] = value
        elif isinstance(content[child.tag], list):
            content[child.tag].append(value)
        else:
            content[child.tag] = [content[child.tag], value]
    return content
