"""WXR files as WordPress writes them, made of items."""

from xml.sax.saxutils import escape

HEAD = """<?xml version="1.0" encoding="{encoding}" ?>
<!-- This is a WordPress eXtended RSS file -->
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:wp="http://wordpress.org/export/1.2/">
<channel>
<title>Old</title><link>https://old.example</link><language>en-US</language>
<wp:wxr_version>1.2</wp:wxr_version>
<wp:base_site_url>https://old.example</wp:base_site_url><wp:base_blog_url>https://old.example</wp:base_blog_url>
{channel}
"""
TAIL = "</channel></rss>\n"
AUTHOR = (
    "<wp:author><wp:author_login>ann</wp:author_login>"
    "<wp:author_display_name><![CDATA[Ann Lee]]></wp:author_display_name></wp:author>"
)
NAMES = {
    "title": "title",
    "link": "link",
    "guid": "guid",
    "author": "dc:creator",
    "content": "content:encoded",
    "excerpt": "excerpt:encoded",
}


def make_wxr(*items, channel=AUTHOR, encoding="UTF-8"):
    """Return a WXR file as text; each item is what `make_item` returns."""
    return HEAD.format(channel=channel, encoding=encoding) + "\n".join(items) + TAIL


def make_item(number=1, *, terms=(), meta=None, comments=(), **fields):
    """Return an item; `fields` are those of NAMES, or elements `wp:…` without their prefix."""
    fields = {
        "title": f"Post {number}",
        "link": f"https://old.example/2019/03/post-{number}/",
        "guid": f"https://old.example/?p={number}",
        "author": "ann",
        "content": "Text.",
        "post_id": number,
        "post_name": f"post-{number}",
        "post_date": "2019-03-01 18:00:00",
        "post_date_gmt": "2019-03-01 10:00:00",
        "status": "publish",
        "post_type": "post",
        **fields,
    }
    parts = [write_element(NAMES.get(name, f"wp:{name}"), value) for name, value in fields.items()]
    parts += [
        f'<category domain="{domain}" nicename="{slug}"><![CDATA[{name}]]></category>'
        for domain, slug, name in terms
    ]
    parts += [
        write_group("wp:postmeta", {"wp:meta_key": key, "wp:meta_value": value})
        for key, value in (meta or {}).items()
    ]
    parts += [
        write_group("wp:comment", {f"wp:comment_{key}": value for key, value in comment.items()})
        for comment in comments
    ]
    return f"<item>{''.join(parts)}</item>"


def make_attachment(number, url, parent=0, alt="", caption=""):
    return make_item(
        number,
        title=url.rpartition("/")[2],
        link=f"https://old.example/pictures/{number}/",
        post_type="attachment",
        status="inherit",
        attachment_url=url,
        post_parent=parent,
        excerpt=caption,
        meta={"_wp_attachment_image_alt": alt},
    )


def make_category(number, slug, name, parent=""):
    return write_group(
        "wp:category",
        {
            "wp:term_id": number,
            "wp:category_nicename": slug,
            "wp:category_parent": parent,
            "wp:cat_name": name,
        },
    )


def write_group(name, values):
    return f"<{name}>{''.join(write_element(key, value) for key, value in values.items())}</{name}>"


def write_element(name, value):
    text = str(value)
    if "<" in text or "&" in text or ":encoded" in name:
        return f"<{name}><![CDATA[{text.replace(']]>', ']]]]><![CDATA[>')}]]></{name}>"
    return f"<{name}>{escape(text)}</{name}>"
