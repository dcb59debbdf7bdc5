"""Rules that every rendered page keeps, whatever it shows; they need no browser. Returns sentences, one per broken rule."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser

UNLABELLED_TYPES = {"hidden", "submit", "button", "reset", "image"}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
HEADING = re.compile(r"h[1-6]")


@dataclass
class Element:
    """An element with its attributes, its text and what it stands in."""

    tag: str
    attributes: dict[str, str]
    parent: Element | None = None
    text: str = ""
    children: list[Element] = field(default_factory=list)

    def inside(self, tag: str) -> Element | None:
        """The nearest ancestor of a kind."""
        element = self.parent
        while element is not None and element.tag != tag:
            element = element.parent
        return element

    def all_text(self) -> str:
        return " ".join([self.text, *(child.all_text() for child in self.children)]).strip()


class _Tree(HTMLParser):
    """Reads a page into elements; template contents and SVG count as well."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[Element] = []
        self.stray: list[str] = []
        self._open: list[Element] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        parent = self._open[-1] if self._open else None
        element = Element(tag, {name: value or "" for name, value in attrs}, parent)
        self.elements.append(element)
        if parent is not None:
            parent.children.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if not any(element.tag == tag for element in self._open):
            self.stray.append(tag)
            return
        while self._open.pop().tag != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self._open:
            self._open[-1].text += data


def page_problems(html: str) -> list[str]:
    """Every broken rule of a page, in words."""
    tree = _Tree()
    tree.feed(html)
    rules = (_document, _headings, _ids, _references, _labels, _names, _forms, _scripts, _images, _tables)
    strays = [f"</{tag}> closes nothing" for tag in tree.stray]
    return strays + [problem for rule in rules for problem in rule(tree.elements)]


def assert_page_rules(html: str) -> None:
    """Fail with all broken rules of a page."""
    problems = page_problems(html)
    assert not problems, "page rules broken:\n" + "\n".join(f"- {problem}" for problem in problems)


def _named(elements: list[Element], *tags: str) -> list[Element]:
    return [element for element in elements if element.tag in tags]


def _document(elements: list[Element]) -> list[str]:
    problems = []
    titles = [title for title in _named(elements, "title") if title.inside("svg") is None]
    if len(titles) != 1 or not titles[0].all_text():
        problems.append(f"one title with words expected, found {len(titles)}")
    elif titles[0].all_text().startswith("·"):
        problems.append("the title names only the site")
    if not any(element.attributes.get("lang") for element in _named(elements, "html")):
        problems.append("html says no language")
    if len(_named(elements, "main")) != 1:
        problems.append(f"one main expected, found {len(_named(elements, 'main'))}")
    viewports = [meta.attributes for meta in _named(elements, "meta") if meta.attributes.get("name") == "viewport"]
    if not viewports or re.search(r"maximum-scale|user-scalable=no", viewports[0].get("content", "")):
        problems.append("a viewport that lets people zoom is missing")
    return problems


def _headings(elements: list[Element]) -> list[str]:
    headings = [element for element in elements if HEADING.fullmatch(element.tag)]
    levels = [int(element.tag[1]) for element in headings]
    problems = [f"empty {element.tag}" for element in headings if not _accessible_name(element)]
    if levels.count(1) != 1:
        problems.append(f"one h1 expected, found {levels.count(1)}")
    steps = zip(levels, levels[1:], strict=False)
    problems += [f"h{before} is followed by h{after}" for before, after in steps if after > before + 1]
    return problems


def _ids(elements: list[Element]) -> list[str]:
    counts = Counter(element.attributes["id"] for element in elements if "id" in element.attributes)
    return [f"id {name!r} stands {count} times" for name, count in counts.items() if count > 1 or not name]


def _references(elements: list[Element]) -> list[str]:
    known = {element.attributes.get("id") for element in elements}
    problems = []
    for element in elements:
        names = [
            (attribute, name)
            for attribute in ("aria-describedby", "aria-labelledby", "aria-controls", "for", "headers", "list", "form")
            for name in element.attributes.get(attribute, "").split()
        ]
        href = element.attributes.get("href", "")
        if element.tag == "a" and href.startswith("#") and len(href) > 1:
            names.append(("href", href[1:]))
        problems += [
            f"{element.tag} {attribute} names {name!r}, which is not there"
            for attribute, name in names
            if name not in known
        ]
    return problems


def _labels(elements: list[Element]) -> list[str]:
    labelled = {label.attributes.get("for") for label in _named(elements, "label") if label.all_text()}
    return [
        f"{control.tag} {control.attributes.get('name', '?')!r} has no label"
        for control in _named(elements, "input", "select", "textarea")
        if control.attributes.get("type") not in UNLABELLED_TYPES
        and control.attributes.get("id") not in labelled
        and not control.attributes.get("aria-label")
        and not control.attributes.get("aria-labelledby")
        and control.inside("label") is None
    ]


def _names(elements: list[Element]) -> list[str]:
    return [
        f"{element.tag} has no name: {element.attributes}"
        for element in _named(elements, "button", "a", "summary")
        if not _accessible_name(element) and (element.tag != "a" or "href" in element.attributes)
    ]


def _accessible_name(element: Element) -> str:
    own = element.attributes.get("aria-label") or element.attributes.get("aria-labelledby") or element.all_text()
    inner = (child.attributes.get("alt") or child.attributes.get("aria-label") or "" for child in _below(element))
    return (own or "".join(inner)).strip()


def _below(element: Element) -> list[Element]:
    return [found for child in element.children for found in (child, *_below(child))]


def _forms(elements: list[Element]) -> list[str]:
    problems = []
    for form in _named(elements, "form"):
        method = form.attributes.get("method", "get").lower()
        action = form.attributes.get("action")
        if method not in ("get", "post", "dialog"):
            problems.append(f"form has method {method!r}")
        if method == "post" and not action:
            problems.append("a post form says no action")
        if action and not action.startswith("/"):
            problems.append(f"form sends to {action!r}, not to this site")
        fields = {child.attributes.get("name") for child in _below(form)}
        if method == "post" and "csrf_token" not in fields:
            problems.append(f"post form to {action!r} has no csrf_token")
        if method == "get" and "csrf_token" in fields:
            problems.append(f"get form to {action!r} puts its csrf_token into the address")
        problems += [f"form stands inside a form: {action!r}"] if form.inside("form") is not None else []
    return problems


def _scripts(elements: list[Element]) -> list[str]:
    problems = []
    for element in elements:
        problems += [
            f"{element.tag} has an inline {name}"
            for name in element.attributes
            if name == "style" or name.startswith("on")
        ]
        if element.tag == "style":
            problems.append("inline style sheet")
        if element.tag == "script" and "src" not in element.attributes:
            problems.append("inline script")
        source = element.attributes.get("src") or (element.attributes.get("href", "") if element.tag == "link" else "")
        if re.match(r"(https?:)?//", source) and element.attributes.get("rel") != "canonical":
            problems.append(f"{element.tag} fetches from another site: {source}")
        if element.attributes.get("href", "").strip().lower().startswith("javascript:"):
            problems.append("a link runs a script")
    return problems


def _images(elements: list[Element]) -> list[str]:
    problems = [
        f"img {image.attributes.get('src')!r} has no alt"
        for image in _named(elements, "img")
        if "alt" not in image.attributes
    ]
    for drawing in _named(elements, "svg"):
        attributes = drawing.attributes
        is_hidden = attributes.get("aria-hidden") == "true" or any(
            parent.attributes.get("aria-hidden") == "true" for parent in _ancestors(drawing)
        )
        has_name = (
            attributes.get("aria-label") or attributes.get("aria-labelledby") or _named(drawing.children, "title")
        )
        if not is_hidden and not (attributes.get("role") == "img" and has_name):
            problems.append("an svg is neither hidden from readers nor named for them")
    return problems


def _ancestors(element: Element) -> list[Element]:
    found = []
    parent = element.parent
    while parent is not None:
        found.append(parent)
        parent = parent.parent
    return found


def _tables(elements: list[Element]) -> list[str]:
    problems = []
    for table in _named(elements, "table"):
        inner = _below(table)
        if not _named(inner, "th"):
            problems.append("a table has no headings")
        if not _named(inner, "caption") and not (table.attributes.keys() & {"aria-label", "aria-labelledby"}):
            problems.append("a table has no caption")
    return problems
