"""What may come into media, and what becomes of it."""

import io
import re
import struct
import zlib
from contextlib import suppress

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image, ImageCms

from posts import imaging
from posts.imaging.normalization import MAX_SIDE, normalize_image
from posts.media.headers import get_file_headers
from posts.media.uploads import make_safe_name, store_upload
from posts.models.media_files import measure_image, measure_images

NOISE = Image.effect_noise((300, 300), 90)
PHOTOGRAPH = Image.merge("RGB", [NOISE, NOISE.rotate(90), NOISE.rotate(180)])
GRAPHIC = Image.new("RGB", (40, 20), "navy")
FRAMES = [Image.new("RGB", (20, 10), colour) for colour in ("red", "green", "blue")]


def encoded(image, image_format, **options):
    buffer = io.BytesIO()
    image.save(buffer, image_format, **options)
    return buffer.getvalue()


def decoded(data):
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def exif(orientation=1):
    tags = Image.Exif()
    tags[0x0112] = orientation
    tags[0x010F] = "Secret Camera"
    tags.get_ifd(0x8825)[1] = "N"
    return tags


def bomb(side):
    """Return a small PNG that claims `side` × `side` pixels."""

    def chunk(kind, content):
        body = kind + content
        return struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b""))
        + chunk(b"IEND", b"")
    )


NOT_PICTURES = {
    "nothing at all": b"",
    "a page that calls itself a drawing": b"<!doctype html><script>alert(1)</script>",
    "a drawing without its name space": b"<svg><path/></svg>",
    "markup that ends too early": b'<svg xmlns="http://www.w3.org/2000/svg"><g>',
    "words": "只是文字".encode(),
    "a TIFF": encoded(GRAPHIC, "TIFF"),
    "a PNG that ends after its header": encoded(GRAPHIC, "PNG")[:30],
    "100 million pixels": bomb(10_000),
    "so many pixels that Pillow itself refuses": bomb(60_000),
    "more bytes than are taken": b"\0" * (20 * 1024 * 1024 + 1),
}


@pytest.mark.parametrize("data", NOT_PICTURES.values(), ids=NOT_PICTURES)
@pytest.mark.parametrize("function", [imaging.check_image, normalize_image])
def test_what_is_no_picture_is_refused_with_a_reason(function, data):
    with pytest.raises(imaging.InvalidImage, match=r"not an? |empty|broken|pixels|MB"):
        function(data)


@pytest.mark.parametrize("image_format", ["PNG", "JPEG", "GIF", "WEBP", "AVIF"])
def test_pictures_of_every_format_of_the_web_are_taken(image_format):
    data = encoded(PHOTOGRAPH, image_format)
    imaging.check_image(data)
    assert decoded(normalize_image(data).data).size == PHOTOGRAPH.size


@pytest.mark.parametrize("image_format", ["PNG", "JPEG", "WEBP", "AVIF"])
def test_a_picture_that_ends_in_the_middle_is_refused_on_upload(image_format):
    data = encoded(PHOTOGRAPH, image_format)
    with pytest.raises(imaging.InvalidImage):
        normalize_image(data[: len(data) // 2])


@pytest.mark.parametrize("image_format", ["PNG", "JPEG", "GIF", "WEBP", "AVIF"])
def test_a_broken_file_never_raises_anything_else(image_format):
    data = encoded(PHOTOGRAPH.resize((12, 12)), image_format)
    for position in range(0, len(data), 7):
        broken = data[:position] + bytes([data[position] ^ 0x55]) + data[position + 1 :]
        with suppress(imaging.InvalidImage):
            normalize_image(broken)


@pytest.mark.parametrize(
    ("image", "sent_as", "suffix", "kept_as"),
    [
        (GRAPHIC, "PNG", ".png", "PNG"),
        (PHOTOGRAPH, "PNG", ".jpg", "JPEG"),
        (PHOTOGRAPH, "JPEG", ".jpg", "JPEG"),
        (PHOTOGRAPH, "WEBP", ".webp", "WEBP"),
        (PHOTOGRAPH, "AVIF", ".avif", "AVIF"),
        (GRAPHIC, "GIF", ".png", "PNG"),
        (PHOTOGRAPH.convert("CMYK"), "JPEG", ".jpg", "JPEG"),
        (Image.new("I;16", (9, 9), 40_000), "PNG", ".png", "PNG"),
        (Image.new("1", (9, 9), 1), "PNG", ".png", "PNG"),
        (Image.new("LA", (9, 9), (40, 9)), "PNG", ".png", "PNG"),
        (GRAPHIC.quantize(4), "PNG", ".png", "PNG"),
    ],
)
def test_graphics_stay_lossless_and_photographs_become_small(image, sent_as, suffix, kept_as):
    picture = normalize_image(encoded(image, sent_as))
    kept = decoded(picture.data)
    assert (picture.suffix, kept.format) == (suffix, kept_as)
    assert kept.mode in {"1", "L", "P", "RGB", "RGBA"}


def test_a_graphic_in_webp_is_not_blurred():
    data = encoded(GRAPHIC, "WEBP", lossless=True)
    assert b"VP8L" in normalize_image(data).data[:32]


def test_sixteen_bits_of_grey_keep_their_brightness():
    kept = decoded(normalize_image(encoded(Image.new("I;16", (9, 9), 40_000), "PNG")).data)
    assert kept.getpixel((0, 0)) == 40_000 // 256


def test_transparency_is_kept_and_an_opaque_channel_dropped():
    ghost = encoded(Image.new("RGBA", (9, 9), (1, 2, 3, 90)), "PNG")
    screenshot = encoded(Image.new("RGBA", (9, 9), (1, 2, 3, 255)), "PNG")
    assert decoded(normalize_image(ghost).data).mode == "RGBA"
    assert decoded(normalize_image(screenshot).data).mode == "RGB"


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photograph_is_turned_upright(orientation):
    picture = Image.new("RGB", (60, 40), "white")
    picture.paste((200, 0, 0), (0, 0, 30, 40))
    kept = decoded(normalize_image(encoded(picture, "JPEG", exif=exif(orientation))).data)
    assert kept.size == ((40, 60) if orientation >= 5 else (60, 40))
    assert not kept.getexif()


@pytest.mark.parametrize("image_format", ["PNG", "JPEG", "WEBP", "AVIF"])
def test_no_place_and_no_camera_survives(image_format):
    picture = normalize_image(encoded(PHOTOGRAPH, image_format, exif=exif()))
    assert b"Secret Camera" not in picture.data
    assert not decoded(picture.data).getexif()


@pytest.mark.parametrize(("image_format", "suffix"), [("PNG", ".png"), ("WEBP", ".webp"), ("GIF", ".gif")])
def test_an_animation_keeps_its_frames_and_loses_its_metadata(image_format, suffix):
    options = {} if image_format == "GIF" else {"exif": exif()}
    data = encoded(FRAMES[0], image_format, save_all=True, append_images=FRAMES[1:], duration=90, **options)
    picture = normalize_image(data)
    kept = decoded(picture.data)
    assert (picture.suffix, kept.n_frames) == (suffix, 3)
    assert b"Secret Camera" not in picture.data
    assert not kept.getexif()


def test_an_animation_with_too_many_pixels_in_all_is_refused(monkeypatch):
    monkeypatch.setattr("posts.imaging.limits.MAX_ANIMATED_PIXELS", 20 * 10 * 2)
    data = encoded(FRAMES[0], "GIF", save_all=True, append_images=FRAMES[1:])
    with pytest.raises(imaging.InvalidImage, match="million pixels"):
        normalize_image(data)


def test_a_photograph_with_a_second_picture_inside_is_a_still():
    data = encoded(PHOTOGRAPH, "MPO", save_all=True, append_images=[PHOTOGRAPH.resize((30, 30))])
    picture = normalize_image(data)
    assert decoded(picture.data).format == "JPEG"


@pytest.mark.parametrize("mode", ["RGB", "P", "1"])
def test_a_large_picture_is_made_smaller_in_proportion(mode):
    wide = Image.new("RGB", (MAX_SIDE * 2, 1000), "teal").convert(mode)
    assert decoded(normalize_image(encoded(wide, "PNG")).data).size == (MAX_SIDE, 500)


@pytest.mark.parametrize(
    ("size", "kept"),
    [((300, 6000), (300, 6000)), ((400, 20_000), (320, 16_000)), ((1500, 3000), (1280, 2560))],
)
def test_a_strip_stays_wide_enough_to_be_read(size, kept):
    assert decoded(normalize_image(encoded(Image.new("L", size), "PNG")).data).size == kept


def test_colours_are_what_the_profile_meant_and_the_profile_goes():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for icc in (srgb, profile, b"nonsense"):
        kept = decoded(normalize_image(encoded(GRAPHIC, "PNG", icc_profile=icc)).data)
        assert kept.getpixel((0, 0)) == (0, 0, 128)
        assert "icc_profile" not in kept.info


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
    name = store_upload(encoded(GRAPHIC, "PNG"), "图.exe")
    assert re.fullmatch(r"uploads/2026/02/tu-[0-9a-f]{12}\.png", name)
    assert measure_image(name) == (40, 20)


def test_sizes_are_found_by_the_address_as_it_is_written():
    default_storage.save("图 1.png", ContentFile(encoded(GRAPHIC, "PNG")))
    url = "/media/%E5%9B%BE%201.png"
    assert measure_images(f"![图]({url}) and ![](/media/none.png)") == {url: (40, 20)}


def test_a_photograph_on_its_side_has_the_size_that_browsers_show():
    name = default_storage.save("side.jpg", ContentFile(encoded(GRAPHIC, "JPEG", exif=exif(6))))
    assert measure_image(name) == (20, 40)


@pytest.mark.parametrize(
    "url", ["/media/../secret.png", "/media/../../etc/passwd", "/media/", "/media/bomb.png"]
)
def test_a_reference_that_leads_nowhere_has_no_size(url):
    if not default_storage.exists("bomb.png"):
        default_storage.save("bomb.png", ContentFile(bomb(60_000)))
    assert measure_images(f"![]({url})") == {}


@pytest.mark.parametrize(
    ("name", "content_type", "is_saved", "is_sandboxed"),
    [
        ("a.png", "image/png", False, False),
        ("A.JPG", "image/jpeg", False, False),
        ("paper.pdf", "application/pdf", False, False),
        ("drawing.svg", "image/svg+xml", False, True),
        ("evil.html", "application/octet-stream", True, True),
        ("evil.svg.xhtml", "application/octet-stream", True, True),
        ("data.csv", "application/octet-stream", True, True),
        ("none", "application/octet-stream", True, True),
    ],
)
def test_files_go_out_so_that_nothing_runs(name, content_type, is_saved, is_sandboxed):
    headers = get_file_headers(name)
    assert headers["Content-Type"] == content_type
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert (headers.get("Content-Disposition") == "attachment") is is_saved
    assert ("sandbox" in headers.get("Content-Security-Policy", "")) is is_sandboxed


def test_a_page_that_came_into_media_is_saved_and_never_run(client):
    default_storage.save("evil.html", ContentFile(b"<script>alert(1)</script>"))
    response = client.get("/media/evil.html")
    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"] == "attachment"
    assert response["Content-Security-Policy"].startswith("sandbox")


def test_a_picture_is_shown_as_what_it_is(client):
    default_storage.save("plain.png", ContentFile(encoded(GRAPHIC, "PNG")))
    response = client.get("/media/plain.png")
    assert response["Content-Type"] == "image/png"
    policy = response["Content-Security-Policy"]
    assert "sandbox" not in policy
    # The page in which a browser shows a picture by itself has styles of its own.
    assert "style-src 'unsafe-inline'" in policy
    assert policy.startswith("default-src 'none'")
