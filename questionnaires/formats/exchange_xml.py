"""XML of other tools: a small tree with line numbers, without entities, bounded as it is read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from questionnaires.formats.exchange import LONGEST_TEXT, refuse_large, unreadable

MAX_DEPTH = 20
#: A survey of 200 questions in five languages has some 60,000.
MOST_ELEMENTS = 200_000
#: Of these in one element; a table of all settings of all questions has some 10,000 rows.
MOST_CHILDREN = 20_000


@dataclass(slots=True)
class Element:
    """An element: its name, the line it begins in, its own text, and what lies in it."""

    name: str
    line: int
    text: str = ""
    children: list[Element] = field(default_factory=list)

    def child(self, name: str) -> Element | None:
        """The first child with this name."""
        return next((child for child in self.children if child.name == name), None)

    def named(self, name: str) -> Iterator[Element]:
        """The children with this name."""
        return (child for child in self.children if child.name == name)


class _RefusedError(Exception):
    """What keeps a file from being read, found while it is parsed."""


def read_xml(data: bytes, filename: str) -> Element:
    """The root of a file.

    Raises :class:`QuestionSetError` for what is too large, too deep, or no XML, and for every
    document type: entities are declared there, and no survey needs any.
    """
    refuse_large(data, filename)
    tree = _Tree()
    parser = expat.ParserCreate()
    tree.attach(parser)
    try:
        parser.Parse(data, True)
    except _RefusedError as refused:
        raise unreadable(filename, str(refused), parser.CurrentLineNumber) from refused
    except expat.ExpatError as error:
        message = f"This is no XML: {expat.ErrorString(error.code)}. Export the file again."
        raise unreadable(filename, message, error.lineno) from error
    except (LookupError, ValueError) as error:  # an encoding that nobody knows
        message = "The encoding of the file is unknown. Save it as UTF-8."
        raise unreadable(filename, message) from error
    if tree.root is None:
        raise unreadable(filename, "The file holds no element, so it is no survey.")
    return tree.root


class _Tree:
    """Builds the elements while they are read."""

    def __init__(self) -> None:
        self.root: Element | None = None
        self._open: list[Element] = []
        self._texts: list[list[str]] = []
        self._lengths: list[int] = []
        self._count = 0

    def attach(self, parser: expat.XMLParserType) -> None:
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._refuse_document_type
        parser.EntityDeclHandler = self._refuse_document_type
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._words

        def start(name: str, _attributes: dict[str, str]) -> None:
            self._start(name, parser.CurrentLineNumber)

        parser.StartElementHandler = start

    def _refuse_document_type(self, *_declaration: object) -> None:
        raise _RefusedError("The file declares a document type or entities, which no survey needs.")

    def _start(self, name: str, line: int) -> None:
        self._count += 1
        if self._count > MOST_ELEMENTS:
            raise _RefusedError(
                f"The file has more than {MOST_ELEMENTS:,} elements. Export one survey."
            )
        if len(self._open) >= MAX_DEPTH:
            raise _RefusedError("Elements lie deeper than any survey nests them.")
        element = Element(name, line)
        if self._open:
            self._open[-1].children.append(element)
            if len(self._open[-1].children) > MOST_CHILDREN:
                raise _RefusedError(
                    f"An element holds more than {MOST_CHILDREN:,} others. Export one survey."
                )
        else:
            self.root = element
        self._open.append(element)
        self._texts.append([])
        self._lengths.append(0)

    def _words(self, words: str) -> None:
        if self._texts:
            self._texts[-1].append(words)
            self._lengths[-1] += len(words)
            if self._lengths[-1] > LONGEST_TEXT:
                raise _RefusedError(f"A text has more than {LONGEST_TEXT:,} characters.")

    def _end(self, _name: str) -> None:
        self._lengths.pop()
        self._open.pop().text = "".join(self._texts.pop()).strip()
