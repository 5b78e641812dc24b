"""A post as one HTML file."""

import re

from posts.exchange.copies.standalone import build_standalone_html

URL = "https://example.org/posts/a/"


def test_nothing_is_outside_of_the_file(make_post, make_picture):
    picture = make_picture()
    post = make_post(
        "标题 <b>",
        source=f"$x^2$ ![图]({picture.url}) [链接](/posts/b/) [附件](/media/a.pdf)\n\n[下](#小节)\n\n## 小节",
        cover=picture.name,
    )
    html = build_standalone_html(post, URL)
    assert html.count('src="data:image/') == 2
    assert not re.search(r'(?:src|srcset|poster)="(?!data:)', html)
    assert "url(" not in html
    assert "@import" not in html
    assert "<script" not in html
    assert '<a href="https://example.org/posts/b/">' in html
    assert '<a href="https://example.org/media/a.pdf">' in html
    assert '<a href="#小节">' in html
    assert "标题 &lt;b&gt;" in html
    assert "<math>" in html
    assert '"STIX Two Math"' in html


def test_a_picture_that_is_missing_keeps_its_address(make_post):
    html = build_standalone_html(make_post(source="![a](/media/no.png)"), URL)
    assert 'src="https://example.org/media/no.png"' in html
