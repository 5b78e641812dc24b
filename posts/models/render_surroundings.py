"""What a render of a post depends on beside its own text: pictures, macros, other posts, literature."""

from typing import TYPE_CHECKING, Any

from django.conf import settings

from posts.models.cited_literature import get_cited_literature
from posts.models.picture import get_image_sizes
from posts.models.post_numbering import NUMBERED_SIGN, get_numbering
from posts.models.post_references import find_references, iter_label_references
from posts.models.wiki_links import get_wiki_references

if TYPE_CHECKING:
    from posts.models.post import Post


def depends_on_place(source: str) -> bool:
    """Whether what `source` renders to may depend on which post it is, and where in which series."""
    return bool("[[" in source or any(iter_label_references(source)) or NUMBERED_SIGN.search(source))


def get_reference_surroundings(post: "Post") -> dict[str, Any]:
    """Return those of the arguments that other posts decide: what references lead to, and the numbering."""
    return {
        "references": {**find_references(post), **get_wiki_references(post)},
        "numbering": get_numbering(post),
    }


def get_render_surroundings(post: "Post") -> dict[str, Any]:
    """Return the arguments of `rendering.render` that come from elsewhere than from `post` itself."""
    return {
        "image_sizes": get_image_sizes(post.source),
        "macros": settings.MATH_MACROS,
        **get_reference_surroundings(post),
        **get_cited_literature(post.source, post.summary, post.bibliography),
    }
