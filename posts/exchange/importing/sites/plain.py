"""Markdown by itself: a folder of notes, with front matter or without; an Obsidian vault; MDX."""

import re
from pathlib import Path

from posts.exchange.importing.dialects import rewrite_rules, wikilinks
from posts.exchange.importing.records.record import PostRecord, PostReferences
from posts.exchange.importing.sites.base import NOT_POSTS, Site

# A line of nothing but tags: at least two, or the last line.
HASHTAG = r"#(?!\d+(?:\s|$))[^\s#,.;:!?()\[\]{}<>'\"`，。；：！？]+"
HASHTAGS = re.compile(rf"^[ \t]*({HASHTAG}(?:[ \t]+{HASHTAG})+|{HASHTAG}(?=\s*\Z))[ \t]*$", re.MULTILINE)


class Plain(Site):
    name = "plain"
    rules = (*rewrite_rules.CONTENTS_RULES, *rewrite_rules.IMAGE_RULES, *rewrite_rules.HEADING_RULES)
    finds_by_name = True

    @classmethod
    def claims(cls, folder: Path) -> bool:
        return True

    def reason_to_skip(self, path: Path) -> str:
        if path.stem.lower() in NOT_POSTS and path.parent == self.root:
            return "tells about the folder, not a post"
        return "a drawing of Excalidraw" if path.name.endswith(".excalidraw.md") else ""

    def prepare(self, text: str, record: PostRecord, references: PostReferences) -> str:
        if record.path.suffix.lower() == ".mdx":
            text = rewrite_rules.apply_rules(text, rewrite_rules.MDX_RULES)
        return wikilinks.replace_wikilinks(take_hashtags(text, record), record, references)


def take_hashtags(text: str, record: PostRecord) -> str:
    """Return `text` without its lines of hashtags, which become the record's tags."""

    def take(match: re.Match[str]) -> str:
        found = (word.lstrip("#") for word in match[1].split())
        known = {name.casefold() for name in record.tags}
        record.tags += tuple(name for name in dict.fromkeys(found) if name.casefold() not in known)
        return ""

    return HASHTAGS.sub(take, text)
