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


@pytest.fixture
def set_limits(monkeypatch, tmp_path):
    """Return a function that sets the control groups of this process, and the limits in files by name."""

    def set_limits(own, **limits):
        monkeypatch.setattr(memory, "CGROUP_FOLDER", tmp_path)
        monkeypatch.setattr(memory, "OWN_CGROUPS", tmp_path / "own")
        (tmp_path / "own").write_text(own)
        for name, limit in limits.items():
            file = tmp_path / name.replace("__", "/").replace("_dot_", ".")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(f"{limit}\n")
        return memory.get_memory_bytes.__wrapped__()

    return set_limits


V1 = "5:cpu,cpuacct:/a\n4:memory:/site/web\n1:name=systemd:/b\n0::/\n"


@pytest.mark.parametrize(
    ("own", "limits"),
    [
        ("0::/\n", {"memory_dot_max": 123_456}),
        ("0::/site/web\n", {"site__web__memory_dot_max": 123_456}),
        ("0::/site/web\n", {"site__memory_dot_max": 123_456, "site__web__memory_dot_max": "max"}),
        (V1, {"memory__memory_dot_limit_in_bytes": 123_456}),
        (V1, {"memory__site__web__memory_dot_limit_in_bytes": 123_456}),
        (V1, {"memory__site__memory_dot_limit_in_bytes": 123_456}),
    ],
)
def test_the_limit_of_the_container_or_service_counts(set_limits, own, limits):
    assert set_limits(own, **limits) == 123_456


@pytest.mark.parametrize("own", ["0::/\n", "0::/../..\n", V1, ""])
def test_without_a_container_the_memory_of_the_machine_counts(set_limits, own):
    assert set_limits(own, memory_dot_max="max") > MEGABYTE
