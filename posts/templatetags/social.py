"""A page's metadata for search engines and social networks."""

import re
from html import unescape

from django import template
from django.template import Context, Node, NodeList
from django.template.base import Parser, Token
from django.utils.safestring import SafeString
from django.utils.timezone import localdate

from posts.models import get_site
from posts.social.citations import Citation, CitedPost, build_citations
from posts.social.metadata import PageInfo, SocialMetadata, build_metadata
from posts.social.structured_data import split_author_names

register = template.Library()

HTML_SPACES = re.compile(r"[ \t\n\f\r]+")


@register.simple_tag(takes_context=True)
def canonical_url(context: Context) -> str:
    """Return the page's one absolute URL: without a query, except for the number of a later page."""
    return read_page_info(context).canonical_url


@register.simple_tag(takes_context=True)
def social_metadata(context: Context) -> SocialMetadata:
    """Return the metadata of the page with this context."""
    return build_metadata(read_page_info(context))


@register.simple_tag(takes_context=True)
def post_citations(context: Context) -> list[Citation]:
    """Return references to the live post of this context, or to a version of it, in each style."""
    post, version = context["post"], context.get("version")
    corrections = context.get("corrections")
    return build_citations(
        CitedPost(
            title=post.plain_title,
            tex_title=post.title,
            authors=split_author_names(post),
            published=localdate(post.published_at),
            site=str(context["site_name"]),
            url=read_page_info(context).canonical_url,
            slug=post.slug,
            version=version.number if version else 0,
            changed=localdate(version.changed_at) if version else None,
            corrected=localdate(corrections[0].created_at) if corrections else None,
        )
    )


def read_page_info(context: Context) -> PageInfo:
    """Return what the context tells of the page; its title is that of the tab, without the site's name."""
    title = str(context.get("page_title") or get_site().name)
    page = context.get("page_obj")
    return PageInfo(
        request=context["request"],
        title=title.removesuffix(f" · {get_site().name}"),
        description=str(context.get("page_description") or get_site().description),
        post=context.get("post"),
        translations=context.get("translations") or (),
        breadcrumbs=context.get("breadcrumbs") or (),
        profile=context.get("profile"),
        number=page.number if page else 1,
    )


class CaptureNode(Node):
    def __init__(self, name: str, nodelist: NodeList) -> None:
        self.name, self.nodelist = name, nodelist

    def render(self, context: Context) -> SafeString:
        output = SafeString(HTML_SPACES.sub(" ", self.nodelist.render(context)).strip())
        context[self.name] = unescape(output)
        return output


@register.tag("capture")
def parse_capture(parser: Parser, token: Token) -> CaptureNode:
    """Show the content on one line, and keep its text: `{% capture title %}…{% endcapture %}`."""
    _, name = token.split_contents()
    nodelist = parser.parse(("endcapture",))
    parser.delete_first_token()
    return CaptureNode(name, nodelist)
