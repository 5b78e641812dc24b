"""Tags of Hexo, Hugo and Jekyll and their themes become Markdown."""

import pytest

from posts.exchange.importing.dialects import blank_lines
from posts.exchange.importing.records.record import PostRecord
from posts.exchange.importing.shortcodes import parser
from posts.exchange.importing.shortcodes.context import ShortcodeContext
from posts.exchange.importing.shortcodes.handlers import VERBATIM_SHORTCODES, convert_shortcode
from posts.exchange.markdown.masking import Mask


class NoPosts:
    """A site without other posts."""

    def find_title(self, name, record):
        return {"other-post": "另一篇"}.get(name)


def translated(text, syntax):
    mask, record = Mask(), PostRecord("blog/x.md", None, file_text=text)
    context = ShortcodeContext(record, NoPosts(), mask)
    text = parser.replace_shortcodes(
        mask.hide_code(text), syntax, lambda tag: convert_shortcode(tag, context), VERBATIM_SHORTCODES
    )
    return mask.restore_text(blank_lines.normalize_blank_lines(text)).strip("\n"), [
        note.text for note in record.notes
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{% note info %}\nOne\n\nTwo\n{% endnote %}", "> [!NOTE]\n> One\n>\n> Two"),
        ("{% note warning 当心 %}\nText\n{% endnote %}", "> [!WARNING] 当心\n> Text"),
        ("{% note success no-icon %}Text{% endnote %}", "> [!TIP]\n> Text"),
        ("{% note %}\n```py\nx\n```\n{% endnote %}", "> [!NOTE]\n> ```py\n> x\n> ```"),
        ("- a\n  {% note %}\n  b\n  {% endnote %}\n- c", "- a\n\n  > [!NOTE]\n  > b\n\n- c"),
        ("{% fold 展开 %}\nText\n{% endfold %}", "> [!NOTE]- 展开\n> Text"),
        ("{% cq %}\nText\n{% endcq %}", "> Text"),
        ("{% blockquote Ada Lin https://example.org Book %}\nText\n{% endblockquote %}",
         "> Text\n>\n> —— Ada Lin [Book](https://example.org)"),
        ("{% codeblock lang:python %}\n{% x %} _a_\n{% endcodeblock %}", "```python\n{% x %} _a_\n```"),
        ("{% highlight ruby linenos %}\nputs\n{% endhighlight %}", '```ruby {linenos="true"}\nputs\n```'),
        ("{% raw %}{{ x }} {% y %}{% endraw %}", "{{ x }} {% y %}"),
        ("{% math %}\na\n{% endmath %}", "$$\na\n$$"),
        ("so {% math %}a{% endmath %} is", "so $a$ is"),
        ("{% mermaid %}\ngraph TD\n{% endmermaid %}", "```mermaid\ngraph TD\n```"),
        ("{% tabs x %}\n<!-- tab one -->\nText\n{% endtabs %}", "<!-- tab one -->\nText"),
        ("{% timeline %}{% timenode 2020 %}\nText\n{% endtimenode %}{% endtimeline %}", "**2020**\n\nText"),
        ("{% asset_img a.png 标题 %}", '![标题](a.png "标题")'),
        ("{% img left /a.png 300 200 %}", "![](/a.png)"),
        ("{% youtube abc %}", "https://www.youtube.com/watch?v=abc"),
        ("{% gist user 123 %}", "https://gist.github.com/user/123"),
        ("{% post_link other-post %}", "[另一篇](post:other-post)"),
        ("{% post_link nowhere 那篇 %}", "[那篇](post:nowhere)"),
        ("[x]({% post_url 2020-01-05-y %})", "[x](post:2020-01-05-y)"),
        ("{% btn https://example.org, 去看, home %}", "[去看](https://example.org)"),
        ("{% label primary @文字 %}", "文字"),
        ("{% kbd Ctrl %}", "<kbd>Ctrl</kbd>"),
        ("{% checkbox checked, 做完 %}", "- [x] 做完"),
        ("{% if x %}Text{% endif %}", "Text"),
        ("{% comment %}Text{% endcomment %}", ""),
        ("50 {% of what", "50 {% of what"),
        ("`{% note %}`", "`{% note %}`"),
    ],
)  # fmt: skip
def test_tags_in_percent_braces(text, expected):
    assert translated(text, parser.LIQUID_TAG) == (expected, [])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{{< figure src="a.png" title="图 1" >}}', '![图 1](a.png "图 1")'),
        ('{{< figure src="a b.png" alt="x" caption="a \\"b\\"" >}}', '![x](<a b.png> "a &quot;b&quot;")'),
        ('{{< figure src="a.png" link="https://example.org" >}}', "[![](a.png)](https://example.org)"),
        (
            '{{% admonition type="tip" title="想一想" %}}\nText\n{{% /admonition %}}',
            "> [!TIP] 想一想\n> Text",
        ),
        ("{{< warning >}}\nText\n{{< /warning >}}", "> [!WARNING]\n> Text"),
        ('{{< details "更多" >}}\nText\n{{< /details >}}', "> [!NOTE]- 更多\n> Text"),
        (
            '{{< highlight go "linenos=table" >}}\nx := 1\n{{< /highlight >}}',
            '```go {linenos="table"}\nx := 1\n```',
        ),
        ('[x]({{< ref "posts/y.md" >}})', "[x](post:posts/y.md)"),
        ('[x]({{< relref path="y#z" >}})', "[x](post:y#z)"),
        ("{{< youtube abc >}}", "https://www.youtube.com/watch?v=abc"),
        ('{{< bilibili bvid="BV1" >}}', "https://www.bilibili.com/video/BV1"),
        ("{{< right-align >}}—— 某人{{</ right-align >}}", "—— 某人"),
        ('{{% tab-item label="<i></i> 一" %}}\nText\n{{% /tab-item %}}', "**一**\n\nText"),
        ("press {{< button >}}Go{{</ button >}} now", "press Go now"),
        ('<img src="{{< blogdown/postref >}}a.png" />', '<img src="a.png" />'),
        ("$\\frac{{a}}{{b}}$", "$\\frac{{a}}{{b}}$"),
    ],
)
def test_tags_in_double_braces(text, expected):
    assert translated(text, parser.HUGO_SHORTCODE) == (expected, [])


def test_an_unknown_tag_keeps_its_inner_text_and_is_reported():
    text, notes = translated("{% strange a %}\nText\n{% endstrange %}", parser.LIQUID_TAG)

    assert (text, notes) == ("Text", ["{% strange a %}"])


def test_an_unknown_tag_without_inner_text_stays_as_a_comment():
    text, notes = translated("before\n\n{{< strange a=1 >}}\n\nafter", parser.HUGO_SHORTCODE)

    assert text == "before\n\n<!-- {{< strange a=1 >}} -->\n\nafter"
    assert notes == ["{{< strange a=1 >}}"]


def test_a_tag_that_is_never_closed_swallows_nothing():
    text, _ = translated("{% note %}\nText\n\n{% cq %}A{% endcq %}\n", parser.LIQUID_TAG)

    assert "Text" in text
    assert "> A" in text


def test_tags_nest():
    text, _ = translated("{% note %}\n{% note tip %}\na\n{% endnote %}\nb\n{% endnote %}", parser.LIQUID_TAG)

    assert text == "> [!NOTE]\n> > [!TIP]\n> > a\n>\n> b"


def test_thousands_of_tags_are_quick():
    text, _ = translated("{% note %}" * 3000 + "x" + "{% cq %}" * 3000, parser.LIQUID_TAG)

    assert "x" in text
