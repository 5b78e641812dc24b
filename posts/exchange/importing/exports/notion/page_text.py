"""What a page of Notion says, whichever kind of export it comes from."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

# What a link leads to whose page is in the export, but no post: of such a link only the text stays.
NO_ADDRESS = "notion:nothing"
# Returns the address that stands for one of Notion's, or None where it stays: a link, or a picture.
RewriteAddress = Callable[[str, Literal["link", "image"]], str | None]


@dataclass(slots=True)
class NotionText:
    """A page: its title, its properties as they are written, its text in Markdown, its cover's address."""

    title: str
    properties: Mapping[str, str] = field(default_factory=dict)
    body: str = ""
    cover: str = ""
    notes: list[str] = field(default_factory=list)
