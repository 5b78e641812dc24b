"""Notes within notes: the text, quoted below a link; a link where that cannot be."""

import pytest

from posts.exchange.importing.dialects import note_embeds
from posts.exchange.importing.dialects.note_embeds import read_note_body
from posts.models import Post
from tests.support.source_sites import make_image_file

PUBLIC = "---\ntitle: {}\ndate: 2026-01-11\n---\n{}\n"
INNER = """Before.

## One

A *text*[^1] with `![[code]]` and $x_1$. ^block-a

![p](p.png) [[#Two]]

### Below

More.

## Two

End.

[^1]: A note.
"""


def source_of(import_files, text, **notes):
    files = {"in/Inner.md": PUBLIC.format("Inner", INNER), "in/p.png": make_image_file()}
    files |= {f"{name}.md": note for name, note in notes.items()}
    summary = import_files({**files, "note.md": PUBLIC.format("Outer", text)})
    return Post.objects.get(slug="note").source, summary.reasons["embedded note kept as a link"]


@pytest.mark.parametrize(
    ("embed", "shown", "left_out"),
    [
        ("![[Inner]]", ["> Before.", "> **One**", "> End.", "> [^inner-1]: A note."], ["## One", "^block-a"]),
        (
            "![[Inner#One]]",
            ["> A *text*[^inner-1] with `![[code]]` and $x_1$.", "> More.", "> [^inner-1]: A note."],
            ["Before.", "End."],
        ),
        ("![[in/Inner.md#One#Below|as]]", ["> More."], ["A *text*"]),
        ("![[Inner#^block-a]]", ["> A *text*"], ["More.", "^block"]),
        ("> ![[Inner#Two]]", ["> > End."], ["Before."]),
    ],
)
def test_the_text_of_an_embedded_note_is_quoted_below_a_link(import_files, embed, shown, left_out):
    source, kept = source_of(import_files, f"First.\n\n{embed}\n\nLast.")
    assert kept == []
    assert "**[Inner](/posts/inner/" in source
    assert [each for each in shown if each not in source] == []
    assert [each for each in left_out if each in source] == []
    assert source.startswith("First.\n\n")
    assert source.rstrip().endswith("\n\nLast.")
    if "#One]]" in embed:
        assert "> ![p](/media/imported/" in source
        assert "[Two](/posts/inner/#two)" in source


@pytest.mark.parametrize(
    ("embed", "reason"),
    [
        ("![[Private]]", "it is not public"),
        ("![[Inner#Nowhere]]", "it has no such part"),
        ("![[Long]]", "it is long"),
        ("![[note]]", "it embeds itself"),
    ],
)
def test_what_cannot_be_shown_is_a_link_and_said(import_files, embed, reason):
    notes = {"Private": "secret words", "Long": PUBLIC.format("Long", "long words " * 3000)}
    source, [line] = source_of(import_files, f"Text.\n\n{embed}\n", **notes)
    assert line.endswith(f": {reason}")
    assert "words" not in source
    assert "](/posts/" in source


def test_notes_that_embed_each_other_end(import_files):
    loop = {"A": PUBLIC.format("A", "from a\n\n![[B]]"), "B": PUBLIC.format("B", "from b\n\n![[A]]")}
    source, kept = source_of(import_files, "![[A]]", **loop)
    assert (source.count("from a"), source.count("from b")) == (1, 1)
    assert any(line.endswith("A: it embeds itself") for line in kept)


def test_an_embed_within_a_line_or_of_a_file_stays_what_it_was(import_files):
    source, kept = source_of(import_files, "See ![[Inner]] and\n\n![[p.png]]\n\n```\n![[Inner]]\n```")
    assert kept == []
    assert source.startswith("See [Inner](/posts/inner/) and\n\n![p](/media/")
    assert source.endswith("```\n![[Inner]]\n```\n")


def test_embeds_beyond_what_anybody_reads_cost_nothing(import_files, monkeypatch):
    read = []
    monkeypatch.setattr(
        note_embeds, "read_note_body", lambda note: read.append(note.title) or read_note_body(note)
    )
    monkeypatch.setattr(note_embeds, "MAX_EMBEDS", 5)
    wide = PUBLIC.format("Wide", "![[Tiny]]\n\n" * 3)
    _source, kept = source_of(
        import_files, "![[Wide]]\n\n" * 4, Wide=wide, Tiny=PUBLIC.format("Tiny", "Word.")
    )
    assert kept == ["note.md: more than 5 notes in one post"]
    assert sorted(read) == ["Tiny", "Tiny", "Wide"]  # Wide embeds as well, when it is imported itself
    long = PUBLIC.format("Long", "# a\n\n" * 30)
    monkeypatch.setattr(note_embeds, "MAX_NOTE_CHARACTERS", 100)
    monkeypatch.setattr(note_embeds, "MAX_EMBEDDED_CHARACTERS", 100)
    _source, kept = source_of(import_files, "![[Long#a]]", Long=long)
    assert kept == ["note.md:5: Long: it is long"]
