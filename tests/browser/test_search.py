"""Suggestions of the search box in a browser."""

import pytest
from playwright.sync_api import expect

INPUT = "#_query"
TITLES = "#_suggestions [role=option]"


@pytest.fixture
def library(live_server, make_post):
    """Something to be found."""
    make_post("扩散模型：从加噪到去噪", source="扩散模型学着把噪声去掉。")
    make_post("Attention", source="Queries and keys.")


@pytest.fixture
def page(library, open_page):
    return open_page("/search/")


def titles(page):
    page.wait_for_selector(TITLES)
    return page.locator(TITLES).all_inner_texts()


def test_titles_come_while_one_types_and_a_key_opens_one(page):
    page.locator(INPUT).press_sequentially("扩散")
    assert titles(page) == ["扩散模型：从加噪到去噪"]
    page.keyboard.press("ArrowDown")
    expect(page.locator(INPUT)).to_have_attribute("aria-activedescendant", "_suggestion-0")
    page.keyboard.press("Enter")
    page.wait_for_url("**/posts/**")


@pytest.mark.variation
def test_pinyin_finds_a_chinese_title(page):
    page.locator(INPUT).press_sequentially("kuosan")
    assert titles(page) == ["扩散模型：从加噪到去噪"]


@pytest.mark.variation
def test_enter_without_a_choice_searches(page):
    page.locator(INPUT).press_sequentially("扩散")
    titles(page)
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=*")
    expect(page.locator(".card mark")).not_to_have_count(0)


@pytest.mark.variation
def test_escape_closes_the_titles_and_keeps_the_text(page):
    page.locator(INPUT).press_sequentially("扩散")
    titles(page)
    page.keyboard.press("Escape")
    expect(page.locator("#_suggestions")).to_be_hidden()
    expect(page.locator(INPUT)).to_have_value("扩散")


def test_nothing_is_asked_inside_a_composition(page):
    asked = []
    page.on("request", lambda request: asked.append(request.url) if "titles" in request.url else None)
    keyboard = page.context.new_cdp_session(page)
    page.locator(INPUT).focus()
    for text in ("k", "ku", "kuo"):
        keyboard.send(
            "Input.imeSetComposition", {"text": text, "selectionStart": len(text), "selectionEnd": len(text)}
        )
    page.wait_for_timeout(300)
    assert asked == []
    keyboard.send("Input.insertText", {"text": "扩散"})
    assert titles(page) == ["扩散模型：从加噪到去噪"]


def test_without_a_script_the_form_finds_the_same(library, open_page):
    page = open_page("/search/", java_script_enabled=False)
    page.locator(INPUT).fill("扩散")
    page.locator(INPUT).press("Enter")
    expect(page.locator(".card mark").first).to_have_text("扩散")
