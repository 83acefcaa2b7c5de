"""Debian's python3-requests-oauthlib against an issuer and an API; prints what it got as JSON.

Settings come from the environment: TOKEN_URL, API_URL, CLIENT_ID, CLIENT_SECRET, and for the password grant USERNAME_, PASSWORD_, SCOPE.
Proxy and authority are those of requests itself: HTTPS_PROXY, REQUESTS_CA_BUNDLE.
"""
import json
import os

from oauthlib.oauth2 import BackendApplicationClient, LegacyApplicationClient
from requests_oauthlib import OAuth2Session

env = os.environ
if "USERNAME_" in env:
    session = OAuth2Session(client=LegacyApplicationClient(client_id=env["CLIENT_ID"]), scope=env["SCOPE"].split())
    token = session.fetch_token(
        token_url=env["TOKEN_URL"],
        username=env["USERNAME_"],
        password=env["PASSWORD_"],
        client_id=env["CLIENT_ID"],
        client_secret=env["CLIENT_SECRET"],
    )
else:
    session = OAuth2Session(client=BackendApplicationClient(client_id=env["CLIENT_ID"]))
    token = session.fetch_token(
        token_url=env["TOKEN_URL"], client_id=env["CLIENT_ID"], client_secret=env["CLIENT_SECRET"]
    )
answer = session.get(env["API_URL"])
print(json.dumps({"token_type": token["token_type"], "status": answer.status_code, "body": answer.text}))
