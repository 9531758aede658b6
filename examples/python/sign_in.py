"""Signs a user in and prints the tokens: python3 sign_in.py ada@example.com acme < password"""

import json
import sys

from holdfast import call

_, email, account = sys.argv
password = sys.stdin.read().rstrip("\n")
step = call("POST", "/v1/auth/sign-in", body={"email": email, "password": password, "account": account})

if step["step"] == "done":
    print(json.dumps({"accessToken": step["accessToken"], "refreshToken": step["refreshToken"]}))
else:
    # "factor": answer POST /v1/auth/factor with the code of an app. "verify_email", "confirm": a mail is on its way.
    # "enrol": the account wants a second factor, and nothing else is open until there is one.
    sys.exit(f"one more step: {step['step']}")
