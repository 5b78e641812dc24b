"""Attributes of images as Pandoc, kramdown and Quarto write them: `![alt](a.png){width=50%}`."""

import re

from posts.rendering.context import RenderContext
from posts.rendering.numbered.kinds import find_kind_of_key
from posts.rendering.passes.images import known_image_size
from posts.rendering.tree import Element

TYPED_ATTRIBUTES = re.compile(r"(<img [^<>]*?)( ?/?>)\{:?([^{}<>\n]{1,200})\}")
IMAGE_LENGTH = re.compile(r"(?P<name>width|height)=[\"']?(?P<number>\d{1,4})(?P<unit>px|%|)[\"']?")
IMAGE_ALIGNMENT = re.compile(r"align=[\"']?(left|center|right)[\"']?")
IMAGE_STYLE = re.compile(r"(?<![\w-])(zoom|width|height)\s*:\s*([\w.%]{1,20})", re.IGNORECASE)
# Each is looked for in all lines.
MAX_LOCATED = 200
# Where the attributes wait until the image is completed.
TYPED_NAME = "data-typed"


def attach_image_attributes(html: str, context: RenderContext) -> str:
    """Return `html` with the attributes that are typed behind an image moved into its tag."""
    if "}" not in html:
        return html
    return TYPED_ATTRIBUTES.sub(attach_typed_attributes, html)


def attach_typed_attributes(match: re.Match[str]) -> str:
    """Return the image's tag with its attributes; what does not look like attributes stays text."""
    if not all(part[0] in "#." or "=" in part for part in match[3].split()):
        return match[0]
    return f'{match[1]} {TYPED_NAME}="{match[3].strip().replace(chr(34), "&quot;")}"{match[2]}'


def apply_image_attributes(element: Element, context: RenderContext) -> None:
    """Set the size and the side that were typed for an image; warn of others, which are not used."""
    attributes = element.attributes
    typed = attributes.pop(TYPED_NAME, "").split()
    declarations = read_declarations(attributes.pop("style", ""))
    for name in ("width", "height"):
        if name in attributes and not (attributes[name].isascii() and attributes[name].isdigit()):
            value = attributes.pop(name).strip()
            declarations.append(f"{name}={value.removesuffix('px')}")
    typed = take_figure_marks(element, typed, context)
    unused = [part for part in [*typed, *declarations] if not set_image_attribute(element, part, context)]
    if unused:
        line = context.line_of(element) or find_image_line(element, context)
        context.add_warning("image-attributes", line, " ".join(unused))


def take_figure_marks(element: Element, typed: list[str], context: RenderContext) -> list[str]:
    """Set what makes a numbered figure of an image, its key and `.numbered`; return the rest of `typed`."""
    if "data-sourcepos" not in element.attributes:
        return typed
    marks = [part for part in typed if part[0] == "#" or part == ".numbered"]
    key = next((part[1:] for part in marks if part[0] == "#"), "")
    kind = find_kind_of_key(key)
    if ".numbered" in marks or (kind and kind.name == "figure"):
        element.attributes["data-numbered"] = "figure"
        context.has_numbered = True
        if key:
            element.attributes["data-key"] = key
    elif key:
        element.attributes.setdefault("id", key)
    return [part for part in typed if part not in marks]


def read_declarations(style: str) -> list[str]:
    """Return the sizes in a `style`, as `width=50%`: Typora writes `zoom:50%`; other styles are not kept."""
    found = []
    for name, value in IMAGE_STYLE.findall(style):
        found.append(f"{'width' if name.lower() == 'zoom' else name.lower()}={value}")
    return found


def find_image_line(element: Element, context: RenderContext) -> int | None:
    """Return the author's line of the first image in HTML with the address of `element`."""
    source = element.attributes.get("src", "").encode()
    if len(context.warnings) > MAX_LOCATED:
        return None
    for number, line in enumerate(context.markdown_lines[: len(context.author_lines)]):
        if b"<img" in line and source in line:
            return context.author_lines[number]
    return None


def set_image_attribute(element: Element, part: str, context: RenderContext) -> bool:
    """Set the attribute `part`; return False if an image has none of that kind."""
    if side := IMAGE_ALIGNMENT.fullmatch(part):
        element.attributes["align"] = side[1]
        return True
    return set_image_length(element, part, context)


def set_image_length(element: Element, part: str, context: RenderContext) -> bool:
    """Set width or height in pixels, and the other side in proportion; return False if `part` is neither."""
    if not (length := IMAGE_LENGTH.fullmatch(part)):
        return False
    known = known_image_size(element.attributes.get("src", ""), context)
    number, name = int(length["number"]), length["name"]
    if length["unit"] == "%":
        if not known or name == "height":
            return False
        number = round(known[0] * number / 100)
    element.attributes[name] = str(number)
    if known and not {"width", "height"} <= element.attributes.keys():
        width, height = known
        other = ("height", number * height / width) if name == "width" else ("width", number * width / height)
        element.attributes[other[0]] = str(round(other[1]))
    return True
