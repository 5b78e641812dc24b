"""Formulas that a platform made pictures of, and links through its page of warnings.

Zhihu, CSDN, Jianshu and GitHub's old readmes write a formula as a picture whose address holds the TeX.
A copied post also leads its links through `link.zhihu.com` and the like.
"""

import re
from html import unescape
from urllib.parse import unquote, unquote_plus

from posts.exchange.html_to_markdown.formula_markup import FORMULA_ADDRESS, RENDERING_OPTIONS
from posts.exchange.html_to_markdown.picture_markup import REDIRECTOR
from posts.exchange.importing.records.record import PostRecord

FORMULA_IMAGE_COUNT = "formulas taken out of pictures"
FORMULA_IMAGE = re.compile(
    rf"<img\b(?P<before>[^<>]*?)\bsrc=(?P<quote>[\"']){FORMULA_ADDRESS}(?P<tex>[^\"'<>\n]+)(?P=quote)(?P<after>[^<>]*)>"
)
FORMULA_TARGET = re.compile(
    rf"\]\({FORMULA_ADDRESS}(?P<tex>[^()\s]*(?:\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*\)[^()\s]*)*)"
    r"(?:[ \t]+\"[^\"\n]*\")?\)"
)
# What CSDN's editor writes for every picture says nothing of it.
BOILERPLATE_ALT = re.compile(r"!\[(?:在这里插入图片描述|请添加图片描述)\](?=\()")
CENTERED_IMAGE = re.compile(r"(!\[(?:(?!!\[)[^\]\n])*\]\([^()\s#]+)#(?:pic_center|pic_left|pic_right)\b")


def replace_formula_images(text: str, record: PostRecord) -> str:
    """Return `text`, its code hidden, with pictures of formulas as formulas and links to where they lead."""
    if re.search(FORMULA_ADDRESS, text):
        text = FORMULA_IMAGE.sub(lambda match: read_formula(match, match.start(), record) or match[0], text)
        text = replace_markdown_images(text, record)
    text = REDIRECTOR.sub(lambda match: unquote(match["to"]), text)
    return CENTERED_IMAGE.sub(r"\1", BOILERPLATE_ALT.sub("![]", text))


def replace_markdown_images(text: str, record: PostRecord) -> str:
    """Return `text` with formulas for `![alt](address)`; the alternative text may hold any brackets."""
    kept, end = [], 0
    for match in FORMULA_TARGET.finditer(text):
        start = text.rfind("![", max(end, text.rfind("\n", 0, match.start()) + 1), match.start())
        formula = read_formula(match, start, record) if start >= 0 else ""
        if formula:
            kept += [text[end:start], formula]
            end = match.end()
    return "".join([*kept, text[end:]])


def read_formula(match: re.Match[str], start: int, record: PostRecord) -> str:
    """Return the formula of a picture that begins at `start`, with its delimiters; "" where it has none."""
    written = unescape(match["tex"]).replace("&space;", " ")
    tex = (unquote_plus if match["plus"] else unquote)(written)
    tex = RENDERING_OPTIONS.sub("", tex.removesuffix("#pic_center")).strip()
    is_display = tex.endswith("\\\\") or 'eeimg="2"' in match[0] or stands_on_own_line(match, start)
    tex = tex.removesuffix("\\\\").strip()
    if not tex or "$" in tex:
        return ""
    record.counts[FORMULA_IMAGE_COUNT] += 1
    return f"$${tex}$$" if is_display else f"${' '.join(tex.split())}$"


def stands_on_own_line(match: re.Match[str], start: int) -> bool:
    """Whether nothing stands on its line before `start` and behind the match."""
    text = match.string
    end = text.find("\n", match.end())
    before = text[text.rfind("\n", 0, start) + 1 : start]
    return not (before + text[match.end() : end if end >= 0 else len(text)]).strip()
