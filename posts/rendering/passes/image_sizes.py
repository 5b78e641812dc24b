"""Sizes of images as HackMD and markdown-it-imsize write them: `![alt](a.png =100x50)`."""

import re

from posts.rendering.context import RenderContext
from posts.rendering.passes.near_misses import ProseFinder
from posts.rendering.scanner import find_fences
from posts.rendering.source import SourceText

TYPED_IMAGE_SIZE = re.compile(
    r"(?<!\\)(?P<image>!\[[^\[\]\n]{0,500}\]\([^\s()<>]{1,2000}(?: +\"[^\"\n]{0,500}\")?)"
    r" +=(?P<width>\d{1,4}%?)?x(?P<height>\d{1,4}%?)? *\)"
)


def translate_image_sizes(source: SourceText, context: RenderContext) -> SourceText:
    """Return `source` with the sizes of images in braces behind them, where `image_attributes` reads them."""
    if " =" not in source.text or not TYPED_IMAGE_SIZE.search(source.text):
        return source
    lines = source.text.split("\n")
    in_fence = find_fences(lines).in_fence
    prose = "\n".join("" if fenced else line for line, fenced in zip(lines, in_fence, strict=True))
    finder = ProseFinder(prose, lines)
    # From the end, so that what stands before keeps its place.
    for match in reversed(list(TYPED_IMAGE_SIZE.finditer(prose))):
        number = finder.find_line(match.start())
        if number is None or not (match["width"] or match["height"]):
            continue
        start = match.start() - finder.starts[number]
        end = start + len(match[0])
        sizes = " ".join(f"{name}={match[name]}" for name in ("width", "height") if match[name])
        lines[number] = f"{lines[number][:start]}{match['image']}){{{sizes}}}{lines[number][end:]}"
    return SourceText("\n".join(lines), source.author_lines)
