"""Pieces of Markdown, HTML and TeX of which tests make sources at random."""

PIECES = [
    "字", "，", "。", "word", " ", "\n", "\n\n", "    ", "\t", "# ", "## ", "> ", "> [!NOTE]- ",
    "- ", "- [x] ", "1. ", "*", "**", "_", "~", "~~", "`", "```", "```python\n", "$", "$$",
    "\\(", "\\)", "\\[", "\\]", "\\begin{align}", "\\end{align}", "\\frac{1}{2}", "\\label{a}",
    "\\eqref{a}", "{", "}", "|", "|---|---|\n", "[^1]", "[^1]: ", "[", "](", ")", "![",
    "https://a.org/", "🔖 ", "👨\u200d👩\u200d👧", "&amp;", "&#0;", "<!-- more -->", "<!--", "-->",
    "<b>", "</b>", "<div>", "</div>", "<p>", "<table>", "<td>", "<pre>", "<details>",
    "<summary>", "<a href='javascript:x'>", "</a>", "<script>", "</script>",
    "<img src=x onerror=x>", "<svg>", "<math>", "<style>", "<aside>", "💡", "</aside>",
    "{% note info %}", "{% endnote %}", ":::tip\n", ":::\n", "{{< note >}}", "{{< /note >}}",
    "<span data-math-style=inline>", "\\", "\\\\", "\x00", "\ud800", "\u2028", "\u200d",
    "\ufeff", "\r\n", "=", "---\n", ": ", "\"", "'", ">", "<",
]  # fmt: skip
