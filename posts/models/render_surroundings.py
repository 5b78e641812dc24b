"""What a render of a post depends on beside its own text: pictures, macros, other posts, literature."""

from typing import TYPE_CHECKING, Any

from django.conf import settings

from posts.models.cited_literature import get_cited_literature
from posts.models.picture import get_image_sizes

if TYPE_CHECKING:
    from posts.models.post import Post


def get_render_surroundings(post: "Post") -> dict[str, Any]:
    """Return the arguments of `rendering.render` that come from elsewhere than from `post` itself."""
    return {
        "image_sizes": get_image_sizes(post.source),
        "macros": settings.MATH_MACROS,
        **get_cited_literature(post.source, post.summary, post.bibliography),
    }
