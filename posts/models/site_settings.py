"""What the owner of the site decides in the admin: its words, its looks, its navigation."""

from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from posts.models.dependent_posts import REFERENCES, ask_for_renders
from posts.models.kind import PostKind
from posts.models.literature_entry import CitationStyle
from posts.models.site_holder import note_site_change

SETTINGS_KEY = 1  # of the only row
MAX_POSTS_PER_PAGE = 100

validate_colour = RegexValidator(
    r"\A#[0-9a-f]{6}\Z", _("Enter a colour as # and six digits, such as #a63f0a.")
)


class ListForm(models.TextChoices):
    """How much of each post a list shows."""

    COSY = "cosy", pgettext_lazy("form of lists", "cosy: cover, excerpt and tags")
    COMPACT = "compact", pgettext_lazy("form of lists", "compact: more posts on a screen")


class Numbering(models.TextChoices):
    """Where the numbers of theorems, figures … begin again."""

    POST = "post", _("begin again in each post")
    SECTION = "section", _("begin again in each section")
    SERIES = "series", _("go on through a series")


class HasSiteValues(models.Model):
    """Base class of the rows that `posts.models.site.get_site` holds in memory."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        note_site_change()

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        deleted = super().delete(*args, **kwargs)
        note_site_change()
        return deleted


class SiteSettings(HasSiteValues):
    """One row at most. An empty field means what the environment says, or the default of the site.

    `posts.models.site.get_site` resolves that; read the site's values from there, not from here.
    """

    name = models.CharField(_("name"), max_length=100, blank=True)
    description = models.TextField(_("description"), max_length=500, blank=True)
    masthead = models.CharField(_("masthead"), max_length=300, blank=True)
    list_heading = models.CharField(_("heading of the list"), max_length=100, blank=True)
    posts_per_page = models.PositiveSmallIntegerField(
        _("posts per page"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MAX_POSTS_PER_PAGE)],
    )
    list_form = models.CharField(_("form of lists"), max_length=10, blank=True, choices=ListForm)
    home_page = models.ForeignKey(
        "posts.Post",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        limit_choices_to={"kind": PostKind.PAGE},
        verbose_name=_("home page"),
    )
    numbering = models.CharField(
        _("numbers of theorems, figures …"), max_length=10, blank=True, choices=Numbering
    )
    citation_style = models.CharField(
        _("citation style"), max_length=30, blank=True, default="", choices=CitationStyle
    )
    # Of LANGUAGES, and of the time zones of the machine; not as `choices`, which would be in migrations.
    language = models.CharField(_("language"), max_length=20, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=64, blank=True)

    logo = models.ImageField(_("logo"), upload_to="site/", blank=True, max_length=300)
    # In pixels; 0 where it is not known.
    logo_width = models.PositiveIntegerField(default=0, editable=False)
    logo_height = models.PositiveIntegerField(default=0, editable=False)
    icon = models.ImageField(_("icon"), upload_to="site/", blank=True, max_length=300)
    # As #rrggbb in lower case.
    accent_light = models.CharField(
        _("accent colour, light"), max_length=7, blank=True, validators=[validate_colour]
    )
    accent_dark = models.CharField(
        _("accent colour, dark"), max_length=7, blank=True, validators=[validate_colour]
    )

    copyright = models.CharField(_("copyright"), max_length=200, blank=True)
    license_name = models.CharField(_("licence"), max_length=100, blank=True)
    license_url = models.URLField(_("address of the licence"), max_length=500, blank=True)
    registration_number = models.CharField(_("ICP filing number"), max_length=100, blank=True)
    registration_url = models.URLField(_("address of the ICP filing"), max_length=500, blank=True)
    police_number = models.CharField(_("public security filing number"), max_length=100, blank=True)
    footer_text = models.TextField(_("further text"), max_length=1000, blank=True)
    # One a line: an address, and before it a name if that is not to be its host.
    social_links = models.TextField(_("social links"), max_length=4000, blank=True)

    # Lines of robots.txt, below the site's own.
    robots = models.TextField(_("lines of robots.txt"), max_length=4000, blank=True)
    # Codes by the keys of `posts.models.site.VERIFICATION_NAMES`.
    verification = models.JSONField(_("verification"), default=dict, blank=True)

    class Meta:
        default_permissions: ClassVar[Any] = ("change",)  # given to Owners
        verbose_name = _("site settings")
        verbose_name_plural = _("site settings")
        constraints: ClassVar = [
            models.CheckConstraint(name="one_row_of_site_settings", condition=Q(pk=SETTINGS_KEY)),
        ]

    def __str__(self) -> str:
        return str(_("site settings"))

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.pk = SETTINGS_KEY
        super().save(*args, **kwargs)
        ask_for_renders(REFERENCES)


class BuiltInList(models.TextChoices):
    """A list of the site that navigation may lead to; the value is the name of its route."""

    HOME = "home", _("Home")
    POSTS = "post_list", _("Posts")
    ARCHIVE = "archive", _("Archive")
    CATEGORIES = "category_list", _("Categories")
    TAGS = "tag_list", _("Tags")
    FEEDS = "feeds", _("Feed")
    SEARCH = "search", _("Search")


class NavigationItem(HasSiteValues):
    """A link of the header. Where there is none, the header has the lists of `DEFAULT_NAVIGATION`.

    It leads to one of three: a list of the site, a page, or an address.
    """

    order = models.PositiveSmallIntegerField(_("order"), default=0)
    label = models.CharField(_("label"), max_length=60, blank=True)
    built_in = models.CharField(_("list"), max_length=20, blank=True, choices=BuiltInList)
    page = models.ForeignKey(
        "posts.Post",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        limit_choices_to={"kind": PostKind.PAGE},
        verbose_name=pgettext_lazy("kind of post", "page"),
    )
    # Of another site, or below this one's root.
    url = models.CharField(_("address"), max_length=500, blank=True)

    class Meta:
        ordering: ClassVar = ["order", "pk"]
        default_permissions: ClassVar[Any] = ()
        verbose_name = _("navigation link")
        verbose_name_plural = _("navigation links")

    def __str__(self) -> str:
        return self.label or self.url or self.built_in or str(self.page or "")
