"""The form of a redirect: an old address, and where it leads as somebody types it."""

from typing import Any, ClassVar
from urllib.parse import unquote, urlsplit

from django import forms
from django.conf import settings
from django.contrib.admin.widgets import AdminTextInputWidget
from django.core.exceptions import ValidationError
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from posts.models import Category, Post, Profile, Redirect, Series, Tag
from posts.models.address_counts import MAX_ADDRESS
from posts.models.plain_permalinks import find_plain_permalink
from posts.models.redirect import REDIRECT_COLUMNS
from posts.views.old_addresses import follow_redirects

MODEL_BY_ROUTE: dict[str, Any] = {"category": Category, "tag": Tag, "series": Series, "author": Profile}


class RedirectForm(forms.ModelForm):
    """What leads to a post, a page, a category … is stored as that, and follows it to its next address."""

    path = forms.CharField(
        label=gettext_lazy("old address"),
        max_length=MAX_ADDRESS - 2,
        widget=AdminTextInputWidget(attrs={"placeholder": "/2020/05/old.html"}),
        help_text=gettext_lazy("The path, with or without the name of the site."),
    )
    leads_to = forms.CharField(
        label=gettext_lazy("leads to"),
        max_length=MAX_ADDRESS,
        widget=AdminTextInputWidget(attrs={"placeholder": "/posts/new/"}),
        help_text=gettext_lazy("An address of this site, or the complete URL of another."),
    )

    class Meta:
        model = Redirect
        fields: ClassVar = ("path",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and "leads_to" in self.fields:
            target = self.instance.target
            self.initial["leads_to"] = unquote(
                target if isinstance(target, str) else target.get_absolute_url()
            )

    def clean_path(self) -> str:
        typed = self.cleaned_data["path"].strip()
        parts = urlsplit(typed)
        numbered = find_plain_permalink(f"{parts.path or '/'}?{parts.query}")
        path = numbered or Redirect.normalise_path(parts.path)
        if path == "//" or "\0" in path:
            raise ValidationError(_("This is not an address that can redirect."), code="invalid")
        if "?" not in path and is_answered(path):
            text = _("There is a page at this address. It is shown, whatever redirects.")
            raise ValidationError(text, code="page")
        return path

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        typed = self.cleaned_data.get("leads_to", "").strip()
        if typed and "path" in self.cleaned_data:
            try:
                self.set_target(normalise_target(typed))
            except ValidationError as error:
                self.add_error("leads_to", error)
        return cleaned

    def set_target(self, url: str) -> None:
        """Let the redirect lead to what is at `url`. Raises ValidationError."""
        path = urlsplit(url).path
        if url.startswith("/"):
            if Redirect.normalise_path(path) == self.cleaned_data["path"]:
                raise ValidationError(_("An address cannot lead to itself."), code="circle")
            if not is_answered(path):
                moved = follow_redirects(path)
                if moved is None or Redirect.normalise_path(moved.url) == self.cleaned_data["path"]:
                    raise ValidationError(_("There is no page at this address."), code="missing")
                url = moved.url
                path = urlsplit(url).path
        field, target = find_target(path) if url == path else ("", None)
        for name in REDIRECT_COLUMNS:
            setattr(self.instance, name, None)
        setattr(self.instance, field or "url", target or url)


def normalise_target(typed: str) -> str:
    """Return a path of this site, or the URL of another. Raises ValidationError."""
    parts = urlsplit(typed)
    own = urlsplit(settings.SITE_URL).netloc
    if parts.scheme in {"http", "https"} and parts.netloc and parts.netloc != own:
        return typed
    if (parts.scheme or parts.netloc) and not (own and parts.netloc == own):
        raise ValidationError(_("Enter an address that begins with / or https://."), code="invalid")
    path = f"/{parts.path.lstrip('/')}"
    return f"{path}?{parts.query}" if parts.query else path


def find_target(path: str) -> tuple[str, Any]:
    """Return the column and the object whose page is at `path`; "" and None for other pages."""
    try:
        match = resolve(unquote(path))
    except Resolver404:
        return "", None
    if match.url_name in {"page", "post"}:
        posts = Post.objects.filter(**match.kwargs, kind=match.url_name)
        return "post", posts.first()
    model = MODEL_BY_ROUTE.get(match.url_name or "")
    found = model.objects.filter(slug=match.kwargs["slug"]).first() if model else None
    return ("profile" if model is Profile else str(match.url_name), found) if found else ("", None)


def is_answered(path: str) -> bool:
    """Whether the site has a page at `path`, be it public or not yet."""
    try:
        match = resolve(unquote(path))
    except Resolver404:
        return False
    if match.url_name in {"post", "page", *MODEL_BY_ROUTE}:
        return find_target(path)[1] is not None
    return match.url_name != "page_without_slash"
