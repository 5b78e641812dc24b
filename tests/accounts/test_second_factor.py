"""A second factor that roles require: no page of the admin goes without."""

from uuid import uuid4

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from posts.accounts.second_factor import requires_second_factor
from tests.support.accounts import (
    PASSWORD,
    add_app,
    confirm_password,
    create_user,
    enter_code,
    make_code,
    sign_in_by_password,
)
from tests.support.admin_forms import ADD_URL, change_url
from tests.support.drafts import fill_window

pytestmark = pytest.mark.usefixtures("noon")
# Where nobody is signed in yet, or not any more, and the translations of scripts.
OPEN_PATHS = {"admin:login", "admin:logout", "admin:jsi18n"}

EXAMPLES = {"uid": uuid4(), "app_label": "posts"}


@pytest.fixture
def required(settings):
    settings.REQUIRE_SECOND_FACTOR = ["staff"]


@pytest.mark.parametrize(
    ("roles", "expected"),
    [
        ([], set()),
        (["superusers"], {"owner"}),
        (["Editor"], {"writer"}),
        (["Author", "superusers"], {"owner"}),
        (["staff"], {"owner", "writer", "helper"}),
        (["nobody"], set()),
    ],
)
def test_roles_are_groups_superusers_or_all_staff(settings, db, roles, expected):
    settings.REQUIRE_SECOND_FACTOR = roles
    users = [create_user("owner", is_superuser=True), create_user("writer"), create_user("helper")]
    users += [create_user("reader", staff=False)]
    users[1].groups.add(Group.objects.get(name="Editor"))
    assert {user.username for user in users if requires_second_factor(user)} == expected


def test_nothing_is_required_unless_the_owner_says_so(wang_client):
    assert wang_client.get("/admin/").status_code == 200


def test_who_has_no_factor_is_led_to_where_one_is_added(wang_client, required):
    response = wang_client.get("/admin/posts/post/", follow=True)
    assert response.request["PATH_INFO"] == reverse("mfa_index")
    assert "Your role requires a second factor" in response.content.decode()


@pytest.mark.django_db(transaction=True)  # it is noted when the factor is committed
def test_who_adds_a_factor_may_go_on_at_once(wang_client, required, add_app_by_form):
    add_app_by_form(wang_client)
    assert wang_client.get("/admin/").status_code == 200


def test_who_signs_in_with_a_factor_may_enter(client, recovery_codes, required):
    sign_in_by_password(client)
    enter_code(client, make_code())
    assert client.get("/admin/").status_code == 200


def test_who_removes_the_last_factor_is_asked_for_one_again(wang, client, recovery_codes, required):
    sign_in_by_password(client)
    enter_code(client, make_code())
    confirm_password(client)
    client.post(reverse("mfa_deactivate_totp"))
    assert client.get("/admin/").status_code == 302


def test_a_session_from_before_must_show_the_factor(wang, wang_client, required):
    add_app(wang)
    response = wang_client.get("/admin/posts/post/", follow=True)
    assert response.request["PATH_INFO"] == reverse("mfa_reauthenticate")
    response = wang_client.post(
        f"{reverse('mfa_reauthenticate')}?next=/admin/posts/post/", {"code": make_code()}
    )
    assert response.url == "/admin/posts/post/"
    assert wang_client.get("/admin/").status_code == 200


def test_the_factor_of_one_user_does_not_serve_another(client, recovery_codes, required):
    sign_in_by_password(client)
    enter_code(client, make_code())
    other = create_user("other")
    client.force_login(other)
    assert client.get("/admin/").status_code == 302


def find_admin_paths(patterns):
    """Yield the name and a path of each page of the admin."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from find_admin_paths(pattern.url_patterns)
        elif isinstance(pattern, URLPattern) and pattern.name:
            keys = pattern.pattern.converters or dict.fromkeys(pattern.pattern.regex.groupindex)
            arguments = {key: EXAMPLES.get(key, "1") for key in keys}
            yield f"admin:{pattern.name}", reverse(f"admin:{pattern.name}", kwargs=arguments)


def test_every_page_of_the_admin_asks_for_it(client, required, make_post):
    make_post()
    client.force_login(create_user("owner", is_superuser=True))
    resolver = next(
        pattern for pattern in get_resolver().url_patterns if getattr(pattern, "namespace", "") == "admin"
    )
    paths = {name: path for name, path in find_admin_paths(resolver.url_patterns) if name not in OPEN_PATHS}
    assert len(paths) > 60
    entered = {
        (path, method)
        for path in paths.values()
        for method in ("get", "post")
        if getattr(client, method)(path).status_code not in {302, 403, 405}
    }
    assert entered == set()


def test_a_form_sent_without_the_factor_comes_back(wang_client, required):
    response = wang_client.post(ADD_URL, fill_window(source="写了很久"))
    assert response.status_code == 403
    assert "写了很久" in response.content.decode()


def test_the_login_of_the_admin_signs_nobody_in_past_the_factor(client, recovery_codes):
    """Django's own takes a name and a password from whoever is signed in already."""
    create_user("other")
    sign_in_by_password(client, "other")
    client.post("/admin/login/", {"username": "wang", "password": PASSWORD}, follow=True)
    assert client.get("/admin/").context["user"].username == "other"


def test_the_admin_has_no_password_page_of_its_own(wang_client):
    assert wang_client.get("/admin/password_change/").url == reverse("account_change_password")


def test_the_admin_shows_no_table_of_factors_or_sessions(client, db):
    assert {model._meta.app_label for model in admin.site._registry} <= {"auth", "posts"}


def test_a_post_of_somebody_signed_out_comes_back_and_is_saved_after_the_new_login(
    make_post, recovery_codes, wang
):
    wang.is_superuser = True
    wang.save()
    post, client = make_post(), Client()
    page = client.post(change_url(post), fill_window(post, source="写了很久"))
    assert page.status_code == 403
    sign_in_url = page.context["sign_in_url"]
    response = client.get(sign_in_url, follow=True)
    sign_in_by_password(client, next=response.context["redirect_field_value"])
    assert enter_code(client, make_code()).url == reverse("admin:posts_post_signed_in")
    client.post(change_url(post), fill_window(post, editor=wang.pk, source="写了很久"))
    post.refresh_from_db()
    assert post.source == "写了很久"
