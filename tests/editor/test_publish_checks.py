"""Publish checks as the editor asks for them."""

import pytest
from django.contrib.auth.models import Group, User
from django.urls import reverse

from tests.support.publish_checks import OPTIONAL_KINDS


class TestEndpoint:
    ADDRESS = reverse("admin:posts_post_checks")

    def test_it_returns_errors_and_warnings_with_their_lines(self, editor_client, make_post):
        post = make_post(source="好\n\n$\\foo$", published_at=None)
        answer = editor_client.get(self.ADDRESS, {"post": post.pk}).json()
        [error] = answer["errors"]
        assert (error["kind"], error["line"]) == ("formula", 3)
        assert {warning["kind"] for warning in answer["warnings"]} == OPTIONAL_KINDS

    @pytest.mark.parametrize("key", ["", "0", "x", "-1", "9" * 40])
    def test_an_unknown_post_is_not_found(self, key, editor_client):
        assert editor_client.get(self.ADDRESS, {"post": key}).status_code == 404

    def test_it_requires_permission_to_view_the_post(self, client, make_post, author):
        post = make_post(published_at=None)
        assert client.get(self.ADDRESS, {"post": post.pk}).status_code == 403
        other = User.objects.create_user("other", is_staff=True)
        client.force_login(other)
        assert client.get(self.ADDRESS, {"post": post.pk}).status_code == 403
        other.groups.add(Group.objects.get(name="Author"))
        assert client.get(self.ADDRESS, {"post": post.pk}).status_code == 404
        author.is_staff = True
        author.save()
        author.groups.add(Group.objects.get(name="Author"))
        client.force_login(author)
        assert client.get(self.ADDRESS, {"post": post.pk}).status_code == 200
