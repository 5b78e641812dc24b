"""The list of pages."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Value
from django.db.models.functions import Replace
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from posts.admin.changelist import StateFilter, WarningsFilter
from posts.admin.posts import PostAdmin
from posts.admin.undo import UndoExtension
from posts.models import Page, Post, PostKind, permissions

# Of the bulk actions those that change what pages have.
PAGE_ACTIONS = ("publish", "withdraw", "schedule", "archive", "unlist", "relist", "export")


@admin.register(Page)
class PageAdmin(PostAdmin):
    """The list. Its links lead to the forms of posts, which know of what kind one is."""

    kind = PostKind.PAGE
    extension_classes: Any = (UndoExtension,)
    actions: Any = PAGE_ACTIONS
    change_list_template = "admin/posts/page/change_list.html"
    list_display_links = ("title_in_tree",)
    list_display: Any = (
        "title_in_tree",
        "address",
        "state_badge",
        "signed_by",
        "updated_at",
        "warning_count",
    )
    list_filter: ClassVar[Any] = (StateFilter, WarningsFilter, "language")
    date_hierarchy: ClassVar[Any] = None
    # A page before those below it: no slug holds a space, which comes before all that one holds.
    ordering: ClassVar[Any] = (Replace("path", Value("/"), Value(" ")).asc(),)

    def get_urls(self) -> list[URLPattern]:
        pages = {"add/": "add", "<path:object_id>/change/": "change", "<path:object_id>/delete/": "delete"}
        wrap = self.admin_site.admin_view
        return [
            path("", wrap(self.changelist_view), name="posts_page_changelist"),
            *(
                path(route, wrap(self.redirect_to_form), {"page": page}, name=f"posts_page_{page}")
                for route, page in pages.items()
            ),
        ]

    def redirect_to_form(self, request: HttpRequest, page: str, object_id: str = "") -> HttpResponse:
        """Lead to the form of a post with this id; to add a page, to the form of a new one."""
        url = reverse(f"admin:posts_post_{page}", args=[object_id] if object_id else [])
        return HttpResponseRedirect(url if object_id else f"{url}?kind={PostKind.PAGE}")

    def get_queryset(self, request: HttpRequest) -> Any:
        return Post.objects.pages().manageable_by(request.user)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return permissions.can_write_pages(request.user)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return permissions.can_write_pages(request.user) and permissions.can_add_post(request.user)

    def has_view_permission(self, request: HttpRequest, obj: Post | None = None) -> bool:
        return permissions.can_write_pages(request.user) and super().has_view_permission(request, obj)

    @admin.display(description=gettext_lazy("title"), ordering="path")
    def title_in_tree(self, page: Post) -> SafeString:
        depth = str(page.path).count("/")
        return format_html('<span class="tree" data-depth="{}">{}</span>', depth, self.marked_title(page))

    @admin.display(description=gettext_lazy("address"))
    def address(self, page: Post) -> str:
        return page.get_absolute_url()
