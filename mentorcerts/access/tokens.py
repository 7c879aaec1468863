"""Create, find, list and revoke API tokens. Knox stores a digest; the text is shown once."""

from contextlib import suppress
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db import DatabaseError, models
from django.utils import timezone
from knox.crypto import hash_token
from knox.models import AuthToken

from mentorcerts.lib import clock
from mentorcerts.lib.refusals import Missing, Refused
from mentorcerts.models import TokenUse

SHORT_NAME_LENGTH = 8
"""How many of a token's 64 characters name it in lists and in the history."""
USE_RECORDED_EVERY = timedelta(minutes=1)
"""So that not every request that reads also writes."""


def short_name(token: AuthToken) -> str:
    """Return the token's first characters, which identify it and give no access."""
    return str(token.token_key[:SHORT_NAME_LENGTH])


def source_name(token: AuthToken) -> str:
    """Return how the history names the source of changes made with this token."""
    return f"token {short_name(token)}"


def has_expired(token: AuthToken) -> bool:
    return token.expiry is not None and token.expiry <= timezone.now()


def create_token(*, owner: User, expiry: datetime | None = None) -> tuple[AuthToken, str]:
    """Create a token; return it and its text, which can't be shown again.

    Without ``expiry`` it never expires. Raises ``Refused`` if the owner is inactive or the expiry
    has passed.
    """
    if not owner.is_active:
        raise Refused(f"{owner.get_username()} is not active: a token of theirs opens nothing.")
    if expiry is not None and expiry <= timezone.now():
        raise Refused("The expiry has passed. Choose a moment to come.")
    lasting = None if expiry is None else expiry - timezone.now()
    token, text = AuthToken.objects.create(owner, expiry=lasting)
    return token, text


def find_token(text: bytes) -> AuthToken | None:
    """Return the token with this text, together with its owner and its last use: one query."""
    if not text.isascii() or b"\0" in text:
        return None
    digest = hash_token(text.decode("ascii"))
    return AuthToken.objects.select_related("user", "last_use").filter(digest=digest).first()


def token_by_prefix(prefix: str) -> AuthToken:
    """Return the one token that starts with ``prefix``; raise ``Missing`` if none or several do."""
    found = list(all_tokens().filter(token_key__startswith=prefix)[:2]) if prefix else []
    if len(found) != 1:
        many = "More than one token begins" if found else "No token begins"
        raise Missing(f"{many} with {prefix!r}. Take a name from the list.")
    return found[0]


def all_tokens() -> "models.QuerySet[AuthToken]":
    """Return all tokens, newest first, with owner and last use."""
    tokens: models.QuerySet[AuthToken] = AuthToken.objects.select_related("user", "last_use")
    return tokens.order_by("-created", "digest")


def record_use(token: AuthToken) -> None:
    """Record that the token was used, at most once a minute.

    Errors are ignored: a read-only database must not prevent reading.
    """
    now = timezone.now()
    last = last_used(token)
    if last is None or clock.age(last, now=now) >= USE_RECORDED_EVERY:
        with suppress(DatabaseError):
            TokenUse.objects.bulk_create(
                [TokenUse(token=token, used_at=now)],
                update_conflicts=True,
                unique_fields=["token"],
                update_fields=["used_at"],
            )


def last_used(token: AuthToken) -> datetime | None:
    """Return when the token was last used, to the minute; ``None`` if never."""
    use: TokenUse | None = getattr(token, "last_use", None)
    return None if use is None else use.used_at


def revoke_token(token: AuthToken) -> None:
    """Delete the token: it gives no access from now on."""
    AuthToken.objects.filter(digest=token.digest).delete()
