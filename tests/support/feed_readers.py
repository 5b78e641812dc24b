"""What feed readers keep of a post: models of their published lists of tags. `feed_programs` has real ones.

Each reader is a function of the HTML that a feed sends, and returns the text that its user sees.
"""

import re
from html import unescape
from html.parser import HTMLParser

from lxml import html as lxml_html

# Miniflux, internal/reader/sanitizer: all other tags go, their text stays.
MINIFLUX_TAGS = frozenset(
    """
    a abbr acronym audio blockquote br caption cite code dd del dfn dl dt em figcaption figure h1 h2 h3 h4
    h5 h6 iframe img ins kbd li ol p picture pre q rp rt ruby s samp source strong sub sup table td th thead
    time tr ul var video wbr
    """.split()  # noqa: SIM905  (a list would take a line for each)
)
# FreshRSS, by SimplePie's list: these go, all others stay.
FRESHRSS_DROPPED = frozenset(
    """
    base blink body doctype embed font form frame frameset html iframe input link marquee meta noscript
    object param plaintext script style svg
    """.split()  # noqa: SIM905  (a list would take a line for each)
)
# Nobody shows what is in these, nor what an annotation or attribute says.
UNSEEN = frozenset({"script", "style", "noscript", "title"})
BLOCKS = frozenset({"p", "li", "td", "th", "pre", "figcaption", "dt", "dd", "summary", "blockquote"})
# Programs list the links of a page below it, and number them.
SHOWN_ADDRESS = re.compile(r"\bhttps?://\S+|\[(?:image )?\d+\]")
NOT_LETTERS = re.compile(r"[\W_]+")


class KeptText(HTMLParser):
    """Collects the text of a page; elements with the attribute `hidden` are unseen, as in Miniflux."""

    def __init__(self, is_kept):
        super().__init__()
        self.is_kept, self.unseen, self.parts = is_kept, [], []

    def handle_starttag(self, tag, attrs):
        if self.unseen or tag in UNSEEN or "hidden" in dict(attrs):
            self.unseen.append(tag)
        elif tag in BLOCKS and self.is_kept(tag):
            self.parts.append("\n")

    def handle_endtag(self, tag):
        if tag in self.unseen:
            while self.unseen.pop() != tag:
                pass

    def handle_data(self, data):
        if not self.unseen:
            self.parts.append(data)


def read_text(html, is_kept):
    parser = KeptText(is_kept)
    parser.feed(html)
    parser.close()
    return "".join(parser.parts)


READER_MODELS = {
    "miniflux": lambda html: read_text(html, MINIFLUX_TAGS.__contains__),
    "freshrss": lambda html: read_text(html, lambda tag: tag not in FRESHRSS_DROPPED),
    "strip-all": lambda html: unescape(re.sub(r"<[^>]*>", "", html)),
}


def letters(text):
    return NOT_LETTERS.sub("", text)


def list_pieces(html):
    """Return the letters of each piece of text of a page, in order; sources of formulas are not seen."""
    root = lxml_html.fragment_fromstring(html, create_parent="div")
    # A feed leaves out the host of a bookmark whose title begins with it, and has diagrams as pictures.
    hosts = root.iterfind(".//span[@class='bookmark-host']")
    for unseen in [*root.iter("annotation"), *hosts, *root.iter("svg")]:
        unseen.drop_tree()
    return [piece for piece in map(letters, root.itertext()) if piece]


def count_lost_pieces(page_html, shown):
    """Return how many pieces of text of a page a reader does not show, in their order."""
    shown, position, lost = letters(shown), 0, 0
    for piece in list_pieces(page_html):
        found = shown.find(piece, position)
        if found < 0:
            lost += 1
        else:
            position = found + len(piece)
    return lost


def count_doubled_formulas(page_html, shown):
    """Return how many formulas of a page stand there twice: as set, or as set and as typed.

    Twice the same letter may be part of any word, or of an address that a program wraps.
    """
    page, shown = "".join(list_pieces(page_html)), letters(SHOWN_ADDRESS.sub("", shown))
    root = lxml_html.fragment_fromstring(page_html, create_parent="div")
    doubled = 0
    for formula in root.iter("math"):
        source = letters("".join(formula.find(".//annotation").itertext()))
        seen = letters("".join(formula.itertext()))[: -len(source) or None]
        twins = {f"{seen}{seen}", f"{seen}{source}", f"{source}{seen}"}
        doubled += any(shown.count(twin) > page.count(twin) for twin in twins if len(twin) > 2)
    return doubled
