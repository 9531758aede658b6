"""Holdfast over plain HTTP, with Python's standard library alone."""

import json
import os
import urllib.error
import urllib.parse
import urllib.request

API = os.environ.get("API", "http://localhost:7700")


class Problem(Exception):
    """A refusal (RFC 9457). Branch on `code`: codes are permanent."""

    def __init__(self, status, body):
        super().__init__(f"{status} {body.get('code')}: {body.get('title')}")
        self.status = status
        self.code = body.get("code")


def call(method, path, token=None, body=None, form=None):
    """Sends JSON, or a form where the route takes one, and gives back what is answered."""
    headers = {}
    data = None
    if token is not None:
        headers["Authorization"] = f"Bearer {token}"
    if body is not None:
        headers["Content-Type"] = "application/json"
        data = json.dumps(body).encode()
    if form is not None:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        data = urllib.parse.urlencode(form).encode()
    request = urllib.request.Request(API + path, data, headers, method=method)
    try:
        # Without a time limit, a server that is away would hold up a product that could refuse.
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as error:
        raise Problem(error.code, problem_in(error)) from None


def problem_in(error):
    """What was answered; nothing where a proxy answered in Holdfast's place."""
    try:
        return dict(json.load(error))
    except (TypeError, ValueError):
        return {}
