"""The lists that have feeds."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from posts.models import Category, Post, Profile, Series, Tag, TaggedPost
from posts.views.feeds.archives import ListPlaces
from posts.views.feeds.feed_view import FeedView


class SiteFeed(FeedView):
    """The newest listed posts of the site."""

    def count_posts(self) -> int:
        return Post.objects.count_listed()


class CategoryFeed(FeedView):
    """Those of a category, and of all below it."""

    def get_term(self, slug: str) -> Category:
        category: Category | None = Category.objects.get_with_ancestors(slug)
        if category is None:
            raise Http404(slug)
        return category

    def get_places(self) -> ListPlaces:
        return ListPlaces(Post.objects.listed().filter(category__in=self.term.get_descendant_keys()))


class TagFeed(FeedView):
    def get_term(self, slug: str) -> Tag:
        return get_object_or_404(Tag, slug=slug)

    def get_places(self) -> ListPlaces:
        return ListPlaces(TaggedPost.objects.listed_post_keys(self.term), "content_object_id")


class SeriesFeed(FeedView):
    """Those of a series: what comes new, not in the order of reading."""

    def get_term(self, slug: str) -> Series:
        return get_object_or_404(Series, slug=slug)

    def get_places(self) -> ListPlaces:
        return ListPlaces(Post.objects.listed().filter(series=self.term))


class AuthorFeed(FeedView):
    """Those of an author who has a page."""

    def get_term(self, slug: str) -> Profile:
        return get_object_or_404(Profile, slug=slug)

    def get_places(self) -> ListPlaces:
        return ListPlaces(Post.objects.listed().filter(author=self.term.user_id))

    def get_description(self) -> str:
        return str(self.term.text)
