"""Which files are taken as images."""

from contextlib import suppress

import pytest

from posts import imaging
from posts.imaging import normalize_image, prepare_original
from tests.support.image_files import GRAPHIC, PHOTOGRAPH, decode_image, encode_image, make_bomb

NOT_PICTURES = {
    "nothing at all": b"",
    "a page that calls itself a drawing": b"<!doctype html><script>alert(1)</script>",
    "markup that ends too early": b'<svg xmlns="http://www.w3.org/2000/svg"><g>',
    "words": "只是文字".encode(),
    "a TIFF": encode_image(GRAPHIC, "TIFF"),
    "a PNG that ends after its header": encode_image(GRAPHIC, "PNG")[:30],
    "100 million pixels": make_bomb(10_000),
    "so many pixels that Pillow itself refuses": make_bomb(60_000),
    "more bytes than are taken": b"\0" * (20 * 1024 * 1024 + 1),
}


@pytest.mark.parametrize("data", NOT_PICTURES.values(), ids=NOT_PICTURES)
@pytest.mark.parametrize("function", [lambda data: prepare_original(data, ".png"), normalize_image])
def test_what_is_no_picture_is_refused_with_a_reason(function, data):
    with pytest.raises(imaging.InvalidImage, match=r"not an? |empty|broken|pixels|MB"):
        function(data)


@pytest.mark.parametrize("image_format", ["PNG", "JPEG", "GIF", "WEBP", "AVIF"])
def test_pictures_of_every_format_of_the_web_are_taken(image_format):
    data = encode_image(PHOTOGRAPH, image_format)
    assert prepare_original(data, ".x") == imaging.NormalizedImage(data, ".x")
    assert decode_image(normalize_image(data).data).size == PHOTOGRAPH.size


@pytest.mark.parametrize("image_format", ["PNG", "JPEG", "WEBP", "AVIF"])
def test_a_picture_that_ends_in_the_middle_is_refused_on_upload(image_format):
    data = encode_image(PHOTOGRAPH, image_format)
    with pytest.raises(imaging.InvalidImage):
        normalize_image(data[: len(data) // 2])


@pytest.mark.parametrize("image_format", ["PNG", "JPEG", "GIF", "WEBP", "AVIF"])
def test_a_broken_file_never_raises_anything_else(image_format):
    data = encode_image(PHOTOGRAPH.resize((12, 12)), image_format)
    for position in range(0, len(data), 7):
        broken = data[:position] + bytes([data[position] ^ 0x55]) + data[position + 1 :]
        with suppress(imaging.InvalidImage):
            normalize_image(broken)
