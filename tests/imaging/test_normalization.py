"""Images as they are stored: format, orientation, size, colours, metadata."""

import pytest
from PIL import Image, ImageCms

from posts import imaging
from posts.imaging import normalize_image
from posts.imaging.normalization import MAX_SIDE
from tests.support.image_files import FRAMES, GRAPHIC, PHOTOGRAPH, decode_image, encode_image, make_exif


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
    picture = normalize_image(encode_image(image, sent_as))
    kept = decode_image(picture.data)
    assert (picture.suffix, kept.format) == (suffix, kept_as)
    assert kept.mode in {"1", "L", "P", "RGB", "RGBA"}


def test_a_graphic_in_webp_is_not_blurred():
    data = encode_image(GRAPHIC, "WEBP", lossless=True)
    assert b"VP8L" in normalize_image(data).data[:32]


def test_sixteen_bits_of_grey_keep_their_brightness():
    kept = decode_image(normalize_image(encode_image(Image.new("I;16", (9, 9), 40_000), "PNG")).data)
    assert kept.getpixel((0, 0)) == 40_000 // 256


def test_transparency_is_kept_and_an_opaque_channel_dropped():
    ghost = encode_image(Image.new("RGBA", (9, 9), (1, 2, 3, 90)), "PNG")
    screenshot = encode_image(Image.new("RGBA", (9, 9), (1, 2, 3, 255)), "PNG")
    assert decode_image(normalize_image(ghost).data).mode == "RGBA"
    assert decode_image(normalize_image(screenshot).data).mode == "RGB"


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photograph_is_turned_upright(orientation):
    picture = Image.new("RGB", (60, 40), "white")
    picture.paste((200, 0, 0), (0, 0, 30, 40))
    kept = decode_image(normalize_image(encode_image(picture, "JPEG", exif=make_exif(orientation))).data)
    assert kept.size == ((40, 60) if orientation >= 5 else (60, 40))
    assert not kept.getexif()


@pytest.mark.parametrize("image_format", ["PNG", "JPEG", "WEBP", "AVIF"])
def test_no_place_and_no_camera_survives(image_format):
    picture = normalize_image(encode_image(PHOTOGRAPH, image_format, exif=make_exif()))
    assert b"Secret Camera" not in picture.data
    assert not decode_image(picture.data).getexif()


@pytest.mark.parametrize(
    ("image_format", "suffix"), [("PNG", ".png"), ("WEBP", ".webp"), ("GIF", ".gif"), ("AVIF", ".avif")]
)
def test_an_animation_keeps_its_frames_and_loses_its_metadata(image_format, suffix):
    options = {} if image_format == "GIF" else {"exif": make_exif()}
    data = encode_image(
        FRAMES[0], image_format, save_all=True, append_images=FRAMES[1:], duration=90, **options
    )
    picture = normalize_image(data)
    kept = decode_image(picture.data)
    assert (picture.suffix, kept.n_frames) == (suffix, 3)
    assert b"Secret Camera" not in picture.data
    assert not kept.getexif()


def test_an_animation_that_goes_round_keeps_going_and_loses_its_comment():
    data = encode_image(
        FRAMES[0],
        "GIF",
        save_all=True,
        append_images=FRAMES[1:],
        loop=0,
        duration=50,
        comment=b"Secret Camera",
    )
    assert b"Secret Camera" in data
    # What stands behind its end is no part of it.
    picture = normalize_image(data + b"Secret Camera" * 9)
    kept = decode_image(picture.data)
    assert b"Secret Camera" not in picture.data
    assert (kept.n_frames, kept.info["loop"], kept.info["duration"]) == (3, 0, 50)


@pytest.mark.parametrize("image_format", ["GIF", "WEBP", "PNG", "AVIF"])
def test_no_animation_has_variants_that_stand_still(image_format):
    large = [frame.resize((300, 200)) for frame in (PHOTOGRAPH, PHOTOGRAPH.rotate(90))]
    data = encode_image(large[0], image_format, save_all=True, append_images=large[1:], duration=50)
    picture = normalize_image(data)
    assert decode_image(picture.data).n_frames == 2
    assert list(imaging.encode_variants(picture.data)) == []


@pytest.mark.parametrize("frames", [2000, 2001, 500_000])
def test_a_gif_of_very_many_frames_is_refused_before_they_are_walked_through(frames):
    start = encode_image(FRAMES[0].quantize(2).resize((1, 1)), "GIF")
    image = start[start.index(b",") : -1]
    data = start[:-1] + image * (frames - 1) + b";"
    if frames > 2000:
        with pytest.raises(imaging.InvalidImage, match="more than 2000 frames"):
            normalize_image(data)
    else:
        assert decode_image(normalize_image(data).data).n_frames == 2000


def test_an_animation_with_too_many_pixels_in_all_is_refused(monkeypatch):
    monkeypatch.setattr("posts.imaging.limits.MAX_ANIMATED_PIXELS", 20 * 10 * 2)
    data = encode_image(FRAMES[0], "GIF", save_all=True, append_images=FRAMES[1:])
    with pytest.raises(imaging.InvalidImage, match="million pixels"):
        normalize_image(data)


def test_a_photograph_with_a_second_picture_inside_is_a_still():
    data = encode_image(PHOTOGRAPH, "MPO", save_all=True, append_images=[PHOTOGRAPH.resize((30, 30))])
    picture = normalize_image(data)
    assert decode_image(picture.data).format == "JPEG"


@pytest.mark.parametrize("mode", ["RGB", "P", "1"])
def test_a_large_picture_is_made_smaller_in_proportion(mode):
    wide = Image.new("RGB", (MAX_SIDE * 2, 1000), "teal").convert(mode)
    assert decode_image(normalize_image(encode_image(wide, "PNG")).data).size == (MAX_SIDE, 500)


@pytest.mark.parametrize(
    ("size", "kept"),
    [((300, 6000), (300, 6000)), ((400, 20_000), (320, 16_000)), ((1500, 3000), (1280, 2560))],
)
def test_a_strip_stays_wide_enough_to_be_read(size, kept):
    assert decode_image(normalize_image(encode_image(Image.new("L", size), "PNG")).data).size == kept


def test_colours_are_what_the_profile_meant_and_the_profile_goes():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for icc in (srgb, profile, b"nonsense"):
        kept = decode_image(normalize_image(encode_image(GRAPHIC, "PNG", icc_profile=icc)).data)
        assert kept.getpixel((0, 0)) == (0, 0, 128)
        assert "icc_profile" not in kept.info
