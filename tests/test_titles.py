"""Titles with formulas, wherever a reader meets them."""

import json
import re
from datetime import timedelta

import pytest
from django.utils import timezone

from posts.models import Post, Series
from posts.models.slugs import slugify
from posts.revisions.rerender import rerender_posts

TITLE = r"$\chi^2$ 与 $\sqrt{\bar\alpha_t}$：<检验>"
PLAIN = "χ² 与 √ᾱ_t：<检验>"
ESCAPED = "χ² 与 √ᾱ_t：&lt;检验&gt;"


@pytest.fixture
def post(make_post):
    """A live post with formulas in its title, and none in its text."""
    return make_post(TITLE, source="文。")


def test_the_page_shows_the_formulas_of_the_title(client, post):
    html = client.get(post.get_absolute_url()).content.decode()
    heading = re.search("<h1.*?</h1>", html, re.DOTALL)[0]
    assert heading.count("<math") == 2
    assert heading.count('<span class="phrase">') == 2
    assert "&lt;检验&gt;" in heading
    assert "css/math.css" in html


def test_the_head_of_the_page_has_unicode(client, post):
    html = client.get(post.get_absolute_url()).content.decode()
    assert f"<title>{ESCAPED} · " in html
    assert f'<meta property="og:title" content="{ESCAPED}">' in html
    data = json.loads(re.search(r'ld\+json">(.*?)</script>', html)[1])["@graph"]
    assert data[0]["headline"] == PLAIN
    assert "$" not in html.split("</head>")[0]


@pytest.mark.parametrize("path", ["/", "/archive/2026/01/", "/search/?q=检验", "/series/s/"])
def test_lists_show_the_formulas_of_titles(client, make_post, path):
    date = timezone.datetime(2026, 1, 11, tzinfo=timezone.get_current_timezone())
    series = Series.objects.create(name="S", slug="s")
    make_post(TITLE, source="文。", published_at=date, series=series)
    html = client.get(path).content.decode()
    assert re.search(r"<h3.*?</h3>|<ol class=\"title-list.*?</ol>", html, re.DOTALL)[0].count("<math") == 2
    assert "css/math.css" in html


def test_links_to_adjacent_posts_show_the_formulas_of_titles(client, make_post):
    series = Series.objects.create(name="S", slug="s")
    now = timezone.now()
    make_post(TITLE, source="文。", published_at=now - timedelta(hours=2), series=series)
    other = make_post("Other", source="文。", published_at=now - timedelta(hours=1), series=series)
    html = client.get(other.get_absolute_url()).content.decode()
    assert html.count("<math") == 4
    assert "css/math.css" in html


def test_titles_that_come_nearest_to_a_search_show_their_formulas(client, post):
    html = client.get("/search/?q=检验 zzz").content.decode()
    assert html.count("<math") == 2
    assert "css/math.css" in html


def test_suggested_titles_are_unicode(client, post):
    [suggestion] = json.loads(client.get("/search/titles.json?q=检验").content)["titles"]
    assert suggestion["title"] == PLAIN


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        (TITLE, "chi-2-yu-alpha-t-jian-yan"),
        (r"$\mathbb{R}^n$ 上的优化", "rn-shang-de-you-hua"),
        (r"$\epsilon$-greedy", "epsilon-greedy"),
        ("β分布", "beta-fen-bu"),
        (r"H$_2$O", "h2o"),
        ("λόγος", ""),
    ],
)
def test_a_slug_has_no_commands_of_tex(title, slug):
    assert slugify(title) == slug


def test_the_form_suggests_the_slug_that_saving_makes(post):
    assert post.slug == slugify(TITLE)


def test_a_changed_title_is_typeset_when_only_the_title_is_saved(post):
    post.title = "$y$"
    post.save(update_fields=["title"])
    post.refresh_from_db()
    assert (post.title_text, post.formatted_title) == ("y", post.title_html)


def test_a_post_that_was_not_rendered_since_shows_its_plain_title(client, post):
    Post.objects.filter(pk=post.pk).update(title_html="", title_text="")
    assert "$\\chi^2$ 与" in client.get(post.get_absolute_url()).content.decode()
    rerender_posts(Post.objects.all())
    assert Post.objects.get().title_text == PLAIN
