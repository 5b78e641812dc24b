"""Lists of posts."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import ListView

from posts.models import Category, Post, Profile, Series, Tag, TaggedPost, get_site
from posts.models.querysets import PostQuerySet
from posts.models.tag import MIN_INDEXED_POSTS
from posts.views.breadcrumbs import Breadcrumb, build_breadcrumb
from posts.views.pagination import ListedPostPaginator, PostPaginator


class PostListView(ListView):
    """Listed posts, newest first. Subclasses filter them."""

    paginator_class: type[PostPaginator] = PostPaginator
    context_object_name = "posts"
    # Whether there is a page only with a listed post: else it would tell the name of what drafts alone have.
    requires_posts = False
    # A list of fewer posts says nothing that these do not say: search engines leave it out.
    min_indexed_posts = 0

    # The order of keys and of rows.
    order_posts = staticmethod(PostQuerySet.newest_first)

    def get_paginate_by(self, queryset: Any) -> int:
        return get_site().posts_per_page

    def get_queryset(self) -> QuerySet[Any]:
        """Return the keys of the posts, in the order of the list."""
        return self.order_posts(self.get_posts()).values("pk")

    def get_posts(self) -> PostQuerySet:
        return Post.objects.listed()

    def get_rows(self) -> PostQuerySet:
        """Return all posts, with what the list shows of them."""
        return Post.objects.for_cards()

    def get_paginator(self, queryset: Any, per_page: int, *args: Any, **kwargs: Any) -> Paginator:
        rows = self.order_posts(self.get_rows())
        return self.paginator_class(queryset, per_page, *args, rows=rows, **kwargs)

    def get_breadcrumbs(self) -> list[Breadcrumb]:
        """Return the pages above this one."""
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(breadcrumbs=self.get_breadcrumbs(), **kwargs)
        page = context["page_obj"]
        if self.requires_posts and not page.paginator.count:
            raise Http404("It has no listed post.")
        numbers = page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
        context["page_range"] = list(numbers)
        context["is_thin"] = page.paginator.count < self.min_indexed_posts
        return context


class HomeView(PostListView):
    """All listed posts, the pinned ones first."""

    template_name = "posts/post_list.html"
    paginator_class = ListedPostPaginator
    order_posts = staticmethod(PostQuerySet.pinned_first)

    def get_queryset(self) -> PostQuerySet:
        """Return a queryset that is never asked: the paginator has queries of its own, prepared."""
        return Post.objects.all()

    def get_rows(self) -> PostQuerySet:
        return self.get_queryset()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        newest = max((post.published_at for post in context["posts"]), default=None)
        return {**context, "newest": newest, "marks_pinned": True}


class CategoryView(PostListView):
    """The posts of a category and of its subcategories."""

    template_name = "posts/category_detail.html"
    requires_posts = True
    max_sorted_posts = 5_000  # up to so many posts, sorting them is fast

    def get_posts(self) -> PostQuerySet:
        self.category = Category.objects.get_with_ancestors(self.kwargs["slug"])
        if self.category is None:
            raise Http404(self.kwargs["slug"])
        self.category_keys = self.category.get_descendant_keys()
        return super().get_posts().filter(category__in=self.category_keys)

    def get_paginator(self, *args: Any, **kwargs: Any) -> Any:
        """Read many posts of several categories in the order of the index of dates.

        A database index has the posts of each category in order, but not those of several.
        """
        paginator: Any = super().get_paginator(*args, **kwargs)
        if len(self.category_keys) > 1 and paginator.count > self.max_sorted_posts:
            listed = Post.objects.listed().newest_first()
            paginator.ordered_keys = listed.in_categories(self.category_keys).values("pk")
        return paginator

    def get_breadcrumbs(self) -> list[Breadcrumb]:
        category_list = Breadcrumb(_("Categories"), reverse("posts:category_list"))
        return [category_list, *map(build_breadcrumb, self.category.get_ancestors())]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        children = Category.objects.get_children_with_counts(self.category)
        return super().get_context_data(category=self.category, children=children, **kwargs)


class TagView(PostListView):
    template_name = "posts/tag_detail.html"
    requires_posts = True
    min_indexed_posts = MIN_INDEXED_POSTS

    def get_queryset(self) -> QuerySet[Any]:
        self.tag = get_object_or_404(Tag, slug=self.kwargs["slug"])
        return TaggedPost.objects.listed_post_keys(self.tag)

    def get_breadcrumbs(self) -> list[Breadcrumb]:
        return [Breadcrumb(_("Tags"), reverse("posts:tag_list"))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(tag=self.tag, **kwargs)


class SeriesView(PostListView):
    """The posts of a series, in the order of reading."""

    template_name = "posts/series_detail.html"
    requires_posts = True

    order_posts = staticmethod(PostQuerySet.in_series_order)

    def get_posts(self) -> PostQuerySet:
        self.series = get_object_or_404(Series, slug=self.kwargs["slug"])
        return super().get_posts().filter(series=self.series)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(series=self.series, **kwargs)


class AuthorView(PostListView):
    """The posts of an author who has a page."""

    template_name = "posts/author_detail.html"
    requires_posts = True

    def get_posts(self) -> PostQuerySet:
        self.profile = get_object_or_404(Profile, slug=self.kwargs["slug"])
        return super().get_posts().filter(author=self.profile.user_id)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(profile=self.profile, **kwargs)
