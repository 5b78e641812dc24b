"""Memory: pictures are decoded no larger than needed, and refused where there is too little."""

import pytest
from PIL import Image

from posts.imaging import InvalidImage, encode_variants, memory, normalize_image
from posts.imaging.normalization import MAX_SIDE
from tests.support.image_files import PHOTOGRAPH, decode_image, encode_image, make_exif

MEGABYTE = 2**20


@pytest.fixture
def set_memory(monkeypatch):
    def set_bytes(number):
        monkeypatch.setattr(memory, "get_memory_bytes", lambda: number)

    return set_bytes


@pytest.fixture
def decoded_sizes(monkeypatch):
    """The size of each picture that Pillow decodes."""
    sizes = []
    load = Image.Image.load
    monkeypatch.setattr(Image.Image, "load", lambda image: (sizes.append(image.size), load(image))[1])
    return sizes


def encode_large(width, height, image_format, **options):
    return encode_image(PHOTOGRAPH.resize((width, height)), image_format, **options)


@pytest.mark.parametrize("orientation", [1, 6])
def test_a_large_photograph_is_decoded_reduced(decoded_sizes, orientation):
    data = encode_large(2 * MAX_SIDE, MAX_SIDE, "JPEG", exif=make_exif(orientation))
    decoded_sizes.clear()
    picture = normalize_image(data)
    assert max(max(size) for size in decoded_sizes) == MAX_SIDE
    assert max(decode_image(picture.data).size) == MAX_SIDE


def test_a_strip_keeps_the_width_that_a_page_shows():
    data = encode_large(600, 6000, "JPEG")
    assert decode_image(normalize_image(data).data).size == (600, 6000)


def test_a_strip_on_its_side_is_measured_upright():
    data = encode_large(6000, 600, "JPEG", exif=make_exif(6))
    assert decode_image(normalize_image(data).data).size == (600, 6000)


def test_twelve_megapixels_of_a_phone_fit_into_512_megabytes(set_memory):
    set_memory(512 * MEGABYTE)
    for options in ({}, {"progressive": True}):
        picture = normalize_image(encode_large(4000, 3000, "JPEG", **options))
        assert decode_image(picture.data).size == (MAX_SIDE, MAX_SIDE * 3 // 4)


@pytest.mark.parametrize("image_format", ["PNG", "WEBP", "GIF"])
def test_a_picture_that_memory_cannot_hold_is_refused_before_it_is_decoded(
    set_memory, decoded_sizes, image_format
):
    data = encode_large(800, 600, image_format)
    decoded_sizes.clear()
    set_memory(MEGABYTE)
    with pytest.raises(InvalidImage, match=r"memory|内存"):
        normalize_image(data)
    assert not list(encode_variants(data))
    assert not decoded_sizes


def test_the_limit_of_the_container_counts(monkeypatch, tmp_path):
    monkeypatch.setattr(memory, "CGROUP_FOLDER", tmp_path)
    (tmp_path / "memory.max").write_text("123456\n")
    assert memory.get_memory_bytes.__wrapped__() == 123_456


def test_without_a_container_the_memory_of_the_machine_counts(monkeypatch, tmp_path):
    monkeypatch.setattr(memory, "CGROUP_FOLDER", tmp_path)
    (tmp_path / "memory.max").write_text("max\n")
    assert memory.get_memory_bytes.__wrapped__() > MEGABYTE
