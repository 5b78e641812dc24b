"""Pages of HTML made at random, full of signs that Markdown would read; and what a reader sees of a page."""

from html import escape
from html.parser import HTMLParser

# Each of these may stand beside any other.
WORDS = r"""
    ** __ $$ \( \) \[ \] [x] [^1] ]( ![ == ~~ ^2^ :smile: &amp; &lt;b> <b> <!-- 1. 2) ``` ~~~ --- === {#id}
    {% {{ !!! ??? ::: *[HTML]: \begin{x} C:\x a_b_c 10~20 HTML 字词 https://a.b/c_d?e=f&g=h www.a.b x@y.zz
    %% [[a]] 🔖 @a \\ (a) "q" ’s … é [TOC] // --
"""
SPACED = ("- ", "# ", "> ", "+ ", ": ", "word ", "| a |", "{: .a}", "[a]: http://b", "$5 and $6")
SIGNS = [*"*_$#|<>\\`[](){}!&~^=:-+.1aB字“”，。 ", *WORDS.split(), *SPACED]
MARKS = {
    "b": "strong", "strong": "strong", "i": "em", "em": "em", "del": "del", "s": "del", "mark": "mark",
    "code": "code", "sup": "sup", "sub": "sub", "kbd": "kbd",
}  # fmt: skip
BLOCKS = frozenset({"p", "div", "li", "td", "th", "tr", "h1", "h2", "h3", "h4", "blockquote", "pre", "br"})


class HtmlGenerator:
    """Makes HTML from the random numbers of `random`, a `random.Random`."""

    def __init__(self, random):
        self.random = random

    def text(self):
        return escape("".join(self.random.choices(SIGNS, k=self.random.randint(1, 4))), quote=False)

    def inline(self, depth=0):
        return "".join([self.piece(depth) for _ in range(self.random.randint(1, 3))])

    def piece(self, depth):
        number = self.random.random()
        if number < 0.55 or depth > 2:
            return self.text()
        if number < 0.9:
            tag = self.random.choice(list(MARKS))
            inner = self.text() if tag == "code" else self.inline(depth + 1)
            return f"<{tag}>{inner}</{tag}>"
        if number < 0.96:
            return f'<a href="https://l.example/{self.random.randint(1, 9)}">{self.text()}</a>'
        return "<br>"

    def block(self, depth=0):
        number = self.random.random()
        if number < 0.5 or depth > 2:
            return f"<p>{self.inline()}</p>"
        if number < 0.6:
            return f"<h2>{self.inline()}</h2>"
        if number < 0.7:
            return f"<blockquote>{self.blocks(depth + 1, 2)}</blockquote>"
        if number < 0.85:
            tag = self.random.choice(["ul", "ol"])
            items = [self.item(depth) for _ in range(self.random.randint(1, 3))]
            return f"<{tag}>{''.join(items)}</{tag}>"
        if number < 0.95:
            rows = [f"<tr><td>{self.inline()}</td><td>{self.inline()}</td></tr>" for _ in range(2)]
            return f"<table>{''.join(rows)}</table>"
        return f"<pre><code>{self.text()}\n{self.text()}</code></pre>"

    def blocks(self, depth, most):
        return "".join([self.block(depth) for _ in range(self.random.randint(1, most))])

    def item(self, depth):
        content = self.inline() if self.random.random() < 0.6 else self.blocks(depth + 1, 2)
        return f"<li>{content}</li>"


class SeenText(HTMLParser):
    """Collects the characters of a page without white space, each with its marks and where it leads."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.marks, self.link, self.seen = [], "", []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        if tag in MARKS:
            self.marks.append(MARKS[tag])
        if tag == "a":
            href = dict(attrs).get("href", "")
            self.link = href if href.startswith("https://l.example/") else ""

    def handle_endtag(self, tag):
        if MARKS.get(tag) in self.marks:
            self.marks.remove(MARKS[tag])
        if tag == "a":
            self.link = ""

    def handle_data(self, data):
        marks = frozenset(self.marks)
        self.seen += [(character, marks, self.link) for character in data if not character.isspace()]


def read_seen_text(html, *, with_marks=True):
    """Return the characters that a reader of `html` sees, each with its marks and where it leads."""
    seen = SeenText(html).seen
    return [(text, marks if with_marks else None, link) for text, marks, link in seen]
