"""Pages that list categories, tags and their feeds."""

from typing import Any

from django.db.models import Exists, OuterRef
from django.views.generic import ListView, TemplateView

from posts.models import Category, Post, Profile, Series, Tag


class CategoryListView(TemplateView):
    template_name = "posts/category_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(categories=Category.objects.get_tree_with_counts(), **kwargs)


class TagListView(ListView):
    """The tags of listed posts, the most used first."""

    template_name = "posts/tag_list.html"
    context_object_name = "tags"

    def get_queryset(self) -> Any:
        return Tag.objects.most_used_first()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Part the tags into those of several posts and `rare_tags`, of one; none are rare if all are."""
        tags = list(self.object_list)
        common = [tag for tag in tags if tag.live_count > 1] or tags
        return super().get_context_data(tags=common, rare_tags=tags[len(common) :], **kwargs)


class FeedListView(TemplateView):
    """The feeds of the site, of its categories, series and authors, and of its most used tags."""

    template_name = "posts/feeds.html"
    max_tags = 30

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        listed = Post.objects.listed()
        return super().get_context_data(
            categories=Category.objects.get_tree(),
            series=Series.objects.filter(Exists(listed.filter(series=OuterRef("pk")))),
            profiles=Profile.objects.filter(Exists(listed.filter(author=OuterRef("user")))),
            tags=Tag.objects.most_used_first()[: self.max_tags],
            **kwargs,
        )
