"""The panel before publishing: what it says is what happens."""

import re
from html import unescape

import pytest
from django.urls import reverse

from posts.models import Category, Post, PostState, Series
from tests.support.admin_forms import fill_form
from tests.support.publishing import NOW, TOMORROW, YESTERDAY, bring_to_state, press_button

PANEL = reverse("admin:posts_post_transition")

pytestmark = pytest.mark.usefixtures("noon")


@pytest.fixture
def draft(make_post):
    return make_post("一篇", published_at=None, source="第一段 $x^2$。\n\n第二段")


def open_panel(client, post, button, **typed):
    """Return the text of the panel, and the response."""
    data = fill_form(post, **{button: "1", "_post": post.pk if post else "", **typed})
    response = client.post(PANEL, data)
    text = unescape(re.sub(r"<[^>]+>", " ", response.content.decode()))
    return re.sub(r"\s+", " ", text), response


def test_publishing_now_tells_address_time_feeds_excerpt_and_card(editor_client, draft):
    category = Category.objects.create(name="数学")
    text, response = open_panel(editor_client, draft, "_publish", category=category.pk, tags="一, 二")
    assert "At once. With the date 2026-03-01 12:00 (Asia/Shanghai, UTC+08:00)" in text
    assert f"http://testserver{draft.get_absolute_url()}" in text
    assert "数学" in text
    assert "一, 二" in text
    assert "<math" in response.content.decode()
    assert "data:image/png;base64," in response.content.decode()
    assert Post.objects.get().state is PostState.DRAFT


def test_a_page_is_told_to_no_feed_and_lacks_no_category(editor_client, make_post):
    page = make_post("About", kind="page", published_at=None, source="We")
    text, _ = open_panel(editor_client, page, "_publish", kind="page")
    assert "Search engines, by the sitemap. No mail is sent, and no feed has it." in text
    assert "Feed readers" not in text
    assert ("category" in text, "tags" in text) == (False, False)


def test_what_is_typed_counts_and_nothing_is_saved(editor_client, draft):
    text, _ = open_panel(editor_client, draft, "_publish", title="新题", source="新文", slug="Neu er")
    assert "新文" in text
    assert "/posts/Neu-er/" in text
    assert Post.objects.get().title == "一篇"


def test_the_series_and_the_literature_that_were_typed_are_those_of_the_checks(editor_client, make_post):
    series = Series.objects.create(name="随机优化")
    make_post("第一篇", series=series, source="::: {#thm-main .theorem}\n一\n:::")
    typed = {"title": "第二篇", "source": "由 @thm-main 与 [@li2021]", "series": series.pk, "series_order": 2}
    typed["bibliography"] = "@book{li2021, author={Li, Wei}, title={Heavy Tails}, year=2021}"
    text, _ = open_panel(editor_client, None, "_publish", **typed)
    assert "定理 1" in text
    assert "thm-main" not in text
    assert "li2021" not in text


def test_a_new_post_has_its_address_before_it_is_saved(editor_client):
    text, _ = open_panel(editor_client, None, "_publish", title="扩散模型", source="文")
    assert "/posts/kuo-san-mo-xing/" in text
    assert not Post.objects.exists()


@pytest.mark.parametrize(
    ("typed", "expected", "is_blocked"),
    [
        (TOMORROW, 'value="2026-03-02"', False),
        (YESTERDAY, "Choose a time in the future.", True),
        ({"published_at_0": "nonsense"}, "Choose a time in the future.", True),
        ({"published_at_0": "", "published_at_1": ""}, 'value="2026-03-02"', False),
    ],
)
def test_a_date_is_chosen_where_it_is_asked_for(typed, expected, is_blocked, editor_client, draft):
    _, response = open_panel(editor_client, draft, "_schedule", **typed)
    html = response.content.decode()
    assert expected in html
    assert ("data-blocked" in html) is is_blocked


def test_an_update_keeps_its_date_and_tells_of_the_old_address(editor_client, make_post):
    post = bring_to_state(make_post("在线"), PostState.LIVE)
    text, _ = open_panel(editor_client, post, "_update", slug="elsewhere")
    assert "It keeps its date" in text
    assert f"{post.get_absolute_url()} will redirect there." in text
    later, _ = open_panel(editor_client, post, "_update", **TOMORROW)
    assert "Until then readers no longer see it." in later


def test_errors_and_warnings_have_their_lines_and_are_those_that_block(editor_client, draft):
    source = "好\n\n坏的 $\\frac{1$"
    _, response = open_panel(editor_client, draft, "_publish", source=source)
    html = response.content.decode()
    assert 'data-errors="1"' in html
    assert 'publish-check-error" data-line="3"' in html
    assert "tags" in html
    _, tagged = open_panel(editor_client, draft, "_publish", tags="一")
    assert "no tags" not in tagged.content.decode()
    press_button(editor_client, draft, "_publish", source=source)
    assert Post.objects.get().state is PostState.DRAFT


@pytest.mark.parametrize("source", ["", "x" * 1_000_001, "$" * 300, "> " * 200])
def test_a_text_that_cannot_be_published_says_why(source, editor_client, draft):
    _, response = open_panel(editor_client, draft, "_publish", source=source)
    assert response.status_code == 200
    if len(source) != 300:
        assert 'data-errors="0"' not in response.content.decode()


def test_what_is_promised_is_what_happens(editor_client, draft):
    text, _ = open_panel(editor_client, draft, "_publish", slug="here")
    press_button(editor_client, draft, "_publish", slug="here")
    post = Post.objects.get()
    assert post.get_absolute_url() in text
    assert post.published_at == NOW


class TestWhoMayAsk:
    def test_an_author_sees_no_panel_of_what_only_editors_do(self, author_client, author, draft):
        draft.author = author
        draft.save()
        assert open_panel(author_client, draft, "_publish")[1].status_code == 403

    def test_posts_of_others_are_not_shown(self, author_client, draft, editor):
        draft.author = editor
        draft.save()
        assert open_panel(author_client, draft, "_archive")[1].status_code == 404

    def test_strangers_are_refused(self, client, draft):
        assert open_panel(client, draft, "_publish")[1].status_code == 403

    @pytest.mark.parametrize("key", ["0", "x", "9" * 30, "²"])
    def test_no_such_post_or_button(self, key, editor_client, draft):
        assert open_panel(editor_client, draft, "_publish", _post=key)[1].status_code == 404
        assert open_panel(editor_client, draft, "_nothing")[1].status_code == 404
