"""Clients of the API: with a token of an account, and with each answer held against the document."""

import json
import re
from datetime import timedelta
from functools import cache

from django.contrib.auth.models import Group, User
from django.test import Client
from jsonschema import Draft202012Validator, FormatChecker

from posts.accounts.api_tokens import create_api_token
from posts.api.openapi import build_openapi_document
from posts.models import ApiToken

ROOT = "/api/v1/"
ALL_SCOPES = ("read", "write", "publish", "upload")


def make_user(name, group):
    user, _ = User.objects.update_or_create(username=name, defaults={"is_staff": True})
    user.groups.add(Group.objects.get(name=group))
    return user


def make_token(user, *scopes, days=30):
    """Return the text of a new token of `user`."""
    return create_api_token(ApiToken(user=user, name="a program", scopes=list(scopes)), timedelta(days=days))


@cache
def load_document():
    return build_openapi_document("http://testserver/api/v1")


@cache
def build_validator(reference):
    """Return the validator of a schema of the document, which refers to others there."""
    schema = {**json.loads(reference), "components": load_document()["components"]}
    return Draft202012Validator(schema, format_checker=FormatChecker())


class ApiClient:
    """Calls the API, and checks that each answer is one that the document describes."""

    def __init__(self, token=""):
        self.client = Client()
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}

    def call(self, method, path, body=None, **options):
        options["headers"] = {**self.headers, **options.get("headers", {})}
        if body is not None:
            options |= {"data": json.dumps(body), "content_type": "application/json"}
        answer = self.client.generic(method, f"{ROOT}{path}", **options)
        check_answer(method, path.partition("?")[0], answer)
        return answer

    def get(self, path, **options):
        return self.call("GET", path, **options)

    def read(self, path):
        """Return the object at `path`."""
        answer = self.get(path)
        assert answer.status_code == 200, answer.content
        return answer.json()


def check_answer(method, path, answer):
    """Assert that the document describes `answer`."""
    operation = find_operation(method, f"/{path}")
    if operation is None or answer.status_code in {304, 308}:
        return
    response = operation["responses"][str(answer.status_code)]
    ((media_type, content),) = response["content"].items()
    assert answer["Content-Type"] == media_type
    build_validator(json.dumps(content["schema"])).validate(answer.json())


def find_operation(method, path):
    for template, operations in load_document()["paths"].items():
        pattern = re.sub(r"\\{\w+\\}", "[^/]+", re.escape(template))
        if method.lower() in operations and re.fullmatch(pattern, path):
            return operations[method.lower()]
    return None
