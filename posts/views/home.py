"""The root of the site: the list of all posts or a page; the list is at /posts/ then."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from posts.models.home_page import find_home_page
from posts.views.lists import HomeView
from posts.views.post import HomePageView, redirect_to


class PostIndexView(HomeView):
    """The list of all posts, beside a home page."""

    template_name = "posts/post_index.html"


def show_home(request: HttpRequest) -> HttpResponseBase:
    """Show what stands at the root."""
    home = find_home_page()
    if home is None:
        return HomeView.as_view()(request)
    if "page" in request.GET:  # an address from before, when the list stood here
        return redirect_to("posts:post_list", request)
    return HomePageView.as_view()(request, pk=home)


def show_post_index(request: HttpRequest) -> HttpResponseBase:
    """Show the list of all posts; where it is at the root, lead there."""
    if find_home_page() is None:
        return redirect_to("posts:home", request)
    return PostIndexView.as_view()(request)
