"""Rewrite rules for notations of other Markdown dialects: patterns and their replacements.

They are applied to text whose code and formulas are hidden, so none can change those.
"""

import re
from collections.abc import Callable, Sequence

from posts.exchange.importing.dialects import attributes

RewriteRule = tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]]

BY_LINE, MANY_LINES = re.MULTILINE | re.IGNORECASE, re.DOTALL | re.IGNORECASE

EXCERPT_SEPARATOR = "<!-- more -->"
EXCERPT_SEPARATOR_FORMS = re.compile(
    r"(?<![ \t])[ \t]*(?:<!--\s*(?:more|read[ -]?more|excerpt|truncate|endexcerpt|end[ _-]excerpt)\b[^<>]*-->"
    r"|<a id=[\"']more[\"']></a>|\{%\s*more\s*%\})[ \t]*",
    re.IGNORECASE,
)

# Placeholders for a table of contents; ours is made from the headings.
CONTENTS_RULES: Sequence[RewriteRule] = (
    (
        re.compile(
            r"<!--\s*(?:start )?toc\b[^<>]*-->(?:(?!<!--\s*toc\b).)*?<!--\s*(?:tocstop|/toc|end toc)\s*-->",
            MANY_LINES,
        ),
        "",
    ),
    (
        re.compile(
            r"(?:^(?:#+ *|\*\*)?(?:目录|目錄|Table of Contents|Contents)[:：]?(?:\*\*)?[:：]?[ \t]*\n\s*)?"
            r"^[ \t]*(?:[*+-]|\d+[.)])[^\n]*\n[ \t]*\{:[ \t]*toc[^}]*\}[ \t]*$",
            BY_LINE,
        ),
        "",
    ),
    (
        re.compile(
            r"^[ \t]*(?:@?\[\[?_?toc_?\]?\]|@\[toc\]\([^()\n]*\)|\{:[ \t]*toc[^}]*\}"
            r"|<!--\s*toc\s*-->)[ \t]*$",
            BY_LINE,
        ),
        "",
    ),
)
# Attribute lists of kramdown, Pandoc and Hugo: classes for the old theme go; ids of headings, sizes of
# pictures and names that references need stay.
ATTRIBUTE_RULES: Sequence[RewriteRule] = (
    (attributes.ID_BELOW_HEADING, r"\1 {\2}"),
    (attributes.HEADING_ATTRIBUTES, attributes.keep_heading_id),
    (re.compile(r"^[ \t>]*\{:(?::?/?[a-z]+)?[^{}\n]*\}[ \t]*$", re.MULTILINE), ""),
    (re.compile(r"\{::[^{}\n]*/?\}|\{:/[a-z]*\}"), ""),
    (attributes.SPAN_WITH_ATTRIBUTES, attributes.convert_span),
    (attributes.INLINE_ATTRIBUTES, attributes.keep_size_and_name),
)
# Classes that themes of Jekyll make callouts of: Chirpy's below a quote, Minimal Mistakes' below a paragraph.
PARAGRAPH_PATTERN = r"(?<![^\n]\n)((?:^[^\n>#|\s][^\n]*\n)+)"
NOTICE_RULES: Sequence[RewriteRule] = (
    (
        re.compile(r"(?<![^\n]\n)((?:^>[^\n]*\n)+)\{:[ \t]*\.prompt-(\w+)[ \t]*\}[ \t]*$", re.MULTILINE),
        r"> [!\2]\n\1",
    ),
    (
        re.compile(PARAGRAPH_PATTERN + r"\{:[ \t]*\.notice--(\w+)[ \t]*\}[ \t]*$", re.MULTILINE),
        r":::\2\n\1:::",
    ),
    (re.compile(PARAGRAPH_PATTERN + r"\{:[ \t]*\.notice[ \t]*\}[ \t]*$", re.MULTILINE), r":::note\n\1:::"),
)
# What engines before CommonMark read differently.
OLD_ENGINE_RULES: Sequence[RewriteRule] = (
    # `**bold:**text` and `**<nbsp>bold**`: CommonMark wants a space, or none.
    (re.compile(r"(?<![*\w\\])(\*\*(?=[^\s*])[^*\n]*[:;,.!?)\]]\*\*)(?=[A-Za-z0-9])"), r"\1 "),
    (re.compile(r"(?<![*\\])\*\*[\xa0\u3000]+(?=[^\s*])([^*\n]+?)[\xa0\u3000]*\*\*(?!\*)"), r"**\1**"),
    (re.compile(r"(?<![*\\])\*\*(?=[^\s*])([^*\n]+?)[\xa0\u3000]+\*\*(?!\*)"), r"**\1**"),
    # A heading without the space.
    (re.compile(r"^(#{2,6}|#(?=[\u4e00-\u9fff]))(?=[^#\s])", re.MULTILINE), r"\1 "),
)
# Text right below HTML was Markdown; in CommonMark the HTML goes on to an empty line.
BELOW_HTML_RULES: Sequence[RewriteRule] = (
    # bookdown's notes, which are directives here.
    (re.compile(r"<div class=\"rmd(\w+)\">[ \t]*\n(.*?)\n[ \t]*</div>", MANY_LINES), r":::\1\n\2\n:::"),
    # A picture or a bold line by itself in a cell.
    (
        re.compile(
            r"(<(?:td|th)\b[^<>\n]*>[ \t]*)\n[ \t\xa0]*(!\[[^\]\n]*\]\([^()\s]+\)|\*\*[^*\n]+\*\*)[ \t]*\n"
            r"(?=[ \t]*</t)",
            re.IGNORECASE,
        ),
        r"\1\n\n\2\n\n",
    ),
    (re.compile(r"(<\w+[^<>\n]*)\smarkdown=[\"']?(?:1|block|span)[\"']?([^<>\n]*>)[ \t]*\n"), r"\1\2\n\n"),
    (
        re.compile(
            r"((?:\A\n?|\n[ \t]*\n)[ \t]*(?:<(?:img|br)\b[^<>\n]*>[ \t]*)+"
            r"|\n[ \t]*</(?:span|a|font|b|small)>[ \t]*)"
            r"\n(?=[ \t]*[^\s<])"
        ),
        r"\1\n\n",
    ),
    (
        re.compile(
            r"(</(?:div|center|table|p|figure|details|iframe|h[1-6]|ul|ol|video|section)>[ \t]*)"
            r"\n(?=[ \t]{0,3}[^\s<|>])",
            re.IGNORECASE,
        ),
        r"\1\n\n",
    ),
)
# A picture up to its address. An opening within is where the next picture begins.
IMAGE_START = r"!\[(?:(?!!\[)[^\]\n])*\]"
IMAGE_RULES: Sequence[RewriteRule] = (
    # A picture's size: ![alt](a.png =300x200)
    (
        re.compile(
            rf"({IMAGE_START}\([^()\s]+)[ \t]+=(\d{{0,4}}%?)x?(\d{{0,4}}%?)"
            r"((?:[ \t]*(?:\"[^\"\n]*\"|'[^'\n]*'))?[ \t]*\))"
        ),
        attributes.convert_typed_size,
    ),
    # A picture's address with spaces, which CommonMark wants in angle brackets.
    (
        re.compile(
            rf"({IMAGE_START}\()[ \t]*((?:[^()\s\"<>]+[ \t]+){{1,20}}[^()\s\"<>]*"
            r"\.(?:png|jpe?g|gif|webp|svg|bmp|avif))(?=[ \t]*[)\"'])",
            re.IGNORECASE,
        ),
        r"\1<\2>",
    ),
)
# A Chinese heading without the space; an English one might be a tag of Obsidian's.
HEADING_RULES: Sequence[RewriteRule] = ((re.compile(r"^(#{2,6})(?=[\u4e00-\u9fff])", re.MULTILINE), r"\1 "),)
# Imports, exports and comments of MDX.
MDX_RULES: Sequence[RewriteRule] = (
    (re.compile(r"^import\s[^\n]*[\"'][^\"'\n]+[\"'];?[ \t]*$", re.MULTILINE), ""),
    (re.compile(r"^export\s+(?:const|let|default)\b[^\n]*$", re.MULTILINE), ""),
    (re.compile(r"\{/\*(?:(?!\{/\*).)*?\*/\}", re.DOTALL), ""),
)
# Hexo's themes separate tabs and timelines by comments.
COMMENT_TAG_RULES: Sequence[RewriteRule] = (
    (re.compile(r"<!--[ \t]*tab\b[ \t]*([^\n<>]*?)[ \t]*-->"), r"{% tab \1 %}"),
    (re.compile(r"<!--[ \t]*timeline\b[ \t]*([^\n<>]*?)[ \t]*-->"), r"{% timenode \1 %}"),
    (re.compile(r"<!--[ \t]*endtab[ \t]*-->"), "{% endtab %}"),
    (re.compile(r"<!--[ \t]*endtimeline[ \t]*-->"), "{% endtimenode %}"),
)
# Zola's calls, as Hugo writes them.
ZOLA_CALL_RULES: Sequence[RewriteRule] = (
    (
        re.compile(
            r"\{%-?[ \t]*(\w+)\(([^()\n]*)\)[ \t]*-?%\}((?:(?!\{%).)*)\{%-?[ \t]*end[ \t]*-?%\}", re.DOTALL
        ),
        r"{{< \1 \2 >}}\3{{< /\1 >}}",
    ),
    (re.compile(r"\{\{[ \t]*(\w+)\(([^()\n]*)\)[ \t]*\}\}"), r"{{< \1 \2 >}}"),
)
# Chunks of R Markdown and Quarto with hidden code: it becomes a comment.
HIDDEN_CHUNK_RULES: Sequence[RewriteRule] = (
    (
        re.compile(
            r"^(`{3,})\{(?:\w+\b[^}\n]*\b(?:echo|include) *= *F(?:ALSE)?\b[^}\n]*\}[ \t]*"
            r"|\w+\}[ \t]*\n#\| *(?:echo|include): *false[ \t]*)\n"
            r"(?:(?!\1|.*-->).*\n)*\1[ \t]*$",
            re.MULTILINE,
        ),
        r"<!--\n\g<0>\n-->",
    ),
)
# Escapes that keep the tool from reading a tag in code.
UNRAW_RULES: Sequence[RewriteRule] = ((re.compile(r"\{%-?\s*(?:end)?raw\s*-?%\}"), ""),)
QUARTO_ESCAPE_RULES: Sequence[RewriteRule] = ((re.compile(r"\{\{\{(<[^{}\n]*>)\}\}\}"), r"{{\1}}"),)
UNCOMMENT_RULES: Sequence[RewriteRule] = (
    (re.compile(r"\{\{([<%])/\*\s*(.*?)\s*\*/([>%])\}\}"), r"{{\1 \2 \3}}"),
)
# The separator that the renderer reads, wherever it stands; what follows on its line would be HTML.
OWN_MARKER = re.compile(r"<!--\s*more\s*-->", re.IGNORECASE)
MARKER_BEFORE_TEXT = re.compile(r"^[ \t>]*<!--\s*more\s*-->[ \t]*\S", re.MULTILINE | re.IGNORECASE)


def apply_rules(text: str, rules: Sequence[RewriteRule]) -> str:
    """Return `text` after each of `rules`, in their order."""
    for pattern, replacement in rules:
        text = pattern.sub(replacement, text)
    return text


def mark_excerpt(text: str, separator: str) -> str:
    """Return `text` with the first excerpt separator, in any notation, as `<!-- more -->` on its own line.

    The only one stays as it is written where the renderer reads it.
    """
    if separator.strip() and separator in text and not OWN_MARKER.fullmatch(separator.strip()):
        return set_marker_apart(text.replace(separator, EXCERPT_SEPARATOR, 1))
    is_only = len(EXCERPT_SEPARATOR_FORMS.findall(text)) == 1
    is_read = OWN_MARKER.search(text) and not MARKER_BEFORE_TEXT.search(text)
    return text if is_only and is_read else set_marker_apart(text)


def set_marker_apart(text: str) -> str:
    """Return `text` with its first excerpt separator as `<!-- more -->`, an empty line on each side."""
    first = EXCERPT_SEPARATOR_FORMS.search(text)
    if not first:
        return text
    before, after = text[: first.start()], EXCERPT_SEPARATOR_FORMS.sub("", text[first.end() :])
    return f"{before.rstrip()}\n\n{EXCERPT_SEPARATOR}\n\n{after.lstrip(chr(10))}"
