"""Uploading pictures to the library."""

from typing import Any, cast

from posts import imaging
from posts.accounts.api_tokens import record_token_change
from posts.api.calls import ApiCall, ApiResult
from posts.api.errors import ApiError
from posts.api.schemas import PictureItem
from posts.api.writing import get_token
from posts.editor.image_markdown import build_image_markdown
from posts.media import library
from posts.models import permissions
from posts.models.machine_slots import take_slot

UPLOAD_WAIT_SECONDS = 2


def upload_picture(call: ApiCall) -> ApiResult:
    """Save the picture that is sent as `image`; the same one again is answered again."""
    if not permissions.can_write_posts(call.user):
        raise ApiError(403, "You may not upload pictures.")
    file = call.request.FILES.get("image")
    if file is None:
        raise ApiError(400, "Send the picture as `image`.")
    if (file.size or 0) > imaging.MAX_IMAGE_BYTES:
        raise ApiError(413, f"A picture has {imaging.MAX_IMAGE_BYTES:,} bytes at most.")
    with take_slot("upload", count=2, wait_seconds=UPLOAD_WAIT_SECONDS):
        try:
            picture = library.save_picture(file.read(), file.name or "", call.user)
        except imaging.InvalidImage as error:
            raise ApiError(422, str(error)) from error
    record_token_change(get_token(call), picture)
    alt = str(cast(Any, call.request.POST).get("alt", ""))[:300]
    url = call.build_url(picture.url)
    markdown = build_image_markdown(picture.url, alt or picture.alt)
    value = PictureItem(url, picture.name, picture.width, picture.height, markdown)
    return ApiResult(value, 201, headers={"Location": url})
