"""Ids, alignment and links, as the last passes leave them."""

from posts.rendering.pipeline import render_in_process


def test_alignment_is_a_class():
    assert render_in_process('<p align="center">中</p>').html == '<p class="center">中</p>'
    assert render_in_process("<center>中</center>").html == '<div class="center">中</div>'


def test_an_id_stays_where_something_leads_to_it():
    html = render_in_process(
        '[见](#fig) <span id="fig">图</span> <span id="alone">文</span> <a name="old">旧</a>[回](#old)'
    ).html
    assert '<span id="fig">图</span> <span>文</span> <a id="old">旧</a>' in html


def test_an_id_stands_once():
    html = render_in_process('[见](#a) <b id="a">1</b> <b id="a">2</b>').html
    assert html.count('id="a"') == 1
