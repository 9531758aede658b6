"""Does what asks for a recent proof, and gives one where it is missing: TOKEN=… python3 step_up.py < password"""

import os
import sys

from holdfast import Problem, call

TOKEN = os.environ["TOKEN"]


def with_proof(act):
    """Repeats an act after a proof, if it was refused for the want of one."""
    try:
        return act()
    except Problem as problem:
        if problem.code != "auth.recent_required":
            raise
        # Ask the user now, not before: a password that is kept is no proof that somebody is there.
        proof = {"kind": "password", "password": sys.stdin.read().rstrip("\n")}
        call("POST", "/v1/me/proof", token=TOKEN, body={"proof": proof})
        print("proved again")
        return act()


key = with_proof(
    lambda: call("POST", "/v1/keys", token=TOKEN, body={"name": "Nightly build", "scopes": ["account:read"]})
)
print(key["key"]["id"])
