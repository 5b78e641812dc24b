"""Tags around a block: notes, quotes, code, formulas, tabs."""

import re

from posts.exchange.importing.shortcodes.context import Context
from posts.exchange.importing.shortcodes.parser import Tag
from posts.rendering.passes.callouts import KINDS

# Beside the kinds that our callouts know, tags that tell nothing of theirs.
CALLOUTS = {name: kind.upper() for name, kind in KINDS.items()} | {
    "notice": "NOTE",
    "noteblock": "NOTE",
    "admonition": "NOTE",
    "callout": "NOTE",
    "alert": "WARNING",
}
# Words between a callout's kind and its title that only say how it looks.
LOOKS = re.compile(
    r"no-icon|simple|flat|modern|disabled|icon|open|outline|blue|red|green|yellow|orange|purple|grey|gray|cyan|"
    r"fa[a-z]?(?:-[\w-]+)?(?: fa-[\w-]+)?|pink|true|false",
    re.IGNORECASE,
)
FORMULA = re.compile(r"\$|\\\(|\\\[|\\begin\{")
TAGS_OF_HTML = re.compile(r"<[^>]+>")


def callout(tag: Tag, context: Context) -> str:
    """`{% note info 标题 %}…`, `{{< admonition type=tip title="…" >}}…`, `{{< warning >}}…`."""
    words = [word for word in tag.words if not LOOKS.fullmatch(word)]
    kind = (tag.named.get("type") or tag.named.get("class") or (words[0] if words else "")).lower()
    if kind not in CALLOUTS:
        kind = tag.name
    elif words and words[0].lower() == kind:
        words = words[1:]
    title = tag.named.get("title") or " ".join(words)
    return quoted(tag, f"[!{CALLOUTS.get(kind, 'NOTE')}] {title}".rstrip())


def foldable(tag: Tag, context: Context) -> str:
    """`{% fold 标题 %}…`, `{{< details "title" >}}…`: a callout that opens on demand."""
    words = [word for word in tag.words if not LOOKS.fullmatch(word)]
    title = tag.argument("title", "summary", "label") or " ".join(words).replace("@", "")
    return quoted(tag, f"[!NOTE]- {title}".rstrip())


def quoted(tag: Tag, head: str) -> str:
    """Return the inner text as a quote that begins with `head`; nothing where there is no inner text."""
    inner = tag.inner_text()
    if not inner.strip():
        return ""
    return tag.block("\n".join([f"> {head}", *(f"> {line}".rstrip() for line in inner.split("\n"))]))


def quotation(tag: Tag, context: Context) -> str:
    """`{% blockquote Author, Source https://… %}…`, `{% cq %}…`: a quote, with its source below."""
    lines = [f"> {line}".rstrip() for line in tag.inner_text().split("\n")]
    named = [tag.named[name] for name in ("author", "source", "url") if tag.named.get(name)]
    source = re.sub(
        r"(https?://\S+)(?:\s+(.+))?",
        lambda match: f"[{match[2] or match[1]}]({match[1]})",
        ", ".join(named) or tag.raw,
    )
    if source and source.lower() not in CALLOUTS:
        lines += [">", f"> —— {source}"]
    return tag.block("\n".join(lines)) if tag.inner else ""


def code(tag: Tag, context: Context) -> str:
    """`{% codeblock 标题 lang:python %}…`, `{% highlight python linenos %}…`: a fence."""
    inner = context.mask.restore_text(tag.inner_text())
    first = tag.words[0] if tag.words and tag.name in {"highlight", "code", "prism"} else ""
    language = tag.argument("lang", "language") or first or {"pseudocode": "latex"}.get(tag.name, "")
    longest = max((len(run) for run in re.findall(r"`{3,}", inner)), default=2)
    fence = "`" * (longest + 1)
    return tag.block(context.mask.hide_text(f"{fence}{language.lower()}\n{inner}\n{fence}"))


def mermaid(tag: Tag, context: Context) -> str:
    inner = context.mask.restore_text(tag.inner_text())
    return tag.block(context.mask.hide_text(f"```mermaid\n{inner}\n```")) if inner else ""


def formula(tag: Tag, context: Context) -> str:
    """`{% math %}…`, `{{< katex >}}…`: a formula, unless its inner text says by itself what is one."""
    inner = tag.inner_text().strip()
    if not inner or FORMULA.search(inner):
        return tag.inner or ""
    if tag.lead is None and "\n" not in inner and "display" not in tag.words:
        return f"${inner}$"
    return tag.block(f"$$\n{inner}\n$$")


def labelled(tag: Tag, context: Context) -> str:
    """`{% tab 标题 %}…`, `{% timenode 2020 %}…`: the inner text below its label."""
    label = tag.argument("label", "title", "name", "header") or (tag.raw if not tag.named else "")
    label = TAGS_OF_HTML.sub("", label.partition("@")[0]).strip(" ,'\"")
    parts = [f"**{label}**" if label else "", tag.inner_text()]
    return tag.block("\n\n".join(filter(None, parts)))


def inner_block(tag: Tag, context: Context) -> str:
    """A wrapper that only arranges: its inner text."""
    return tag.block(tag.inner_text())


def inner_only(tag: Tag, context: Context) -> str:
    """`{% raw %}…`, `{% if … %}…`: what is within, as it stands."""
    return tag.inner or ""


def nothing(tag: Tag, context: Context) -> str:
    """A tag that shows nothing, or only something of its theme."""
    return ""
