"""Make an account that may do everything, without a password: a link lets its owner choose one."""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management import BaseCommand, CommandError, CommandParser

from posts.accounts.reset_links import make_reset_link, send_reset_link


class Command(BaseCommand):
    help = "Create an owner (superuser), or make a new link for one; the link is for choosing a password."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", nargs="?", default="owner", help="the username")
        parser.add_argument("--email", default="", help="where the link, and later mails, are sent")
        parser.add_argument("--if-none", action="store_true", help="do nothing where there is an owner")

    def handle(self, *args: Any, name: str, email: str, if_none: bool, **options: Any) -> None:
        owner = User.objects.filter(is_superuser=True, is_active=True).order_by("pk").first()
        if if_none and owner:
            self.stdout.write(f"The owner is {owner.get_username()}.")
            return
        user = get_or_create_owner(name, email)
        url = make_reset_link(user)
        self.stdout.write(f"Open this link within three days to choose a password for “{name}”:\n{url}")
        if not settings.SITE_URL:
            self.stdout.write("It begins with the address of the site, such as http://127.0.0.1:8000")
        if send_reset_link(user, url):
            self.stdout.write(f"It was sent to {user.email} as well.")


def get_or_create_owner(name: str, email: str) -> User:
    """Return the owner called `name`, new ones without a password. Raises CommandError for others."""
    user = User.objects.filter(username=name).first()
    if user is None:
        return User.objects.create_superuser(name, email)
    if not (user.is_superuser and user.is_active):
        raise CommandError(f"“{name}” is the account of somebody else. Choose another name.")
    return user
