"""The form of a page as a browser would send it: names and values of all its fields."""

from __future__ import annotations

from html.parser import HTMLParser


class _Fields(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.action = ""
        self.fields: dict[str, str] = {}
        self._select = self._option = self._area = ""
        self._text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name = given.get("name", "")
        if tag == "form" and "table" not in self.fields:
            self.action = given.get("action", "")
            self.fields = {}
        elif tag == "input" and name and given.get("type") not in {"file", "checkbox"}:
            self.fields[name] = given.get("value", "")
        elif tag == "input" and name and "checked" in given:
            self.fields[name] = "on"
        elif tag == "select":
            self._select = name
        elif tag == "option":
            if "selected" in given or self._select not in self.fields:
                self.fields[self._select] = given.get("value", "")
        elif tag == "textarea":
            self._area, self._text = name, []

    def handle_data(self, data: str) -> None:
        if self._area:
            self._text.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.fields[self._area] = "".join(self._text).removeprefix("\n")
            self._area = ""


def form_of(html: str) -> tuple[str, dict[str, str]]:
    """Where the form that carries the table goes, and what it sends."""
    parser = _Fields()
    parser.feed(html)
    return parser.action, parser.fields
