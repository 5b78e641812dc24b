"""Exports of Ghost for tests: documents of Lexical and mobiledoc with every kind of node, and rows of tables.

Every text that a reader saw holds words of the form `w12`, so that a test can look for each of them.
"""

import json
from itertools import count

UUID = "11111111-2222-4333-8444-%012d"


def text(value, bits=0, **more):
    return {"type": "extended-text", "text": value, "format": bits, "mode": "normal", "version": 1, **more}


def element(kind, *children, **more):
    return {"type": kind, "children": list(children), "direction": "ltr", "format": "", "version": 1, **more}


def paragraph(*children):
    return element("paragraph", *(text(child) if isinstance(child, str) else child for child in children))


def item(*children, **more):
    return element("listitem", *children, **more)


def span(value):
    return f'<p dir="ltr"><span style="white-space: pre-wrap;">{value}</span></p>'


def make_nodes():
    """Return a node of every kind, with a word of its own in each place that readers saw."""
    numbers = count()

    def word():
        return f"w{next(numbers)}"

    return [
        paragraph(*[text(f" {word()} ", bits) for bits in (0, 1, 2, 4, 8, 16, 32, 64, 128, 3)]),
        paragraph(word(), {"type": "linebreak"}, word(), {"type": "tab"}, {"type": "tk", "text": word()}),
        *[element("extended-heading", text(word()), tag=f"h{level}") for level in range(1, 7)],
        element("extended-quote", text(word())),
        element("aside", text(word())),
        paragraph(
            element("link", text(word()), url="https://a.example/"),
            text(" "),
            element("at-link", text(word())),
        ),
        element("list", item(text(word())), item(element("list", item(text(word())), listType="number")),
                item(text(word())), listType="bullet", tag="ul"),
        element("list", item(text(word()), checked=True), item(text(word()), checked=False)),
        {"type": "codeblock", "code": f"if x:\n    {word()}", "language": "python", "caption": span(word())},
        {"type": "markdown", "markdown": f"## {word()}\n\n* {word()}\n\n{word()}[^1]\n\n[^1]: {word()}"},
        {"type": "html", "html": f"<table><tr><th>{word()}<th>{word()}<tr><td>{word()}<td>1</table>"},
        {"type": "html", "html": f"<form><button>{word()}</button></form><script>alert(1)</script>"},
        {"type": "image", "src": "__GHOST_URL__/content/images/2024/01/a.png", "alt": word(),
         "caption": f'{word()} <a href="https://b.example">{word()}</a>', "title": "", "href": ""},
        {"type": "image", "src": "/content/images/size/w1000/2024/01/a.png", "caption": span(word())},
        {"type": "gallery", "images": [{"src": "/content/images/a.png", "alt": word()},
                                       {"src": "/content/images/b.png", "caption": word()}],
         "caption": span(word())},
        {"type": "bookmark", "url": "https://c.example/x", "caption": span(word()),
         "metadata": {"title": word(), "description": word(), "author": word(), "publisher": word()}},
        {"type": "callout", "calloutText": span(word()), "calloutEmoji": "💡"},
        {"type": "callout", "calloutText": f"{word()} <b>{word()}</b>", "calloutEmoji": "🎉"},
        {"type": "toggle", "heading": span(word()), "content": f"<p>{word()}</p><ul><li>{word()}</li></ul>"},
        {"type": "button", "buttonText": word(), "buttonUrl": "https://d.example"},
        {"type": "header", "header": span(word()), "subheader": span(word()), "buttonEnabled": True,
         "buttonText": word(), "buttonUrl": "https://e.example", "version": 2},
        {"type": "signup", "header": span(word()), "subheader": span(word()), "disclaimer": span(word())},
        {"type": "product", "productTitle": span(word()), "productDescription": span(word()),
         "productRatingEnabled": True, "productStarRating": 4, "productButtonEnabled": True,
         "productButton": word(), "productUrl": "https://f.example"},
        {"type": "file", "src": "/content/files/a.pdf", "fileTitle": word(), "fileName": "w-name.pdf",
         "fileCaption": word()},
        {"type": "audio", "src": "/content/media/a.mp3", "title": word()},
        {"type": "video", "src": "/content/media/a.mp4", "caption": span(word())},
        {"type": "embed", "url": "https://g.example/v", "html": '<iframe src="https://g.example/e"></iframe>',
         "metadata": {"title": word()}, "caption": span(word())},
        {"type": "embed", "url": "https://h.example/1", "embedType": "twitter", "metadata": {},
         "html": f'<blockquote class="twitter-tweet"><p>{word()}</p></blockquote><script src="x"></script>'},
        {"type": "call-to-action", "textValue": span(word()), "sponsorLabel": span(word()),
         "buttonText": word(), "buttonUrl": "https://i.example", "showButton": True},
        {"type": "before-after", "beforeImage": {"src": "/content/images/a.png"}, "caption": word()},
        {"type": "paywall"},
        {"type": "transistor"},
        {"type": "horizontalrule"},
        {"type": "card-of-tomorrow", "body": span(word()), "nested": {"list": [word(), {"label": word()}]}},
        element("block-of-tomorrow", paragraph(word()), text(word())),
        {"type": "email", "html": span("secret1")},
        {"type": "email-cta", "html": span("secret2"), "buttonText": "secret3", "showButton": True},
    ]  # fmt: skip


def make_lexical(*nodes):
    return json.dumps({"root": element("root", *(nodes or make_nodes()))})


def make_mobiledoc():
    """Return a document with every kind of section, marker and card."""
    numbers = count(500)
    words = [f" w{next(numbers)} " for _ in range(16)]
    cards = [[node["type"], node] for node in make_nodes() if "children" not in node]
    return json.dumps(
        {
            "version": "0.3.2",
            "atoms": [["soft-return", "", {}], ["mention", words[0], {}]],
            "cards": [["card-markdown", {"markdown": words[1]}], ["hr", {}], *cards],
            "markups": [["strong"], ["em"], ["a", ["href", "https://a.example"]], ["code"], ["odd"]],
            "sections": [
                [1, "p", [[0, [], 0, words[2]], [0, [0, 1], 1, words[3]], [0, [], 1, words[4]]]],
                [1, "p", [[0, [2], 1, words[5]], [1, [], 0, 0], [1, [], 0, 1], [0, [3], 1, words[6]]]],
                [1, "h2", [[0, [4], 1, words[7]]]],
                [1, "aside", [[0, [], 0, words[8]]]],
                [1, "blockquote", [[0, [], 0, words[9]]]],
                [3, "ul", [[[0, [], 0, words[10]]], [[0, [], 0, words[11]]]]],
                [3, "ol", [[[0, [0], 1, words[12]]]]],
                [2, "/content/images/a.png"],
                [99, words[13], [[0, [], 0, words[14]]]],
                *[[10, number] for number in range(len(cards) + 2)],
                [1, "p", []],
            ],
        }
    )


def make_row(number=1, **fields):
    """Return a published post of the table `posts`."""
    return {
        "id": f"{number:024x}", "uuid": UUID % number, "title": f"Post {number}", "slug": f"post-{number}",
        "type": "post", "status": "published", "visibility": "public", "featured": 0, "locale": None,
        "lexical": make_lexical(paragraph("Some words.")), "mobiledoc": None, "html": "<p>Some words.</p>",
        "created_at": "2024-01-02T03:04:05.000Z", "updated_at": "2024-02-03T04:05:06.000Z",
        "published_at": "2024-01-05T06:07:08.000Z", "custom_excerpt": None, "feature_image": None, **fields,
    }  # fmt: skip


def make_ghost_export(*rows, **tables):
    """Return the text of an export that holds `rows` of `posts`."""
    data = {"posts": list(rows) or [make_row()], "settings": [], **tables}
    return json.dumps({"db": [{"meta": {"exported_on": 1, "version": "5.80.0"}, "data": data}]})
