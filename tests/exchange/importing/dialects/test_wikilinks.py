"""An Obsidian vault: links and embeds by name, tags in the text, comments."""

import pytest

from posts.models import Post
from tests.support.source_sites import make_image_file

VAULT = {
    "notes/Diffusion Models.md": "---\naliases: [扩散模型]\n---\n## Forward process\n\nx",
    "files/a b.png": make_image_file(),
    "files/paper.pdf": b"%PDF-1.4",
}


def source_of(import_files, text):
    import_files({**VAULT, "note.md": text})
    return Post.objects.get(slug="note").source.strip()


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("[[Diffusion Models]]", "[Diffusion Models](/posts/diffusion-models/)"),
        ("[[diffusion models|扩散]]", "[扩散](/posts/diffusion-models/)"),
        ("[[notes/Diffusion Models]]", "[Diffusion Models](/posts/diffusion-models/)"),
        ("[[扩散模型]]", "[Diffusion Models](/posts/diffusion-models/)"),
        ("[[notes/Diffusion Models#thm-x]]", "[[Diffusion Models#thm-x]]"),
        (
            "[[Diffusion Models#Forward process|here]]",
            "[here](/posts/diffusion-models/#forward-process)",
        ),
        ("[[#前言]]", "[前言](#前言)"),
        ("[[Diffusion Models#^block-1|there]]", "[there](/posts/diffusion-models/)"),
        ("[[#^block-1|above]] and [[#^block-1]].", "above and ."),
        ("x ![[Diffusion Models]]", "x [Diffusion Models](/posts/diffusion-models/)"),
        ("[[Nobody wrote this]] and [[that|text]]", "Nobody wrote this and text"),
        ("`[[code]]` $[[1]]$", "`[[code]]` $[[1]]$"),
        ("[[toc]]\n\ntext", "text"),
        ("a %%hidden%% b ^block-1", "a  b"),
        ("x[[1]] and [[2]] of R", "x[[1]] and [[2]] of R"),
        ("参见[[扩散模型]]", "参见[Diffusion Models](/posts/diffusion-models/)"),
        ("from 10%% to 20%% is 2 ^10", "from 10%% to 20%% is 2 ^10"),
    ],
)
def test_a_link_by_name_leads_to_its_post(import_files, written, expected):
    assert source_of(import_files, written) == expected


@pytest.mark.parametrize(
    "written", ["![[a b.png]]", "![[a b.png|300]]", "![[a b.png|文字|30x20]]", "![文字|30](<a b.png>)"]
)
def test_a_picture_is_found_by_its_name_wherever_it_lies(import_files, written):
    source = source_of(import_files, written)

    assert source.startswith("![文字" if "文字" in written else "![a b")
    assert "](/media/imported/" in source
    assert "30" not in source.partition("](")[0]


def test_an_embedded_file_becomes_a_link(import_files):
    assert source_of(import_files, "![[paper.pdf]]").startswith("[paper.pdf](/media/imported/")


def test_an_embedded_film_or_sound_becomes_a_player(import_files):
    import_files({"a b.mp4": b"x", "c.mp3": b"y", "note.md": "![[a b.mp4]]\n\n![[c.mp3]]"})
    source = Post.objects.get().source
    assert source.startswith('<video src="/media/imported/')
    assert '<audio src="/media/imported/' in source


def test_a_name_that_two_files_have_finds_neither(import_files):
    summary = import_files(
        {"a/x.png": make_image_file(), "b/x.png": make_image_file("red"), "note.md": "![[x.png]]"}
    )

    assert summary.reasons["picture or file missing"] == ["note.md:1: x.png"]


@pytest.mark.parametrize(
    ("text", "tags", "source"),
    [
        ("#ml #深度学习\n\nText", ["ml", "深度学习"], "Text"),
        ("Text\n\n#ml/attention", ["ml/attention"], "Text"),
        ("#Only\n\nText", [], "#Only\n\nText"),
        ("see #ml in text", [], "see #ml in text"),
        ("C # and #1 #2", [], "C # and #1 #2"),
    ],
)
def test_a_line_of_hashtags_becomes_tags(import_post, text, tags, source):
    post = import_post({"note.md": text})

    assert (sorted(post.tags.names()), post.source.strip()) == (tags, source)


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("Text #ml/attention and #深度学习，#a-b.", ["a-b", "ml/attention", "深度学习"]),
        ("not #12 nor a#b nor C# nor [x](#y) `#code` $#z$ # head", []),
    ],
)
def test_tags_within_the_text_of_a_vault_are_tags_too_and_stay(import_post, text, tags):
    post = import_post({".obsidian/app.json": "{}", "note.md": text})

    assert sorted(post.tags.names()) == tags
    assert post.source.strip() == text


@pytest.mark.parametrize(
    ("written", "size"),
    [
        ("![[a b.png|300]]", "{width=300}"),
        ("![[a b.png|文字|30x20]]", "{width=30 height=20}"),
        ("![文字|30](<a b.png>)", "{width=30}"),
        ("![[a b.png]]", ""),
    ],
)
def test_the_size_of_a_picture_is_kept(import_files, written, size):
    assert source_of(import_files, written).rpartition(")")[2] == size


def test_a_field_of_dataview_and_an_unclosed_comment_are_said(import_files):
    summary = import_files({"a.md": "text\n\nrating:: 5\n\n%%open"})

    assert summary.reasons["marks kept as they are"] == [
        "a.md:5: a comment of Obsidian, %%open",
        "a.md:3: a field of Dataview, rating:: 5",
    ]


def test_a_note_that_is_not_written_yet_is_said(import_files):
    assert import_files({"a.md": "[[Unborn]]"}).reasons["note not written yet"] == ["a.md:1: Unborn"]


def test_drawings_of_excalidraw_are_left_out(import_files):
    assert import_files({"a.md": "x", "b.excalidraw.md": "x"}).outcomes == {"created": 1, "skipped": 1}
