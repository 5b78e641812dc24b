"""SVG drawings: cleaned, so that what is stored draws, and neither runs nor loads anything."""

import base64
import re
from xml.parsers import expat

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from posts import imaging
from posts.imaging import svg
from posts.models.media_files import measure_image
from tests.support.image_files import PHOTOGRAPH, encode_image, make_exif

SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" {}>{}</svg>'
# What no stored drawing contains, in any spelling.
ACTIVE = re.compile(
    rb"script|alert|evil|foreign|<!|<\?|@import|\son\w+=|iframe|<a\b|handler|\\|&#|xlink|xml:base|entity",
    re.IGNORECASE,
)
ATTACKS = [
    ("", "<script>alert(1)</script>"),
    ("", '<script href="//evil.example/a.js"/><script xlink:href="data:text/javascript,alert(1)"/>'),
    ("", "<SCRIPT>alert(1)</SCRIPT><Script/>"),
    ("", '<x:script xmlns:x="http://www.w3.org/2000/svg">alert(1)</x:script>'),
    ("", '<x:script xmlns:x="http://www.w3.org/1999/xhtml">alert(1)</x:script>'),
    ("", '<g xmlns="urn:other"><script xmlns="http://www.w3.org/2000/svg">alert(1)</script></g>'),
    ("", '<foreignObject><body xmlns="http://www.w3.org/1999/xhtml" onload="alert(1)"/></foreignObject>'),
    ("", '<switch><foreignObject><iframe src="javascript:alert(1)"/></foreignObject><g/></switch>'),
    ("", '<h:p xmlns:h="http://www.w3.org/1999/xhtml">evil</h:p>'),
    (
        'onload="alert(1)" ONLOAD="alert(1)" onfocusin="alert(1)"',
        '<set onbegin="alert(1)" attributeName="x"/>',
    ),
    ("", '<rect xmlns:e="http://www.w3.org/2001/xml-events" e:onclick="alert(1)" onwheel="alert(1)"/>'),
    ("", '<a href="javascript:alert(1)"><rect/></a><a xlink:href="https://evil.example/"/>'),
    ("", '<a href="&#106;avascript&#58;alert(1)"/><a href=" java&#9;script:alert(1)"/>'),
    ("", '<image href="https://evil.example/pixel.png"/><image xlink:href="//evil.example/a"/>'),
    ("", '<image href="data:image/svg+xml,&lt;svg onload=&quot;alert(1)&quot;/>"/>'),
    ("", '<image href="data:image/png;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg=="/>'),
    ("", '<image href="data:text/html,evil"/><image href="file:///etc/evil"/>'),
    ("", '<use href="//evil.example/a.svg#b"/><use xlink:href="data:image/svg+xml,evil#x"/>'),
    ("", '<feImage href="https://evil.example/a.svg"/><mpath href="evil.svg#a"/>'),
    ('xml:base="https://evil.example/"', '<use href="#a"/>'),
    ("", '<a><set attributeName="href" to="javascript:alert(1)"/></a>'),
    ("", '<use href="#a"><animate attributeName="xlink:href" values="data:evil;#b"/></use>'),
    (
        "",
        '<rect><animate attributeName="onclick" to="alert(1)"/><set attributeName="style" to="evil"/></rect>',
    ),
    ("", '<rect><animate attributeName="fill" to="url(https://evil.example/a#b)"/></rect>'),
    ('style="background: url(https://evil.example/)"', ""),
    ('style="fill: red; background: url( &quot;//evil.example&quot; )"', ""),
    ('style="behavior: url(#evil); -moz-binding: url(#evil)"', ""),
    ('style="background: image-set(&quot;evil.png&quot; 1x)"', ""),
    ('style="width: expression(alert(1))"', ""),
    ("", '<rect fill="url(https://evil.example/a.svg#b)" cursor="url(evil.cur)" mask="src(\'evil\')"/>'),
    ("", '<rect filter="u\\72l(https://evil.example/)" clip-path="URL(//evil.example/)"/>'),
    ("", "<style>@import 'https://evil.example/a.css'; rect { fill: red }</style>"),
    ("", "<style>@im/**/port url(//evil.example/a.css); @import url(//evil.example/a.css)</style>"),
    ("", "<style>rect { fill: u\\72l(https://evil.example/) } @\\69mport '//evil.example';</style>"),
    ("", "<style>@font-face { font-family: evil; src: url(//evil.example/a.woff) }</style>"),
    ("", "<style>@media all { @import '//evil.example'; rect { fill: url('//evil.example/#a') } }</style>"),
    ("", "<style>a { b: 'x\n; fill: url(//evil.example/) ; } @namespace evil url(//evil.example);</style>"),
    ("", "<style>rect{fill:/*/*/url(//evil.example/)/**/}</style>"),
    ("", "<style><![CDATA[ </style><script>alert(1)</script> ]]></style>"),
    ("", "<style>&lt;script>alert(1)&lt;/script></style><style><script>alert(1)</script></style>"),
    ("", "<metadata><script>alert(1)</script></metadata><title><script>alert(1)</script></title>"),
    ("", "<!-- <script>alert(1)</script> --><?evil alert?><!-- evil -->"),
    (
        "",
        "<handler type='application/ecmascript'>alert(1)</handler><listener/><iframe/><embed/>",
    ),
    (
        "",
        '<text><tref xlink:href="https://evil.example/"/></text><font-face-uri xlink:href="//evil.example"/>',
    ),
    ("", '<rect fill="red" data-evil="1" formaction="javascript:alert(1)" autofocus="" srcdoc="evil"/>'),
]


def clean(attributes="", content="", head=""):
    return imaging.normalize_image((head + SVG.format(attributes, content)).encode()).data


@pytest.mark.parametrize(("attributes", "content"), ATTACKS)
def test_nothing_that_runs_or_loads_is_left(attributes, content):
    cleaned = clean(attributes, content)
    assert not ACTIVE.search(cleaned), cleaned
    # And what is left is well-formed.
    expat.ParserCreate().Parse(cleaned, True)  # noqa: FBT003
    assert imaging.normalize_image(cleaned).data == cleaned


@pytest.mark.parametrize(
    "head",
    [
        '<?xml-stylesheet href="//evil.example/a.css"?>',
        '<!DOCTYPE svg SYSTEM "https://evil.example/a.dtd">',
        '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">',
    ],
)
def test_what_stands_before_a_drawing_is_left_out(head):
    assert clean(head=head) == clean()


@pytest.mark.parametrize(
    "declaration",
    [
        '<!ENTITY a SYSTEM "file:///etc/passwd">',
        '<!ENTITY % a SYSTEM "https://evil.example/a.dtd"> %a;',
        '<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">',
        '<!ENTITY a "&#60;script>alert(1)&#60;/script>">',
        f'<!ENTITY a "{"a" * 1000}">',
        "".join(f'<!ENTITY a{number} "b">' for number in range(200)),
    ],
)
def test_entities_that_hold_more_than_a_word_are_refused(declaration):
    with pytest.raises(imaging.InvalidImage, match="ENTITY"):
        clean(content="<text>&a;</text>", head=f"<!DOCTYPE svg [{declaration}]>")


def test_a_drawing_of_illustrator_is_taken():
    head = '<!DOCTYPE svg [<!ENTITY ns_svg "http://www.w3.org/2000/svg"><!ENTITY ns_ai "http://ns.adobe.com/AI/">]>'
    body = '<svg xmlns="&ns_svg;" xmlns:i="&ns_ai;"><i:pgf>%</i:pgf><rect i:knockout="Off" width="9"/></svg>'
    assert b'<rect width="9">' in imaging.normalize_image((head + body).encode()).data


def test_an_honest_drawing_keeps_what_it_draws():
    content = (
        "<title>图一</title><linearGradient id='g'><stop offset='0' stop-color='red'/></linearGradient>"
        "<style>.a{fill:url(#g);} @media (prefers-color-scheme:dark){.a{fill:rgb(1,2,3)}}</style>"
        "<g transform='translate(1,2)' class='a' style='stroke:red;opacity:calc(1/2)'><path d='M0 0h9'/></g>"
        "<use xlink:href='#g'/><text x='1'>a &lt; b</text>"
        "<circle r='3'><animate attributeName='r' values='1;3' dur='2s' repeatCount='indefinite'/></circle>"
    )
    cleaned = clean('width="40" height="20"', content).decode()
    for kept in (
        "<title>图一</title>",
        '<stop offset="0" stop-color="red">',
        ".a{fill:url(#g);}@media (prefers-color-scheme:dark){.a{fill:rgb(1,2,3);}}",
        'style="stroke:red;opacity:calc(1/2)"',
        '<use href="#g">',
        "a &lt; b",
        'values="1;3" dur="2s"',
    ):
        assert kept in cleaned
    assert clean('width="40" height="20"', content, head="\ufeff").decode() == cleaned
    wide = SVG.format('width="40" height="20"', content).encode("utf-16")
    assert imaging.normalize_image(wide).data.decode() == cleaned


def test_a_picture_in_a_drawing_loses_its_metadata():
    photograph = base64.b64encode(encode_image(PHOTOGRAPH, "JPEG", exif=make_exif())).decode()
    cleaned = clean(content=f'<image width="9" height="9" href="data:image/jpeg;base64,{photograph}"/>')
    kept = base64.b64decode(cleaned.partition(b"base64,")[2].partition(b'"')[0])
    assert kept.startswith(b"\xff\xd8")
    assert b"Secret Camera" not in kept


@pytest.mark.parametrize(
    ("attributes", "size"),
    [
        ('width="682px" height="292"', (682, 292)),
        ('width="100mm" height="50mm" viewBox="0 0 9 9"', (378, 189)),
        ('width="100%" height="100%" viewBox="0 0 650 750"', (650, 750)),
        ('width="20" viewBox="0 0 10 30"', (20, 60)),
        ('viewBox="0,0,7.6,8"', (8, 8)),
        ('width="1e9" height="1e9"', (300, 150)),
        ('width="99999999" height="99999999"', (2560, 2560)),
        ('width="512000" height="25600"', (2560, 128)),
        ('viewBox="0 0 -1 nan"', (300, 150)),
        ('width="0.01" height="0.01"', (1, 1)),
        ("", (300, 150)),
    ],
)
def test_a_stored_drawing_names_its_size(attributes, size):
    name = default_storage.save("drawing.svg", ContentFile(clean(attributes)))
    assert measure_image(name) == size


def test_a_size_that_is_no_length_is_none():
    assert imaging.read_image_size(ContentFile(SVG.format("", "").encode()), "a.svg") is None


def nest_uses(levels, uses):
    """Return groups, each of which draws the one before several times."""
    groups = [f'<g id="n{level}">' + f'<use href="#n{level - 1}"/>' * uses for level in range(1, levels)]
    return "".join(f"{group}</g>" for group in ['<g id="n0"><rect/>', *groups])


USES = nest_uses(12, 10)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("<rect/>" * 1001, "too many elements"),
        ("<b/>" * 1001, "too many elements"),
        ("<g>" * 200 + "</g>" * 200, "too deeply"),
        (USES, "too many elements"),
        (
            USES.replace('use href="', 'rect fill="url(').replace('"/>', ')"/>'),
            "too many elements",
        ),
        (f"<desc>{'a' * 5 * 2**20}</desc>", "5 MB"),
        ('<image href="data:image/png,a"/>' * 21, "20 pictures"),
        ("<g>", "mismatched"),
    ],
)
def test_a_drawing_that_takes_too_long_is_refused(content, reason, monkeypatch):
    monkeypatch.setattr(svg, "MAX_ELEMENTS", 1000)
    with pytest.raises(imaging.InvalidImage, match=reason):
        clean(content=content)


@pytest.mark.parametrize(
    "content", [nest_uses(3, 3), '<g id="a"><use href="#a"/><use href="#b"/></g>', '<use href="#"/>']
)
def test_parts_may_be_used_again(content):
    assert clean(content=content).count(b"<use") == content.count("<use")


@pytest.mark.parametrize(
    "data",
    [
        b"<!doctype html><script>alert(1)</script>",
        b'<html xmlns="http://www.w3.org/1999/xhtml"><svg xmlns="http://www.w3.org/2000/svg"/></html>',
        b'<?xml version="1.0" encoding="nonsense"?><svg/>',
        b'<svg xmlns="urn:other"/>',
        b"<svg",
    ],
)
def test_other_markup_is_refused(data):
    with pytest.raises(imaging.InvalidImage, match="not an SVG drawing"):
        imaging.normalize_image(data)


def test_the_worst_style_sheets_are_read_in_a_moment():
    for part in ("u", "{", "url(", "/*", "@media ", "a-", "'", "a:b;"):
        css = part * 20_000
        clean(f'fill="{css}" style="{css}"', f"<style>{css}</style>")
