"""Ends the session of a token, everywhere: GUARD_TOKEN=… TOKEN=… python3 revoke.py"""

import os

from holdfast import call

# The answer waits until no process accepts the session any more. It is the same for a token that opened nothing.
call("POST", "/v1/revoke", token=os.environ["GUARD_TOKEN"], form={"token": os.environ["TOKEN"]})
print("over")
