"""Every table of the site is either seen by readers or not: a new one must be named here."""

import pytest
from django.db import connection

from posts.page_cache.invalidation import changes_pages

VISIBLE = """
    auth_group auth_group_permissions auth_permission auth_user auth_user_groups auth_user_user_permissions
    django_content_type posts_category posts_citableversion posts_citableversion_pictures posts_correction
    posts_imported posts_navigationitem posts_nearness posts_picture
    posts_post posts_post_pictures posts_postlink posts_profile posts_redirect posts_series posts_sitesettings
    posts_synonym posts_tag posts_taggedpost
    posts_postnotebook
    taggit_tag taggit_taggeditem
"""
PRIVATE = """
    account_emailaddress account_emailconfirmation axes_accessattempt axes_accessattemptexpiration
    axes_accessfailurelog axes_accesslog django_admin_log django_migrations django_session
    django_tasks_database_dbtaskresult mfa_authenticator posts_accountsettings posts_apitoken
    posts_feednotification
    posts_auditentry posts_draft posts_draftrevision posts_goneaddress posts_importedcomments
    posts_importmanifest
    posts_literaturealias posts_literatureentry
    posts_importjob posts_importjobitem posts_invitation posts_invitation_groups posts_missedaddress
    posts_periodicrun posts_postnote posts_redirecthits posts_requestcount posts_revision
    posts_savedfilter posts_sharelink posts_syncedfile posts_taskworker usersessions_usersession
"""
# The tables of the search index, of which there are others with each database.
INDEX_PREFIXES = ("posts_search", "posts_subjects", "posts_titles")


@pytest.mark.parametrize(("tables", "is_visible"), [(VISIBLE, True), (PRIVATE, False)])
@pytest.mark.parametrize("statement", ["INSERT INTO", "INSERT OR IGNORE INTO", "UPDATE", "DELETE FROM"])
def test_a_change_of_a_table_ends_what_is_stored_where_readers_see_it(statement, tables, is_visible):
    found = {table: changes_pages(f'{statement} "{table}" …') for table in tables.split()}
    assert found == dict.fromkeys(found, is_visible)


@pytest.mark.parametrize(
    ("assignments", "is_visible"),
    [
        ('"last_login" = %s', False),
        ('"username" = %s', True),
        ('"last_login" = %s, "first_name" = %s', True),
        ('"first_name" = %s, "last_login" = %s', True),
        ('"last_login" = %s, "is_active" = (SELECT 1 WHERE "auth_user"."id" = %s)', True),
    ],
)
def test_when_somebody_signed_in_is_seen_by_no_reader(assignments, is_visible):
    statement = f'UPDATE "auth_user" SET {assignments} WHERE "auth_user"."id" = %s'  # noqa: S608
    assert changes_pages(statement) is is_visible


def test_every_table_of_the_site_is_decided_upon(db):
    tables = {name for name in connection.introspection.table_names() if not name.startswith(INDEX_PREFIXES)}
    assert tables == {*VISIBLE.split(), *PRIVATE.split()}
