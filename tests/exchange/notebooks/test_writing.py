"""Notebooks as Markdown: every kind of cell and output, both formats, and anything in any place."""

import copy
import json
import random

import pytest

from posts.exchange.notebooks import shortening
from posts.exchange.notebooks.document import NotebookError
from posts.exchange.notebooks.reading import parse_notebook, read_notebook
from posts.exchange.notebooks.shortening import shorten_json
from posts.exchange.notebooks.terminal_text import clean_terminal_text
from posts.exchange.notebooks.writing import write_notebook
from posts.rendering.pipeline import render_in_process
from tests.support.notebooks import code, error, make_notebook, make_png, markdown, raw, result, stream
from tests.support.proofs import scale

SVG = '<svg xmlns="http://www.w3.org/2000/svg"><rect/></svg>'
TABLE = "<style scoped>th{}</style><table><thead><tr><th>a</th></tr></thead><tr><td>1</td></tr></table>"
FULL = make_notebook(
    raw("---\ntitle: T\ntags: [a]\n---\n"),
    markdown("# Head", "text ![image.png](attachment:image.png)",
             attachments={"image.png": {"image/png": make_png()}}),
    code("import x", stream("a\r\x1b[31mb\x1b[0m\n"), stream("c", "stderr"), tags=["x"]),
    code("df", result(text_html=TABLE, text_plain="plain")),
    code("plot()", result(image_png=make_png(), text_plain="<Figure>"), result(**{"image_svg+xml": SVG})),
    code("sym", result(text_latex="$\\displaystyle x^2$", text_plain="x**2", image_png=make_png())),
    code("1/0", error("\x1b[0;31mZeroDivisionError\x1b[0m", "  line")),
    code("w", result(**{"application_vnd.jupyter.widget-view+json": {}, "text_plain": "Slider()"})),
    raw("**bold**", "text/markdown"), raw("<b>html</b>", "text/html"), raw("rst", "text/restructuredtext"),
    title="never",
)  # fmt: skip


def convert(document, **options):
    files, notes = {}, []

    def store(name, data):
        files[name] = data
        return f"out/{name}"

    text = write_notebook(
        parse_notebook(document.encode()), store, lambda *note: notes.append(note), **options
    )
    return text, files, notes


def body_of(*cells, **options):
    return convert(make_notebook(*cells), **options)[0].strip("\n")


def test_a_notebook_becomes_what_its_reader_saw():
    text, files, notes = convert(FULL)

    assert text == (
        "---\ntitle: T\ntags: [a]\n---\n\n# Head\ntext ![](out/2-1.png)\n\n"
        '```python title="In [1]"\nimport x\n```\n\n```text\nb\n```\n\n```text\nc\n```\n\n'
        '```python title="In [1]"\ndf\n```\n\n| a |\n| --- |\n| 1 |\n\n'
        '```python title="In [1]"\nplot()\n```\n\n![](out/5-1.png)\n\n![](out/5-2.svg)\n\n'
        '```python title="In [1]"\nsym\n```\n\n$$\nx^2\n$$\n\n'
        '```python title="In [1]"\n1/0\n```\n\n```text\nZeroDivisionError\n  line\n```\n\n'
        '```python title="In [1]"\nw\n```\n\n```text\nSlider()\n```\n\n'
        "**bold**\n\n**html**\n\n```text\nrst\n```\n"
    )
    assert list(files) == ["2-1.png", "5-1.png", "5-2.svg"]
    assert files["2-1.png"].startswith(b"\x89PNG")
    assert notes == [("widget left out", "cell 8: Slider()"), ("raw cell kept as text", "cell 11: rst")]


def test_outputs_are_left_out_on_request():
    text, files, _ = convert(FULL, includes_outputs=False)
    assert "ZeroDivision" not in text
    assert "plot()" in text
    assert list(files) == ["2-1.png"]


CELLS = [
    (code("a = 1", count=None), "```python\na = 1\n```"),
    (code("", stream("shown")), "```text\nshown\n```"),
    (code("%%bash\nls", count=2), '```bash title="In [2]"\n%%bash\nls\n```'),
    (code("x", stream("out"), tags=["remove-cell"]), ""),
    (code("x", stream("out"), tags=["remove_input"]), "```text\nout\n```"),
    (code("x", tags=["hide_input"], count=0),
     "<details>\n<summary>Code</summary>\n\n```python\nx\n```\n\n</details>"),
    (code("#| echo: false\n#| label: a\nx", stream("out")), "```text\nout\n```"),
    (code("", result(text_html="<script>draw()</script>", text_plain="Plot()")), "```text\nPlot()\n```"),
    (code("", result(text_html="<script>a</script><p onclick='b'>c</p>")), "c"),
    (code("", result(image_png="no base64", text_plain="p")), "```text\np\n```"),
    (code("", result(text_markdown="*m*", text_plain="p")), "*m*"),
    (code("", result(application_json={"a": [1]})), '```text\n{\n "a": [\n  1\n ]\n}\n```'),
    (code("", result(text_latex="\\begin{tabular}x", text_plain="p")), "```text\np\n```"),
    (code("", stream("```\nx")), "````text\n```\nx\n````"),
    (markdown("```", "open"), "```\nopen\n```"),
    (markdown("a <!-- open"), "a <!-- open\n -->"),
    ({"cell_type": "heading", "level": 2, "source": "H"}, "## H"),
    ({"cell_type": "code", "input": "y", "prompt_number": 3, "language": "python",
      "outputs": [{"output_type": "pyout", "text": ["4"], "prompt_number": 3}]},
     '```python title="In [3]"\ny\n```\n\n```text\n4\n```'),
]  # fmt: skip


@pytest.mark.parametrize(("cell", "text"), CELLS)
def test_each_kind_of_cell(cell, text):
    assert body_of(cell) == text


def test_format_three_keeps_its_cells_in_worksheets():
    sheet = {"cells": [{"cell_type": "markdown", "source": ["# A\n", "b"]}]}
    document = json.dumps({"nbformat": 3, "metadata": {"name": ""}, "worksheets": [sheet]})
    assert convert(document)[0] == "---\ntitle: A\n---\n\n# A\nb\n"


def test_metadata_say_what_the_first_cell_does_not():
    metadata = {
        "title": "T",
        "authors": [{"name": "Ann"}, {"name": "Bo"}],
        "nikola": {"tags": "a, b"},
        "date": {},
    }
    text = convert(make_notebook(markdown("x"), **metadata))[0]
    assert text == "---\ntags: a, b\ntitle: T\nauthors:\n- Ann\n- Bo\n---\n\nx\n"


def test_pictures_within_the_text_become_files():
    picture = make_png().replace("\n", "")
    text, files, _ = convert(make_notebook(markdown(f"![a](data:image/png;base64,{picture})")))
    assert text == "![a](out/1-1.png)\n"
    assert len(files) == 1


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("\x1b[1;31mred\x1b[0m \x1b]8;;http://a\x07link\x1b]8;;\x07", "red link"),
        ("  0%\r 50%\r100%\ndone", "100%\ndone"),
        ("ab\b\bc", "cb"),
        ("a\r\nb", "a\nb"),
        ("\x1b[", ""),
    ],
)
def test_terminal_text_is_what_was_shown_at_last(written, shown):
    assert clean_terminal_text(written).removesuffix("[") == shown


def test_long_outputs_are_shortened_and_it_is_said():
    text, _, notes = convert(make_notebook(*[code("", stream("x" * 90_000)) for _ in range(30)]))
    assert len(text) < 450_000
    assert notes[0] == ("output shortened", "cell 1: 90,000 characters")
    assert "[70,000 more characters were left out.]" in text


@pytest.mark.proof
def test_outputs_that_are_too_large_are_never_parsed(tmp_path, monkeypatch):
    size = scale(300_000, 200_000_000)
    monkeypatch.setattr(shortening, "MAX_OUTPUT_BYTES", size // 10)
    document = make_notebook(
        code("", result(image_png="A" * size)), code("b", stream("small")), markdown("end")
    )
    path = tmp_path / "big.ipynb"
    path.write_text(document)
    shortened, count, _ = shorten_json(document.encode())
    assert (count, len(shortened) < 1_000) == (1, True)

    notebook = read_notebook(path)

    text = write_notebook(notebook, lambda name, data: name, lambda *note: None)
    assert f"[An output of {notebook.omitted_bytes:,} bytes was left out.]" in text
    assert text.endswith("```text\nsmall\n```\n\nend\n")


def test_more_outputs_than_anybody_reads_are_left_out(monkeypatch):
    monkeypatch.setattr(shortening, "MAX_PARSED_PARTS", 3)
    cells = [code("a", *[stream(f"o{number}", str(number)) for number in range(6)]), code("b", stream("o6"))]
    text, _, notes = convert(make_notebook(*cells))
    assert [f"o{number}" in text for number in range(7)] == [True] * 3 + [False] * 4
    assert '```python title="In [1]"\nb\n```' in text
    assert notes[-1][1].startswith("4 parts, ")


BROKEN = [
    (FULL[: len(FULL) // 2], "damaged, no JSON"),
    ("[1]", "no notebook"),
    ("{}", "no notebook"),
    ('{"nbformat": 4, "cells": ' + "[" * 3_000 + "]" * 3_000 + "}", "nested too deep"),
    ('{"nbformat": 4, "cells": [{"cell_type": "markdown", "source": "unclosed', "damaged, no JSON"),
]


@pytest.mark.parametrize(("document", "reason"), BROKEN)
def test_what_is_no_notebook_is_refused(document, reason):
    with pytest.raises(NotebookError, match=reason):
        parse_notebook(document.encode())


@pytest.mark.proof
def test_anything_may_stand_anywhere_in_a_notebook():
    choose = random.Random(7)
    whole = json.loads(FULL)
    places = [path for path in list_places(whole) if path != ("nbformat",)]
    for path in choose.sample(places, scale(5, len(places))):
        for value in (None, 7, [], "x", {}, True, [[[]]]):
            damaged = copy.deepcopy(whole)
            holder = damaged
            for key in path[:-1]:
                holder = holder[key]
            holder[path[-1]] = value
            convert(json.dumps(damaged))


def list_places(value, path=()):
    """Give the path of every value within `value`."""
    for key, child in value.items() if isinstance(value, dict) else enumerate(value):
        yield (*path, key)
        if isinstance(child, dict | list):
            yield from list_places(child, (*path, key))


def test_nothing_in_a_notebook_runs_on_the_page():
    cells = [
        markdown("<script>alert(1)</script><img src=x onerror=alert(1)>"),
        code(
            "", result(text_html="<img src=x onerror=alert(1)><iframe src='javascript:1'></iframe><p>t</p>")
        ),
        code("", result(text_markdown="<script>alert(2)</script>[x](javascript:1)")),
    ]
    html = render_in_process(body_of(*cells)).html
    assert not [word for word in ("<script", "onerror", '="javascript:', "<iframe") if word in html]
