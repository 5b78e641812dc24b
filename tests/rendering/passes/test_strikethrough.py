"""Tildes: deleted text, subscripts, ranges."""

import pytest

from posts.rendering.pipeline import render_in_process


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("H~2~O", "H<sub>2</sub>O"),
        ("需要 10~20 个，约 30~40 秒", "需要 10~20 个，约 30~40 秒"),
        ("好~真的~好", "好~真的~好"),
        ("~~删~~", "<del>删</del>"),
        ("**H~2~O**", "<strong>H<sub>2</sub>O</strong>"),
        ("中文 H~2~O", "中文 H<sub>2</sub>O"),
        ("<del>删</del>", "<del>删</del>"),
    ],
)
def test_one_tilde_deletes_nothing(source, expected):
    assert render_in_process(source).html == f"<p>{expected}</p>"


def test_one_tilde_deletes_nothing_in_a_quote_or_list():
    assert "<del>" not in render_in_process("> 10~20，30~40\n\n- 10~20，30~40\n  10~20，30~40").html
