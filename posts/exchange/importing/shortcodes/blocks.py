"""Shortcodes around a block: callouts, quotes, code, formulas, tabs."""

import re

from posts.exchange.importing.dialects.markdown import strip_html_tags
from posts.exchange.importing.shortcodes.context import ShortcodeContext
from posts.exchange.importing.shortcodes.parser import Shortcode
from posts.rendering.passes.callouts import CALLOUT_KINDS

# The kinds of our callouts, and tags that name no kind.
SHORTCODE_CALLOUTS = {name: kind.upper() for name, kind in CALLOUT_KINDS.items()} | {
    "notice": "NOTE",
    "noteblock": "NOTE",
    "admonition": "NOTE",
    "callout": "NOTE",
    "alert": "WARNING",
}
# Words between the kind and the title of a callout that only set its appearance.
APPEARANCE_WORDS = re.compile(
    r"no-icon|simple|flat|modern|disabled|icon|open|outline|blue|red|green|yellow|orange|purple|grey|gray|cyan|"
    r"fa[a-z]?(?:-[\w-]+)?(?: fa-[\w-]+)?|pink|true|false",
    re.IGNORECASE,
)
# Options of code in the words of Hugo, Hexo and Jekyll: `"linenos=table,hl_lines=2 4-5"`, `mark:1,4-7`.
CODE_OPTION_NAMES = {
    "hl_lines": "hl_lines",
    "mark_lines": "hl_lines",
    "mark": "hl_lines",
    "linenos": "linenos",
    "linenostart": "linenostart",
    "first_line": "linenostart",
    "line_number": "linenos",
}
CODE_OPTION = re.compile(
    rf"(?<!\w)(?P<key>{'|'.join(CODE_OPTION_NAMES)})\s*[=:]\s*[\"']?(?P<value>\d[\d, -]*(?![\w=])|\w+)"
)
FORMULA_DELIMITER = re.compile(r"\$|\\\(|\\\[|\\begin\{")


def convert_callout(tag: Shortcode, context: ShortcodeContext) -> str:
    """`{% note info 标题 %}…`, `{{< admonition type=tip title="…" >}}…`, `{{< warning >}}…`."""
    words = [word for word in tag.positional if not APPEARANCE_WORDS.fullmatch(word)]
    kind = (tag.named.get("type") or tag.named.get("class") or (words[0] if words else "")).lower()
    if kind not in SHORTCODE_CALLOUTS:
        kind = tag.name
    elif words and words[0].lower() == kind:
        words = words[1:]
    title = tag.named.get("title") or " ".join(words)
    return format_quote(tag, f"[!{SHORTCODE_CALLOUTS.get(kind, 'NOTE')}] {title}".rstrip())


def convert_foldable(tag: Shortcode, context: ShortcodeContext) -> str:
    """`{% fold 标题 %}…`, `{{< details "title" >}}…`: a callout that opens on demand."""
    words = [word for word in tag.positional if not APPEARANCE_WORDS.fullmatch(word)]
    title = tag.get_argument("title", "summary", "label") or " ".join(words).replace("@", "")
    return format_quote(tag, f"[!NOTE]- {title}".rstrip())


def format_quote(tag: Shortcode, head: str) -> str:
    """Return the inner text as a quote that begins with the line `head`; "" without inner text."""
    inner = tag.get_inner_text()
    if not inner.strip():
        return ""
    return tag.format_block("\n".join([f"> {head}", *(f"> {line}".rstrip() for line in inner.split("\n"))]))


def convert_quotation(tag: Shortcode, context: ShortcodeContext) -> str:
    """`{% blockquote Author, Source https://… %}…`, `{% cq %}…`: a quote, with its source below."""
    lines = [f"> {line}".rstrip() for line in tag.get_inner_text().split("\n")]
    named = [tag.named[name] for name in ("author", "source", "url") if tag.named.get(name)]
    source = re.sub(
        r"(https?://\S+)(?:\s+(.+))?",
        lambda match: f"[{match[2] or match[1]}]({match[1]})",
        ", ".join(named) or tag.raw_arguments,
    )
    if source and source.lower() not in SHORTCODE_CALLOUTS:
        lines += [">", f"> —— {source}"]
    return tag.format_block("\n".join(lines)) if tag.inner else ""


def convert_code(tag: Shortcode, context: ShortcodeContext) -> str:
    """`{% codeblock 标题 lang:python %}…`, `{% highlight python linenos %}…`: a fence."""
    inner = context.mask.restore_text(tag.get_inner_text())
    first = tag.positional[0] if tag.positional and tag.name in {"highlight", "code", "prism"} else ""
    language = tag.get_argument("lang", "language") or first or {"pseudocode": "algorithm"}.get(tag.name, "")
    longest = max((len(run) for run in re.findall(r"`{3,}", inner)), default=2)
    fence = "`" * (longest + 1)
    info = " ".join(filter(None, (language.lower(), format_code_options(tag))))
    return tag.format_block(context.mask.hide_text(f"{fence}{info}\n{inner}\n{fence}"))


def format_code_options(tag: Shortcode) -> str:
    """Return which lines of the code are marked and how they are counted, as an info string says it."""
    found = {match["key"]: match["value"].strip() for match in CODE_OPTION.finditer(tag.raw_arguments)}
    if re.search(r"(?<![\w=:])linenos(?![\w=:])", tag.raw_arguments):
        found.setdefault("linenos", "true")
    options = ", ".join(f'{CODE_OPTION_NAMES[key]}="{value}"' for key, value in found.items())
    return f"{{{options}}}" if options else ""


def convert_mermaid(tag: Shortcode, context: ShortcodeContext) -> str:
    inner = context.mask.restore_text(tag.get_inner_text())
    return tag.format_block(context.mask.hide_text(f"```mermaid\n{inner}\n```")) if inner else ""


def convert_formula(tag: Shortcode, context: ShortcodeContext) -> str:
    """`{% math %}…`, `{{< katex >}}…`: a formula, unless the inner text has delimiters of its own."""
    inner = tag.get_inner_text().strip()
    if not inner or FORMULA_DELIMITER.search(inner):
        return tag.inner or ""
    if tag.line_prefix is None and "\n" not in inner and "display" not in tag.positional:
        return f"${inner}$"
    return tag.format_block(f"$$\n{inner}\n$$")


def convert_labelled(tag: Shortcode, context: ShortcodeContext) -> str:
    """`{% tab 标题 %}…`, `{% timenode 2020 %}…`: the inner text below its label."""
    label = tag.get_argument("label", "title", "name", "header") or (
        tag.raw_arguments if not tag.named else ""
    )
    label = strip_html_tags(label.partition("@")[0]).strip(" ,'\"")
    parts = [f"**{label}**" if label else "", tag.get_inner_text()]
    return tag.format_block("\n\n".join(filter(None, parts)))


def convert_wrapper(tag: Shortcode, context: ShortcodeContext) -> str:
    """A wrapper that only sets the layout: its inner text."""
    return tag.format_block(tag.get_inner_text())


def keep_inner_text(tag: Shortcode, context: ShortcodeContext) -> str:
    """`{% raw %}…`, `{% if … %}…`: the inner text, unchanged."""
    return tag.inner or ""


def drop_shortcode(tag: Shortcode, context: ShortcodeContext) -> str:
    """A tag that shows nothing, or only a part of its theme: nothing."""
    return ""
