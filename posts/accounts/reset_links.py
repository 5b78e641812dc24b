"""Links to choose a new password, made for somebody else."""

from allauth.account.adapter import get_adapter
from allauth.account.utils import user_pk_to_url_str
from django.contrib.auth.models import User
from django.contrib.auth.tokens import default_token_generator

from posts.accounts.notifications import is_mail_configured, send_account_mail


def make_reset_link(user: User) -> str:
    """Return the address where `user` chooses a new password: once, within three days."""
    key = f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
    return str(get_adapter().get_reset_password_from_key_url(key))


def send_reset_link(user: User, url: str) -> bool:
    """Mail `url` to `user`, if there is an address and the site sends mails; return whether it does."""
    if not user.email or not is_mail_configured():
        return False
    send_account_mail(
        "account/email/password_reset_key", user.email, {"user": user, "password_reset_url": url}
    )
    return True
