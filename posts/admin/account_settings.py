"""The settings of one's own account: the language of the interface, and which mails come."""

from typing import Any, ClassVar, cast

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import override

from posts.accounts.language import remember_language
from posts.models import AccountSettings, get_account_settings, get_site, permissions


class AccountSettingsForm(forms.ModelForm):
    class Meta:
        model = AccountSettings
        fields: ClassVar = ["language", "mails_submissions", "mails_reviews", "mails_notes"]

    def __init__(self, data: Any, user: User) -> None:
        super().__init__(data, instance=get_account_settings(user))
        site_language = dict(settings.LANGUAGES)[get_site().language]
        default = _("As the site: %(language)s") % {"language": site_language}
        label = _("Language of the admin")
        choices = [("", default), *settings.LANGUAGES]
        self.fields["language"] = forms.ChoiceField(label=label, choices=choices, required=False)
        # Mails that never come are not offered.
        if not permissions.can_review(user):
            del self.fields["mails_submissions"]
        if not permissions.can_write_posts(user):
            del self.fields["mails_reviews"], self.fields["mails_notes"]


def edit_account_settings(request: HttpRequest) -> HttpResponse:
    """Show and save the settings of whoever asks."""
    user = cast(User, request.user)
    form = AccountSettingsForm(request.POST or None, user)
    if request.method == "POST" and form.is_valid():
        chosen = form.save()
        remember_language(request, user)
        with override(chosen.effective_language):
            messages.success(request, _("Your settings were saved."))
        return redirect("admin:posts_account_settings")
    context = {
        **admin.site.each_context(request),
        "title": _("Settings"),
        "form": form,
        "mail_fields": [form[name] for name in form.fields if name.startswith("mails_")],
        "email": user.email,
    }
    return TemplateResponse(request, "admin/posts/review/settings.html", context)
