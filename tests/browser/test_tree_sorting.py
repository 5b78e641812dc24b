"""Categories and series sorted by hand, with a pointer and with the keyboard alone."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from posts.models import Category, Post, Series

LIST = reverse("admin:posts_category_changelist")


@pytest.fixture
def categories(transactional_db):
    """Three, the first of which has two below it."""
    for order, name in enumerate(("数学", "模型", "系统"), 1):
        Category.objects.create(name=name, order=order)
    for order, name in enumerate(("代数", "概率"), 1):
        Category.objects.create(name=name, order=order, parent=Category.objects.get(name="数学"))


@pytest.fixture
def page(open_editor, categories):
    return open_editor(LIST)


def shown(page):
    return page.locator("#result_list .tree").all_text_contents()


def stored():
    tree = Category.objects.order_by("order", "name")
    return [row.name for top in tree.filter(parent=None) for row in (top, *tree.filter(parent=top))]


def handle(page, name):
    return page.get_by_role("button", name=f"Move {name}")


def drag(page, name, onto):
    """Draw a category with what is below it to the lower or upper end of another one's row."""
    start, end = handle(page, name).bounding_box(), handle(page, onto).bounding_box()
    is_down = end["y"] > start["y"]
    page.mouse.move(start["x"] + 5, start["y"] + 5)
    page.mouse.down()
    page.mouse.move(start["x"] + 5, (start["y"] + end["y"]) / 2)
    page.mouse.move(start["x"] + 5, end["y"] + (end["height"] + 5 if is_down else -5))
    page.mouse.up()


def saved(page):
    expect(page.get_by_role("status")).to_contain_text("Saved.")


def test_a_category_is_dragged_with_all_below_it(page):
    drag(page, "数学", "系统")
    assert shown(page) == ["模型", "系统", "数学", "代数", "概率"]
    saved(page)
    assert stored() == shown(page)
    page.reload()
    assert shown(page) == stored()


def test_a_category_is_moved_by_the_arrow_keys_and_announced(page):
    handle(page, "系统").focus()
    page.keyboard.press("ArrowUp")
    expect(page.get_by_role("status")).to_contain_text("系统 is now number 2 of 3.")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(page.get_by_role("status")).to_contain_text("系统 is now number 1 of 3.")
    expect(handle(page, "系统")).to_be_focused()
    saved(page)
    assert stored() == shown(page) == ["系统", "数学", "代数", "概率", "模型"]


@pytest.mark.variation
def test_a_category_stays_below_its_parent(page):
    drag(page, "代数", "系统")
    assert shown(page) == ["数学", "概率", "代数", "模型", "系统"]
    saved(page)
    assert stored() == shown(page)


@pytest.mark.variation
def test_the_order_can_be_typed_without_dragging(page):
    page.locator('input[name="form-0-order"]').fill("9")
    page.get_by_role("button", name="Save").click()
    sorted_anew = ["模型", "系统", "数学", "代数", "概率"]
    expect(page.locator("#result_list .tree")).to_have_text(sorted_anew)
    assert stored() == sorted_anew


@pytest.mark.variation
def test_rows_sorted_by_another_column_cannot_be_dragged(page):
    page.get_by_role("link", name="Slug").click()
    expect(page.locator(".drag-handle")).to_have_count(0)


@pytest.mark.variation
def test_an_order_that_cannot_be_saved_is_reported(page):
    page.route("**/category/", lambda route: route.fulfill(status=200, body="your session is over"))
    handle(page, "系统").focus()
    page.keyboard.press("ArrowUp")
    expect(page.get_by_role("status")).to_contain_text("could not be saved")


def test_the_posts_of_a_series_are_sorted_the_same_way(open_editor, make_post, transactional_db):
    series = Series.objects.create(name="系列")
    for title in ("一", "二", "三"):
        make_post(title, series=series, source="x")
    page = open_editor(reverse("admin:posts_series_order", args=[series.pk]))
    drag(page, "一", "三")
    assert shown(page) == ["二", "三", "一"]
    saved(page)
    handle(page, "一").focus()
    page.keyboard.press("ArrowUp")
    saved(page)
    expect(page.get_by_role("status")).to_contain_text("一 is now number 2 of 3.")
    assert [post.title for post in Post.objects.in_series_order()] == shown(page) == ["二", "一", "三"]

    # Somebody else was there meanwhile: nothing is overwritten.
    Post.objects.filter(title="二").update(series_order=9)
    handle(page, "三").focus()
    page.keyboard.press("ArrowUp")
    expect(page.get_by_role("status")).to_contain_text("could not be saved")
    assert Post.objects.get(title="二").series_order == 9
