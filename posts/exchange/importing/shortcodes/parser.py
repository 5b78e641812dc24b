"""Tags in double or percent braces, as Hexo, Hugo and Jekyll write them: found, paired, replaced.

One pass over the text, in linear time: a tag that is never closed has no inner
text, and a closing tag without an opening one is dropped.
"""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, field

# {% name arguments %}, {% endname %} · {{< name arguments >}}, {{% /name %}}
LIQUID_TAG = re.compile(
    r"\{%-?\s*(?P<close>end)?(?P<name>[a-zA-Z_][\w-]*)\s*(?P<args>(?:[^%{]|%(?!\}))*?)\s*-?%\}"
)
HUGO_SHORTCODE = re.compile(
    r"\{\{(?P<mark>[<%])\s*(?P<close>/)?\s*(?P<name>[a-zA-Z_][\w./-]*)\s*"
    r"(?P<args>(?:\"(?:\\.|[^\"\\])*\"|[^\"{}])*?)\s*(?P<alone>/)?[>%]\}\}"
)
SHORTCODE_ARGUMENT = re.compile(
    r"""(?:(?P<key>[\w-]+)\s*[=:]\s*)?(?:"(?P<double>(?:\\.|[^"\\])*)"|'(?P<single>[^']*)'|(?P<bare>[^\s"',]+))"""
)
LINE_PREFIX = re.compile(r"^(?P<quote>[ \t>]*)(?P<item>(?:[-*+]|\d{1,9}[.)])[ \t]+)?$")


@dataclass(slots=True)
class Shortcode:
    """One tag with its arguments.

    `line_prefix`: indentation and quote marks before a tag that begins its line;
    None where text stands before it. `inner`: the text up to the closing tag,
    None where there is none.
    """

    name: str
    raw_arguments: str
    source_text: str = ""
    line_prefix: str | None = None
    inner: str | None = None
    positional: list[str] = field(default_factory=list)
    named: dict[str, str] = field(default_factory=dict)

    @classmethod
    def from_match(cls, match: re.Match[str], prefix: str | None = None) -> "Shortcode":
        tag = cls(match["name"].lower(), match["args"].strip(), match[0], prefix)
        for argument in SHORTCODE_ARGUMENT.finditer(tag.raw_arguments):
            value = next(
                argument[part] for part in ("double", "single", "bare") if argument[part] is not None
            )
            value = value.replace('\\"', '"')
            # `https://…` is no key with a value.
            if argument["key"] and not (argument["bare"] or "").startswith("//"):
                tag.named[argument["key"].lower()] = value
            else:
                tag.positional.append(argument[0] if argument["key"] else value)
        return tag

    def get_argument(self, *names: str, at: int | None = None) -> str:
        """Return the first named argument that has a value, else the positional one `at`, else ""."""
        found = (self.named[name] for name in names if self.named.get(name))
        positional = self.positional[at] if at is not None and at < len(self.positional) else ""
        return next(found, positional)

    def format_block(self, text: str) -> str:
        """Return `text` as a separate block in place of the tag, within its quote or list item."""
        if not text:
            return ""
        prefix = self.line_prefix or ""
        lines = "\n".join(f"{prefix}{line}".rstrip() for line in text.split("\n"))
        before = prefix.rstrip() if self.line_prefix is not None else ""
        return f"\n{before}\n{lines}\n{prefix.rstrip()}\n{prefix}"

    def get_inner_text(self) -> str:
        """Return the inner text without the line prefix of the tag."""
        prefix = self.line_prefix or ""
        lines = (self.inner or "").strip("\n").split("\n")
        bare = (
            line.removeprefix(prefix) if line.startswith(prefix) else line.removeprefix(prefix.rstrip())
            for line in lines
        )
        return re.sub(r"\n{3,}", "\n\n", "\n".join(bare)).strip("\n").rstrip()


@dataclass(slots=True)
class OpenShortcode:
    """A tag that is not closed yet, and the parts of the text since."""

    tag: Shortcode | None
    parts: list[str] = field(default_factory=list)


ShortcodeConverter = Callable[[Shortcode], str]


def replace_shortcodes(
    text: str, syntax: re.Pattern[str], convert: ShortcodeConverter, verbatim: Collection[str]
) -> str:
    """Return `text` with every tag of `syntax` replaced by what `convert` returns for it.

    Within the tags named in `verbatim` only their closing tag is read.
    """
    stack, end = [OpenShortcode(None)], 0
    closable = {match["name"].lower() for match in syntax.finditer(text) if match["close"]}
    for match in syntax.finditer(text):
        top = stack[-1].tag
        name, closes = match["name"].lower(), bool(match["close"])
        if top and top.name in verbatim and not (closes and name == top.name):
            continue
        stack[-1].parts.append(text[end : match.start()])
        end = match.end()
        if closes:
            close_shortcode(stack, name, convert)
        elif name not in closable or match.groupdict().get("alone"):
            stack[-1].parts.append(
                convert(Shortcode.from_match(match, find_line_prefix(text, match.start())))
            )
        else:
            stack.append(OpenShortcode(Shortcode.from_match(match, find_line_prefix(text, match.start()))))
    stack[-1].parts.append(text[end:])
    while len(stack) > 1:
        close_unpaired(stack, convert)
    return "".join(stack[0].parts)


def close_shortcode(stack: list[OpenShortcode], name: str, convert: ShortcodeConverter) -> None:
    """Close the innermost open tag called `name`; tags opened within it have no inner text."""
    if not any(frame.tag and frame.tag.name == name for frame in stack):
        return
    while (tag := stack[-1].tag) and tag.name != name:
        close_unpaired(stack, convert)
    frame = stack.pop()
    if frame.tag:
        frame.tag.inner = "".join(frame.parts)
        stack[-1].parts.append(convert(frame.tag))


def close_unpaired(stack: list[OpenShortcode], convert: ShortcodeConverter) -> None:
    """Convert the innermost open tag without inner text."""
    frame = stack.pop()
    if frame.tag:
        stack[-1].parts += [convert(frame.tag), *frame.parts]


def find_line_prefix(text: str, start: int) -> str | None:
    """Return the prefix of lines in the block of a tag at `start`; None where text stands before it."""
    line_start = text.rfind("\n", 0, start) + 1
    match = LINE_PREFIX.match(text[line_start:start])
    return match["quote"] + " " * len(match["item"] or "") if match else None
