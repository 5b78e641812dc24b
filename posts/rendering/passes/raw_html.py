"""The author's HTML: what is kept goes on, what is refused stands in the text as it was typed.

A `<` is text unless it begins HTML that readers get: so `vector<int>`, `cd <path>` and "the <title> tag" are
shown, and so is a tag that nothing closes. Script and style go, with a warning; of what embeds another page a
link is left, of a form and of a drawing its words.
"""

import re
from dataclasses import dataclass
from html import escape

from posts.rendering.context import RenderContext
from posts.rendering.html_tokens import HtmlToken, HtmlTokenizer, parse_attributes
from posts.rendering.passes.embeds import EMBEDDING_TAGS, build_embed_link, find_embedded_url
from posts.rendering.passes.excerpt_marker import MORE_COMMENT
from posts.rendering.passes.pasted_mathml import wrap_mathml
from posts.rendering.passes.raw_html_names import (
    BOOLEAN_ATTRIBUTES,
    FORM_TAGS,
    HEAD_TAGS,
    INLINE_BLOCKS,
    RUBY_TAGS,
    SHOWN_TAGS,
    SILENT_TAGS,
    STRUCTURE_TAGS,
    TABLE_PART_TAGS,
    UNCLOSED_TAGS,
)
from posts.rendering.source_lines import LineFinder
from posts.rendering.tree import VOID_TAGS

OFFICE_CONDITION = re.compile(r"<!\[(?:if|endif)\b|<\?xml:namespace\b", re.IGNORECASE)
FIRST_ATTRIBUTE = re.compile(r"\s*([\w.:-]+)\s*(=?)")
LINE_END = re.compile(r"(?:[ \t]|</?\w[^<>]*>){0,20}(?:\n|\Z|</(?:dd|dt|h[1-6]|li|p|td|th)>)")
LOST_STYLE = re.compile(r"(?<![\w-])color\s*[:=]|(?<![\w-])(?:face|size|style)\s*=", re.IGNORECASE)
FIELD_TEXT_ATTRIBUTES = ("placeholder", "value", "name")


@dataclass(slots=True)
class OpenTag:
    """A tag that something has to close: the number of its part of the output, and how it was typed."""

    part: int
    token: HtmlToken
    is_inline: bool
    line: int
    is_closed: bool = False
    has_closed_parent: bool = False


class RawHtmlFilter:
    """One way through the HTML of a post.

    `parts` is what is written, `block` the parser's element in which text stands here ("" between blocks),
    `open_groups` how many forms, drawings and tables are open.
    """

    def __init__(self, html: str, context: RenderContext) -> None:
        self.html = html
        self.context = context
        self.tokens = HtmlTokenizer(html)
        self.lines = LineFinder(html, context)
        self.parts: list[str] = []
        self.open_tags: dict[str, list[OpenTag]] = {}
        self.nesting: list[OpenTag] = []
        self.block = ""
        self.line = 1
        self.lost_styles: set[str] = set()
        self.open_groups = dict.fromkeys(("form", "svg", "table"), 0)

    def filter_html(self) -> str:
        """Return the HTML in which nothing is left that the sanitizer would take out unseen."""
        for token in self.tokens.iter_tokens():
            if token.kind == "text":
                self.parts.append("&lt;" if token.text == "<" else token.text)
                continue
            if token.kind == "blocks":
                self.parts.append(token.text)
                self.block = ""
                continue
            if token.is_own:
                self.enter_own_tag(token)
                continue
            if not self.is_from_parser(token):
                self.line = self.lines.find_line(token.text, token.start)
            if token.kind in {"comment", "instruction", "unclosed"}:
                self.parts.append(self.show_instruction(token))
            elif token.kind == "close":
                self.parts.append(self.close_tag(token))
            else:
                self.parts.append(self.open_tag(token))
        self.show_unclosed_tags()
        return "".join(self.parts)

    def enter_own_tag(self, token: HtmlToken) -> None:
        """Write a tag of the parser, and note which of its blocks begins."""
        if token.name in INLINE_BLOCKS:
            # A loose item begins a line of its own for each of its blocks.
            is_loose = token.name in {"dd", "li"} and self.html.startswith("\n", token.end)
            self.block = "" if is_loose else token.name
        elif token.name in {"blockquote", "dl", "ol", "table", "ul"}:
            self.block = ""
        self.push_tag(token)
        self.parts.append(token.text)

    def is_from_parser(self, token: HtmlToken) -> bool:
        """Whether the parser may have written a tag without saying where it comes from."""
        stack = self.open_tags.get(token.name)
        closes_own = token.kind == "close" and stack and stack[-1].token.is_own
        return bool(closes_own) or token.name in {"code", "tbody", "thead"}

    def push_tag(self, token: HtmlToken) -> None:
        if token.name not in VOID_TAGS:
            tag = OpenTag(len(self.parts), token, bool(self.block), self.line)
            self.open_tags.setdefault(token.name, []).append(tag)
            self.nesting.append(tag)
        if token.name in self.open_groups:
            self.open_groups[token.name] += 1

    def open_tag(self, token: HtmlToken) -> str:  # noqa: C901, PLR0911  (a list of kinds of elements)
        """Return what stands for a tag of the author that opens an element."""
        name = token.name
        if name == "svg" and self.finds_end("svg", token):
            self.push_tag(token)
            return self.leave_out(token) + " "
        if name in SILENT_TAGS:
            return self.replace_silent_element(token)
        if self.open_groups["svg"]:
            return " "
        if name == "math" and self.finds_end("math", token):
            return self.replace_mathml(token)
        if name in EMBEDDING_TAGS and (url := find_embedded_url(token.attributes)):
            return self.replace_embed(token, url)
        if name in HEAD_TAGS and "=" in token.attributes:
            return self.leave_out(token)
        if name == "form" and self.finds_end("form", token):
            self.push_tag(token)
            return self.show_form(token)
        if self.open_groups["form"] and name in FORM_TAGS:
            return self.show_field(token)
        if not self.is_shown(token):
            return escape(token.text, quote=False)
        self.push_tag(token)
        may_lose_style = name == "font" or (name != "img" and "color" in token.attributes)
        if may_lose_style and token.text not in self.lost_styles and LOST_STYLE.search(token.attributes):
            self.lost_styles.add(token.text)
            self.warn("unused-mark", token.text[:80])
        return "" if ":" in name else token.text

    def is_shown(self, token: HtmlToken) -> bool:
        """Whether a tag is one that readers get, as far as it tells itself."""
        name, attributes = token.name, token.attributes
        if (name not in SHOWN_TAGS and ":" not in name) or name == self.block:
            return False
        first = FIRST_ATTRIBUTE.match(attributes)
        if first and not first[2] and first[1].lower() not in BOOLEAN_ATTRIBUTES:
            return False
        if name == "input":
            return parse_attributes(attributes).get("type", "").lower() == "checkbox"
        if name in {"img", "source", "track"}:
            return "=" in attributes
        return name not in TABLE_PART_TAGS or self.open_groups["table"] > 0

    def close_tag(self, token: HtmlToken) -> str:
        """Return what stands for a tag that closes an element: nothing where none of its name is open."""
        name = token.name
        if stack := self.open_tags.get(name):
            tag = stack.pop()
            self.close_inner_tags(tag)
            if name in self.open_groups:
                self.open_groups[name] -= 1
            is_written = name not in {"form", "svg"} and ":" not in name
            if tag.token.is_own and name in INLINE_BLOCKS:
                self.block = ""
            return token.text if is_written else ""
        if name in {"br", "p"} or (name in TABLE_PART_TAGS and self.open_groups["table"]):
            return token.text
        is_in_form = self.open_groups["form"] and name in FORM_TAGS
        if self.open_groups["svg"] or is_in_form or name in EMBEDDING_TAGS | VOID_TAGS | {"param"}:
            return ""
        is_known = name in SHOWN_TAGS or name in SILENT_TAGS
        is_in_sentence = self.block and not LINE_END.match(self.html, token.end)
        return escape(token.text, quote=False) if not is_known or is_in_sentence else self.leave_out(token)

    def close_inner_tags(self, tag: OpenTag) -> None:
        """Note of all that `tag` holds, and nothing has closed, that it ends with it."""
        tag.is_closed = True
        while self.nesting and not tag.has_closed_parent:
            inner = self.nesting.pop()
            if inner is tag:
                return
            inner.has_closed_parent = True

    def show_instruction(self, token: HtmlToken) -> str:
        """Return what stands for a comment or an instruction: nothing for a comment that is closed."""
        if token.kind == "comment":
            if "<!--" in token.text[4:]:
                self.warn("nested-comment")
            return token.text if MORE_COMMENT.fullmatch(token.text) else ""
        if OFFICE_CONDITION.match(token.text):
            return ""
        self.warn("typed-html", token.text[:40])
        return escape(token.text, quote=False)

    def finds_end(self, name: str, token: HtmlToken) -> bool:
        """Whether an element that begins with `token` is closed: inside a paragraph, before its end."""
        closing = self.tokens.find(f"</{name}", token.end)
        if closing is None:
            return False
        end = self.tokens.find(f"</{self.block}>", token.end) if self.block else None
        return end is None or closing < end

    def skip_to(self, end: int) -> None:
        """Go on at `end`, also in the source."""
        self.lines.pass_over(self.html[self.tokens.position : end])
        self.tokens.skip_to(end)

    def begins_again(self, token: HtmlToken) -> bool:
        """Whether an element of the same name begins before the next one ends."""
        opening = self.tokens.find(f"<{token.name}", token.end)
        closing = self.tokens.find(f"</{token.name}", token.end)
        return bool(opening and closing and opening < closing)

    def replace_silent_element(self, token: HtmlToken) -> str:
        """Return what stands for a script or style: nothing, but a link to what the script would embed."""
        if not self.finds_end(token.name, token) or self.begins_again(token):
            if not self.block:
                self.warn("typed-html", f"<{token.name}>")
            return escape(token.text, quote=False)
        _, end = self.tokens.find(f"</{token.name}", token.end) or (0, token.end)
        _, end = self.tokens.find(">", end) or (0, len(self.html))
        self.skip_to(end)
        url = find_embedded_url(token.attributes) if token.name == "script" else ""
        if "//gist.github.com/" in url:
            return self.replace_embed(token, url.replace(".js", "", 1))
        return self.leave_out(token)

    def replace_embed(self, token: HtmlToken, url: str) -> str:
        """Return a link to what would be embedded; what a frame holds for old browsers goes."""
        self.warn("embed", f"<{token.name}>")
        closing = self.tokens.find("</iframe>", token.end) if token.name == "iframe" else None
        element = self.tokens.find("data-sourcepos=", token.end)
        if closing and (element is None or closing < element) and self.finds_end("iframe", token):
            self.skip_to(closing[1])
        return build_embed_link(url, token.attributes, self.line, is_inline=bool(self.block))

    def replace_mathml(self, token: HtmlToken) -> str:
        """Return the placeholder of a pasted formula."""
        _, end = self.tokens.find("</math", token.end) or (0, token.end)
        _, end = self.tokens.find(">", end) or (0, len(self.html))
        self.skip_to(end)
        return wrap_mathml(self.html[token.start : end], self.line)

    def show_form(self, token: HtmlToken) -> str:
        """Return a link to where a form leads; its words follow."""
        self.warn("hidden-html", "<form>")
        url = parse_attributes(token.attributes).get("action", "")
        return build_embed_link(url, "", self.line, is_inline=bool(self.block)) if url else ""

    def show_field(self, token: HtmlToken) -> str:
        """Return what a field of a form says."""
        if token.name not in {"input", "textarea", "button"}:
            return " "
        attributes = parse_attributes(token.attributes)
        if attributes.get("type", "").lower() == "hidden":
            return ""
        text = next((attributes[name] for name in FIELD_TEXT_ATTRIBUTES if attributes.get(name)), "")
        return f" {escape(text, quote=False)} " if token.name != "button" else " "

    def leave_out(self, token: HtmlToken) -> str:
        """Return nothing, and tell the author."""
        self.warn("hidden-html", f"<{'/' if token.kind == 'close' else ''}{token.name}>")
        return ""

    def show_unclosed_tags(self) -> None:
        """Put tags that nothing closes into the text, as they were typed."""
        for name, stack in self.open_tags.items():
            for tag in stack:
                is_optional = name in UNCLOSED_TAGS and not tag.is_inline
                is_optional |= name in RUBY_TAGS and tag.has_closed_parent
                if tag.token.is_own or is_optional or name == "svg":
                    continue
                self.line = tag.line
                if tag.has_closed_parent and not tag.is_inline and name in STRUCTURE_TAGS:
                    self.warn("unclosed-html", f"<{name}>")
                    continue
                self.parts[tag.part] = escape(tag.token.text, quote=False)
                if not tag.is_inline:
                    self.warn("typed-html", f"<{name}>")

    def warn(self, kind: str, detail: str = "") -> None:
        """Warn of the tag that is being read."""
        self.context.add_warning(kind, self.context.author_lines[self.line - 1], detail)


def show_refused_html(html: str, context: RenderContext) -> str:
    """Return `html`, as the parser wrote it, with everything that readers do not get as HTML as text."""
    has_tags = any(b"<" in line for line in context.markdown_lines)
    return RawHtmlFilter(html, context).filter_html() if has_tags else html
