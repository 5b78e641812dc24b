"""Markdown for programs that read: each live post as it was written, and `/llms.txt`, which leads to them."""

from typing import Any

import yaml
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.views.generic import View

from posts.exchange.exporting.document import FrontMatterDumper, to_site_time
from posts.models import Category, Post, Redirect, get_site
from posts.models.querysets import LIST_DEFERRED_FIELDS
from posts.models.urls import absolute_url, is_for_static_site
from posts.social.descriptions import html_to_description
from posts.views.old_addresses import is_gone
from posts.views.post import get_viewer

MARKDOWN_TYPE = "text/markdown; charset=utf-8"
LISTED_POSTS, LISTED_PAGES, LISTED_CATEGORIES = 50, 50, 50  # of llms.txt
ESCAPED_IN_LINKS = str.maketrans({"[": r"\[", "]": r"\]", "\\": r"\\", "\n": " "})


class PostMarkdownView(View):
    """The Markdown of a post, after front matter, for whom its page is; of an old slug, a redirect."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        if "\0" in slug:
            raise Http404
        posts = Post.objects.visible_to(get_viewer(request)).posts().with_related().select_related("series")
        post = posts.defer("html", "feed_html", "excerpt", "toc", "text").filter(slug=slug).first()
        if post is None and is_gone(Post.url_for_slug(slug)):
            return render(request, "410.html", status=410)
        if post is None:
            return HttpResponsePermanentRedirect(find_new_address(slug))
        url = absolute_url(post.get_absolute_url(), request)
        response = HttpResponse(build_markdown(post, url), content_type=MARKDOWN_TYPE)
        # The page itself is what search engines are to show.
        response["Link"] = f'<{url}>; rel="canonical"'
        if not post.is_live:
            add_never_cache_headers(response)
        return response


def find_new_address(slug: str, route: str = "posts:post_markdown") -> str:
    """Return the path of the Markdown, or what `route` has, of the live post that had `slug`.

    Raises Http404.
    """
    path = Redirect.normalise_path(Post.url_for_slug(slug))
    redirect = Redirect.objects.filter(path=path, post__isnull=False).select_related("post").first()
    if redirect is None or not redirect.target.is_live:
        raise Http404
    return reverse(route, args=[redirect.target.slug])


def build_markdown(post: Post, url: str) -> str:
    """Return the text of `post` as it was written, after front matter in YAML."""
    fields = {
        "title": post.title,
        "date": to_site_time(post.published_at) if post.published_at else None,
        "updated": to_site_time(post.updated_at),
        "author": post.author_name,
        "category": post.category.name if post.category else None,
        "tags": [tag.name for tag in post.tags.all()],
        "series": post.series.name if post.series else None,
        "lang": post.language,
        "url": url,
    }
    present: dict[str, Any] = {name: value for name, value in fields.items() if value not in (None, "", [])}
    head = yaml.dump(
        present, Dumper=FrontMatterDumper, allow_unicode=True, sort_keys=False, width=float("inf")
    )
    return f"---\n{head}---\n\n{post.source}"


class LlmsView(View):
    """What the site is, and where its newest posts, categories and feeds are (llmstxt.org)."""

    def get(self, request: HttpRequest) -> HttpResponse:
        newest = Post.objects.listed().newest_first()
        posts = newest.defer(*LIST_DEFERRED_FIELDS)[:LISTED_POSTS]
        pages = Post.objects.live_pages().filter(is_unlisted=False).order_by("path")
        categories = Category.objects.get_tree()[:LISTED_CATEGORIES]
        feeds = [
            (name, f"posts:{key}")
            for name, key in (("Atom", "atom"), ("RSS", "rss"), ("JSON Feed", "json_feed"))
        ]
        sections = {
            "Posts": [describe_post(post, request) for post in posts],
            "Pages": [
                link(page.plain_title, page.get_absolute_url(), request) for page in pages[:LISTED_PAGES]
            ],
            "Categories": [link(one.name, one.get_absolute_url(), request) for one in categories],
            "Feeds": [link(name, reverse(key), request) for name, key in feeds],
            "Optional": [link(name, reverse(key), request) for name, key in list_indexes(request)],
        }
        parts = [f"# {get_site().name}"]
        if get_site().description:
            parts.append(f"> {get_site().description}")
        parts += [f"## {name}\n\n" + "\n".join(lines) for name, lines in sections.items() if lines]
        return HttpResponse("\n\n".join(parts) + "\n", content_type="text/plain; charset=utf-8")


def list_indexes(request: HttpRequest) -> list[tuple[str, str]]:
    """Return the names and routes of what leads to everything; a site of files has no API."""
    indexes = [("All posts, by date", "posts:archive"), ("Sitemap", "posts:sitemap")]
    return (
        indexes if is_for_static_site(request) else [*indexes, ("API (OpenAPI document)", "api:get_openapi")]
    )


def describe_post(post: Post, request: HttpRequest) -> str:
    line = link(post.plain_title, reverse("posts:post_markdown", args=[post.slug]), request)
    description = html_to_description(post.excerpt)
    return f"{line}: {description}" if description else line


def link(text: str, path: str, request: HttpRequest) -> str:
    """Return an entry of a list in Markdown that links to `path`."""
    return f"- [{text.translate(ESCAPED_IN_LINKS)}]({absolute_url(path, request)})"
