"""The site as its owner set it up: what the admin says, and where it says nothing, the environment.

`get_site` answers from memory: each process reads the row once for each version of the site.
"""

from collections.abc import Sequence
from time import monotonic
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import Error, connection, transaction
from django.db.models import Q
from django.utils.translation import gettext

from posts.models.kind import PostKind
from posts.models.literature_entry import CitationStyle
from posts.models.site_holder import holder
from posts.models.site_settings import (
    SETTINGS_KEY,
    BuiltInList,
    ListForm,
    NavigationItem,
    Numbering,
    SiteSettings,
)
from posts.models.site_values import (
    DEFAULT_LIST_HEADING,
    DEFAULT_MASTHEAD,
    Site,
    SiteLink,
    StoredLink,
    StoredSite,
)
from posts.models.site_version import get_site_version
from posts.models.urls import reverse_cached

DEFAULT_POSTS_PER_PAGE = 12
DEFAULT_REGISTRATION_URL = "https://beian.miit.gov.cn/"
# The `name` of the meta element in which each search engine looks for the owner's code.
VERIFICATION_NAMES = {
    "google": "google-site-verification",
    "bing": "msvalidate.01",
    "baidu": "baidu-site-verification",
    "yandex": "yandex-verification",
    "sogou": "sogou_site_verification",
    "360": "360-site-verification",
    "naver": "naver-site-verification",
    "pinterest": "p:domain_verify",
}
NAVIGATION_FIELDS = (
    *("order", "label", "built_in", "url", "page__title", "page__title_text"),
    *("page__slug", "page__kind", "page__path", "page__published_at"),
)
LINKED_PAGE_FIELDS = (
    *("title", "title_text", "slug", "kind", "path"),
    *("published_at", "language", "translation_of"),
)
# For how long what was read is used while the version of the site is not known, in seconds.
UNKNOWN_VERSION_SECONDS = 0.2


NOTHING_STORED = StoredSite(None, 0)


def get_site() -> Site:
    """Return the values of the site. Where the database is away, those that were known last."""
    try:
        return resolve_site(read_stored_site())
    except Error:
        return get_known_site()


def get_known_site() -> Site:
    """Return the values that were known last, without asking the database; else those of the environment."""
    return resolve_site(holder.held or NOTHING_STORED)


def get_default_site() -> Site:
    """Return what the site would be without its row: the values of the environment."""
    return build_site(NOTHING_STORED)


def get_current_version() -> object:
    return get_site_version().get_version()


def read_stored_site() -> StoredSite:
    """Return the rows of the current version of the site, from memory if they were read.

    The version is asked for before the rows are read: what is older than its version is read again,
    the other way round it would stay. What an open transaction sees may be older as well, or never
    be committed; so it is not kept.
    """
    version = get_current_version()
    if not connection.in_atomic_block:
        connection.has_site_changes = False  # type: ignore[attr-defined]
    held: StoredSite | None = holder.held
    if held and not getattr(connection, "has_site_changes", False) and is_current(held, version):
        return held
    if connection.in_atomic_block:
        # An error must not end the transaction: the tables are not there before `migrate`.
        with transaction.atomic():
            return load_stored_site(version)
    holder.held = stored = load_stored_site(version)
    return stored


def is_current(held: StoredSite, version: object) -> bool:
    """Whether `held` is of `version`; if that is not known, whether it was read a moment ago."""
    if version is None:
        return held.version is None and monotonic() - held.read_at < UNKNOWN_VERSION_SECONDS
    return held.version == version


def load_stored_site(version: object) -> StoredSite:
    row = SiteSettings.objects.filter(pk=SETTINGS_KEY).first()
    fields = ("order", "label", "built_in", "url")
    items = NavigationItem.objects.select_related("page").only(
        *fields, *(f"page__{name}" for name in LINKED_PAGE_FIELDS)
    )
    shown = [item for item in items if item.page is None or item.page.published_at]
    home_page_id = row.home_page_id if row else None
    pages = load_translations([item.page for item in shown if item.page])
    links = tuple(
        build_page_link(item, pages, home_page_id) if item.page else build_stored_link(item) for item in shown
    )
    return StoredSite(version, monotonic(), row, links)


def load_translations(pages: Sequence[Any]) -> list[Any]:
    """Return the public translations of `pages`, and those that these translate."""
    if not pages:
        return []
    originals = [page.translation_of_id or page.pk for page in pages]
    public = type(pages[0])._default_manager.filter(kind=PostKind.PAGE, is_unlisted=False)
    same = public.filter(Q(pk__in=originals) | Q(translation_of__in=originals)).exclude(published_at=None)
    return list(same.only(*LINKED_PAGE_FIELDS))


def build_page_link(item: NavigationItem, pages: Sequence[Any], home_page_id: int | None) -> StoredLink:
    """Return the link to the page of `item`, with those to its translations among `pages`."""
    page: Any = item.page
    original = page.translation_of_id or page.pk
    others = tuple(
        link_page(other, home_page_id)
        for other in pages
        if other.pk != page.pk and original in {other.pk, other.translation_of_id}
    )
    link = link_page(page, home_page_id)
    return link._replace(label=item.label or link.label, translations=others)


def link_page(page: Any, home_page_id: int | None) -> StoredLink:
    url = reverse_cached("posts:home") if page.pk == home_page_id else page.get_absolute_url()
    return StoredLink(page.plain_title, url, "", page.published_at, page.language)


def build_stored_link(item: NavigationItem) -> StoredLink:
    """Return the link of `item`, which leads to no page."""
    route = item.built_in if item.built_in in BuiltInList.values else ""
    return StoredLink(item.label or ("" if route else item.url), item.url, route, None)


def resolve_site(stored: StoredSite) -> Site:
    """Return the values of `stored` rows: the last that were resolved, if nothing changed."""
    environment = (settings.SITE_NAME, settings.SITE_DESCRIPTION, settings.LANGUAGE_CODE, settings.TIME_ZONE)
    last = holder.resolved
    if last and last[0] is stored and last[1] == environment:
        found: Site = last[2]
        return found
    site = build_site(stored)
    holder.resolved = stored, environment, site
    return site


def build_site(stored: StoredSite) -> Site:
    """Return the values of `stored` rows; for what is empty, or unknown here, those of the environment."""
    row = stored.row or SiteSettings()
    return Site(
        name=row.name or settings.SITE_NAME,
        description=row.description or settings.SITE_DESCRIPTION,
        masthead=row.masthead or DEFAULT_MASTHEAD,
        list_heading=row.list_heading or DEFAULT_LIST_HEADING,
        posts_per_page=row.posts_per_page or DEFAULT_POSTS_PER_PAGE,
        list_form=row.list_form or ListForm.COSY.value,
        home_page_id=row.home_page_id,
        numbering=row.numbering or Numbering.POST.value,
        citation_style=row.citation_style or CitationStyle.GB7714_NUMERIC.value,
        language=row.language if row.language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE,
        time_zone=row.time_zone if is_time_zone(row.time_zone) else settings.TIME_ZONE,
        logo_url=default_storage.url(row.logo.name) if row.logo else "",
        logo_size=(row.logo_width, row.logo_height),
        icon=row.icon.name or "",
        accent_light=row.accent_light,
        accent_dark=row.accent_dark,
        copyright=row.copyright,
        license_name=row.license_name or row.license_url,
        license_url=row.license_url,
        registration_number=row.registration_number,
        registration_url=row.registration_url or DEFAULT_REGISTRATION_URL,
        police_number=row.police_number,
        footer_text=row.footer_text,
        social_links=parse_social_links(row.social_links),
        robots=row.robots,
        verification=name_verification(row.verification),
        stored_links=stored.links,
    )


def is_time_zone(name: str) -> bool:
    """Whether `name` is a time zone that this machine knows."""
    if not name:
        return False
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def parse_social_links(text: str) -> tuple[SiteLink, ...]:
    """Return the links of lines that each hold an address, and before it perhaps a name."""
    links = []
    for line in text.splitlines():
        # At any space: a form checked what stands behind the last one.
        *name, url = line.rsplit(None, 1) or [""]
        if url:
            links.append(SiteLink("".join(name).strip() or name_host(url), url))
    return tuple(links)


def name_host(url: str) -> str:
    """Return what a link to `url` is called where nobody named it: its host, or its mail address."""
    parts = urlsplit(url)
    return (parts.hostname or parts.path).removeprefix("www.") or gettext("Link")


def name_verification(codes: Any) -> dict[str, str]:
    """Return the codes of search engines by the name of the meta element that holds each."""
    known = codes if isinstance(codes, dict) else {}
    return {name: str(known[key]) for key, name in VERIFICATION_NAMES.items() if known.get(key)}
