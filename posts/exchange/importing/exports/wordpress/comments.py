"""Comments of an item: kept privately with its post, shown to nobody."""

from typing import Any

from posts.exchange.importing.exports.wordpress.wxr_reader import WxrItem

COMMENT_KEYS = {
    "id": "wp:comment_id",
    "parent": "wp:comment_parent",
    "author": "wp:comment_author",
    "email": "wp:comment_author_email",
    "url": "wp:comment_author_url",
    "ip": "wp:comment_author_IP",
    "date": "wp:comment_date_gmt",
    "type": "wp:comment_type",
    "state": "wp:comment_approved",
    "text": "wp:comment_content",
}
LEFT_OUT_STATES = {"spam", "trash", "post-trashed"}
COMMENT_STATES = {"1": "approved", "0": "waiting"}


def list_comments(item: WxrItem) -> list[dict[str, Any]]:
    """Return the comments of `item`, the oldest first, but those that its owner called spam or deleted."""
    found = []
    for comment in item.groups.get("wp:comment", []):
        values = {name: comment.get(key) for name, key in COMMENT_KEYS.items()}
        if values["state"] in LEFT_OUT_STATES:
            continue
        values["state"] = COMMENT_STATES.get(values["state"], values["state"])
        values["parent"] = "" if values["parent"] == "0" else values["parent"]
        values["type"] = values["type"] or "comment"
        found.append({name: value for name, value in values.items() if value})
    return sorted(found, key=lambda comment: (comment.get("date", ""), int(comment.get("id", "0") or 0)))
