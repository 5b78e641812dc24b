"""Pictures in the editor: uploaded, saved from another site, or chosen from the library."""

from typing import Any

from django.core.paginator import Paginator
from django.db import OperationalError
from django.db.models import Q
from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _

from posts import imaging
from posts.database.errors import is_disk_full
from posts.editor import image_markdown
from posts.editor.base import EditorView
from posts.media import library, remote
from posts.models import Picture
from posts.models.machine_slots import take_slot

MAX_PICTURE_SEARCH_WORDS = 8  # each is a condition of the query
# Of one kind on a machine, and one for each user.
MAX_AT_A_TIME = 2
SLOT_WAIT_SECONDS = 0.3


class AddPictureView(EditorView):
    """Save a picture to the library; the base of two views.

    Answers what `serialize_picture` returns, or {"error"}: with 422 for what is no picture or cannot be
    fetched, with 507 if it cannot be stored.
    """

    def post(self, request: HttpRequest) -> JsonResponse:
        try:
            with (
                take_slot(f"{self.slot_name}-{request.user.pk}", wait_seconds=SLOT_WAIT_SECONDS),
                take_slot(self.slot_name, count=MAX_AT_A_TIME),
            ):
                return JsonResponse(self.add_picture(request))
        except (imaging.InvalidImage, remote.FetchError) as error:
            return build_error_response(str(error), 422)
        except (OSError, OperationalError) as error:
            if isinstance(error, OperationalError) and not is_disk_full(error):
                raise
            return build_error_response(describe_storage_error(error), 507)

    slot_name: str

    def add_picture(self, request: HttpRequest) -> dict[str, Any]:
        raise NotImplementedError


class UploadPictureView(AddPictureView):
    """Save the picture that is sent as `image`."""

    slot_name = "upload"

    def add_picture(self, request: HttpRequest) -> dict[str, Any]:
        file = request.FILES.get("image")
        if file is None:
            raise imaging.InvalidImage(_("No file was uploaded."))
        picture = library.save_picture(file.read(imaging.MAX_IMAGE_BYTES + 1), file.name or "", request.user)
        return serialize_picture(picture)


class SaveRemotePictureView(AddPictureView):
    """Save the picture at the address that is sent as `url`."""

    slot_name = "remote-picture"

    def add_picture(self, request: HttpRequest) -> dict[str, Any]:
        url = request.POST.get("url", "")
        return serialize_picture(library.save_remote_picture(url, request.user))


class PictureLibraryView(EditorView):
    """Answer {"pictures", "next"}: a page of those that `q` finds, newest first; the next page's number.

    With `kind=cover` without drawings, which social networks don't show.
    """

    size = 24

    def get(self, request: HttpRequest) -> JsonResponse:
        found = search_pictures(request.GET.get("q", ""))
        if request.GET.get("kind") == "cover":
            found = found.exclude(name__iendswith=".svg")
        page = Paginator(found, self.size).get_page(request.GET.get("page"))
        entries = [serialize_picture(picture) for picture in page]
        return JsonResponse(
            {"pictures": entries, "next": page.next_page_number() if page.has_next() else None}
        )


def search_pictures(words: str) -> Any:
    """Return the pictures that have every one of `words` in title, alternative text or file name."""
    pictures = Picture.objects.all()
    for word in words.split()[:MAX_PICTURE_SEARCH_WORDS]:
        in_texts = Q(title__icontains=word) | Q(alt__icontains=word) | Q(name__icontains=word)
        pictures = pictures.filter(in_texts)
    return pictures


def serialize_picture(picture: Picture) -> dict[str, Any]:
    """Return what the editor's script needs of `picture`.

    The alternative text is what somebody wrote for it in the library: the name of a file describes nothing.
    """
    return {
        "id": picture.pk,
        "url": picture.url,
        "thumbnail": picture.thumbnail_url,
        "title": picture.title,
        "alt": picture.alt,
        "width": picture.width,
        "height": picture.height,
        "markdown": image_markdown.build_image_markdown(picture.url, picture.alt),
    }


def build_error_response(text: str, status: int) -> JsonResponse:
    return JsonResponse({"error": text}, status=status)


def describe_storage_error(error: OSError | OperationalError) -> str:
    if is_disk_full(error):
        return _("The picture was not saved: the server's disk is full. Contact the site administrator.")
    reason = getattr(error, "strerror", None) or error
    return _("The picture could not be saved: %(reason)s") % {"reason": reason}
