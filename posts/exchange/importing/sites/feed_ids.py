"""What the feeds of the old site called a post: subscribers are shown it again under any other id."""

from urllib.parse import quote, unquote

from posts.exchange.importing.records.fields import FrontMatterFields
from posts.exchange.importing.records.record import PostRecord
from posts.exchange.importing.sites.base import SourceSite
from posts.rendering.characters import normalize_text

MAX_FEED_ID_LENGTH = 500  # as the model has it
# What browsers leave as it is in a path, as do Hexo, Hugo and Jekyll.
PATH_CHARACTERS = "/:@!$&'()*+,;=~"


def find_feed_id(record: PostRecord, fields: FrontMatterFields, site: SourceSite, paths: list[str]) -> str:
    """Return the id of the post in the old site's feeds; "" where it is not known.

    Mostly it is the address of the post, the first of `paths` below that of the site. Exports of tools
    that have ids of their own name them; an export of this software does where it is not the uid.
    """
    feed_id = str(fields.raw.get("feed_id") or "") if site.is_own_export else ""
    if not feed_id and paths and not record.is_page and site.base_url.startswith(("http://", "https://")):
        path = unquote(site.get_feed_path(paths[0], record, fields))
        feed_id = f"{site.base_url}{quote(path, safe=PATH_CHARACTERS)}"
    feed_id = " ".join(normalize_text(feed_id).split())
    return feed_id if len(feed_id) <= MAX_FEED_ID_LENGTH else ""
