"""Sizes of media files."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from posts.models.media_files import measure_image, measure_images
from tests.support.image_files import GRAPHIC, encode_image, make_bomb, make_exif


def test_sizes_are_found_by_the_address_as_it_is_written():
    default_storage.save("图 1.png", ContentFile(encode_image(GRAPHIC, "PNG")))
    url = "/media/%E5%9B%BE%201.png"
    assert measure_images(f"![图]({url}) and ![](/media/none.png)") == {url: (40, 20)}


def test_a_photograph_on_its_side_has_the_size_that_browsers_show():
    name = default_storage.save("side.jpg", ContentFile(encode_image(GRAPHIC, "JPEG", exif=make_exif(6))))
    assert measure_image(name) == (20, 40)


@pytest.mark.parametrize(
    "url", ["/media/../secret.png", "/media/../../etc/passwd", "/media/", "/media/bomb.png"]
)
def test_a_reference_that_leads_nowhere_has_no_size(url):
    if not default_storage.exists("bomb.png"):
        default_storage.save("bomb.png", ContentFile(make_bomb(60_000)))
    assert measure_images(f"![]({url})") == {}
