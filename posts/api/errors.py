"""Errors of the API: one form for all, `application/problem+json` (RFC 9457)."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import msgspec
from django.http import HttpResponse
from msgspec import UNSET, Struct, UnsetType

PROBLEM_TYPE = "application/problem+json"


class FieldError(Struct):
    """What is wrong with one field, or, without a field, with the whole."""

    message: str
    code: str
    field: str | UnsetType = UNSET
    line: int | UnsetType = UNSET


class TextVersion(Struct):
    """The texts of one side of a conflict."""

    title: str
    summary: str
    source: str


class EditConflictDetails(Struct):
    """What both sides wrote, the state that both began with, and their merge where nothing conflicts."""

    version: int
    yours: TextVersion
    theirs: TextVersion
    base: TextVersion | None
    merged: TextVersion | None


class Problem(Struct):
    """An error: `status` and `title` as HTTP has them, `detail` a sentence for people."""

    title: str
    status: int
    detail: str
    type: str = "about:blank"
    errors: list[FieldError] | UnsetType = UNSET
    conflict: EditConflictDetails | UnsetType = UNSET


class ApiError(Exception):
    """Ends a request with an error of `status`; what else the problem holds is given by name."""

    def __init__(
        self, status: int, detail: str, *, headers: Mapping[str, str] | None = None, **members: Any
    ) -> None:
        super().__init__(detail)
        self.status, self.detail, self.headers, self.members = status, detail, dict(headers or {}), members


def build_problem(error: ApiError) -> HttpResponse:
    """Return the answer to a request that ended with `error`; no cache keeps it."""
    problem = Problem(HTTPStatus(error.status).phrase, error.status, error.detail, **error.members)
    response = HttpResponse(msgspec.json.encode(problem), status=error.status, content_type=PROBLEM_TYPE)
    response["Cache-Control"] = "no-store"
    for name, value in error.headers.items():
        response[name] = value
    return response
