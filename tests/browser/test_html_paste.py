"""Pasting HTML into the editor, in a browser: Google Docs, pages, code, pictures; offline; one undo."""

import base64
import io
import re

from PIL import Image
from playwright.sync_api import expect

from tests.support.editor_page import press, preview_article, put_text, read_marked_text, source_field
from tests.support.image_files import make_graphic, make_photograph

HTML_URL = "**/html/?*"
# Dispatches what the browser would, with everything that the clipboard holds; tells whether it is taken.
PASTE = """data => {
  const clipboardData = new DataTransfer();
  for (const [type, text] of Object.entries(data)) clipboardData.setData(type, text);
  const event = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
  return !document.querySelector("#id_source").dispatchEvent(event);
}"""
DOCS = (
    '<meta charset="utf-8"><b style="font-weight:normal" id="docs-internal-guid-7">'
    '<h2><span style="font-size:16pt">安排</span></h2>'
    '<p><span style="white-space:pre-wrap">先</span><span style="font-weight:700">“想清楚”</span>'
    "<span>再动手，见 </span>"
    '<a href="https://example.org/plan"><span style="text-decoration:underline">计划</span></a></p></b>'
)
DOCS_MARKDOWN = "## 安排\n\n先**“想清楚”**再动手，见 [计划](https://example.org/plan)"


def paste(page, html, plain="纯文本", **others):
    return page.evaluate(PASTE, {"text/html": html, "text/plain": plain, **others})


def picture_address():
    buffer = io.BytesIO()
    Image.new("RGB", (30, 20), "teal").save(buffer, "PNG")
    return f"data:image/png;base64,{base64.b64encode(buffer.getvalue()).decode()}"


def test_html_becomes_markdown_while_one_goes_on_typing_and_one_undo_takes_it_back(editor_page):
    page = editor_page
    held = []
    # A method of a list takes no attribute, which Playwright would set.
    page.route(HTML_URL, lambda route: held.append(route))  # noqa: PLW0108
    put_text(page, "前文。\n\n‸\n\n后文。")
    with page.expect_request(HTML_URL):
        assert paste(page, DOCS)
    page.keyboard.press("Control+End")
    page.keyboard.type("又写。")
    expect(source_field(page)).to_have_value("前文。\n\n\n\n后文。又写。")
    expect(page.locator(".editor-notice")).to_contain_text("being converted")
    held[0].continue_()
    expect(source_field(page)).to_have_value(f"前文。\n\n{DOCS_MARKDOWN}\n\n后文。又写。")
    assert read_marked_text(page).endswith("又写。‸")
    expect(page.locator(".editor-notice")).to_have_text("")
    expect(preview_article(page).locator("strong")).to_have_text("“想清楚”")
    press(page, "Control+z")
    expect(source_field(page)).to_have_value("前文。\n\n\n\n后文。又写。")


def test_html_fits_in_where_it_lands(editor_page):
    page = editor_page
    cases = [
        ("一‸二", "<b>粗</b>", "一**粗**‸二"),
        ("一⟦旧⟧二", "<b>粗</b>", "一**粗**‸二"),
        ("- 一‸", "<ul><li>甲</li><li>乙</li></ul>", "- 一\n\n  - 甲\n  - 乙\n\n  ‸"),
        ("> ‸", "<p>甲</p><p><i>乙</i></p>", "> 甲\n>\n> *乙*\n>\n> ‸"),
        ("| 甲 | ‸ |", "<p>一|</p><p><b>二</b></p>", "| 甲 | 一\\| **二**‸ |"),
        (
            "注[^3]‸",
            '<p>文<a id="fnref1" href="#fn1">1</a></p><p id="fn1">脚注 <a href="#fnref1">↩</a></p>',
            None,
        ),
    ]
    for before, html, after in cases:
        put_text(page, before)
        assert paste(page, html), before
        expect(source_field(page)).not_to_have_value(before.replace("‸", "").replace("⟦旧⟧", "旧"))
        if after:
            assert read_marked_text(page) == after
    assert "[^4]: 脚注" in source_field(page).input_value()


def test_plain_text_is_pasted_as_it_is(editor_page):
    page = editor_page
    asked = []
    page.on("request", lambda request: asked.append(request.url) if "/html/" in request.url else None)
    for before in ("```\n‸\n```", "`a‸b`", "[甲](‸)", "$x‸$"):
        put_text(page, before)
        assert not paste(page, "<b>粗</b>")
    put_text(page, "‸")
    for html in (
        '<meta charset="utf-8"><span style="font-weight: 400; color: red">几个字</span>',
        "<pre># 标题\n\n正文</pre>",
        '<div style="font-family: Menlo, monospace; white-space: pre;"><div><b>return</b> x</div></div>',
    ):
        assert not paste(page, html)
    assert not page.evaluate(PASTE, {"text/plain": "**字**"})
    # The browser would paste what another test copied; here the event is ours.
    keys = {"key": "V", "code": "KeyV", "ctrlKey": True, "shiftKey": True, "bubbles": True}
    source_field(page).dispatch_event("keydown", keys)
    assert not paste(page, "<b>粗</b>")
    assert asked == []
    expect(source_field(page)).to_have_value("")


def test_code_of_an_editor_becomes_a_block_in_its_language(editor_page):
    page = editor_page
    put_text(page, "‸")
    code = 'def f():\n    return "`"'
    assert paste(page, "<div>…</div>", code, **{"vscode-editor-data": '{"mode":"python"}'})
    assert source_field(page).input_value().strip() == f"```python\n{code}\n```"
    assert not paste(page, "<div>…</div>", "# 甲\n\n乙", **{"vscode-editor-data": '{"mode":"markdown"}'})


def test_pictures_in_html_are_uploaded_to_their_places_and_remote_ones_offered(editor_page, faults):
    page = editor_page
    put_text(page, "‸")
    # Nothing of it runs, is loaded, or trips the policy: the window is watched.
    html = (
        '<p style="color:red" onclick="alert(1)">前</p>'
        f'<img src="{picture_address()}" alt="图甲" onerror="alert(2)">'
        '<p>中</p><img src="https://pictures.example/b.png" alt="图乙"><p>后</p><script>alert(3)</script>'
        '<img src="data:image/png;base64,!!!"><svg onload="alert(4)" width="99"></svg>'
    )
    page.route("https://pictures.example/**", lambda route: route.fulfill(body=b"", content_type="image/png"))
    assert paste(page, html)
    pattern = r"^前\n\n!\[图甲\]\(/media/uploads/[^)]+\)\n\n+中\n\n!\[图乙\]\(https://pictures.example/b.png\)\s+后\s*$"
    expect(source_field(page)).to_have_value(re.compile(pattern))
    expect(page.locator(".remote-images li")).to_have_count(1)
    # The preview shows it; nothing else of another host was asked for.
    assert set(faults) == {"asked another host: https://pictures.example/b.png"}
    faults.clear()
    expect(page.locator(".editor-notice")).to_contain_text("cannot be read")
    expect(page.locator(".editor-notice")).to_contain_text("drawing")


RTF_PICTURE = (
    r"{\*\shppict{\pict{\*\picprop{\sp{\sn wzName}{\sv abc}}}\picw9\pich9\KINDblip\bliptag7{\*\blipuid 0a1b}"
    r"DIGITS}}{\nonshppict{\pict\pngblip 00}}"
)


def make_rtf(*pictures):
    groups = (RTF_PICTURE.replace("KIND", kind).replace("DIGITS", data.hex()) for kind, data in pictures)
    return r"{\rtf1 " + "\r\n".join(groups) + r"{\pict\wmetafile8 0102}}"


def test_pictures_of_word_are_taken_from_its_rtf(editor_page):
    page = editor_page
    put_text(page, "‸")
    picture = '<p>{}<![if !vml]><img width=9 src="file:///C:/Temp/{}.gif" alt={}><![endif]></p>'
    html = "<html><body>" + picture.format("前", 1, "甲") + picture.format("后", 2, "乙")
    rtf = make_rtf(("png", make_graphic("red")), ("jpeg", make_photograph((60, 40))))
    assert paste(page, html, **{"text/rtf": rtf})
    pattern = r"^前\s*!\[甲\]\(/media/uploads/[^)]+\.png\)\s+后\s*!\[乙\]\(/media/uploads/[^)]+\.jpg\)\s*$"
    expect(source_field(page)).to_have_value(re.compile(pattern))
    # Where it has others than the text, none is guessed.
    put_text(page, "‸")
    assert paste(page, html, **{"text/rtf": make_rtf(("png", make_graphic("red")))})
    expect(source_field(page)).to_have_value(re.compile(r"^前\s+后\s*$"))
    expect(page.locator(".editor-notice")).to_contain_text("picture")


def test_without_the_server_plain_text_is_pasted_and_said(unwatched_editor):
    page = unwatched_editor
    put_text(page, "‸")
    page.route(HTML_URL, lambda route: route.abort())
    assert paste(page, DOCS, "第一行\r\n第二行")
    expect(source_field(page)).to_have_value("第一行\n第二行")
    expect(page.locator(".editor-message")).to_contain_text(
        "Pasted as plain text. The server cannot be reached."
    )
    page.unroute(HTML_URL)
    page.route(HTML_URL, lambda route: route.fulfill(status=422, json={"error": "Too much."}))
    put_text(page, "‸")
    assert paste(page, DOCS)
    expect(source_field(page)).to_have_value("纯文本")
    expect(page.locator(".editor-message")).to_contain_text("Too much.")
