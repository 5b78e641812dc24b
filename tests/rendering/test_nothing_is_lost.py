"""What an author wrote is what readers get, or the author is told: for any source, made of real fragments.

    python -m tests.rendering.test_nothing_is_lost FOLDER

tries it on every Markdown file below FOLDER, and prints each line that loses a word in silence.
"""

import sys
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from posts.rendering.pipeline import render_in_process
from posts.rendering.result import RenderError
from tests.support.lost_words import find_lost_words
from tests.support.proofs import scale

# So many sources are tried here; a long proof tries more.
MAX_EXAMPLES = scale(200, 5_000)
MARKDOWN_SUFFIXES = {".markdown", ".md", ".mdown", ".qmd", ".rmarkdown", ".rmd"}

SENTENCES = [
    "残差连接让梯度直接流过。", "用 vector<int> 存下标，", "先 cd <path> 再编译。",
    "返回 List<String>，填入 <token>，Vec<u8>。",
    "if a<b and c>d then", "页面的 <title> 要短。", "the <select> and <noscript> tags",
    "Map<String, List<Integer>> cache", "<b>粗体</b>与<i>斜体</i>", "a < b > c << d", "x<y",
    "#include <algorithm>", "**重点**，*次要*，`code <tag>`，~~旧~~", "比较 a == b 与 c", "H~2~O 与 E=mc^2^",
    "[链接](https://example.org/a-b)", "![图示](/a.png)", "<https://example.org>",
    "看 https://example.org/x。", "价格 $5 与 $10", "$HOME/bin:$PATH", "公式 $x_i + \\alpha$ 在此",
    r"\(y \le z\)", "$$E=mc^2$$", "见 $\\eqref{loss}$。", "脚注[^1]", "再引[^note]", "无注[^gone]",
    "用 <kbd>Ctrl</kbd> 键", "<u>线</u> <sub>下</sub>", "<font color=red>红字</font>", "<!-- 私下 -->",
    "<!-- 没写完", "<?php echo $name;", "-->", "</div>", "</b>", "</unknown>", "<br>", "<br/>换行",
    "<p>段落", "<li>项", "<div>", "<span>", "<script>alert(1)</script>", "<style>p{}</style>",
    "<iframe src='https://player.example.org/v'></iframe>", "<iframe>", "<script>", "<textarea>",
    "<svg><text>图字</text></svg>", "<math><mi>x</mi></math>", "<path>", "<text>", "<list>", "<set>",
    "<template>", "<img>", "<input>", "<table>", "<td>", "&lt;tag&gt; &amp; &copy;",
    "\\<escaped\\>", "{#id}", "a_b_c", "snake_case_name", "5 * 3 * 2", "“引号”——破折",
    "e.g. this, i.e. that", "C++ 与 C#", "==高亮==", ":smile:",
]  # fmt: skip
BLOCKS = [
    "## 标题\n", "### Title <int>\n", "- 甲\n- 乙 <x>\n", "1. 一\n2. 二\n", "> 引文\n> 第二行\n",
    "> [!NOTE] 题\n> 内容\n", "- [x] 完成\n", "---\n", "| 列 | b |\n|---|---|\n| 格 | <cell> |\n",
    "```python\nprint('字')  # <tag>\n```\n", "~~~\n代码\n~~~\n", "````\n```\n内\n```\n````\n",
    "```\n未闭合\n", "    缩进代码\n", "$$\na\\label{loss}\n$$\n", "$$\nb\\label{loss}\n$$\n", "$$\n未完\n",
    "\\begin{align}\nx &= y\n\\end{align}\n", "\\[\nz\n\\]\n", "[^1]: 注文\n", "[^1]: 又一注\n",
    "[^note]: 两段\n\n    后段\n", "[^orphan]: 孤注\n", "[ref]: https://example.org/r\n",
    "<div align=center>\n图下文字\n</div>\n",
    "<details>\n<summary>更多</summary>\n\n里面**文**\n\n</details>\n", "<details>\n没有结束\n",
    "<table><tr><td>单元</td></tr></table>\n", "<!--\n注释\n\n更多\n-->\n", "<!-- 开头\n\n正文\n",
    "<script>\nvar a;\n</script>\n", "<style>\np {}\n</style>\n", "<title>\n", "<path>\n**里**\n",
    "<pre>\n原样 <x>\n</pre>\n",
    "<form action='/s'><input name=q placeholder='搜索'><button>去</button></form>\n",
    "<p><o:p>办公</o:p></p>\n", "<center>居中</center>\n", "{% note info %}\n提示\n{% endnote %}\n",
    ":::tip\n技巧\n:::\n", "术语\n: 定义\n", "<aside>\n💡 记住\n</aside>\n",
    "<div>\n<!-- 断开\n\n外 -->\n</div>\n", "<ul><li>项<li>目</ul>\n", "<div>\n\n*内*\n\n</div>\n",
    "| 头 | 二 |\n|---|---|\n| 少 |\n| 多 | 了 | 一格 |\n", "| 头 |\n|---|\n| $|x|$ 与 `a|b` | 余 |\n",
    "## 有号 {#own}\n", "## 有类 {.unnumbered}\n", "段落\n{: .lead}\n", "*[HTML]: 超文本\n\nHTML 一词\n",
    "<center>\n![图](/c.png) **粗**\n</center>\n", "<div>\n```r\ncode\n```\n</div>\n",
    "![大](/d.png){width=50%}\n",
    "![量](/e.png =100x50)\n", "<img src=/f.png style=\"zoom:50%\" alt=\"替代\">\n",
    "[[维基|文字]] 与 ![[g.png]]\n",
    "##没有空格\n", "＃ 全角\n", "<font color=red>红</font>\n", "\\newcommand{\\R}{\\mathbb{R}}\n\n$\\R$\n",
    "![图](/b.png \"题注\")\n", "🔖 [卡片](https://example.org/c)\n",
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=5).map("".join)
LINES = st.lists(TEXTS, min_size=1, max_size=3).map("\n".join)
PREFIXES = st.sampled_from(["", "", "", "- ", "> ", "1. ", "## ", "  "])
PARTS = st.one_of(st.tuples(PREFIXES, LINES).map("".join), st.sampled_from(BLOCKS))
SOURCES = st.lists(st.tuples(PARTS, st.sampled_from(["\n\n", "\n\n", "\n"])).map("".join), max_size=8).map(
    "".join
)


@pytest.mark.proof
@settings(max_examples=MAX_EXAMPLES, deadline=None, database=None)
@given(SOURCES)
@example("<div>")
@example("a<b and c>d")
@example("页面的 <title> 要短。\n\n## 节\n\n结尾")
def test_no_word_is_lost_in_silence(source):
    try:
        rendered = render_in_process(source)
    except RenderError:
        return
    assert find_lost_words(source, rendered) == []


def test_a_lost_word_would_be_found():
    class Result:
        html = "<p>甲 丙</p>"
        warnings = ()

    assert find_lost_words("甲\n乙 <b>丙</b>", Result) == [(2, "乙")]


def check_folder(folder):
    """Print each line below `folder` that loses words; return how many words are lost."""
    count = 0
    paths = sorted(path for path in folder.rglob("*") if path.suffix.lower() in MARKDOWN_SUFFIXES)
    for path in paths:
        source = path.read_text(encoding="utf-8-sig", errors="replace")
        try:
            lost = find_lost_words(source, render_in_process(source))
        except RenderError as error:
            sys.stdout.write(f"{path}: {error}\n")
            continue
        count += len(lost)
        for line in sorted({line for line, _ in lost}):
            words = " ".join(word for at, word in lost if at == line)
            sys.stdout.write(f"{path}:{line}: {words}\n")
    sys.stdout.write(f"{len(paths)} files, {count} words lost in silence\n")
    return count


if __name__ == "__main__":
    sys.exit(bool(check_folder(Path(sys.argv[1]))))
