"""SVG files: taken from an imported folder, where nothing in them acts."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from posts import imaging
from posts.imaging.normalization import normalize_image
from posts.models.media_files import measure_image

SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" {}>{}</svg>'


@pytest.mark.parametrize(
    ("attributes", "content"),
    [
        ("", "<script>alert(1)</script>"),
        ("", "<SCRIPT/>"),
        ("", "<foreignObject/>"),
        ('xmlns:h="http://www.w3.org/1999/xhtml"', "<h:p>text</h:p>"),
        ('onload="alert(1)"', ""),
        ("", '<a href="javascript:alert(1)"/>'),
        ("", '<image xlink:href="https://example.org/pixel.png"/>'),
        ("", '<image href="data:image/svg+xml,..."/>'),
        ("", '<use href="//example.org/a.svg#b"/>'),
        ('xml:base="https://example.org/"', '<use href="#a"/>'),
        ("", '<a><set attributeName="href" to="javascript:alert(1)"/></a>'),
        ('style="background: url(https://example.org/)"', ""),
        ("", '<rect fill="url(https://example.org/a.svg#b)"/>'),
        ("", "<style>@import 'https://example.org/a.css';</style>"),
        ("", "<style>rect { fill: u\\72l(https://example.org/) }</style>"),
    ],
)
def test_a_drawing_that_acts_or_fetches_is_refused(attributes, content):
    with pytest.raises(imaging.InvalidImage, match="not allowed"):
        imaging.check_image(SVG.format(attributes, content).encode())


@pytest.mark.parametrize("head", ['<!DOCTYPE svg [<!ENTITY a "b">]>', '<?xml-stylesheet href="a.css"?>'])
def test_a_drawing_that_declares_entities_or_style_sheets_is_refused(head):
    with pytest.raises(imaging.InvalidImage, match="not allowed"):
        imaging.check_image((head + SVG.format("", "")).encode())


def test_an_honest_drawing_is_taken():
    head = '<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "svg11.dtd">'
    content = (
        "<style>.a { fill: url(#gradient) }</style>"
        '<image href="data:image/png;base64,AAAA"/><use xlink:href="#a"/><text>图一 onload=</text>'
    )
    imaging.check_image(b"\xef\xbb\xbf" + (head + SVG.format('style="color:red"', content)).encode())
    imaging.check_image((head + SVG.format("", content)).encode("utf-16"))


def test_drawings_are_not_taken_as_uploads():
    with pytest.raises(imaging.InvalidImage):
        normalize_image(SVG.format("", "").encode())


@pytest.mark.parametrize(
    ("attributes", "size"),
    [
        ('width="682px" height="292"', (682, 292)),
        ('width="100mm" height="50mm" viewBox="0 0 9 9"', (378, 189)),
        ('width="100%" height="100%" viewBox="0 0 650 750"', (650, 750)),
        ('viewBox="0,0,7.6,8"', (8, 8)),
        ("", None),
        ('width="1.2.3" height="5"', None),
    ],
)
def test_the_size_of_a_drawing_is_what_it_names(attributes, size):
    name = default_storage.save("drawing.svg", ContentFile(SVG.format(attributes, "").encode()))
    assert measure_image(name) == size
