"""The site as files, in a browser."""

import pytest
from playwright.sync_api import expect

from tests.support.static_servers import serve_folder
from tests.support.static_sites import export_static_site

RESULTS = "#_results h3"
# What is typed, and the titles that are found.
SEARCHES = {
    "扩散": ["扩散模型", "Attention"],
    "擴散": ["扩散模型", "Attention"],
    '"噪声去掉" -queries': ["扩散模型"],
    "散噪": [],  # both characters, not side by side
    "学着把噪": ["扩散模型"],
    "\\nabla": ["Attention"],
    "C++ query": ["Attention"],
    "tag:去噪": ["扩散模型"],
    "zzz": [],
}


@pytest.fixture
def static_url(live_server, make_post, settings, tmp_path):
    """The address of an export of a site with three posts."""
    settings.DATA_DIR = tmp_path / "data"
    settings.DATA_DIR.mkdir()
    make_post("扩散模型", source="学着把噪声去掉。散热也是。噪。", tags=["去噪"])
    make_post("Attention", source="Queries in C++: $\\nabla x$, 扩散.")
    make_post("Third", source="别的。")
    export_static_site(tmp_path / "site", live_server.url)
    with serve_folder(tmp_path / "site") as url:
        yield url


def test_search_finds_without_a_server_what_the_site_finds(static_url, open_window, faults):
    page = open_window()
    faults.watch(page, static_url)
    page.goto(f"{static_url}/search/?q=扩散")
    for query, titles in SEARCHES.items():
        page.fill("input[name=q]", query)
        page.keyboard.press("Enter")
        expect(page.locator(RESULTS)).to_have_text(titles)
    page.fill("input[name=q]", "扩散")
    expect(page.locator("#_results mark").first).to_have_text("扩散")
    page.get_by_role("link", name="扩散模型").first.click()
    expect(page.locator("h1")).to_have_text("扩散模型")


@pytest.mark.variation
def test_a_post_is_put_on_the_clipboard_for_another_editor(live_server, make_post, open_editor, faults):
    post = make_post(source="正文 [链接](https://a.example/)")
    page = open_editor(f"/admin/posts/post/{post.pk}/change/", permissions=["clipboard-read"])
    page.get_by_role("button", name="Copy for Zhihu").click()
    expect(page.locator("#post-copies [role=status]")).to_have_text("Copied. Paste it there.")
    html = page.evaluate(
        "navigator.clipboard.read().then(([item]) => item.getType('text/html')).then((part) => part.text())"
    )
    assert '<a href="https://a.example/">链接</a>' in html
