"""Front matter in three languages, and as people get it wrong."""

import pytest

from posts.exchange.importing.records.front_matter import split_front_matter
from posts.exchange.importing.records.record import ImportFileError


@pytest.mark.parametrize(
    "text",
    [
        "---\ntitle: 注意力\ntags: [a, b]\n---\nbody\n",
        "\n\n---\ntitle: 注意力\ntags:\n- a\n- b\n---\nbody\n",
        "---\ntitle: 注意力\ntags: [a, b]\n...\nbody\n",
        '+++\ntitle = "注意力"\ntags = ["a", "b"]\n+++\nbody\n',
        '{"title": "注意力", "tags": ["a", "b"]}\nbody\n',
        ';;;\n"title": "注意力",\n"tags": ["a", "b"]\n;;;\nbody\n',
        "title: 注意力\ntags: [a, b]\n---\nbody\n",
    ],
    ids=[
        "yaml",
        "after empty lines",
        "yaml ended by dots",
        "toml",
        "json",
        "hexo's json",
        "no opening fence",
    ],
)
def test_every_language_gives_the_same_fields(text):
    parsed = split_front_matter(text)

    assert parsed.fields == {"title": "注意力", "tags": ["a", "b"]}
    assert parsed.body.strip() == "body"


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("title: Attention: what it is", "Attention: what it is"),
        ("title: [译] 注意力", "[译] 注意力"),
        ('title: "Attention" explained', 'Attention" explained'),
        ("title: @someone", "@someone"),
        ("title: `code` first", "`code` first"),
        ("title: {{ braces", "{{ braces"),
        ("title: 100% sure", "100% sure"),
        ("title:Attention", "Attention"),
        ("title：注意力", "注意力"),
        ("title:\tAttention", "Attention"),
        ("title: it's *: starred", "it's *: starred"),
    ],
)
def test_a_value_that_is_nearly_right_is_put_right(line, title):
    assert split_front_matter(f"---\n{line}\ndate: 2026-01-11\n---\nbody").fields["title"] == title


def test_a_repair_is_noted_with_its_line():
    parsed = split_front_matter("---\ndate: 2026-01-11\ntitle: a: b\n---\nbody")

    assert [(note.line, note.text) for note in parsed.notes] == [(3, "a value that needs quotes")]


def test_scalars_stay_as_they_were_typed():
    fields = split_front_matter(
        "---\ntitle: 2020\nsubtitle: On\ntime: 12:30:00\nwhen: 2020-13-45\n---\n"
    ).fields

    assert fields == {"title": "2020", "subtitle": "On", "time": "12:30:00", "when": "2020-13-45"}


def test_a_missing_closing_fence_loses_neither_fields_nor_text():
    parsed = split_front_matter("---\ntitle: x\ntags:\n  - a\n\nThe first paragraph.\n")

    assert parsed.fields == {"title": "x", "tags": ["a"]}
    assert parsed.body.strip() == "The first paragraph."
    assert "closing ---" in parsed.notes[0].text


@pytest.mark.parametrize(
    "text",
    ["Just text.\n", "---\n\nA rule, then text.\n", "---\nA line of text\n---\nmore\n", "{not json}\n", ""],
)
def test_text_without_fields_stays_text(text):
    assert (split_front_matter(text).fields, split_front_matter(text).body) == ({}, text)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("---\ntitle: x\n} nonsense\n---\n", 3),
        ("+++\ntitle = 'x'\ndate = nonsense here\n+++\n", 3),
        (';;;\n"title": x\n;;;\n', 2),
        ('{\n"title": "x",\n}\ntext', 3),
    ],
    ids=["yaml", "toml", "hexo's json", "json"],
)
def test_what_nobody_can_read_is_refused_with_its_line(text, line):
    with pytest.raises(ImportFileError) as error:
        split_front_matter(text)

    assert error.value.line == line


@pytest.mark.parametrize(
    "value", ["[" * 5000, "{a: " * 3000, "x" * 70_000], ids=["lists", "mappings", "long"]
)
def test_hostile_front_matter_is_refused(value):
    with pytest.raises(ImportFileError):
        split_front_matter(f"---\ntitle: {value}\n---\n")


def test_a_key_that_stands_twice_is_said_with_its_line():
    parsed = split_front_matter("---\ntitle: x\ndate: 2026-01-11\ntitle: y\n---\ntext")

    assert parsed.fields["title"] == "y"
    assert [(note.line, note.text) for note in parsed.notes] == [
        (4, "title stands here again; the last is taken")
    ]


def test_a_list_for_fields_is_kept_as_text_and_said():
    parsed = split_front_matter("---\n- a\n- b\n---\ntext")

    assert parsed.body == "---\n- a\n- b\n---\ntext"
    assert [note.kind for note in parsed.notes] == ["no front matter"]


def test_aliases_are_not_unfolded():
    assert split_front_matter("---\nbase: &a [x]\nall: [*a, *a]\n---\n").fields["all"] == "[*a, *a]"


def test_the_body_knows_its_line():
    assert split_front_matter("---\ntitle: x\n---\nbody").body_line == 4
