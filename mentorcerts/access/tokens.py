"""API tokens: made, found, noted, revoked. Knox keeps a digest; the text is shown once."""

from contextlib import suppress
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db import DatabaseError, models
from django.utils import timezone
from knox.crypto import hash_token
from knox.models import AuthToken

from mentorcerts.lib.refusals import Missing, Refused
from mentorcerts.models import TokenUse

SHOWN = 8
"""Of a token's 64 characters, as many name it in lists and in the history."""
USE_IS_NOTED_EVERY = timedelta(minutes=1)
"""So that reading does not become writing."""


def name(token: AuthToken) -> str:
    """The token's first characters, which tell it from others and open nothing."""
    return str(token.token_key[:SHOWN])


def source(token: AuthToken) -> str:
    """What the history calls a change that came with this token."""
    return f"token {name(token)}"


def has_run_out(token: AuthToken) -> bool:
    return token.expiry is not None and token.expiry <= timezone.now()


def make(*, owner: User, expiry: datetime | None = None) -> tuple[AuthToken, str]:
    """A new token and its text, which can't be had again. Without ``expiry`` it lasts for ever.

    Raises ``Refused`` for an owner who may not log in, or an expiry that has passed.
    """
    if not owner.is_active:
        raise Refused(f"{owner.get_username()} is not active: a token of theirs opens nothing.")
    if expiry is not None and expiry <= timezone.now():
        raise Refused("The expiry has passed. Choose a moment to come.")
    lasting = None if expiry is None else expiry - timezone.now()
    token, text = AuthToken.objects.create(owner, expiry=lasting)
    return token, text


def find(text: bytes) -> AuthToken | None:
    """The token with this text and, with it, its owner and its last use: one query."""
    if not text.isascii() or b"\0" in text:
        return None
    digest = hash_token(text.decode("ascii"))
    return AuthToken.objects.select_related("user", "last_use").filter(digest=digest).first()


def named(beginning: str) -> AuthToken:
    """The token that begins so. Raises ``Missing`` unless there is exactly one."""
    found = list(everyone().filter(token_key__startswith=beginning)[:2]) if beginning else []
    if len(found) != 1:
        many = "More than one token begins" if found else "No token begins"
        raise Missing(f"{many} with {beginning!r}. Take a name from the list.")
    return found[0]


def everyone() -> "models.QuerySet[AuthToken]":
    """All tokens, newest first, with owner and last use."""
    tokens: models.QuerySet[AuthToken] = AuthToken.objects.select_related("user", "last_use")
    return tokens.order_by("-created", "digest")


def note_use(token: AuthToken) -> None:
    """Remember when it was last used, at most once a minute.

    A database that can be read but not written must not keep anybody from reading.
    """
    now = timezone.now()
    last = last_used(token)
    if last is None or now - last >= USE_IS_NOTED_EVERY:
        with suppress(DatabaseError):
            TokenUse.objects.bulk_create(
                [TokenUse(token=token, used_at=now)],
                update_conflicts=True,
                unique_fields=["token"],
                update_fields=["used_at"],
            )


def last_used(token: AuthToken) -> datetime | None:
    use: TokenUse | None = getattr(token, "last_use", None)
    return None if use is None else use.used_at


def revoke(token: AuthToken) -> None:
    """From now on it opens nothing."""
    AuthToken.objects.filter(digest=token.digest).delete()
