"""A live post is changed in its draft: readers see it after "Update", and not before."""

from django.urls import reverse
from playwright.sync_api import expect

from posts.models import CitableVersion, Correction, Draft, Post


def press(page, name):
    page.locator(f"[name={name}]").first.click()


def test_what_is_typed_into_a_live_post_is_public_after_an_update(open_editor, open_page, make_post):
    post = make_post("公开", source="大家看到的。", slug="public")
    page = open_editor(reverse("admin:posts_post_change", args=[post.pk]))
    page.on("dialog", lambda dialog: dialog.accept())
    page.fill("#id_source", "大家看到的。![图]()")
    press(page, "_continue")
    expect(page.locator(".own-draft")).to_contain_text("Not public yet")
    assert Draft.objects.get().fields["source"] == "大家看到的。![图]()"
    reader = open_page(post.get_absolute_url())
    expect(reader.locator("article img")).to_have_count(0)

    press(page, "_update")
    expect(page.locator(".publish-panel")).to_contain_text("Line 1: A picture has no address.")
    page.locator(".transition-cancel").click()
    assert Post.objects.get().source == "大家看到的。"

    page.fill("#id_source", "大家将看到的。")
    press(page, "_update")
    # What is answered is sent with the update, and asks the server nothing anew; then it is asked afresh.
    page.get_by_label("Correction").fill("写错了 $x$。")
    page.get_by_label("Citable version").check()
    page.locator(".transition-confirm:enabled").click()
    expect(page.locator("#save-messages")).to_contain_text("“公开” was updated.")
    assert Correction.objects.get().text == "写错了 $x$。"
    assert CitableVersion.objects.get().source == "大家将看到的。"
    press(page, "_update")
    expect(page.get_by_label("Correction")).to_have_value("")
    expect(page.get_by_label("Citable version")).not_to_be_checked()
    page.locator(".transition-cancel").click()
    expect(page.locator(".own-draft")).to_have_count(0)
    reader.reload()
    expect(reader.locator("article")).to_contain_text("大家将看到的。")
    # Whoever takes a draft over to update is asked as soon as the form is there.
    page.fill("#id_source", "大家又看到的。")
    press(page, "_continue")
    expect(page.locator(".own-draft")).to_contain_text("Not public yet")
    page.goto(reverse("admin:index"))
    page.goto(reverse("admin:posts_post_change", args=[post.pk]) + "#update")
    page.locator(".transition-confirm:enabled").click()
    expect(page.locator("#save-messages")).to_contain_text("“公开” was updated.")
    assert Post.objects.get().source == "大家又看到的。"
