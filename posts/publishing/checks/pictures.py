"""Check of pictures that show nothing: without an address, or whose upload is not done."""

import re
from collections.abc import Iterator
from itertools import islice

from posts.models import Post
from posts.publishing.checks.results import CheckResult
from posts.rendering.scanner import find_fences

# A picture in rendered text; code that shows HTML has its `<` escaped and does not match.
PICTURE_IN_HTML = re.compile(r"<img\b[^>]*>")
SOURCE_ATTRIBUTE = re.compile(r'\ssrc="\s*([^"]*?)\s*"')
# The spellings of a picture without an address, or with one that only a browser's window knows.
PICTURE_WITHOUT_ADDRESS = re.compile(
    r"!\[[^\]\n]*\]\(\s*(?:<\s*>|blob:[^)\s]*)?\s*\)"
    r"""|<img\b(?:(?!\ssrc\s*=)[^>])*>|<img\b[^>]*\ssrc\s*=\s*(?:""|'')[^>]*>""",
    re.IGNORECASE,
)
# What editors write where a picture is being uploaded: this one's, and GitHub's two forms.
UPLOAD_PLACE = re.compile(
    r"!\[(?:正在上传|上传中|uploading\b)[^\]\n]*\]\((?!/|https?:)[^)\n]*\)|<!--\s*uploading\b[^>]*-->",
    re.IGNORECASE,
)
INLINE_CODE = re.compile(r"(?<!`)(`+)(?!`).+?(?<!`)\1(?!`)")
MAX_PICTURE_RESULTS = 100


def check_pictures(post: Post) -> Iterator[CheckResult]:
    """Yield a result for each picture of the text without an address, and each place of an upload."""
    return islice(iter_picture_results(post), MAX_PICTURE_RESULTS)


def iter_picture_results(post: Post) -> Iterator[CheckResult]:
    lines = list_prose_lines(post.source)
    places = [(number, match[0]) for number, line in lines for match in UPLOAD_PLACE.finditer(line)]
    for number, place in places:
        yield CheckResult("upload-place", number, place[:200])
    is_empty = (not find_source(element) for element in PICTURE_IN_HTML.findall(post.html))
    count = sum(is_empty) - sum(place.endswith("()") for _, place in places)
    if count > 0:
        rest = ((number, UPLOAD_PLACE.sub("", line)) for number, line in lines)
        found = (number for number, line in rest for _ in PICTURE_WITHOUT_ADDRESS.finditer(line))
        # What the renderer made of a spelling that is not known here has no line.
        numbers: list[int | None] = [*islice(found, count)] or [None]
        yield from (CheckResult("empty-picture", number) for number in numbers)


def find_source(element: str) -> str:
    match = SOURCE_ATTRIBUTE.search(element)
    return match[1] if match else ""


def list_prose_lines(source: str) -> list[tuple[int, str]]:
    """Return the lines of a Markdown source that are no code block, without inline code; numbers from 1."""
    lines = source.split("\n")
    in_fence = find_fences(lines).in_fence
    return [
        (number, INLINE_CODE.sub("", line))
        for number, line in enumerate(lines, 1)
        if not in_fence[number - 1]
    ]
