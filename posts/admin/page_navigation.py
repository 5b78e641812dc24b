"""Whether a page is in the navigation: a switch on its form, which is no part of its text.

It counts at once, also where the text is kept as a draft: the navigation is the site's.
"""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from posts.admin.extension import AdminExtension
from posts.admin.page_form import NAVIGATION_SWITCH
from posts.models import permissions
from posts.publishing.navigation import hide_from_navigation, is_in_navigation, show_in_navigation


class PageNavigationExtension(AdminExtension):
    """Takes a page into the navigation, or out of it, as its form says."""

    def after_save_related(self, request: HttpRequest, obj: Any, *, change: bool) -> None:
        self.apply_choice(request, obj)

    def after_save_draft(self, request: HttpRequest, obj: Any, *, is_submitted: bool) -> None:
        self.apply_choice(request, obj)

    def apply_choice(self, request: HttpRequest, page: Any) -> None:
        """Apply the switch, if the form that was sent has one, and say what changed."""
        chosen = request.POST.get(NAVIGATION_SWITCH)
        if chosen is None or not page.is_page or not permissions.can_write_pages(request.user):
            return
        is_chosen = chosen == str(True)
        if is_chosen == is_in_navigation(page):
            return
        if is_chosen:
            show_in_navigation(page)
            messages.info(request, _("The page is in the navigation now; once it is public, readers see it."))
        else:
            hide_from_navigation(page)
            messages.info(request, _("The page is no longer in the navigation."))
