"""What the script of the import page talks to: uploads in pieces, and how far a job is."""

import base64
import binascii
import re
from typing import Any

from django.http import Http404, HttpRequest, JsonResponse, UnreadablePostError
from django.urls import reverse
from django.utils.translation import gettext as _

from posts.accounts.second_factor import lacks_second_factor
from posts.editor.base import EditorView
from posts.editor.uploads import SLOT_WAIT_SECONDS
from posts.exchange.archives.disk_space import NoSpaceError
from posts.exchange.import_jobs import uploads
from posts.exchange.import_jobs.claims import is_stalled
from posts.models import ImportJob, ImportStatus, permissions
from posts.models.machine_slots import take_slot

# RFC 9530, section 2: a digest of the body as it is sent, in base64 between colons.
SHA256_DIGEST = re.compile(r"(?:^|,)\s*sha-256=:(?P<value>[A-Za-z0-9+/=]+):\s*(?:$|,)")
# Written at a time on a machine, over all users; each waits for the disk.
MAX_PIECES_AT_A_TIME = 2


class ImportView(EditorView):
    """A view for those who may import. Failures are {"error"}, with what the script needs to go on."""

    def has_permission(self) -> bool:
        return permissions.can_import_posts(self.request.user) and not lacks_second_factor(self.request)


class StartUploadView(ImportView):
    """Begin an upload, or go on with that which broke off; answer where its pieces go and begin."""

    def post(self, request: HttpRequest) -> JsonResponse:
        size, modified = (read_whole_number(request.POST.get(name, "")) for name in ("size", "modified"))
        try:
            job = uploads.start_upload(request.user, request.POST.get("name", ""), size, modified)
        except uploads.OtherUploadError as error:
            return JsonResponse({"error": str(error), "other": error.job.pk}, status=error.status)
        except uploads.UploadError as error:
            return JsonResponse({"error": str(error)}, status=error.status)
        except (NoSpaceError, OSError) as error:
            return JsonResponse({"error": str(error)}, status=507)
        return JsonResponse(describe_upload(job))


class UploadPieceView(ImportView):
    """The upload of a user: GET answers its next offset; POST takes the piece that is the body.

    The piece begins at `Upload-Offset`; its SHA-256 is in `Content-Digest` (RFC 9530).
    """

    def get(self, request: HttpRequest, key: int) -> JsonResponse:
        return JsonResponse(describe_upload(find_own_upload(request, key)))

    def post(self, request: HttpRequest, key: int) -> JsonResponse:
        job = find_own_upload(request, key)
        digest = read_digest(request.headers.get("Content-Digest", ""))
        if digest is None:
            return JsonResponse({"error": _("The piece has no digest.")}, status=400)
        offset = read_whole_number(request.headers.get("Upload-Offset", ""))
        try:
            with take_slot("import-piece", count=MAX_PIECES_AT_A_TIME, wait_seconds=SLOT_WAIT_SECONDS):
                uploads.receive_piece(job, offset, digest, request.body)
        except UnreadablePostError:
            return JsonResponse({"error": _("The piece broke off.")}, status=400)
        except uploads.OffsetError as error:
            return JsonResponse({"error": str(error), "offset": error.offset}, status=error.status)
        except uploads.UploadError as error:
            return JsonResponse({"error": str(error)}, status=error.status)
        return JsonResponse(describe_upload(job))


class ImportProgressView(ImportView):
    """Answer how far a job is: {"status", "step", "done", "total", "is_running"}."""

    def get(self, request: HttpRequest, key: int) -> JsonResponse:
        job = ImportJob.objects.defer("plan", "report").filter(pk=key).first()
        if job is None:
            raise Http404
        is_running = job.is_running and not is_stalled(job)
        return JsonResponse(
            {
                "status": job.status,
                "step": job.step,
                "done": job.step_done,
                "total": job.step_total,
                "is_running": is_running,
            }
        )


def find_own_upload(request: HttpRequest, key: int) -> ImportJob:
    """Return the user's own job. Raises Http404."""
    job = ImportJob.objects.defer("plan", "report").filter(pk=key, created_by=request.user.pk).first()
    if job is None:
        raise Http404
    return job


def describe_upload(job: ImportJob) -> dict[str, Any]:
    """Return what the script needs: {"offset", "size", "piece_size", "pieces", "page"}."""
    job.refresh_from_db(fields=["received", "status"])
    is_complete = job.status != ImportStatus.UPLOADING
    return {
        "offset": job.file_size if is_complete else uploads.get_next_offset(job),
        "size": job.file_size,
        "piece_size": uploads.PIECE_BYTES,
        "pieces": reverse("admin:posts_importjob_piece", args=[job.pk]),
        "page": job.get_absolute_url(),
    }


def read_whole_number(text: str) -> int:
    """Return the whole number in `text`; -1 where it is none, or too large for a database."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 18 else -1


def read_digest(header: str) -> bytes | None:
    """Return the SHA-256 in the header `Content-Digest`; None without one."""
    found = SHA256_DIGEST.search(header)
    try:
        return base64.b64decode(found["value"], validate=True) if found else None
    except binascii.Error:
        return None
