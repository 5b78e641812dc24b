"""The way of a post to its readers and back: buttons, the report before it, links to show a draft by."""

from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest

from posts.models import Kind


class PublishingAdmin(admin.ModelAdmin):
    """What makes a post a draft, submitted, scheduled, live, archived or binned."""

    def kind_of(self, request: HttpRequest, form: ModelForm, *, change: bool) -> Kind:
        """Return what saving `form` does to the post, as its history names it."""
        return Kind.SAVED if change else Kind.CREATED
