"""How tests read HTML."""

from html.parser import HTMLParser

import pytest

VOID = {"br", "col", "hr", "img", "input", "source", "wbr"}


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
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
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


@pytest.fixture
def tags_of():
    return read_tags
