"""What an answer of one post says for those who cite it: its literature, corrections and citable versions."""

from typing import Any

from msgspec import UNSET

from posts.api.calls import ApiCall
from posts.api.schemas import CitableVersionItem, CorrectionItem
from posts.models import CitableVersion, Correction, Post
from posts.models.cited_literature import list_cited_items

LONG_VERSION_FIELDS = ("html", "source", "text", "toc", "excerpt")


def build_scholar_fields(call: ApiCall, post: Post) -> dict[str, Any]:
    """Return these members of the answer of `post`; with a token, the bibliography as it was typed too."""
    url = call.build_url(post.get_absolute_url())
    versions = post.citable_versions.active().defer(*LONG_VERSION_FIELDS) if post.latest_citable else ()
    return {
        "references": list_cited_items(post),
        "notable_at": post.notable_at,
        "corrections": [build_correction_item(correction, url) for correction in post.corrections.all()],
        "citable_versions": [build_citable_version(call, post, version) for version in versions],
        "bibliography": post.bibliography if call.token else UNSET,
    }


def build_correction_item(correction: Correction, url: str) -> CorrectionItem:
    return CorrectionItem(
        correction.uid,
        correction.version,
        correction.created_at,
        correction.text,
        correction.plain_words,
        f"{url}#{correction.anchor}",
    )


def build_citable_version(call: ApiCall, post: Post, version: CitableVersion) -> CitableVersionItem:
    version.post = post
    return CitableVersionItem(
        version.number,
        call.build_url(version.get_absolute_url()),
        version.plain_title,
        version.author_name,
        version.published_at,
        version.changed_at,
    )
