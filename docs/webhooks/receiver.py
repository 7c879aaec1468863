"""A receiver of webhooks: verifies each, drops twins, and keeps who is paused. Thirty lines.

WEBHOOK_SECRET=whsec_… python receiver.py 8080 stands.sqlite3   (pip install standardwebhooks)
"""

import os
import sqlite3
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer

from standardwebhooks import Webhook, WebhookVerificationError

webhook = Webhook(os.environ["WEBHOOK_SECRET"])
stands = sqlite3.connect(sys.argv[2], isolation_level=None)
stands.execute("create table if not exists stand (mentor_id primary key, sequence, paused)")
# In order: a message that comes again, or late, has no higher number, and changes nothing.
UPSERT = """insert into stand values (?, ?, ?) on conflict (mentor_id) do update
    set sequence = excluded.sequence, paused = excluded.paused
    where excluded.sequence > stand.sequence"""


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        status = 204
        try:
            message = webhook.verify(body, dict(self.headers))
        except (WebhookVerificationError, ValueError):
            status = 401  # an unreadable header raises ValueError
        else:
            data = message["data"]
            if data.get("mentor_id") and not message["type"].startswith("test."):
                stands.execute(UPSERT, (data["mentor_id"], data["sequence"], data["paused"]))
        self.send_response(status)
        self.end_headers()


HTTPServer(("127.0.0.1", int(sys.argv[1])), Receiver).serve_forever()
