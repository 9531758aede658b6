"""A product's API, in which every request is verified: python3 verify.py 8000"""

import json
import os
import sys
import time
from http.client import HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from holdfast import Problem, call

GUARD_TOKEN = os.environ["GUARD_TOKEN"]
PROOF_HOLDS_SECONDS = 600


class Refused(Exception):
    def __init__(self, status, code):
        super().__init__(code)
        self.status = status
        self.code = code


def caller_of(authorization, right=None, recent=False):
    """Who sends a request, if they may: else it raises."""
    kind, _, token = (authorization or "").partition(" ")
    if kind != "Bearer" or token == "":
        raise Refused(401, "auth.required")
    try:
        caller = call("POST", "/v1/introspect", token=GUARD_TOKEN, form={"token": token})
    except (Problem, OSError, HTTPException, ValueError) as error:
        # What cannot be checked is refused. Never let anybody in because the check is away.
        raise Refused(503, "service.unavailable") from error
    if not caller["active"]:
        raise Refused(401, "session.expired")
    if right is not None and right not in caller["scope"].split(" "):
        raise Refused(403, "right.missing")
    # An API key has proved nothing, and has no auth_time.
    if recent and time.time() - caller.get("auth_time", 0) > PROOF_HOLDS_SECONDS:
        raise Refused(401, "auth.recent_required")
    return caller


class Product(BaseHTTPRequestHandler):
    def do_GET(self):
        self.answer_to(lambda authorization: caller_of(authorization))

    def do_DELETE(self):
        self.answer_to(lambda authorization: caller_of(authorization, right="users:delete", recent=True))

    def answer_to(self, find_caller):
        try:
            caller = find_caller(self.headers.get("Authorization"))
            # The account is the boundary: every look-up in the product's own tables starts with it.
            self.send(200, {"account": caller["account"], "user": caller["sub"]})
        except Refused as refused:
            self.send(refused.status, {"code": refused.code})

    def send(self, status, body):
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        if status == 401:
            self.send_header("WWW-Authenticate", "Bearer")
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_):
        """Addresses and paths of people stay out of the log."""


if __name__ == "__main__":
    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Product).serve_forever()
