"""Drawings: every kind of diagram, harmless whatever its author typed, the same each time, bounded."""

import re
from contextlib import suppress
from importlib import util

import pytest
from lxml import etree

from posts.rendering.diagrams import DiagramError, build_svg_file, draw_diagram, drawing, find_diagram
from posts.rendering.diagrams import graphviz as graphviz_module
from posts.rendering.diagrams import mermaid as mermaid_module
from posts.rendering.diagrams.cleaning import DIAGRAM_TAGS
from posts.rendering.diagrams.colours import DIAGRAM_VARIABLE, FILE_COLOURS

KINDS = {
    "flowchart": "flowchart TD\n  A[开始：读] -->|是| B{有效？}\n  subgraph 服务\n    B --> D[(库)]\n  end",
    "sequence": "sequenceDiagram\n  actor A as 客户\n  A->>+B: 请求\n  Note over A,B: 说明\n  B-->>-A: 1",
    "class": "classDiagram\n  class Animal {\n    +String name\n    +eat() void\n  }\n  Animal <|-- Duck",
    "state": "stateDiagram-v2\n  [*] --> 空闲\n  空闲 --> 运行: 启动\n  运行 --> [*]",
    "er": "erDiagram\n  CUSTOMER ||--o{ ORDER : places\n  ORDER {\n    int id PK\n  }",
    "gantt": "gantt\n  title 计划\n  dateFormat YYYY-MM-DD\n  section 设计\n  需求 :done, 2024-01-01, 10d",
    "pie": 'pie title 占比\n  "苹果" : 40\n  "梨" : 60',
    "mindmap": "mindmap\n  root((扩散模型))\n    前向过程\n      加噪",
    "timeline": "timeline\n  title 历史\n  2014 : GAN\n  2020 : DDPM",
}
HOSTILE = {
    "script": 'flowchart TD\n  A["<script>alert(1)</script>x"] --> B["<img src=x onerror=alert(1)>"]',
    "style": 'flowchart TD\n  A["</style><style>*{color:red}</style>"]\n  style A fill:url(//evil/x)',
    "click": 'flowchart TD\n  A --> B\n  click A "javascript:alert(1)"\n  click B call alert(1)',
    "init": "%%{init: {'themeCSS': '*{background:url(//evil)}', 'securityLevel': 'loose'}}%%\npie",
    "class": "flowchart TD\n  A:::x --> B\n  classDef x fill:#fff,filter:url(https://evil/#f)",
    "attribute": 'flowchart TD\n  A["\\" onload=alert(1) x=\\""] --> B[&quot; onclick=&quot;alert(1)]',
}
ALLOWED_ATTRIBUTE = re.compile(r"(?!on|style|class$)[\w-]+")


def draw(language, source, **options):
    return draw_diagram(language, source, 5.0, title="图", **options)


def check_harmless(svg):
    """Check that an inline SVG holds nothing that acts, loads or breaks the policy of the page."""
    body = svg.replace('class="diagram-picture"', "", 1)
    root = etree.fromstring(body)
    for element in root.iter():
        assert element.tag in DIAGRAM_TAGS
        for name, value in element.attrib.items():
            assert ALLOWED_ATTRIBUTE.fullmatch(name), name
            assert "javascript:" not in value.lower()
            assert re.fullmatch(r"url\(#d[0-9a-f]{12}-[\w.:-]+\)", value) or "url(" not in value
            assert name != "href" or re.match(r"https?://|/|#", value)
            assert name != "id" or value.startswith("d")
    return root


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_drawn_for_light_and_dark_and_the_same_each_time(kind):
    drawn = draw("mermaid", KINDS[kind])
    assert draw("mermaid", KINDS[kind]) == drawn
    root = check_harmless(drawn.svg)
    assert set(DIAGRAM_VARIABLE.findall(drawn.svg)) <= set(FILE_COLOURS)
    # No colour is left that would not follow the scheme.
    assert not re.findall(r"#[0-9a-fA-F]{6}\b", drawn.svg)
    # What HTML's checkers refuse.
    assert not re.findall(r"<(?:circle|path) [^>]*(?: width| height)=|<rect [^>]*font-", drawn.svg)
    assert root.attrib["role"] == "img"
    assert drawn.description.startswith("图: ")
    assert (root.attrib["width"], root.attrib["height"]) == (str(drawn.width), str(drawn.height))
    assert len(drawn.svg) < 15_000


@pytest.mark.parametrize("name", HOSTILE)
def test_nothing_of_an_author_acts_on_the_page(name):
    with suppress(DiagramError):
        check_harmless(draw("mermaid", HOSTILE[name]).svg)


def test_a_dot_graph_is_harmless_and_reads_no_file():
    source = (
        'digraph { a [URL="javascript:alert(1)" image="/etc/passwd" label="开始"]\n'
        '  b [label=<<b>粗体</b>> style=filled fillcolor="navy"]; a -> b [color=red tooltip="<script>"] }'
    )
    drawn = draw("dot", source)
    root = check_harmless(drawn.svg)
    assert "passwd" not in drawn.svg
    texts = {"".join(text.itertext()): text.attrib for text in root.iter("text")}
    assert set(texts) == {"开始", "粗体"}
    # On the author's own dark colour, text is light in either scheme.
    assert texts["粗体"]["fill"] == "#ffffff"
    assert "fill" not in texts["开始"]


def test_text_on_an_authors_colour_can_be_read_in_both_schemes():
    source = "flowchart TD\n  A[浅] --> B[深]\n  C[无]\n  style A fill:#f9f\n  style B fill:#003\n"
    texts = {
        "".join(text.itertext()): text.get("fill")
        for text in check_harmless(draw("mermaid", source).svg).iter("text")
    }
    assert texts == {"浅": "#1d2331", "深": "#ffffff", "无": None}


def test_han_labels_have_the_room_of_squares():
    label = "这是一个很长的中文标签用来量"
    root = check_harmless(draw("dot", f'digraph {{ a [shape=box label="{label}"] }}').svg)
    [polygon] = root.iter("polygon")
    xs = [float(point.split(",")[0]) for point in polygon.attrib["points"].split()]
    assert max(xs) - min(xs) >= 14 * len(label)
    root = check_harmless(draw("mermaid", "flowchart TD\n  A[数据库的表]").svg)
    [box] = root.iter("rect")
    assert float(box.attrib["width"]) >= 15 * 5


def test_a_formula_in_a_label_is_set_in_unicode():
    texts = check_harmless(draw("mermaid", 'flowchart TD\n  A["$$\\\\alpha^2$$"]').svg).iter("text")
    assert ["".join(text.itertext()) for text in texts] == ["α²"]


def test_title_and_description_of_the_source_are_what_is_read_out():
    source = "flowchart TD\n  accTitle: 登录流程\n  accDescr: 从首页到登录\n  A --> B"
    assert draw("mermaid", source).description == "登录流程 从首页到登录"


def test_links_are_those_that_are_allowed():
    source = 'flowchart TD\n  A --> B\n  click A "https://example.com/"\n  click B "https://evil.example/"'
    root = check_harmless(
        draw("mermaid", source, filter_link=lambda address: address if "evil" not in address else None).svg
    )
    assert [link.attrib["href"] for link in root.iter("a")] == ["https://example.com/"]
    assert root.attrib["role"] == "group"


@pytest.mark.parametrize(
    ("language", "source", "line"),
    [
        ("mermaid", "flowchart TD\n  A --> B\n  B -->| C\n", 3),
        ("mermaid", "no such diagram\n", None),
        ("dot", "digraph {\n a -> b\n b -> [\n}", 3),
        ("dot", "graph", None),
    ],
)
def test_a_mistake_is_told_with_its_line(language, source, line):
    with pytest.raises(DiagramError) as caught:
        draw(language, source)
    assert caught.value.kind == "diagram"
    assert caught.value.line == line or line is None
    assert str(caught.value)


@pytest.mark.parametrize(
    ("language", "source"),
    [
        ("mermaid", "flowchart TD\n" + "\n".join(f"  a{n} --> a{n + 1}" for n in range(80_000))),
        ("mermaid", "flowchart TD\n" + "\n".join(f"  a --> b{n} & c{n}" for n in range(2_000))),
        ("dot", "digraph {" + ";".join(f"a{n % 97} -> a{n}" for n in range(4_500)) + "}"),
        ("dot", "digraph { a [width=9999 height=9999] }"),
    ],
    ids=["1 MB", "wide", "many nodes", "huge"],
)
def test_what_is_too_large_is_not_drawn(language, source):
    with pytest.raises(DiagramError) as caught:
        draw_diagram(language, source, 0.3, title="图")
    assert caught.value.kind == "large-diagram"


def test_without_the_engines_the_author_is_told(monkeypatch):
    monkeypatch.setattr(mermaid_module, "find_spec", lambda name: None)
    monkeypatch.setattr(graphviz_module, "find_program", lambda: None)
    for language, source in (("mermaid", "pie"), ("dot", "graph {}")):
        with pytest.raises(DiagramError) as caught:
            draw(language, source)
        assert caught.value.kind == "no-diagrams"


def test_a_file_is_the_picture_with_fixed_colours():
    drawn = draw("mermaid", KINDS["pie"])
    html = f'<figure class="diagram"><div>{drawn.svg}</div></figure><svg class="x"></svg>'
    assert find_diagram(html, drawn.digest) == drawn.svg
    assert find_diagram(html, "0" * 12) is None
    assert find_diagram(html, '"') is None
    file = build_svg_file(drawn.svg)
    root = etree.fromstring(file)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert "var(" not in file
    assert root[0].text == drawn.description


def test_the_colours_of_pages_and_files_are_of_the_same_roles():
    with open("static/css/prose-diagrams.css", encoding="utf-8") as file:  # noqa: PTH123
        assert set(re.findall(r"--diagram-(\w+):", file.read())) == set(FILE_COLOURS)


@pytest.mark.skipif(not util.find_spec("mmdr"), reason="the other package with the engine is not installed")
def test_the_other_package_with_the_engine_draws_too(monkeypatch):
    monkeypatch.setattr(mermaid_module, "find_spec", lambda name: name if name == "mmdr" else None)
    themed = "---\ntitle: 题\n---\n%%{init: {'theme': 'forest'}}%%\n" + KINDS["flowchart"]
    drawn = drawing.draw_diagram("mermaid", themed, 5.0, title="图")
    check_harmless(drawn.svg)
    assert "var(--diagram-node)" in drawn.svg
    with pytest.raises(DiagramError):
        draw("mermaid", "flowchart TD\n  A -->| B")


@pytest.mark.parametrize("label", ['<<table><tr><td><img src="{}"/></td></tr></table>>', 'x image="{}"'])
def test_nobody_learns_whether_a_file_is_there(label, tmp_path):
    (tmp_path / "here.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"></svg>')
    told = set()
    for name in ("here.svg", "none.svg"):
        source = f"digraph {{ a [label={label.format(tmp_path / name)}] }}"
        try:
            told.add(graphviz_module.write_dot_svg(source, 5).replace(name, ""))
        except DiagramError as error:
            told.add(str(error).replace(name, ""))
    assert len(told) == 1
