"""A blog as Wagtail's tutorial has it: an index, and pages below it; their HTML is not parsed again."""

from django.core.paginator import Paginator
from django.db import models
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from taggit.models import TaggedItemBase
from wagtail.models import Page


class BlogTag(TaggedItemBase):
    content_object = ParentalKey("BlogPage", related_name="tagged_items", on_delete=models.CASCADE)


class BlogIndex(Page):
    def get_context(self, request):
        pages = BlogPage.objects.child_of(self).live().order_by("-date")
        return super().get_context(request) | {
            "posts": Paginator(pages, 12).get_page(request.GET.get("page"))
        }


class BlogPage(Page):
    date = models.DateTimeField()
    author = models.CharField(max_length=100)
    excerpt = models.TextField()
    body = models.TextField()
    tags = ClusterTaggableManager(through=BlogTag)
