"""Videos and sounds, which Notion's exports only link to, as players."""

import re
from html import escape

VIDEO_SUFFIXES, AUDIO_SUFFIXES = "mp4|webm|mov|m4v", "mp3|m4a|ogg|oga|wav"
LONE_MEDIA = re.compile(
    rf"^(?P<lead>[ >]*)(?:\[[^\n]*\]\((?P<to>[^\s()<>]+\.(?:(?P<video>{VIDEO_SUFFIXES})|{AUDIO_SUFFIXES}))\)|"
    rf"<(?P<bare>https?://[^\s<>]+\.(?:(?P<bare_video>{VIDEO_SUFFIXES})|{AUDIO_SUFFIXES}))>)[ \t]*$",
    re.MULTILINE | re.IGNORECASE,
)


def show_players(text: str) -> str:
    """Return `text` with lines that only link to a video or a sound as players of it."""
    return LONE_MEDIA.sub(format_player, text)


def format_player(match: re.Match[str]) -> str:
    tag = "video" if match["video"] or match["bare_video"] else "audio"
    return f'{match["lead"]}<{tag} src="{escape(match["to"] or match["bare"])}" controls></{tag}>'
