"""Uploads as media stores them: names and places."""

import re

import pytest

from posts.media.uploads import make_safe_name, store_upload
from posts.models.media_files import measure_image
from tests.support.image_files import GRAPHIC, encode_image


@pytest.mark.parametrize(
    ("name", "pattern"),
    [
        ("Figure 1.PNG", r"figure-1-[0-9a-f]{12}\.png"),
        ("注意力.png", r"zhu-yi-li-[0-9a-f]{12}\.png"),
        ("../../etc/passwd.png", r"passwd-[0-9a-f]{12}\.png"),
        ("C:\\pictures\\cat.png", r"cat-[0-9a-f]{12}\.png"),
        ("a.php.png", r"a-dot-php-[0-9a-f]{12}\.png|a-php-[0-9a-f]{12}\.png"),
        ("no extension", r"no-extension-[0-9a-f]{12}\.png"),
        ("nul\0byte\n.png", r"nul-byte-[0-9a-f]{12}\.png"),
        ("🙂.png", r"image-[0-9a-f]{12}\.png"),
        ("", r"image-[0-9a-f]{12}\.png"),
        ("long " * 200, r"long(-long)+-[0-9a-f]{12}\.png"),
    ],
)
def test_names_are_readable_safe_and_never_the_same(name, pattern):
    first, second = make_safe_name(name, ".png"), make_safe_name(name, ".png")
    assert re.fullmatch(pattern, first)
    assert first != second
    assert len(first) < 100


def test_a_stored_picture_lies_below_its_month(time_machine):
    time_machine.move_to("2026-01-31T20:00:00Z")
    name = store_upload(encode_image(GRAPHIC, "PNG"), "图.exe")
    assert re.fullmatch(r"uploads/2026/02/tu-[0-9a-f]{12}\.png", name)
    assert measure_image(name) == (40, 20)
