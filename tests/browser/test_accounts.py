"""An editor's account, in a browser with a virtual authenticator."""

import re

import pytest
from django.core import mail
from django.urls import reverse
from playwright.sync_api import Page, expect

from posts.accounts.invitations import renew_invitation
from posts.models import Invitation
from tests.support import page_faults
from tests.support.accounts import PASSWORD, create_user, make_code

NEW_PASSWORD = "quite another horse"  # noqa: S105
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
DASHBOARD = re.compile(r"/admin/$")


@pytest.fixture
def wang(transactional_db):
    return create_user(is_superuser=True)


def add_authenticator(page: Page) -> None:
    """Give the browser something that keeps passkeys, and confirms them at once."""
    wire = page.context.new_cdp_session(page)
    wire.send("WebAuthn.enable")
    wire.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})


def type_password(page: Page, password: str = PASSWORD) -> None:
    page.goto("/admin/")
    page.get_by_label("Username").fill("wang")
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def sign_out(page: Page) -> None:
    page.goto("/accounts/logout/")
    page.get_by_role("button", name="Log out").click()


def add_passkey(page: Page) -> None:
    page.goto("/accounts/")
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    page.get_by_label("Name").fill("Laptop")
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_text("The passkey was added.")).to_be_visible()


def add_app(page: Page) -> tuple[str, str]:
    """Add an authenticator app; return its secret, and the code that was entered."""
    page.goto("/accounts/")
    page.get_by_role("link", name="Add an app").click()
    qr_code = page.get_by_role("img", name="QR code")
    assert qr_code.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
    secret = page.get_by_label("type this secret").input_value()
    code = make_code(0, secret)
    enter_code(page, code, "Add the app")
    return secret, code


def enter_code(page: Page, code: str, button: str = "Sign in") -> None:
    page.get_by_label("Code", exact=True).fill(code)
    page.get_by_role("button", name=button, exact=True).click()


def test_an_account_from_the_first_passkey_to_the_last_session(open_page, wang):
    """Sign in by password, passkey, code and recovery code. Whatever a policy refuses fails the test."""
    page = open_page("/accounts/login/")
    add_authenticator(page)
    type_password(page)
    expect(page).to_have_url(DASHBOARD)
    add_passkey(page)
    recovery_code = page.locator("#recovery_codes li").first.inner_text()
    secret, used_code = add_app(page)
    expect(page.get_by_text("The authenticator app was added.")).to_be_visible()

    sign_out(page)
    page.goto("/admin/posts/tag/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page).to_have_url(re.compile(r"/admin/posts/tag/$"))

    sign_out(page)
    type_password(page)
    enter_code(page, used_code)
    expect(page.get_by_text("This code has been used already")).to_be_visible()
    enter_code(page, make_code(1, secret))
    expect(page).to_have_url(DASHBOARD)

    sign_out(page)
    type_password(page)
    enter_code(page, recovery_code)
    expect(page).to_have_url(DASHBOARD)

    sign_out(page)
    type_password(page)
    page.get_by_role("button", name="Use a passkey").click()
    expect(page).to_have_url(DASHBOARD)


@pytest.mark.variation
def test_a_password_is_reset_and_a_session_ended(open_page, open_window, wang):
    page = open_page("/accounts/login/")
    page.get_by_role("link", name="Forgot your password?").click()
    page.get_by_label("E-mail address").fill("wang@example.org")
    page.get_by_role("button", name="Send the link").click()
    expect(page.get_by_role("heading", name="Check your e-mail")).to_be_visible()

    page.goto(re.search(r"http://\S+/password/reset/\S+", mail.outbox[0].body)[0])
    page.get_by_label("New password", exact=True).fill(NEW_PASSWORD)
    page.get_by_label("New password, again").fill(NEW_PASSWORD)
    page.get_by_role("button", name="Change password").click()
    page.get_by_role("link", name="Sign in").click()
    type_password(page, NEW_PASSWORD)
    expect(page).to_have_url(DASHBOARD)

    other = open_window(locale="en-GB")
    type_password(other, NEW_PASSWORD)
    expect(other).to_have_url(DASHBOARD)
    page.goto("/accounts/sessions/")
    expect(page.get_by_role("row")).to_have_count(3)
    page.get_by_role("button", name="End the session").click()
    expect(page.get_by_text("The session was ended.")).to_be_visible()
    other.goto("/admin/")
    expect(other).to_have_url(re.compile("/accounts/login/"))
    page.get_by_role("button", name="Sign out everywhere").click()
    expect(page.get_by_text("You have signed out everywhere.")).to_be_visible()


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
@pytest.mark.variation
def test_pages_on_the_way_in_are_free_of_faults(open_page, transactional_db, width, scheme):
    page = open_page("/healthz", width=width, color_scheme=scheme)
    for path in ("login/", "password/reset/", "signup/"):
        page.goto(f"/accounts/{path}")
        assert [*page_faults.find_overflow(page), *page_faults.find_accessibility_faults(page)] == []


@pytest.mark.variation
def test_a_passkey_that_is_missing_is_said(open_page, transactional_db):
    page = open_page("/accounts/login/")
    add_authenticator(page)
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_text("No passkey was used")).to_be_visible()


def test_at_an_address_of_numbers_the_page_leads_to_localhost(open_window, live_server, transactional_db):
    page = open_window()
    page.goto(live_server.url.replace("localhost", "127.0.0.1") + "/accounts/login/?next=/admin/")
    expect(page.get_by_text("this address is a number")).to_be_visible()
    page.get_by_role("link", name="Continue at localhost").click()
    expect(page).to_have_url(f"{live_server.url}/accounts/login/?next=/admin/")
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_visible()


@pytest.mark.variation
def test_the_link_of_an_invitation_is_copied_by_a_button(open_editor, editor, db):
    """The list's button resends it; where the browser has no clipboard for pages, the link is selected."""
    renew_invitation(Invitation(email="mei@example.org"), editor)
    page = open_editor(reverse("admin:posts_invitation_changelist"), permissions=["clipboard-read"])
    page.get_by_role("button", name="Resend: mei@example.org").click()
    link = page.get_by_label("mei@example.org")
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("getSelection().toString()") == link.input_value()
    assert "/accounts/invitation/" in link.input_value()
