"""The forms of allauth with our labels, and without placeholders in their place."""

from typing import Any

from allauth.account import forms as account_forms
from allauth.core import context
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn import forms as passkey_forms
from django import forms
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from posts.accounts.lockout import count_failure, ensure_not_locked_out
from posts.accounts.request_limits import RESET_MAILS, take_request

FIELD_LABELS = {
    "login": _("Username"),
    "password": _("Password"),
    "oldpassword": _("Current password"),
    "password1": _("New password"),
    "password2": _("New password, again"),
    "email": _("E-mail address"),
    "code": pgettext_lazy("to sign in", "Code"),
    "name": _("Name"),
    "passwordless": _("Sign in with it alone, without a password"),
}


class LabelledForm(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        for name, field in self.fields.items():
            field.label = FIELD_LABELS.get(name, name)
            field.widget.attrs.pop("placeholder", None)
            if name != "password1":  # whose help is the rules for passwords
                field.help_text = ""


class SignInForm(LabelledForm, account_forms.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["data"] = rename_username(kwargs.get("data"))
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs.update(
            {"id": "id_username", "autofocus": True, "autocapitalize": "none", "spellcheck": "false"}
        )


def rename_username(data: QueryDict | None) -> QueryDict | None:
    """Return `data` with `username`, which programs know from Django's own login, as `login`."""
    if data is None or "login" in data or "username" not in data:
        return data
    renamed = data.copy()
    renamed.setlist("login", data.getlist("username"))
    return renamed


class ConfirmPasswordForm(LabelledForm, account_forms.ReauthenticateForm):
    pass


class MatchingPasswordsForm(LabelledForm):
    def clean(self) -> Any:
        cleaned = super().clean()
        if "password2" in self.errors and self["password2"].data and self.cleaned_data.get("password1"):
            self.errors["password2"] = self.error_class([gettext("The two passwords are not the same.")])
        return cleaned


class PasswordChangeForm(MatchingPasswordsForm, account_forms.ChangePasswordForm):
    def clean_oldpassword(self) -> str:
        ensure_not_locked_out(context.request, self.user)
        password = self.cleaned_data["oldpassword"]
        if not self.user.check_password(password):
            count_failure(context.request, self.user)
            raise ValidationError(_("The password is wrong."), code="wrong")
        return str(password)


class PasswordSetForm(MatchingPasswordsForm, account_forms.SetPasswordForm):
    pass


class ResetPasswordForm(MatchingPasswordsForm, account_forms.ResetPasswordKeyForm):
    pass


class RequestResetForm(LabelledForm, account_forms.ResetPasswordForm):
    def clean_email(self) -> str:
        email = self.cleaned_data["email"]
        self.users = find_users_to_reset(email)
        return str(email)

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        """Send the links, but not too many: an answer that said so would let others block a reset."""
        email = self.cleaned_data["email"]
        if not take_request(RESET_MAILS, email.lower()):
            self.users = []
        return str(super().save(request, **kwargs))


def find_users_to_reset(email: str) -> list[User]:
    """Return the active users with this address who sign in here: by a password or a passkey."""
    users = User.objects.filter(email__iexact=email, is_active=True)
    # Databases take more for the same letter than mail servers do.
    found = [user for user in users if user.email.lower() == email.lower()]
    keys = Authenticator.objects.filter(user__in=found, type=Authenticator.Type.WEBAUTHN)
    with_passkey = set(keys.values_list("user", flat=True))
    return [user for user in found if user.has_usable_password() or user.pk in with_passkey]


class PasskeyForm(LabelledForm):
    """Refuses what no browser sends; allauth and fido2 raise errors of all kinds for that."""

    def full_clean(self) -> None:
        try:
            super().full_clean()
        except (AttributeError, KeyError, RecursionError, TypeError, ValueError):
            self.data = {name: value for name, value in self.data.items() if name != "credential"}
            self.add_error("credential", _("The passkey did not work. Try again, or sign in another way."))


class SignInPasskeyForm(PasskeyForm, passkey_forms.LoginWebAuthnForm):
    pass


class SecondPasskeyForm(PasskeyForm, passkey_forms.AuthenticateWebAuthnForm):
    pass


class ConfirmPasskeyForm(PasskeyForm, passkey_forms.ReauthenticateWebAuthnForm):
    pass


class AddPasskeyForm(PasskeyForm, passkey_forms.AddWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["passwordless"].initial = True
        self.fields["name"].widget.attrs.update(maxlength=100)


class RenamePasskeyForm(LabelledForm, passkey_forms.EditWebAuthnForm):
    pass
