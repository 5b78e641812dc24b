"""A post as HTML that is pasted into the editors of 公众号 (WeChat) and 知乎 (Zhihu).

Both keep neither classes nor stylesheets, nor links into the page. The editor of 公众号 keeps styles and SVG,
and drops links to other sites: they become notes at the end. That of 知乎 brings its own styles, and takes a
formula as an image with `eeimg`, whose `alt` is the TeX; one that ends in `\\\\` stands on a line of its own.
"""

import re
from html import escape
from urllib.parse import quote, urljoin, urlsplit

from django.utils.translation import gettext as _

from posts.exchange.copies.editor_copy import EditorCopy
from posts.exchange.copies.formula_drawings import draw_formula
from posts.exchange.copies.inline_styles import (
    NOTE_STYLE,
    NOTES_TITLE_STYLE,
    TAG_STYLES,
    TEXT,
)
from posts.models import Post
from posts.rendering.plain_text import extract_text
from posts.rendering.tree import Element, OpaqueNode

# Sites whose links the editor of 公众号 keeps.
WECHAT_HOSTS = frozenset({"mp.weixin.qq.com"})
ZHIHU_FORMULA = "https://www.zhihu.com/equation?tex="
LINE_BREAKS = re.compile(r"\s*\n\s*")


class WechatCopy(EditorCopy):
    """For 公众号: styles as attributes, formulas as SVG, links as notes at the end."""

    def wrap(self, html: str) -> str:
        return f'<section style="{TEXT}">{html}</section>'

    def style(self, style: str) -> str:
        return f' style="{style}"' if style else ""

    def get_style(self, tag: str, element: Element, style: str | None) -> dict[str, str]:
        value = TAG_STYLES.get(tag, "") if style is None else style
        side = next((side for side in ("center", "right") if element.has_class(side)), "")
        value = ";".join(filter(None, [value, f"text-align:{side}" if side else ""]))
        return {"style": value} if value else {}

    def write_formula(self, node: OpaqueNode, *, is_block: bool = False) -> str:
        return draw_formula(node.html) or f"<code>{escape(node.text)}</code>"

    def write_references(self, element: Element) -> str:
        """Return the list of literature, whose addresses are text: they need no notes."""
        for parent in element.iter_elements():
            parent.children = [
                str(child.only_text()) if isinstance(child, Element) and child.has_class("address") else child
                for child in parent.children
            ]
        return super().write_references(element)

    def keep_spaces(self, code: str) -> str:
        return re.sub(
            "^ +| {2,}", lambda match: "\N{NO-BREAK SPACE}" * len(match[0]), code, flags=re.MULTILINE
        )

    def write_pre(self, pre: Element) -> str:
        # The editor joins lines and spaces otherwise.
        [code] = [child for child in pre.children if isinstance(child, Element)]
        inside = self.write_code_parts(code.children).rstrip("\n").replace("\n", "<br>")
        return f"<pre{self.style(TAG_STYLES['pre'])}><code>{inside}</code></pre>"

    def write_link(self, element: Element, inside: str) -> str:
        href = urljoin(self.base, element.attributes["href"])
        if urlsplit(href).hostname in WECHAT_HOSTS:
            return super().write_link(element, inside)
        number = self.find_note(extract_text(element), href)
        return f"{inside}<sup{self.style(TAG_STYLES['sup'])}>[{number}]</sup>"

    def find_note(self, title: str, href: str) -> int:
        """Return the number of the note for `href`, after those of the footnotes."""
        for place, (_title, address) in enumerate(self.notes):
            if address == href:
                return self.footnote_count + place + 1
        self.notes.append((title, href))
        return self.footnote_count + len(self.notes)

    def write_notes(self) -> str:
        if not self.notes:
            return ""
        lines = [
            f'<p style="{NOTE_STYLE}">[{self.footnote_count + place}] {escape(title)}：{escape(href)}</p>'
            if title not in href
            else f'<p style="{NOTE_STYLE}">[{self.footnote_count + place}] {escape(href)}</p>'
            for place, (title, href) in enumerate(self.notes, 1)
        ]
        return f'<p style="{NOTES_TITLE_STYLE}">{_("Linked pages")}</p>{"".join(lines)}'


class ZhihuCopy(EditorCopy):
    """For 知乎: plain HTML, formulas as the images that its editor takes for TeX."""

    def write_formula(self, node: OpaqueNode, *, is_block: bool = False) -> str:
        tex = LINE_BREAKS.sub(" ", node.text).strip() + (r"\\" if is_block else "")
        return f'<img eeimg="1" src="{ZHIHU_FORMULA}{quote(tex, safe="")}" alt="{escape(tex)}">'

    def write_pre(self, pre: Element) -> str:
        [code] = [child for child in pre.children if isinstance(child, Element)]
        name = code.attributes.get("class", "").removeprefix("language-")
        attribute = f' lang="{escape(name)}"' if name else ""
        return f"<pre{attribute}><code>{self.write_code_parts(code.children)}</code></pre>"


EDITOR_COPIES: dict[str, type[EditorCopy]] = {"wechat": WechatCopy, "zhihu": ZhihuCopy}


def build_editor_html(post: Post, editor: str, base: str) -> str:
    """Return `post` for the `editor`, a key of EDITOR_COPIES; `base` is its absolute address."""
    return EDITOR_COPIES[editor](base).write(post)
