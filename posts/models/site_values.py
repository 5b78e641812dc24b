"""The values of the site, as `posts.models.site` reads them: each resolved, none needs a query."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.core.files.storage import default_storage
from django.utils import timezone
from django.utils.translation import get_language

from posts.models.site_settings import BuiltInList, SiteSettings
from posts.models.urls import reverse_cached

DEFAULT_MASTHEAD = "INCOMING TRANSMISSION"
DEFAULT_LIST_HEADING = "LATEST UPDATES"
# The header has a search box of its own.
DEFAULT_NAVIGATION = ("archive", "category_list", "tag_list", "feeds")
# BCP 47 tags of those LANGUAGES whose code is written otherwise.
LANGUAGE_TAGS = {"zh-hans": "zh-Hans"}
# Sizes in pixels of the icons that are made of the owner's; the largest has a form for masks as well.
ICON_SIZES = (32, 180, 192, 512)
# More characters than these take a smaller type.
MASTHEAD_LENGTHS = (("text", 120), ("long", 32))


class SiteLink(NamedTuple):
    """A link of the header or the footer: its text and its address."""

    label: str
    url: str


class StoredLink(NamedTuple):
    """A link of the header as it is stored: `route` names a list of the site; else there is a `url`."""

    label: str
    url: str
    route: str
    # When its page went live, or will; of what is no page, None.
    live_from: datetime | None
    # Of a page: its language, and links to its translations.
    language: str = ""
    translations: tuple["StoredLink", ...] = ()

    def is_live(self, now: datetime) -> bool:
        return self.live_from is None or self.live_from <= now

    def translate(self, language: str, now: datetime) -> "StoredLink":
        """Return the link to the live translation into `language`, a BCP 47 tag; without one, this link."""
        if self.language == language:
            return self
        same = (link for link in self.translations if link.language == language and link.is_live(now))
        return next(same, self)


@dataclass(frozen=True, slots=True)
class Site:
    """All values of the site; none of them needs a query."""

    name: str
    description: str
    masthead: str
    list_heading: str
    posts_per_page: int
    list_form: str
    home_page_id: int | None
    numbering: str  # of theorems, figures …: a value of `Numbering`
    citation_style: str
    language: str  # a code of LANGUAGES
    time_zone: str
    logo_url: str
    logo_size: tuple[int, int]  # in pixels; zeros where it is not known
    icon: str  # its name in media
    accent_light: str  # as #rrggbb; "" for that of the style sheets
    accent_dark: str
    copyright: str
    license_name: str
    license_url: str
    registration_number: str
    registration_url: str
    police_number: str
    footer_text: str
    social_links: tuple[SiteLink, ...]
    robots: str
    verification: dict[str, str]  # code by the name of the meta element
    stored_links: tuple[StoredLink, ...]

    @property
    def language_tag(self) -> str:
        """The language as a BCP 47 tag."""
        return LANGUAGE_TAGS.get(self.language, self.language)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def has_own_masthead(self) -> bool:
        return self.masthead != DEFAULT_MASTHEAD

    @property
    def masthead_length(self) -> str:
        """ "long" or "text" where it takes a smaller type, else ""."""
        return next((name for name, minimum in MASTHEAD_LENGTHS if len(self.masthead) > minimum), "")

    @property
    def has_own_list_heading(self) -> bool:
        return self.list_heading != DEFAULT_LIST_HEADING

    @property
    def favicon_url(self) -> str:
        return self.get_icon_url(32)

    @property
    def touch_icon_url(self) -> str:
        return self.get_icon_url(180)

    def get_icon_url(self, size: int, purpose: str = "any") -> str:
        """Return the address of the owner's icon of `size` pixels, one of ICON_SIZES."""
        return str(default_storage.url(name_icon_variant(self.icon, size, purpose)))

    @property
    def accent_version(self) -> str:
        """What changes with the accent colours; "" where they are those of the style sheets."""
        if not (self.accent_light or self.accent_dark):
            return ""
        return f"{self.accent_light[1:] or '0'}-{self.accent_dark[1:] or '0'}"

    @property
    def has_notes(self) -> bool:
        """Whether the footer has anything of `_site_notes.html` to say beside links."""
        notes = (self.footer_text, self.copyright, self.license_name)
        return any(notes) or bool(self.registration_number or self.police_number)

    @property
    def police_url(self) -> str:
        """The record of the site at the Ministry of Public Security, found by the digits of its number."""
        digits = "".join(filter(str.isdecimal, self.police_number))
        return f"https://beian.mps.gov.cn/#/query/webSearch?code={digits}"

    @property
    def default_routes(self) -> tuple[str, ...]:
        """The lists in the header where nobody chose its links; beside a home page the posts have one."""
        return ("post_list", *DEFAULT_NAVIGATION) if self.home_page_id else DEFAULT_NAVIGATION

    @property
    def navigation(self) -> tuple[SiteLink, ...]:
        """The links of the header in the current language, those to pages that are not live left out."""
        if not self.stored_links:
            return tuple(map(build_list_link, self.default_routes))
        now, code = timezone.now(), get_language() or self.language
        links = [
            link.translate(LANGUAGE_TAGS.get(code, code), now)
            for link in self.stored_links
            if link.is_live(now)
        ]
        return tuple(
            build_list_link(link.route, link.label) if link.route else SiteLink(link.label, link.url)
            for link in links
        )


def name_icon_variant(icon: str, size: int, purpose: str = "any") -> str:
    """Return the name in media of the form of `icon` that has `size` pixels."""
    stem, _, _ = icon.rpartition(".")
    return f"{stem}-{'maskable-' if purpose == 'maskable' else ''}{size}.png"


@dataclass(frozen=True, slots=True)
class StoredSite:
    """The rows of one `version` of the site, read at a time of `monotonic`."""

    version: object
    read_at: float
    row: SiteSettings | None = None
    links: tuple[StoredLink, ...] = ()


def build_list_link(route: str, label: str = "") -> SiteLink:
    """Return the link to a list of the site, with the list's name in the current language as label."""
    return SiteLink(label or str(BuiltInList(route).label), reverse_cached(f"posts:{route}"))
