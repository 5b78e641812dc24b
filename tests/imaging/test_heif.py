"""HEIC photos: decoded in a process of their own, stored in a format that browsers know."""

import subprocess

import pytest
from PIL import Image, ImageCms

from posts import imaging
from posts.imaging import heif
from tests.support.image_files import decode_image, encode_heic, make_exif

UPRIGHT = Image.new("RGB", (60, 40), "white")
UPRIGHT.paste((200, 0, 0), (0, 0, 30, 40))


def test_a_photo_is_upright_in_srgb_and_tells_no_place():
    photo = UPRIGHT.copy()
    photo.info["exif"] = make_exif(6).tobytes()
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    # A Live Photo or a burst has more pictures; the main one is taken.
    others = [Image.new("RGB", (90, 90), "navy")]
    data = encode_heic(photo, save_all=True, append_images=others, icc_profile=srgb)
    assert b"Secret Camera" in data
    picture = imaging.normalize_image(data)
    kept = decode_image(picture.data)
    assert (kept.format, kept.size) in {("JPEG", (40, 60)), ("PNG", (40, 60))}
    # Turned by a quarter, what was left is now above.
    assert kept.convert("RGB").getpixel((20, 50))[1] > 200 > kept.convert("RGB").getpixel((20, 10))[1]
    assert b"Secret Camera" not in picture.data
    assert not {"icc_profile", "exif", "xmp"} & kept.info.keys()


@pytest.mark.parametrize("suffix", [".heic", ".png"])
def test_a_photo_of_an_imported_folder_is_converted_too(suffix):
    assert imaging.prepare_original(encode_heic(UPRIGHT), suffix).suffix in {".jpg", ".png"}


def lie_about_size(data, width, height):
    """Return a photo that claims another size (ispe: ISO/IEC 23008-12, 6.5.3)."""
    at = data.index(b"ispe") + 8
    return data[:at] + width.to_bytes(4, "big") + height.to_bytes(4, "big") + data[at + 8 :]


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (lambda data: data[: len(data) // 2], "damaged"),
        (lambda data: data[:40], "damaged"),
        (lambda data: data[:60] + bytes(400), "damaged"),
        (lambda data: lie_about_size(data, 60_000, 60_000), "damaged"),
        (lambda data: lie_about_size(data, 2, 2), "damaged"),
    ],
)
def test_a_broken_photo_is_refused_with_a_reason(damage, reason):
    with pytest.raises(imaging.InvalidImage, match=reason) as refused:
        imaging.normalize_image(damage(encode_heic(UPRIGHT)))
    assert "object at" not in str(refused.value)


def test_a_photo_with_too_many_pixels_is_refused(monkeypatch):
    monkeypatch.setattr(heif, "MAX_PIXELS", 60 * 40 - 1)
    with pytest.raises(imaging.InvalidImage, match="million pixels"):
        imaging.normalize_image(encode_heic(UPRIGHT))


def test_too_little_memory_is_said(monkeypatch):
    monkeypatch.setattr(heif, "get_memory_bytes", lambda: 3000)
    with pytest.raises(imaging.InvalidImage, match="too little memory"):
        imaging.normalize_image(encode_heic(UPRIGHT))


def test_a_decoder_that_never_ends_is_ended(monkeypatch):
    def wait(*args, **options):
        raise subprocess.TimeoutExpired("heif", 1)

    monkeypatch.setattr(heif.subprocess, "run", wait)
    with pytest.raises(imaging.InvalidImage, match="too long"):
        imaging.normalize_image(encode_heic(UPRIGHT))


def test_without_the_library_the_sender_is_told_what_to_do(monkeypatch):
    monkeypatch.setattr("posts.imaging.heif.can_read_heif", lambda: False)
    monkeypatch.setattr("posts.imaging.acceptance.can_read_heif", lambda: False)
    with pytest.raises(imaging.InvalidImage, match=r"Export it as JPEG.*install pillow-heif"):
        imaging.normalize_image(encode_heic(UPRIGHT))
    # An iPhone that is not offered it sends a JPEG.
    assert not [name for name in imaging.list_accepted_types() if "hei" in name]


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", True),
        (b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic", True),
        (b"\0\0\0\x18ftypmif1\0\0\0\0mif1avif", False),
        (b"\0\0\0\x18ftypavif\0\0\0\0mif1avif", False),
        (b"\xff\xff\xff\xffftypmif1", False),
        (b"\0\0\0\x18ftypisom\0\0\0\0isommp42", False),
        (b"", False),
    ],
)
def test_a_photo_is_known_by_its_content(head, expected):
    assert heif.is_heif(head) is expected
