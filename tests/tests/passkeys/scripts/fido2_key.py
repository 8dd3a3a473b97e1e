"""A security key made of Yubico's library fido2: a line of JSON each way.

{"do": "create", "options": TEXT, "origin": ORIGIN, "algorithm": "ES256" | "ES384" | "RS256" | "EdDSA", "aaguid": HEX}
{"do": "get", "options": TEXT, "origin": ORIGIN, "flags": NUMBER, "count": NUMBER, "extensions": {}}

The library reads what the page asks, and writes what a browser would send back; the keys are those of `cryptography`.
"""

import hashlib
import json
import os
import sys

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from fido2.cose import ES256, ES384, RS256, EdDSA
from fido2.utils import websafe_encode
from fido2.webauthn import (
    Aaguid,
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorAssertionResponse,
    AuthenticatorAttestationResponse,
    AuthenticationResponse,
    AuthenticatorData,
    CollectedClientData,
    PublicKeyCredentialCreationOptions,
    PublicKeyCredentialRequestOptions,
    RegistrationResponse,
)

FLAGS = AuthenticatorData.FLAG
MAKERS = {
    "ES256": (ES256, lambda: ec.generate_private_key(ec.SECP256R1())),
    "ES384": (ES384, lambda: ec.generate_private_key(ec.SECP384R1())),
    "RS256": (RS256, lambda: rsa.generate_private_key(public_exponent=65537, key_size=2048)),
    "EdDSA": (EdDSA, ed25519.Ed25519PrivateKey.generate),
}


class Key:
    def __init__(self):
        self.id = os.urandom(64)
        self.handle = None

    def sign(self, message):
        if self.algorithm == "ES256":
            return self.private.sign(message, ec.ECDSA(hashes.SHA256()))
        if self.algorithm == "ES384":
            return self.private.sign(message, ec.ECDSA(hashes.SHA384()))
        if self.algorithm == "RS256":
            return self.private.sign(message, padding.PKCS1v15(), hashes.SHA256())
        return self.private.sign(message)

    def create(self, said):
        options = PublicKeyCredentialCreationOptions.from_dict(json.loads(said["options"]))
        self.handle, self.algorithm = options.user.id, said["algorithm"]
        cose, make = MAKERS[self.algorithm]
        self.private = make()
        public = cose.from_cryptography_key(self.private.public_key())
        credential = AttestedCredentialData.create(Aaguid.fromhex(said.get("aaguid", "00" * 16)), self.id, public)
        flags = FLAGS.UP | FLAGS.UV | FLAGS.AT
        data = AuthenticatorData.create(hashlib.sha256(options.rp.id.encode()).digest(), flags, 0, credential)
        client = CollectedClientData.create(CollectedClientData.TYPE.CREATE, options.challenge, said["origin"])
        attestation = AttestationObject.create("none", data, {})
        response = AuthenticatorAttestationResponse(client_data=client, attestation_object=attestation)
        asked = [one.alg for one in options.pub_key_cred_params]
        return dict(RegistrationResponse(raw_id=self.id, response=response)), asked

    def get(self, said):
        options = PublicKeyCredentialRequestOptions.from_dict(json.loads(said["options"]))
        extensions = said.get("extensions")
        flags = said["flags"] | (FLAGS.ED if extensions else 0)
        site = hashlib.sha256(options.rp_id.encode()).digest()
        data = AuthenticatorData.create(site, flags, said["count"], b"", extensions)
        client = CollectedClientData.create(CollectedClientData.TYPE.GET, options.challenge, said["origin"])
        signature = self.sign(data + client.hash)
        response = AuthenticatorAssertionResponse(
            client_data=client, authenticator_data=data, signature=signature, user_handle=self.handle
        )
        allowed = [websafe_encode(one.id) for one in options.allow_credentials or []]
        return dict(AuthenticationResponse(raw_id=self.id, response=response)), allowed


key = Key()
for line in sys.stdin:
    said = json.loads(line)
    try:
        answer, heard = key.create(said) if said["do"] == "create" else key.get(said)
        told = {"answer": json.dumps(answer), "heard": heard}
    except Exception as error:
        told = {"error": f"{type(error).__name__}: {error}"}
    print(json.dumps(told), flush=True)
