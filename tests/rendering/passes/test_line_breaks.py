"""Line breaks between Han characters."""

import pytest

from posts.rendering.pipeline import render_in_process


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("第一行\n第二行", "第一行第二行"),
        ("第一行，\n第二行", "第一行，第二行"),
        ("第一行\n（第二行）", "第一行（第二行）"),
        ("**第一行**\n第二行", "<strong>第一行</strong>第二行"),
        ("第一行\n**第二行**", "第一行<strong>第二行</strong>"),
        ("**第一行**\n*第二行*", "<strong>第一行</strong><em>第二行</em>"),
        ("[链接](/a/)\n后面", '<a href="/a/">链接</a>后面'),
        ("カタカナ\nひらがな", "カタカナひらがな"),
        ("他说：\n“好。”\n她答。", "他说：“好。”她答。"),
        ("甲\n——乙……\n丙", "甲——乙……丙"),
        ("**“甲”**\n乙", "<strong>“甲”</strong>乙"),
        ("“one”\n“two” …\nthree —\nfour", "“one”\n“two” …\nthree —\nfour"),
        # Between words of other scripts a line break is a space.
        ("one line\nanother", "one line\nanother"),
        ("中文\nEnglish", "中文\nEnglish"),
        ("English\n中文", "English\n中文"),
        ("한국어\n문장", "한국어\n문장"),
    ],
)
def test_line_breaks_between_han_leave_no_space(source, expected):
    assert render_in_process(source).html == f"<p>{expected}</p>"


@pytest.mark.parametrize(
    "source", ["```\n第一行\n第二行\n```", "    第一行\n    第二行", "<pre>第一行\n第二行</pre>"]
)
def test_line_breaks_in_code_stay(source):
    assert "第一行\n第二行" in render_in_process(source).html


def test_a_hard_line_break_stays():
    assert render_in_process("第一行  \n第二行").html == "<p>第一行<br>\n第二行</p>"
