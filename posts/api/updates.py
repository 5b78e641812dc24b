"""What a change of a public post is for its readers: a correction, notable, citable; or none of these."""

from posts.api.calls import ApiCall
from posts.api.fields import refuse_field
from posts.models import Post
from posts.publishing import versions

UPDATE_MEMBERS = ("is_citable", "is_notable", "correction")


def refuse_update_answers(call: ApiCall) -> None:
    """Raise ApiError, 422, where a call that does not publish says what its change is for readers."""
    for name in UPDATE_MEMBERS:
        if getattr(call.body, name, ""):
            refuse_field(name, "It is taken with `publish` only.")


def check_update(call: ApiCall, post: Post, *, was_live: bool) -> bool:
    """Return whether feeds tell of the change. Raises ApiError, 422, for answers that `post` cannot have."""
    correction, is_notable = getattr(call.body, "correction", ""), getattr(call.body, "is_notable", False)
    for name, is_sent in (("correction", correction.strip()), ("is_notable", is_notable)):
        if is_sent and (post.is_page or not was_live or not post.is_live):
            refuse_field(name, "Readers must see the post, before the change and after it.")
    if call.body.is_citable and (post.is_page or not post.is_live):
        refuse_field("is_citable", "Readers must see the post.")
    return bool(is_notable or correction.strip())


def note_update(call: ApiCall, post: Post) -> None:
    """Note the correction that was sent, and make the saved text citable, as the panel of Update does."""
    if correction := getattr(call.body, "correction", "").strip():
        versions.add_correction(post, correction, call.user)
    if call.body.is_citable:
        versions.mark_citable(post, call.user)
