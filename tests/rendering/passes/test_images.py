"""Images: size, alternative text, sources."""

import pytest

from posts.rendering.pipeline import render_in_process


def test_the_alternative_text_keeps_the_tex():
    assert r'alt="图 \alpha_i 好"' in render_in_process(r'![图 $\alpha_i$ 好](/a.png "甲")').html


def test_the_size_is_found_for_an_encoded_address():
    html = render_in_process("![猫](/media/猫.png)", image_sizes={"/media/猫.png": (1, 2)}).html
    assert 'width="1" height="2"' in html


def test_the_authors_own_size_is_kept():
    html = render_in_process(
        '甲 <img src="/a.png" alt="a" width="30">', image_sizes={"/a.png": (640, 480)}
    ).html
    assert html == '<p>甲 <img src="/a.png" alt="a" width="30" loading="lazy" decoding="async"></p>'


@pytest.mark.parametrize(("typed", "size"), [("300px", ' width="300"'), ("300", ' width="300"'), ("50%", "")])
def test_a_size_is_in_pixels(typed, size):
    html = render_in_process(f'<img src="/a.png" alt="a" width="{typed}">').html
    assert f'<img src="/a.png" alt="a"{size} loading="lazy" decoding="async">' in html


@pytest.mark.parametrize("alt", ['"', "<b>", 'a" onerror="alert(1)', "&quot;", "'", "<script>", "$x$", "]("])
def test_an_alternative_text_cannot_leave_its_attribute(alt):
    html = render_in_process(f"![{alt}](/a.png)").html
    assert "onerror=" not in html.replace("&quot;", '"').partition("alt=")[0]
    assert "<script" not in html


def test_a_source_without_an_address_goes():
    html = render_in_process('<picture><source srcset="/a.avif"><img src="/a.png" alt="a"></picture>').html
    assert "<picture><img" in html
    assert '<source src="/a.mp4">' in render_in_process('<video><source src="/a.mp4"></video>').html
