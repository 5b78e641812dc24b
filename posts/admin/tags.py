"""Tags: their synonyms, and merging several into one."""

from collections.abc import Sequence
from typing import Any, ClassVar
from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import OuterRef, QuerySet
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from posts.admin.taxonomy import PostCountAdmin
from posts.models import Post, Synonym, Tag, TaggedPost, permissions
from posts.models.tag import find_other_tag_named
from posts.models.tag_parsing import get_tag_key
from posts.publishing.tag_merge import merge_tags

MAX_MERGED_TAGS = 100


def build_merge_url(tag_ids: Sequence[int]) -> str:
    """Return the URL of the page that merges these tags."""
    return f"{reverse('admin:posts_tag_merge')}?{urlencode({'ids': ','.join(map(str, tag_ids))}, safe=',')}"


class SynonymForm(forms.ModelForm):
    """A synonym; if another tag has the name, the error links to the page that merges the two."""

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if not self.has_error("name", "exists"):
            return
        other = find_other_tag_named(self.instance.name, self.instance.tag)
        if other and self.instance.tag.pk:
            url = build_merge_url([self.instance.tag.pk, other.pk])
            self.errors["name"].append(format_html('<a href="{}">{}</a>', url, _("Merge them …")))


class SynonymFormSet(BaseInlineFormSet):
    def clean(self) -> None:
        """Refuse a name that is typed twice, whatever its spelling."""
        super().clean()
        seen = set()
        for form in self.forms:
            key = get_tag_key(form.cleaned_data.get("name") or "") if hasattr(form, "cleaned_data") else ""
            if key and key in seen and not form.cleaned_data.get("DELETE"):
                raise ValidationError(_("“%(name)s” is listed twice.") % form.cleaned_data)
            seen.add(key)


class SynonymInline(admin.TabularInline):
    model = Synonym
    form = SynonymForm
    formset = SynonymFormSet
    fields = ("name",)
    extra = 1


class MergeTagsForm(forms.Form):
    """Which of several tags stays; the most used is the first."""

    kept = forms.ModelChoiceField(
        Tag.objects.none(),
        label=gettext_lazy("tag to keep"),
        widget=forms.RadioSelect,
        empty_label=None,
    )

    def __init__(self, *args: Any, tags: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["kept"]
        field.queryset = tags
        field.initial = tags[0].pk
        field.label_from_instance = self.format_tag_label

    def format_tag_label(self, tag: Any) -> str:
        count = ngettext("%(count)d post", "%(count)d posts", tag.post_count) % {"count": tag.post_count}
        return f"{tag.name} ({count}) · {tag.get_absolute_url()}"


@admin.register(Tag)
class TagAdmin(PostCountAdmin):
    post_field_name = "tags"
    list_display = ("name", "other_names", "slug", "linked_count")
    search_fields = ("name", "description", "synonyms__name")
    actions = ("merge",)
    inlines: ClassVar = [SynonymInline]

    def get_post_links(self) -> tuple[QuerySet[Any], str]:
        return TaggedPost.objects.filter(tag=OuterRef("pk")), "content_object"

    def get_fields(self, request: HttpRequest, obj: Tag | None = None) -> tuple[str, ...]:
        # The slug is made from the name at first; it can be changed afterwards.
        return ("name", "slug", "description") if obj else ("name", "description")

    def get_inlines(self, request: HttpRequest, obj: Tag | None) -> list[Any]:
        return self.inlines if obj else []

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("synonyms")

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.merge_view)
        return [path("merge/", view, name="posts_tag_merge"), *super().get_urls()]

    @admin.display(description=gettext_lazy("synonyms"))
    def other_names(self, tag: Tag) -> str:
        return ", ".join(synonym.name for synonym in tag.synonyms.all())

    def has_merge_permission(self, request: HttpRequest) -> bool:
        """Require all permissions that merging needs: it deletes tags and changes posts of all authors."""
        return (
            self.has_change_permission(request)
            and self.has_delete_permission(request)
            and permissions.can_change_all_posts(request.user)
        )

    @admin.action(description=gettext_lazy("Merge tags …"), permissions=["merge"])
    def merge(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        keys = [tag.pk for tag in queryset]
        if 2 <= len(keys) <= MAX_MERGED_TAGS:
            return HttpResponseRedirect(build_merge_url(keys))
        text = _("Select at least two and at most %(count)d tags to merge.")
        self.message_user(request, text % {"count": MAX_MERGED_TAGS}, messages.WARNING)
        return None

    def merge_view(self, request: HttpRequest) -> HttpResponse:
        """Ask which of several tags stays, then merge the others into it."""
        if not self.has_merge_permission(request):
            raise PermissionDenied
        keys = [int(key) for key in request.GET.get("ids", "").split(",") if key.isdecimal()][
            :MAX_MERGED_TAGS
        ]
        tags = self.get_queryset(request).filter(pk__in=keys).order_by("-post_count", "name")
        list_url = reverse("admin:posts_tag_changelist")
        if len(tags) < 2:
            self.message_user(request, _("These tags have already been merged or deleted."), messages.WARNING)
            return HttpResponseRedirect(list_url)
        form = MergeTagsForm(request.POST or None, tags=tags)
        if request.method != "POST" or not form.is_valid():
            return self.render_merge_form(request, form, [tag.pk for tag in tags], list_url)
        self.merge_selected_tags(request, form.cleaned_data["kept"], list(tags))
        return HttpResponseRedirect(list_url)

    def render_merge_form(
        self, request: HttpRequest, form: MergeTagsForm, keys: list[int], list_url: str
    ) -> HttpResponse:
        count = Post.objects.filter(tagged__tag__in=keys).distinct().count()
        intro = ngettext(
            "%(count)d post has one of these tags. It gets the tag you keep; the other names become its "
            "synonyms, and their addresses redirect to it.",
            "%(count)d posts have one of these tags. They get the tag you keep; the other names become its "
            "synonyms, and their addresses redirect to it.",
            count,
        )
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Merge tags"),
            "button": _("Merge"),
            "form": form,
            "intro": intro % {"count": count},
            "list_url": list_url,
            "form_action": request.get_full_path(),
        }
        return TemplateResponse(request, "admin/posts/action_form.html", context)

    def merge_selected_tags(self, request: HttpRequest, kept: Tag, tags: list[Tag]) -> None:
        changed = merge_tags(kept, tags, request.user)
        others = [tag for tag in tags if tag != kept]
        names = ", ".join(f"“{tag.name}”" for tag in others)
        note = _("Merged with %(names)s.") % {"names": names}
        LogEntry.objects.log_actions(str(request.user.pk), [kept], CHANGE, note, single_object=True)
        text = ngettext(
            "%(names)s merged into “%(kept)s”. %(count)d post changed.",
            "%(names)s merged into “%(kept)s”. %(count)d posts changed.",
            len(changed),
        )
        words = {"names": names, "kept": kept.name, "count": len(changed)}
        self.message_user(request, text % words, messages.SUCCESS)
