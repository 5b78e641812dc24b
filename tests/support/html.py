"""Reading the HTML that tests get."""

import re
from html.parser import HTMLParser

VOID_TAGS = {"br", "col", "hr", "img", "input", "source", "wbr"}
MATHML = re.compile(r"<math[^>]*>.*?<annotation[^>]*>(.*?)</annotation></semantics></math>", re.DOTALL)


class StrictParser(HTMLParser):
    """Fails where an element is closed that is not the last one opened, or is never closed."""

    def __init__(self):
        super().__init__()
        self.open = []
        self.tags = []

    def handle_starttag(self, tag, attrs):
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"<{tag}> has an attribute twice"
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID_TAGS:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID_TAGS:
            self.open.pop()

    def handle_endtag(self, tag):
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag


def read_tags(html):
    """Return tag and attributes of every element of `html`, which must be well-formed."""
    parser = StrictParser()
    parser.feed(html)
    parser.close()
    assert not parser.open, f"never closed: {parser.open}"
    return parser.tags


def mathml_to_tex(html):
    """Return `html` with the TeX of each formula for its MathML, which has tests of its own."""
    return MATHML.sub(r"<math>\1</math>", html)


def without_mathml(html):
    """Return `html` with an ellipsis for what is inside each formula."""
    return re.sub(r"<math.*?</math>", "<math>…</math>", html, flags=re.DOTALL)
