"""Blocks of code as highlighters write them: hljs, Prism, Pygments, GitHub, Shiki, Monaco, WeChat …

Line numbers and buttons go; lines that are elements of their own get their ends back.
"""

import re
from collections.abc import Iterator

from posts.exchange.html_to_markdown.document import CodeBlock
from posts.exchange.html_to_markdown.styles import MONOSPACE, is_hidden_style, parse_style
from posts.exchange.html_to_markdown.trees import find_first, get_classes, get_text
from posts.rendering.tree import Element, Node

# Boxes around code whose other contents are line numbers, a title or buttons.
CODE_BOX_CLASSES = frozenset(
    """
    highlight highlighttable codehilite codehilitetable rouge-table rouge-gutter syntaxhighlighter
    code-snippet__fix crayon-table js-file-line-container blob-wrapper react-code-lines CodeMirror-code
    monaco-editor view-lines enlighter-default enlighter
    """.split()  # noqa: SIM905  (a list would take a line for each)
)
CODE_CELL_CLASSES = frozenset({"code", "rouge-code", "crayon-code", "blob-code", "hljs-ln-code"})
NUMBER_CLASSES = frozenset(
    """
    gutter linenos lineno linenodiv rouge-gutter line-numbers-rows line-number line-numbers-wrapper
    hljs-ln-numbers blob-num ln lnt react-line-number code-snippet__line-index crayon-nums
    CodeMirror-linenumber CodeMirror-gutter-wrapper code-block-line-number linenumber
    """.split()  # noqa: SIM905  (a list would take a line for each)
)
NOT_CODE_TAGS = frozenset(
    {"button", "clipboard-copy", "svg", "figcaption", "caption", "label", "input", "select"}
)
NOT_CODE_CLASSES = NUMBER_CLASSES | {
    "copy-btn",
    "copy-button",
    "copy",
    "toolbar",
    "code-toolbar-item",
    "hljs-copy",
}
LINE_TAGS = frozenset({"div", "p", "li", "tr", "section", "article"})
LINE_CLASSES = frozenset({"blob-code", "hljs-ln-line", "CodeMirror-line", "view-line", "cm-line"})
LANGUAGE_ATTRIBUTES = (
    "data-lang",
    "data-language",
    "data-enlighter-language",
    "data-code-language",
    "lang-name",
)
CODE_LANGUAGE_CLASS = re.compile(
    r"(?:language|lang|highlight-source|highlight-text|brush|source|src|code-block|highlight)"
    r"[-:]\s*(?P<name>[\w+#.-]+)"
)
BARE_CLASS = re.compile(r"[A-Za-z][\w+#.-]{0,20}")
HIGHLIGHTER_CLASSES = frozenset({"hljs", "sourceCode", "prettyprint", "prettyprinted", "highlight", "src"})
NO_LANGUAGES = frozenset(
    """
    auto code generic highlight hljs linenums line-numbers no-highlight nohighlight none notranslate
    numberlines numbersource plain plaintext prettyprint prettyprinted shiki sourcecode src text txt
    undefined wrap code-toolbar copyable literal-block
    """.split()  # noqa: SIM905  (a list would take a line for each)
)
CODE_LANGUAGES = {
    "c++": "cpp",
    "c#": "csharp",
    "js": "javascript",
    "py": "python",
    "shell": "bash",
    "cs": "csharp",
}


def read_code_block(element: Element) -> CodeBlock | None:
    """Return the block of code that `element` is, or None where it is something else."""
    if element.tag == "pre":
        return make_code_block(element, element)
    classes = get_classes(element)
    if CODE_BOX_CLASSES.isdisjoint(classes):
        return make_code_block(element, element) if is_editor_code(element) else None
    if element.tag == "table" or "highlight" not in classes or element.tag in {"div", "figure"}:
        code = find_code(element)
        return make_code_block(element, code) if code else None
    return None


def is_editor_code(element: Element) -> bool:
    """Whether `element` is code as VS Code copies it: lines in a box that keeps white space."""
    style = element.attributes.get("style", "")
    if element.tag not in {"div", "p"} or "white-space" not in style or "font-family" not in style:
        return False
    declarations = parse_style(style)
    is_mono = MONOSPACE.search(declarations.get("font-family", ""))
    return bool(is_mono) and declarations.get("white-space", "") in {"pre", "pre-wrap", "break-spaces"}


def find_code(box: Element) -> Element | None:
    """Return the part of `box` that holds the code: the only `pre` without numbers, or its cells of code."""
    if cell := find_first(box, lambda each: not CODE_CELL_CLASSES.isdisjoint(get_classes(each))):
        if LINE_CLASSES.isdisjoint(get_classes(cell)) and not cell.has_class("hljs-ln-code"):
            return find_first(cell, lambda each: each.tag == "pre") or cell
        return box
    found = [each for each in box.iter_elements() if each.tag == "pre" and not is_not_code(each)]
    if len(found) == 1:
        return found[0]
    is_lines = find_first(box, lambda each: not LINE_CLASSES.isdisjoint(get_classes(each)))
    return box if is_lines or (box.tag == "table" and not found) else None


def make_code_block(box: Element, code: Element) -> CodeBlock:
    text = "".join(iter_code(code.children)).replace("\xa0", " ").replace("\u200b", "").replace("\r", "")
    lines = [line.rstrip() for line in text.split("\n")]
    while lines and not lines[-1]:
        lines.pop()
    while lines and not lines[0]:
        lines.pop(0)
    return CodeBlock("\n".join(lines), find_code_language(box))


def iter_code(nodes: list[Node]) -> Iterator[str]:
    """Give the text of code, with the ends of lines that are elements."""
    pending: list[Node] = nodes[::-1]
    is_at_start = True
    while pending:
        node = pending.pop()
        if isinstance(node, Element):
            if is_not_code(node):
                continue
            children: list[Node] = ["\n"] if node.tag == "br" else node.children[::-1]
            pending += [LINE_EDGE, *children, LINE_EDGE] if is_code_line(node, pending) else children
        elif node is LINE_EDGE:
            if not is_at_start:
                yield "\n"
            is_at_start = True
        elif isinstance(node, str) and node:
            yield node
            is_at_start = node.endswith("\n")


# Stands before and behind what is a line of its own; compared by identity.
LINE_EDGE = "".join(["line", " ", "edge"])


def is_code_element(node: Node) -> bool:
    return isinstance(node, Element) and node.tag == "code"


def is_code_line(element: Element, following: list[Node]) -> bool:
    """Whether `element` is one line of code: as one of several `code`, too. `following` is in reverse."""
    if element.tag in LINE_TAGS or not LINE_CLASSES.isdisjoint(get_classes(element)):
        return True
    return element.tag == "code" and any(is_code_element(node) for node in following[-2:])


def is_not_code(element: Element) -> bool:
    """Whether `element` is a line number, a button or anything else that is not code."""
    if element.tag in NOT_CODE_TAGS or not NOT_CODE_CLASSES.isdisjoint(get_classes(element)):
        return True
    style = element.attributes.get("style", "")
    return ("user-select" in style and parse_style(style).get("user-select") == "none") or is_hidden_style(
        style
    )


def find_code_language(box: Element) -> str:
    """Return the language that a block of code is marked with, on it or inside it; "" where it is none."""
    for element in [box, *box.iter_elements()]:
        if element.tag in {"span", "a", "br"} and element is not box:
            continue
        if name := read_language(element):
            return name
    return ""


def read_language(element: Element) -> str:
    """Return the language that an element of highlighted code names, or ""."""
    attributes = element.attributes
    names = [attributes[name] for name in LANGUAGE_ATTRIBUTES if attributes.get(name)]
    classes = attributes.get("class", "")
    names += [match["name"] for match in CODE_LANGUAGE_CLASS.finditer(classes)]
    if not HIGHLIGHTER_CLASSES.isdisjoint(classes.split()) or element.tag in {"pre", "code", "figure"}:
        is_listed = not HIGHLIGHTER_CLASSES.isdisjoint(classes.split())
        names += [
            name for name in classes.split() if is_listed and BARE_CLASS.fullmatch(name) and "__" not in name
        ]
    for name in names:
        lowered = name.strip().lower().removesuffix(";")
        lowered = lowered.split("-")[-1] if lowered.startswith(("source-", "text-html-")) else lowered
        if lowered and lowered not in NO_LANGUAGES and BARE_CLASS.fullmatch(lowered):
            return CODE_LANGUAGES.get(lowered, lowered)
    return ""


def is_bare_text(root: Element) -> bool:
    """Whether a page is nothing but one `pre` without a mark of code: a text file that a browser shows."""
    blocks = [each for each in root.children if isinstance(each, Element) and get_text(each).strip()]
    is_alone = len(blocks) == 1 and blocks[0].tag == "pre" and not get_classes(blocks[0])
    return is_alone and all(isinstance(child, str) for child in blocks[0].children)
