"""Tokens: who has one is known by it, until it ends, and never may more than its user."""

from datetime import timedelta

import pytest
from django.utils import timezone

from posts.accounts.api_tokens import WRONG_TOKENS
from posts.models import ApiToken, AuditAction, AuditEntry, RequestCount
from tests.support.api import ApiClient, make_token, make_user


def test_of_a_token_only_a_digest_is_stored(db):
    text = make_token(make_user("mei", "Editor"), "read")
    token = ApiToken.objects.get()
    stored = [str(getattr(token, field.attname)) for field in ApiToken._meta.fields]
    assert text.startswith(token.beginning)
    assert not any(text[len(token.beginning) :] in value for value in stored)


@pytest.mark.parametrize("end", ["expired", "revoked", "inactive", "no staff", "deleted", "cut", "long"])
def test_a_token_that_has_ended_opens_nothing(make_post, end):
    make_post("Hidden", published_at=None)
    user = make_user("mei", "Editor")
    text = make_token(user, "read")
    tokens = ApiToken.objects.all()
    if end == "expired":
        tokens.update(expires_at=timezone.now())
    elif end == "revoked":
        tokens.update(revoked_at=timezone.now())
    elif end == "deleted":
        user.delete()
    elif end in {"inactive", "no staff"}:
        setattr(user, {"inactive": "is_active", "no staff": "is_staff"}[end], False)
        user.save()
    else:
        text = text[:-1] if end == "cut" else text * 100
    answer = ApiClient(text).get("posts/?state=all")
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, 'Bearer error="invalid_token"')


def test_wrong_tokens_are_throttled_and_right_ones_are_not(writer):
    stranger = ApiClient("tmn_wrong")
    statuses = [stranger.get("posts/").status_code for _ in range(WRONG_TOKENS.requests + 2)]
    assert statuses == [401] * WRONG_TOKENS.requests + [429] * 2
    assert stranger.get("posts/")["Retry-After"] == "900"
    assert writer.get("posts/").status_code == 200
    assert RequestCount.objects.count() == 1


def test_another_scheme_counts_for_nothing(reader, make_post):
    make_post("One")
    assert reader.get("posts/one/", headers={"Authorization": "Basic bTpt"}).status_code == 200


def test_a_use_is_noted_and_audited_once_an_hour(writer, make_post):
    make_post("One")
    for _ in range(3):
        writer.get("posts/")
    token = ApiToken.objects.get()
    assert token.last_used_at
    used = AuditEntry.objects.filter(action=AuditAction.TOKEN_USED)
    assert [(entry.actor_name, entry.target_name) for entry in used] == [("mei", "a program")]
    ApiToken.objects.update(
        last_used_at=timezone.now() - timedelta(hours=2), audited_at=timezone.now() - timedelta(hours=2)
    )
    writer.get("posts/")
    assert used.all().count() == 2


def test_reading_with_a_token_in_use_writes_nothing(writer, make_post, django_assert_num_queries):
    make_post("One")
    writer.get("posts/one/")
    # The token, the rights of its user and groups, the post, its tags, its corrections.
    with django_assert_num_queries(6):
        writer.get("posts/one/")


@pytest.mark.parametrize(
    ("method", "path", "body", "needed"),
    [
        ("GET", "posts/?state=draft", None, "read"),
        ("POST", "posts/", {"title": "New"}, "write"),
        ("POST", "posts/", {"title": "New", "source": "x", "publish": True}, "publish"),
        ("PATCH", "posts/one/", {"version": 1, "title": "New"}, "write"),
        ("POST", "pictures/", None, "upload"),
    ],
)
def test_each_scope_is_needed(make_post, method, path, body, needed):
    make_post("One", slug="one", published_at=None)
    others = {"read", "write", "publish", "upload"} - {needed}
    answer = ApiClient(make_token(make_user("mei", "Editor"), *others)).call(method, path, body)
    assert answer.status_code == 403
    assert needed in answer.json()["detail"]


def test_without_the_scope_to_read_no_draft_is_found(make_post):
    make_post("Hidden", slug="hidden", published_at=None)
    text = make_token(make_user("mei", "Editor"), "write", "publish", "upload")
    assert ApiClient(text).get("posts/hidden/").status_code == 404
