"""Publish checks of pictures without an address, and of places of uploads."""

import pytest

from posts.publishing import checks
from posts.publishing.checks import ERROR_KINDS


@pytest.mark.parametrize(
    ("picture", "kind"),
    [
        ("![x]()", "empty-picture"),
        ("![x](<>)", "empty-picture"),
        ("![x](  )", "empty-picture"),
        ("[![x]()](/)", "empty-picture"),
        ("![x](blob:http://a.example/1)", "empty-picture"),
        ('<img alt="x" src="">', "empty-picture"),
        ('<img alt="x">', "empty-picture"),
        ("![正在上传 图.png …]()", "upload-place"),
        ("![上传中…]()", "upload-place"),
        ("![Uploading a.png…]()", "upload-place"),
        ("![Uploading a.png…](uploading)", "upload-place"),
        ('<!-- Uploading "a.png"... -->', "upload-place"),
    ],
)
def test_each_spelling_is_an_error_with_its_line(picture, kind, get_results):
    found = [one[:2] for one in get_results(f"一\n\n```\n{picture}\n```\n\n- 二 {picture} 三")]
    assert (kind, 7) in found
    assert {each for each, _ in found if each in ERROR_KINDS} - {"dead-address"} == {kind}


def test_each_place_is_told_once(get_results):
    found = get_results("![a]()\n\n![b]()\n\n![正在上传 …]()\n\n![c](/media/no.png)")
    assert [one[:2] for one in found if one[0] != "image-alt"] == [
        ("empty-picture", 1),
        ("empty-picture", 3),
        ("upload-place", 5),
        ("missing-file", 7),
    ]


@pytest.mark.parametrize(
    "source",
    [
        "```\n![x]()\n```",
        "`![x]()` 和 ``![正在上传 …]()``",
        "[x]()",
        "![uploading](https://elsewhere.example/uploading.png)",
        "![上传中的人](/media/a.png)",
        "\\![x]()",
    ],
)
def test_what_is_code_or_has_an_address_is_none(source, make_post):
    kinds = {error.kind for error in checks.find_publish_errors(make_post(source=source))}
    assert not kinds & {"empty-picture", "upload-place"}
