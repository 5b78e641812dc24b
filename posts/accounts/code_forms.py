"""Forms for codes: of an authenticator app, or a recovery code."""

from typing import Any

from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from posts.accounts.encryption import decrypt_secret
from posts.accounts.forms import LabelledForm
from posts.accounts.lockout import count_failure, ensure_not_locked_out
from posts.accounts.totp import Verdict, check_code, forget_old_steps, normalize_code

VERDICT_MESSAGES = {
    Verdict.WRONG: _("This code is wrong."),
    Verdict.USED: _("This code has been used already. Wait for the next one."),
    Verdict.WRONG_CLOCK: _(
        "This code belongs to another time: the clock of your device, or of the server, is wrong. "
        "Let your device set its time automatically, then enter the next code."
    ),
}


class CodeForm(LabelledForm):
    """Checks a code, counts wrong ones towards the lock-out, and takes no code twice."""

    user: Any
    authenticator: Authenticator

    def clean_code(self) -> str:
        ensure_not_locked_out(context.request, self.user)
        code = normalize_code(self.cleaned_data["code"])
        factors = {
            factor.type: factor
            for factor in Authenticator.objects.filter(user=self.user).exclude(
                type=Authenticator.Type.WEBAUTHN
            )
        }
        verdict = Verdict.WRONG
        if (app := factors.get(Authenticator.Type.TOTP)) is not None:
            verdict = spend_code(app, code)
            self.authenticator = app
        if verdict is Verdict.WRONG and (codes := factors.get(Authenticator.Type.RECOVERY_CODES)):
            verdict = Verdict.RIGHT if codes.wrap().validate_code(code) else Verdict.WRONG
            self.authenticator = codes
        if verdict is not Verdict.RIGHT:
            count_failure(context.request, self.user)
            raise ValidationError(VERDICT_MESSAGES[verdict], code=verdict.name.lower())
        self.authenticator.user = self.user
        return code


class SignInCodeForm(CodeForm, AuthenticateForm):
    pass


class ConfirmCodeForm(CodeForm, ReauthenticateForm):
    pass


class ActivateAppForm(LabelledForm, ActivateTOTPForm):
    def clean_code(self) -> str:
        ensure_not_locked_out(context.request, self.user)
        code = normalize_code(self.cleaned_data["code"])
        check = check_code(self.secret, code)
        if check.verdict is not Verdict.RIGHT:
            raise ValidationError(VERDICT_MESSAGES[check.verdict], code=check.verdict.name.lower())
        # The row is made after this; its code counts as used then.
        context.request.spent_counter = check.counter
        return code


def spend_code(app: Authenticator, code: str) -> Verdict:
    """Check `code` of an authenticator app, and note that it was entered."""
    with transaction.atomic():
        app = Authenticator.objects.select_for_update().get(pk=app.pk)
        check = check_code(decrypt_secret(app.data["secret"]), code, app.data.get("spent", ()))
        if check.counter is not None:
            spend_counter(app, check.counter)
    return check.verdict


def spend_counter(app: Authenticator, counter: int) -> None:
    """Note that the code of the step `counter` was entered."""
    app.data["spent"] = forget_old_steps([*app.data.get("spent", ()), counter])
    app.save(update_fields=["data"])
