"""A page of Notion in its Markdown: title, lines of properties, text; what its export mangles is mended."""

import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote

from posts.exchange.importing.dialects.blank_lines import normalize_blank_lines
from posts.exchange.importing.dialects.formula_repair import FormulaStyle, repair_formulas
from posts.exchange.importing.exports.notion.callout_boxes import convert_asides
from posts.exchange.importing.exports.notion.code_languages import rename_language
from posts.exchange.importing.exports.notion.indentation import indent_as_markdown
from posts.exchange.importing.exports.notion.page_text import NO_ADDRESS, NotionText, RewriteAddress
from posts.exchange.importing.exports.notion.players import show_players
from posts.exchange.importing.exports.notion.properties import split_property_lines
from posts.exchange.importing.records.record import PostRecord
from posts.exchange.markdown.masking import Mask
from posts.rendering.characters import normalize_text

TITLE_LINE = re.compile(r"\A\s*# (?P<title>[^\n]*)(?:\n|\Z)")
FENCE_INFO = re.compile(r"^(?P<mark>[ \t>]*(?:`{3,}|~{3,}))(?P<language>[^`\n]+)$", re.MULTILINE)
TASK_SPACES = re.compile(r"^(\s*[-*+] \[[ xX]\]) {2,}(?=\S)", re.MULTILINE)
EMPTY_QUOTE_END = re.compile(r"^([ \t]*>[^\n]*)\n[ \t]*>[ \t]*$(?!\n[ \t]*>)", re.MULTILINE)
MENTIONED_DATE = re.compile(
    r"(?<![\w@])@(?=(?:January|February|March|April|May|June|July|August|September|October|November|December)"
    r" \d{1,2}, \d{4}|\d{4}(?:年|[-/]\d)|(?:Today|Tomorrow|Yesterday|Last|Next)\b)"
)
# Bold and strikethrough: where a space stands within them, Markdown takes them for no marks at all.
MARK_PAIRS = (re.compile(r"(?<![\\*])\*\*(?!\*)"), re.compile(r"(?<![\\~])~~(?!~)"))
DOUBLED_MARKS = re.compile(r"(?<=[^\s*\\])\*{4}(?=[^\s*])")
# A picture on a line of its own, and its caption below, which stands in its brackets, too.
CAPTIONED_IMAGE = re.compile(
    r"^(?P<image>[ \t>]*!\[(?P<caption>[^\n]+)\]\((?P<to>[^\s]+)\))\n[ \t>]*\n[ \t>]*(?P=caption)[ \t]*$",
    re.MULTILINE,
)
LONE_LINK = re.compile(r"^\[(?P<text>[^\n]+)\]\((?P<to>https?://[^\s<>]+)\)[ \t]*$", re.MULTILINE)
FILE_NAME_ALT = re.compile(
    r"(?:Untitled|image|screenshot|screen shot\b.*)(?: ?\d+)?(?:\.\w+)?", re.IGNORECASE
)
PAGE_LINK = re.compile(
    r"(?P<before>(?P<image>!\[(?:(?!!\[)[^\]\n])*)?\]\()(?P<to><[^<>\n]*>|[^\s()<>]*(?:\([^\s()<>]*\)[^\s()<>]*)*)"
)
LINK_TO_NOTHING = re.compile(rf"(?<!!)\[(?P<text>(?:[^\[\]\n]|\\[\[\]]|\[[^\[\]\n]*\])*)\]\({NO_ADDRESS}\)")
# The mark behind the brackets of a link would close nothing before a letter.
MARKED_LINK = re.compile(
    r"(?<![\\*~])(?P<mark>\*\*|~~)\[(?P<text>(?:[^\[\]\n*~]|\\[\[\]])+)\]\((?P<to>[^\s()]+(?:\([^\s()]*\)[^\s()]*)*)\)"
    r"(?P=mark)(?![*~])"
)
LINK_LABEL = re.compile(r"(?P<mark>!?)\[(?P<text>(?:[^\[\]\n]|\\[\[\]]|\[[^\[\]\n]*\])*)\]\(")


def read_markdown_page(text: str, name: str, columns: Mapping[str, str] | None) -> NotionText:
    """Return the page in `text`, its body as it is written.

    `name`: the title in the file's name. `columns`: those of the page's database, with the values of its row.
    """
    title = TITLE_LINE.match(text)
    rest = text[title.end() :] if title else text
    lines = rest.lstrip("\n").split("\n")
    properties, count = split_property_lines(lines, columns)
    values = {key: value for key, value in (columns or {}).items() if value}
    first = next(iter(columns or ()), None)
    if first is not None and first not in properties:
        values.pop(first, None)  # it is the title
    body = "\n".join(lines[count:]).strip("\n")
    return NotionText(title["title"].strip() if title else name, {**values, **properties}, body)


def repair_page_text(text: str, rewrite: RewriteAddress) -> str:
    """Return the text of a page in Markdown of ours, its addresses as `rewrite` has them."""
    text = convert_asides(indent_as_markdown(normalize_text(text)))
    text = FENCE_INFO.sub(lambda match: f"{match['mark']}{rename_language(match['language'])}", text)
    mask = Mask()
    text = mask.hide_code(text, keep_indented=True)
    text = repair_formulas(text, FormulaStyle(), mask, PostRecord("", Path()))
    text = CAPTIONED_IMAGE.sub(move_caption, text)
    text = LONE_LINK.sub(format_lone_link, text)
    text = LINK_LABEL.sub(drop_file_name, text)
    text = rewrite_page_addresses(text, rewrite)
    text = MARKED_LINK.sub(move_marks_inside, text)
    text = tighten_marks(EMPTY_QUOTE_END.sub(r"\1", TASK_SPACES.sub(r"\1 ", text)))
    text = normalize_blank_lines(show_players(MENTIONED_DATE.sub("", text)))
    return mask.restore_text(text).strip("\n") + "\n"


def move_marks_inside(match: re.Match[str]) -> str:
    """Return a link whose marks stood around it with them within its text, its spaces outside."""
    text, mark = match["text"], match["mark"]
    before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    return f"{before}[{mark}{text.strip()}{mark}]({match['to']}){after}"


def move_caption(match: re.Match[str]) -> str:
    """Return a picture with its caption as its title."""
    title = match["caption"].replace("\\", "").replace('"', "&quot;")
    return f'{match["image"].removesuffix(")")} "{title}")'


def format_lone_link(match: re.Match[str]) -> str:
    """Return a link that is alone as the card of a bookmark: a bare address, or a title behind the sign."""
    text = match["text"]
    if "](" in text or text.startswith("!["):
        return match[0]
    is_bare = unquote(text.replace("\\", "")) == unquote(match["to"])
    return f"<{match['to']}>" if is_bare else f"🔖 {match[0]}"


def drop_file_name(match: re.Match[str]) -> str:
    """Return the beginning of a picture without an alternative text that is only the name of its file."""
    if not match["mark"]:
        return match[0]
    following = match.string[match.end() : match.end() + 2000]
    name = unquote(following.partition(")")[0]).rpartition("/")[2]
    alt = match["text"].replace("\\", "")
    is_name = alt in {name, name.rpartition(".")[0]} or FILE_NAME_ALT.fullmatch(alt)
    return "![](" if is_name else match[0]


def rewrite_page_addresses(text: str, rewrite: RewriteAddress) -> str:
    """Return `text` with its links and pictures where `rewrite` leads them."""

    def replace_address(match: re.Match[str]) -> str:
        written = match["to"].removeprefix("<").removesuffix(">")
        new = rewrite(written, "image" if match["image"] else "link")
        return match[0] if new is None else f"{match['before']}{new}"

    return LINK_TO_NOTHING.sub(r"\g<text>", PAGE_LINK.sub(replace_address, text))


def tighten_marks(text: str) -> str:
    """Return `text` with bold and strikethrough close to their words, and those that touch as one."""
    lines = DOUBLED_MARKS.sub("", text).split("\n")
    for pattern in MARK_PAIRS:
        lines = [tighten_line(line, pattern) for line in lines]
    return "\n".join(lines)


def tighten_line(line: str, pattern: re.Pattern[str]) -> str:
    """Return `line` with the spaces just inside its marks outside of them, if each mark has its other."""
    mark = next(iter(pattern.findall(line)), "")
    parts = pattern.split(line)
    if not mark or len(parts) % 2 == 0:
        return line
    for number in range(1, len(parts), 2):
        inner = parts[number]
        bare = inner.strip(" \t")
        before, after = inner[: len(inner) - len(inner.lstrip(" \t"))], inner[len(inner.rstrip(" \t")) :]
        parts[number] = f"{before}{mark}{bare}{mark}{after}" if bare else inner
    return "".join(parts)
