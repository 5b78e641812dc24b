"""Markdown by itself: a folder of notes, with front matter or without."""

from pathlib import Path

from posts.exchange.dialects import prose
from posts.exchange.site import NOT_POSTS, Site


class Plain(Site):
    name = "plain"
    rules = (*prose.CONTENTS, *prose.SPELLINGS)

    @classmethod
    def claims(cls, folder: Path) -> bool:
        return True

    def reason_to_skip(self, path: Path) -> str:
        if path.stem.lower() in NOT_POSTS and path.parent == self.root:
            return "tells about the folder, not a post"
        return ""
