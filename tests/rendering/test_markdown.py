"""What the Markdown parser reads, with our options."""

import re

import pytest

from posts.rendering.markdown import markdown_to_html
from posts.rendering.pipeline import render_in_process

EMPHASIS = [
    ("**注意力**机制", "<strong>注意力</strong>机制"),
    ("这是**注意力**机制", "这是<strong>注意力</strong>机制"),
    ("这是**注意力（attention）**机制", "这是<strong>注意力（attention）</strong>机制"),
    ("这是**“注意力”**机制", "这是<strong>“注意力”</strong>机制"),
    ("这是**《论文》**的标题", "这是<strong>《论文》</strong>的标题"),
    ("**《论文》**的标题", "<strong>《论文》</strong>的标题"),
    ("他说**你好！**然后走了", "他说<strong>你好！</strong>然后走了"),
    ("他说**你好。**然后走了", "他说<strong>你好。</strong>然后走了"),
    ("**第一步：**加载模型", "<strong>第一步：</strong>加载模型"),
    ("**第一步:** 加载模型", "<strong>第一步:</strong> 加载模型"),
    ("**第一步:**加载模型", "<strong>第一步:</strong>加载模型"),
    ("使用**`torch.compile`**加速", "使用<strong><code>torch.compile</code></strong>加速"),
    ("**`torch.compile`**加速", "<strong><code>torch.compile</code></strong>加速"),
    ("先用**$x$**再", '先用<strong><span data-math-style="inline">x</span></strong>再'),
    ("**$O(n)$**的复杂度", '<strong><span data-math-style="inline">O(n)</span></strong>的复杂度'),
    ("**Transformer（变换器）**是", "<strong>Transformer（变换器）</strong>是"),
    ("**（重要）**请注意", "<strong>（重要）</strong>请注意"),
    ("这里**（重要）**请注意", "这里<strong>（重要）</strong>请注意"),
    ("**「引用」**之后", "<strong>「引用」</strong>之后"),
    ("前**「引用」**后", "前<strong>「引用」</strong>后"),
    ("*斜体*文字", "<em>斜体</em>文字"),
    ("这是*斜体。*文字", "这是<em>斜体。</em>文字"),
    ("***粗斜体***文字", "<em><strong>粗斜体</strong></em>文字"),
    ("这是***粗斜体！***文字", "这是<em><strong>粗斜体！</strong></em>文字"),
    ("**粗*斜*粗**文字", "<strong>粗<em>斜</em>粗</strong>文字"),
    ("**粗，**_斜_", "<strong>粗，</strong><em>斜</em>"),
    ("中文**English**中文", "中文<strong>English</strong>中文"),
    ("中文**English.**中文", "中文<strong>English.</strong>中文"),
    ("中文 **English** 中文", "中文 <strong>English</strong> 中文"),
    ("**1.**第一", "<strong>1.</strong>第一"),
    ("**一、**背景", "<strong>一、</strong>背景"),
    ("**100%**的", "<strong>100%</strong>的"),
    ("提升**3.5%**，而", "提升<strong>3.5%</strong>，而"),
    ("**“甲”**与**“乙”**", "<strong>“甲”</strong>与<strong>“乙”</strong>"),
    ("甲**“乙”**、**“丙”**丁", "甲<strong>“乙”</strong>、<strong>“丙”</strong>丁"),
    ("~~删除~~文字", "<del>删除</del>文字"),
    ("文字~~删除。~~文字", "文字<del>删除。</del>文字"),
    ("~~（删除）~~文字", "<del>（删除）</del>文字"),
    ("今天**【公告】**发", "今天<strong>【公告】</strong>发"),
    ("**[链接](http://a.b)**后面", '<strong><a href="http://a.b">链接</a></strong>后面'),
    ("这是**[链接](http://a.b)**后面", '这是<strong><a href="http://a.b">链接</a></strong>后面'),
    ("**日本語。**テスト", "<strong>日本語。</strong>テスト"),
    ("これは**強調（きょうちょう）**です", "これは<strong>強調（きょうちょう）</strong>です"),
    ("**한국어**는", "<strong>한국어</strong>는"),
    ("**한국어(Korean)**는", "<strong>한국어(Korean)</strong>는"),
    ("**强调**，标点", "<strong>强调</strong>，标点"),
    ("（**强调**）", "（<strong>强调</strong>）"),
    ("“**强调**”", "“<strong>强调</strong>”"),
    ("**A、**和**B。**", "<strong>A、</strong>和<strong>B。</strong>"),
    ("**问：**为什么？**答：**因为", "<strong>问：</strong>为什么？<strong>答：</strong>因为"),
    ("**注意**：**不要**这样", "<strong>注意</strong>：<strong>不要</strong>这样"),
    ("**表情😀**文字", "<strong>表情😀</strong>文字"),
    ("**文字——**破折号", "<strong>文字——</strong>破折号"),
    ("**文字……**省略", "<strong>文字……</strong>省略"),
    # Not meant as emphasis.
    ("snake_case_name 不变", "snake_case_name 不变"),
    ("中文_不是斜体_中文", "中文_不是斜体_中文"),
    ("** 不是粗体 **文字", "** 不是粗体 **文字"),
    ("**没有结束", "**没有结束"),
    (r"\*\*不是\*\*粗体", "**不是**粗体"),
]


def test_definitions():
    assert "<dt>术语</dt>\n<dd>" in render_in_process("术语\n\n: 解释").html


@pytest.mark.parametrize(("source", "expected"), EMPHASIS)
def test_emphasis_beside_han(source, expected):
    html = re.sub(r' data-sourcepos="[^"]*"', "", markdown_to_html(source))
    assert html == f"<p>{expected}</p>\n"
