"""Tables."""

from posts.rendering.pipeline import render_in_process


def test_a_table_has_a_box_that_scrolls():
    html = render_in_process("| a | b | c | d |\n|---|:--|:-:|--:|\n| 1 | 2 | 3 | 4 |").html
    assert html.startswith('<div class="table" tabindex="0"><table>')
    assert '<th>a</th>\n<th class="left">b</th>\n<th class="center">c</th>\n<th class="right">d</th>' in html
