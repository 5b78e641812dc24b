"""What the site answers where a request cannot be read, or fails; to programs in the form of the API."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.views import defaults

from posts.api.errors import ApiError, build_problem
from posts.database.errors import is_disk_full
from posts.page_cache.keys import API_PATH
from posts.views.service import RETRY_SECONDS, server_error


def answer_bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 400, without what is wrong: that is in the log."""
    if not request.path_info.startswith(API_PATH):
        return defaults.bad_request(request, exception)
    return build_problem(ApiError(400, "The request cannot be read."))


def answer_failure(request: HttpRequest) -> HttpResponse:
    """Answer 503 where the database or the disk is what failed, else 500."""
    if not request.path_info.startswith(API_PATH):
        return server_error(request)
    error = sys.exc_info()[1]
    if isinstance(error, (OperationalError, InterfaceError)) or (error is not None and is_disk_full(error)):
        headers = {"Retry-After": str(RETRY_SECONDS)}
        return build_problem(ApiError(503, "The site cannot reach its data now.", headers=headers))
    return build_problem(ApiError(500, "The site made a mistake, which its log tells."))
