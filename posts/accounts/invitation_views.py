"""The page behind the link of an invitation."""

from typing import Any

from allauth.account.utils import perform_login
from django import forms
from django.contrib.auth.forms import UserCreationForm
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views import View
from django.views.decorators.debug import sensitive_post_parameters

from posts.accounts.invitations import InvitationError, accept_invitation, find_invitation
from posts.models import Invitation
from posts.models.slugs import make_unique_slug

INVITATION_LABELS = {"username": _("Username"), "password1": _("Password"), "password2": _("Password, again")}
MAX_PROPOSAL = 60  # characters


class AcceptForm(UserCreationForm):
    """The user name and the password of somebody who was invited."""

    class Meta:
        model = User
        fields = ("username",)

    def __init__(self, *args: Any, invitation: Invitation, **kwargs: Any) -> None:
        user = User(email=invitation.email, first_name=invitation.name)
        kwargs["initial"] = {"username": propose_username(invitation.email)}
        super().__init__(*args, instance=user, label_suffix="", **kwargs)
        for name, label in INVITATION_LABELS.items():
            field: forms.Field = self.fields[name]
            field.label = label
            if name != "password1":  # whose help is the rules for passwords
                field.help_text = ""


def propose_username(email: str) -> str:
    """Return a free user name made of what is before the @."""
    local = email.partition("@")[0].partition("+")[0]
    base = "".join(letter for letter in local if letter.isalnum() or letter in "._-")[:MAX_PROPOSAL]
    return make_unique_slug(base or "user", lambda name: User.objects.filter(username__iexact=name).exists())


@method_decorator(sensitive_post_parameters(), name="dispatch")
class InvitationView(View):
    """Lets the invited choose a user name and a password, and signs them in."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        try:
            self.invitation = find_invitation(kwargs["token"])
            return super().dispatch(request, *args, **kwargs)
        except InvitationError:
            return self.show(410, is_invalid=True)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.show_form(AcceptForm(invitation=self.invitation))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = AcceptForm(request.POST, invitation=self.invitation)
        if request.user.is_authenticated or self.has_account() or not form.is_valid():
            return self.show_form(form)
        user = form.save(commit=False)
        accept_invitation(self.invitation, user)
        user.backend = "django.contrib.auth.backends.ModelBackend"
        url = resolve_url("admin:index" if user.is_staff else "mfa_index")
        response: HttpResponse = perform_login(request, user, redirect_url=url, signup=True)
        return response

    def has_account(self) -> bool:
        return User.objects.filter(email__iexact=self.invitation.email).exists()

    def show_form(self, form: AcceptForm) -> HttpResponse:
        return self.show(form=form, email=self.invitation.email, has_account=self.has_account())

    def show(self, status: int = 200, **values: Any) -> HttpResponse:
        response = render(self.request, "account/invitation.html", values, status=status)
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response
