"""The dates of posts, copied beside their tags for fast lists."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from posts.models import Post, Tag, TaggedPost


class TestDatesBesideTags:
    """A tag's posts are found by dates of their own, which whatever writes a post's keeps in step."""

    @pytest.fixture
    def post(self, make_post):
        return make_post(tags=["Transformer"])

    def is_listed(self, client):
        return client.get("/tags/transformer/").status_code == 200

    def test_saving_a_post_updates_the_dates(self, client, post):
        post.published_at = None
        post.save()
        assert not self.is_listed(client)

    def test_saving_the_date_alone_updates_the_dates(self, client, post):
        post.published_at = None
        post.save(update_fields=["published_at"])
        assert not self.is_listed(client)

    def test_update_of_a_filtered_queryset_updates_the_dates(self, client, post):
        Post.objects.live().update(published_at=None)
        assert not self.is_listed(client)

    def test_bulk_update_updates_the_dates(self, client, post):
        post.published_at = None
        Post.objects.bulk_update([post], ["published_at"])
        assert not self.is_listed(client)

    def test_a_tag_added_later_has_the_date(self, client, make_post):
        make_post().tags.set(["Transformer"])
        assert self.is_listed(client)

    def test_tags_created_in_bulk_have_the_dates(self, client, make_post):
        tag = Tag.objects.create(name="Transformer")
        TaggedPost.objects.bulk_create([TaggedPost(content_object=make_post(), tag=tag)])
        assert self.is_listed(client)

    def test_a_scheduled_post_goes_live_by_itself(self, client, make_post, time_machine):
        moment = timezone.now() + timedelta(days=1)
        make_post(published_at=moment, tags=["Transformer"])
        assert not self.is_listed(client)
        time_machine.move_to(moment + timedelta(seconds=1))
        assert self.is_listed(client)

    def test_rebuilding_the_index_repairs_the_dates(self, client, post):
        TaggedPost.objects.update(published_at=None)
        call_command("index_posts", verbosity=0)
        assert self.is_listed(client)
