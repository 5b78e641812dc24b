"""Revisions and edit conflicts in a browser."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from posts.admin.drafts import DraftExtension
from posts.models import Post, RevisionKind
from posts.revisions import recording
from tests.support import page_faults
from tests.support.proofs import scale

LIST = reverse("admin:posts_post_changelist")
PARAGRAPH = "我们用梯度下降来训练模型，并在验证集上选择学习率，最后报告测试集的误差。"
# Said in place, and by Django's page without scripts.
SAVED = ".autosave-state:has-text('Saved'), .messagelist .success"


@pytest.fixture
def post(make_post):
    """A post that was changed once: its title, its text and its tags."""
    post = make_post("旧标题", source=PARAGRAPH + "\n\n又一段。" * 12, tags=["甲"], published_at=None)
    recording.record_revision(post, RevisionKind.CREATED, post.author)
    post.title, post.source = "新标题", post.source.replace("学习率", "步长")
    post.save()
    post.tags.set(["乙"])
    recording.record_revision(post, RevisionKind.SAVED, post.author)
    return post


def address(name, post):
    return reverse(f"admin:posts_post_{name}", args=[post.pk])


def save(page, button="_continue"):
    page.locator(f"input[name={button}]").first.click()


def write_and_save(page, text):
    """Put a text into the field and save before an autosave can come between."""
    page.locator("#id_source").evaluate(
        """(box, text) => {
            box.value = text;
            box.dispatchEvent(new Event("input", {bubbles: true}));
            box.form.querySelector("[name=_continue]").click();
        }""",
        text,
    )


@pytest.mark.parametrize("has_scripts", [True, pytest.param(False, marks=pytest.mark.variation)])
def test_a_revision_is_compared_viewed_and_restored(has_scripts, open_page, editor_session, post):
    page = open_page(address("history", post), java_script_enabled=has_scripts, **editor_session)
    page.get_by_label("Version 1 as older version").check()
    page.get_by_label("Version 2 as newer version").check()
    page.get_by_role("button", name="Compare versions").click()
    expect(page.locator(".diff del")).to_have_text("学习率")
    expect(page.locator(".diff ins")).to_have_text("步长")
    page.locator(".diff summary").first.click()
    expect(page.locator(".diff details pre").first).to_be_visible()
    page.get_by_role("button", name="Restore version 1").click()
    expect(page.locator("#id_title")).to_have_value("旧标题")
    expect(page.locator("[name=tags]")).to_have_value("甲")
    fresh = Post.objects.get()
    assert fresh.source == post.source.replace("步长", "学习率")
    assert fresh.revisions.first().kind == RevisionKind.RESTORED


@pytest.fixture
def no_autosave(monkeypatch):
    """Nothing is autosaved: what two windows typed would meet before one of them saves."""
    monkeypatch.setattr(DraftExtension, "autosave_seconds", 600)


@pytest.mark.parametrize("has_scripts", [True, pytest.param(False, marks=pytest.mark.variation)])
def test_two_windows_that_save_the_same_post_are_merged(
    has_scripts, no_autosave, open_page, editor_session, post
):
    options = {"java_script_enabled": has_scripts, **editor_session}
    mine, theirs = (open_page(address("change", post), **options) for _ in range(2))
    first, second = post.source.replace("梯度下降", "随机梯度下降"), post.source.replace("步长", "批量")
    write_and_save(theirs, first)
    expect(theirs.locator(SAVED)).to_be_visible()
    write_and_save(mine, second)
    panel = mine.locator(".edit-conflict")
    expect(panel).to_contain_text("You saved this post in another window")
    for name, text in (("Your text", second), ("Saved text", first)):
        panel.get_by_text(name, exact=True).click()
        expect(panel.get_by_role("textbox", name=name)).to_have_value(text)
    assert Post.objects.get().source == first
    joined = first.replace("步长", "批量")
    expect(mine.locator("#id_source")).to_have_value(joined)
    save(mine)
    expect(mine.locator(".edit-conflict")).to_have_count(0)
    expect(mine.locator(SAVED)).to_be_visible()
    assert Post.objects.get().source == joined


def test_conflicting_changes_of_two_windows_are_resolved_by_hand(
    no_autosave, open_page, editor_session, post
):
    mine, theirs = (open_page(address("change", post), **editor_session) for _ in range(2))
    for page, text in ((theirs, "他们的一句。"), (mine, "我的一句。")):
        write_and_save(page, text)
        expect(page.locator(f"{SAVED}, .edit-conflict").first).to_be_visible()
    box = mine.locator("#id_source")
    assert "\n我的一句。\n=======\n他们的一句。\n" in box.input_value()
    expect(mine.locator(".editor .warnings")).to_contain_text("Two versions conflict here.")
    box.fill("我们的一句。")
    save(mine, "_save")
    mine.wait_for_url(f"**{LIST}")
    assert Post.objects.get().source == "我们的一句。"


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
@pytest.mark.variation
def test_the_pages_of_the_history_are_free_of_faults(width, scheme, open_page, editor_session, post):
    page = open_page("/healthz", width=width, color_scheme=scheme, **editor_session)
    for place in (address("history", post), f"{address('compare', post)}?old=1"):
        page.goto(place, wait_until="networkidle")
        assert [
            *page_faults.find_overflow(page),
            *page_faults.find_accessibility_faults(page),
            *page_faults.find_invisible_focus(page),
        ] == [], place


@pytest.mark.proof
@pytest.mark.parametrize(("width", "scheme"), scale([(390, "light")], [(1440, "dark"), (390, "light")]))
@pytest.mark.variation
def test_the_conflict_panel_is_free_of_faults(width, scheme, open_page, editor_session, post):
    page = open_page(address("change", post), width=width, color_scheme=scheme, **editor_session)
    post.source, post.byline = "他们的。", "别人"
    post.save()
    page.fill("#id_source", "我的。")
    page.locator("#id_byline").fill("我")
    save(page)
    expect(page.locator(".edit-conflict .field-changes")).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert [*page_faults.find_overflow(page), *page_faults.find_accessibility_faults(page)] == []
