"""Plain Markdown: a folder of notes with or without front matter, an Obsidian vault, MDX."""

import re
from pathlib import Path

from posts.exchange.importing.dialects import rewrite_rules, wikilinks
from posts.exchange.importing.records.record import PostRecord, PostReferences
from posts.exchange.importing.sites.base import NOT_POSTS, SourceSite

# A line of nothing but tags: at least two, or the last line.
HASHTAG_PATTERN = r"#(?!\d+(?:\s|$))[^\s#,.;:!?()\[\]{}<>'\"`，。；：！？]+"
HASHTAG_LINE = re.compile(
    rf"^[ \t]*({HASHTAG_PATTERN}(?:[ \t]+{HASHTAG_PATTERN})+|{HASHTAG_PATTERN}(?=\s*\Z))[ \t]*$", re.MULTILINE
)


class PlainSite(SourceSite):
    name = "plain"
    text_rules = (*rewrite_rules.CONTENTS_RULES, *rewrite_rules.IMAGE_RULES, *rewrite_rules.HEADING_RULES)
    finds_by_name = True

    @classmethod
    def is_site_root(cls, folder: Path) -> bool:
        return True

    def get_skip_reason(self, path: Path) -> str:
        if path.stem.lower() in NOT_POSTS and path.parent == self.root:
            return "tells about the folder, not a post"
        return "a drawing of Excalidraw" if path.name.endswith(".excalidraw.md") else ""

    def rewrite_text(self, text: str, record: PostRecord, references: PostReferences) -> str:
        if record.path.suffix.lower() == ".mdx":
            text = rewrite_rules.apply_rules(text, rewrite_rules.MDX_RULES)
        return wikilinks.replace_wikilinks(extract_hashtags(text, record), record, references)


def extract_hashtags(text: str, record: PostRecord) -> str:
    """Return `text` without its lines of hashtags, which become the record's tags."""

    def collect_tags(match: re.Match[str]) -> str:
        found = (word.lstrip("#") for word in match[1].split())
        known = {name.casefold() for name in record.tags}
        record.tags += tuple(name for name in dict.fromkeys(found) if name.casefold() not in known)
        return ""

    return HASHTAG_LINE.sub(collect_tags, text)
