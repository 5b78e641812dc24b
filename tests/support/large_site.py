"""A site of any number of posts, and the paths of its pages."""

from datetime import timedelta

from django.utils import timezone

from posts.indexing.index import index_post
from posts.models import Category, Post, Tag, TaggedPost

LARGE_SITE_PATHS = {
    "home": "/",
    "post": "/posts/post-5/",
    "category": "/categories/models/",
    "categories": "/categories/",
    "tag": "/tags/transformer/",
    "tags": "/tags/",
    "archive": "/archive/",
    "month": "/archive/2026/01/",
    "year": "/archive/2026/",
    "search": "/search/?q=post+5",
    "titles": "/search/titles.json?q=post",
    "rss": "/feeds/rss.xml",
    "atom": "/feeds/atom.xml",
    "json": "/feeds/feed.json",
    "sitemap": "/sitemap-posts.xml",
    "sitemap of lists": "/sitemap-lists.xml",
    "robots": "/robots.txt",
}


def create_posts(author, number):
    """Save `number` live posts that share a category and a tag."""
    category = Category.objects.create(name="Models")
    tag = Tag.objects.create(name="Transformer")
    start = timezone.datetime(2026, 1, 31, tzinfo=timezone.get_current_timezone())
    posts = Post.objects.bulk_create(
        Post(
            title=f"Post {index}",
            slug=f"post-{index}",
            author=author,
            category=category,
            published_at=start - timedelta(minutes=index),
        )
        for index in range(number)
    )
    TaggedPost.objects.bulk_create(TaggedPost(content_object=post, tag=tag) for post in posts)
    for post in posts[:20]:
        index_post(post.pk, post.title, "")
