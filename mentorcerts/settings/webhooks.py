"""Webhooks: the key behind their secrets, and which addresses they may go to (docs/webhooks.md)."""

from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from mentorcerts.settings import environment

_MINIMUM_KEY = 32

# Every endpoint's secret is derived from it; where it is empty, it is derived from SECRET_KEY.
MENTORCERTS_WEBHOOK_KEY = environment.text("MENTORCERTS_WEBHOOK_KEY")
if MENTORCERTS_WEBHOOK_KEY and len(MENTORCERTS_WEBHOOK_KEY) < _MINIMUM_KEY:
    raise ImproperlyConfigured(
        f"MENTORCERTS_WEBHOOK_KEY: write {_MINIMUM_KEY} random characters or more."
    )
# Also http://, and addresses inside your own network. Who may edit endpoints reaches them all.
MENTORCERTS_WEBHOOK_PRIVATE = environment.boolean("MENTORCERTS_WEBHOOK_PRIVATE", default=False)
# A file of certificates (PEM), where receivers' come from an authority of your own.
MENTORCERTS_WEBHOOK_CA = environment.text("MENTORCERTS_WEBHOOK_CA")
if MENTORCERTS_WEBHOOK_CA and not Path(MENTORCERTS_WEBHOOK_CA).is_file():
    raise ImproperlyConfigured(f"MENTORCERTS_WEBHOOK_CA={MENTORCERTS_WEBHOOK_CA!r}: no such file.")
