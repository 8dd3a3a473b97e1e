"""Authlib asks, and looks at every id token as its documentation says: signature, issuer, audience, times, nonce.

Neighbour: `scripts.rs` says what to do, a line of JSON each time."""

import json
import sys
from urllib.parse import parse_qs, urlsplit

import requests
from authlib.common.security import generate_token
from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken, UserInfo
from joserfc import jwt
from joserfc.jwk import KeySet

about = json.loads(sys.argv[1])
issuer = about["issuer"]
server = requests.get(issuer + "/.well-known/openid-configuration", timeout=10).json()
assert server["issuer"] == issuer
session = OAuth2Session(
    about["id"],
    about["secret"],
    scope="openid profile email groups",
    redirect_uri=about["back"],
    code_challenge_method="S256",
    token_endpoint_auth_method=about["authentication"],
    revocation_endpoint_auth_method=about["authentication"],
)
# What belongs to the browser that is on its way.
browser = {}


def checked(token, **expected):
    keys = KeySet.import_key_set(requests.get(server["jwks_uri"], timeout=10).json())
    signed = jwt.decode(token["id_token"], keys, algorithms=[about["algorithm"]])
    claims = CodeIDToken(
        signed.claims,
        signed.header,
        {"iss": {"essential": True, "value": issuer}, "aud": {"essential": True, "value": about["id"]}},
        {"client_id": about["id"], **expected},
    )
    claims.validate(leeway=0)
    return dict(claims)


def begin(more):
    browser.update(verifier=generate_token(48), nonce=generate_token(), max_age=more.get("max_age"))
    url, browser["state"] = session.create_authorization_url(
        server["authorization_endpoint"], code_verifier=browser["verifier"], nonce=browser["nonce"], **more
    )
    return {"url": url}


def finish(url):
    refused = parse_qs(urlsplit(url).query).get("error")
    if refused:
        raise OAuthError(refused[0])
    token = session.fetch_token(
        server["token_endpoint"],
        authorization_response=url,
        code_verifier=browser["verifier"],
        state=browser["state"],
    )
    claims = checked(token, nonce=browser["nonce"], max_age=browser["max_age"])
    answer = session.get(server["userinfo_endpoint"])
    answer.raise_for_status()
    return {"claims": claims, "user": dict(UserInfo(answer.json())), "refresh": "refresh_token" in token}


def refresh():
    old = session.token
    token = session.refresh_token(server["token_endpoint"])
    return {"claims": checked(token), "others": token["access_token"] != old["access_token"]}


def introspect():
    return session.introspect_token(server["introspection_endpoint"], token=session.token["access_token"]).json()


def revoke():
    answer = session.revoke_token(server["revocation_endpoint"], token=session.token["refresh_token"])
    return {"status": answer.status_code}


def sign_out():
    query = {"id_token_hint": session.token["id_token"], "post_logout_redirect_uri": about["bye"], "state": "s"}
    return {"url": requests.Request("GET", server["end_session_endpoint"], params=query).prepare().url}


does = {
    "begin": lambda question: begin(question["more"]),
    "finish": lambda question: finish(question["url"]),
    "refresh": lambda question: refresh(),
    "introspect": lambda question: introspect(),
    "revoke": lambda question: revoke(),
    "sign-out": lambda question: sign_out(),
}
for line in sys.stdin:
    question = json.loads(line)
    try:
        answer = does[question["do"]](question)
    except Exception as error:  # whatever the library says goes to the test
        answer = {"error": f"{type(error).__name__}: {error}"}
    print(json.dumps(answer), flush=True)
