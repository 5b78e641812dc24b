"""What the admin shows of groups and permissions is in the language of the interface."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from django.utils.translation import override

from posts.admin.labels import GROUP_NAMES, PERMISSION_NAMES, translate_permission


@pytest.mark.django_db
def test_the_groups_of_the_site_are_those_that_are_translated():
    assert set(Group.objects.values_list("name", flat=True)) == GROUP_NAMES


@pytest.mark.django_db
def test_permissions_of_the_site_are_translated():
    with override("zh-hans"):
        permissions = Permission.objects.filter(content_type__app_label="posts")
        labels = [translate_permission(permission) for permission in permissions]
    assert [label for label in labels if "Can " in label] == []
    assert "内容 | 文章 | 添加文章" in labels
    assert "内容 | 文章 | 发布文章" in labels


@pytest.mark.django_db
def test_further_permissions_have_the_names_that_are_translated():
    names = Permission.objects.filter(codename__in=["publish_post", "change_every_post", "import_posts"])
    assert set(names.values_list("name", flat=True)) == PERMISSION_NAMES


@pytest.mark.parametrize(("language", "word"), [("zh-hans", "编辑"), ("en", "Editor")])
def test_a_group_is_shown_translated_and_stored_as_it_is(admin_client, settings, language, word):
    settings.LANGUAGE_CODE = language
    group = Group.objects.get(name="Editor")
    for page in (reverse("admin:auth_group_changelist"), reverse("admin:auth_user_add")):
        assert admin_client.get(page).status_code == 200
    assert f">{word}</a>" in admin_client.get(reverse("admin:auth_group_changelist")).text
    user = admin_client.get(reverse("admin:auth_user_changelist")).context["user"]
    form = admin_client.get(reverse("admin:auth_user_change", args=[user.pk])).text
    assert f'<option value="{group.pk}">{word}</option>' in form


def test_another_group_keeps_its_name(admin_client, settings):
    settings.LANGUAGE_CODE = "zh-hans"
    Group.objects.create(name="Post")
    assert ">Post</a>" in admin_client.get(reverse("admin:auth_group_changelist")).text


def test_the_list_of_posts_has_a_title_without_stray_spaces(admin_client, settings):
    settings.LANGUAGE_CODE = "zh-hans"
    page = admin_client.get(reverse("admin:posts_post_changelist")).text
    assert "选择要修改的文章" in page
