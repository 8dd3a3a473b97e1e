"""The other side of a webhook: a server that checks each signature by itself (hmac of the standard library, by the words of
the Standard Webhooks specification) and answers what it was told to. Arguments: the secret, and the statuses in order.
Its first line is the port; then one line of JSON for each request."""

import base64
import hashlib
import hmac
import json
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer

secret = base64.b64decode(sys.argv[1].removeprefix("whsec_"), validate=True)
statuses = [int(status) for status in sys.argv[2].split(",")]


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        message, second = self.headers["webhook-id"], self.headers["webhook-timestamp"]
        signed = f"{message}.{second}.".encode() + body
        expected = base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode()
        versions = [one.split(",", 1) for one in self.headers["webhook-signature"].split(" ")]
        genuine = any(version == "v1" and hmac.compare_digest(value, expected) for version, value in versions)
        status = statuses.pop(0) if len(statuses) > 1 else statuses[0]
        self.send_response(status)
        if 300 <= status < 400:
            self.send_header("location", "/elsewhere")
        self.end_headers()
        told = {
            "headers": {name.lower(): value for name, value in self.headers.items()},
            "raw": body.decode(),
            "id": message,
            "second": int(second),
            "genuine": genuine,
            "path": self.path,
            "type": self.headers["content-type"],
            "body": json.loads(body),
        }
        print(json.dumps(told), flush=True)

    def log_message(self, *_):
        pass


server = HTTPServer(("127.0.0.1", 0), Receiver)
print(server.server_port, flush=True)
server.serve_forever()
