"""The audit log: who came in or tried to, who took data out, who changed who may do what.

Each event is a row for the admin, and a line of the log for programs that watch it. It is written
where it happens, by Django's signals, so that no page and no command can forget it.
"""

import logging
from datetime import timedelta
from getpass import getuser
from typing import Any

from axes.signals import user_locked_out
from django.conf import settings
from django.contrib.auth.models import Group, User
from django.contrib.auth.signals import user_logged_in, user_login_failed
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_save
from django.http import HttpRequest
from django.utils import timezone
from knox.models import AuthToken
from simple_history.models import HistoricalRecords

from mentorcerts.access.client_address import client_address
from mentorcerts.access.tokens import short_name
from mentorcerts.lib.lengths import USERNAME_LENGTH
from mentorcerts.lib.logs import bound
from mentorcerts.lib.sheets.exporting import list_exported
from mentorcerts.models import ABOUT_LENGTH, AuditEvent

logger = logging.getLogger(__name__)

What = AuditEvent.What
UNKNOWN = "(unknown)"
"""In the log's lines, for a name that no account has: people type their password there."""
WATCHED = ("is_active", "is_staff", "is_superuser", "username", "email", "password")
"""What of an account decides who may come in as whom, and do what."""


def connect() -> None:
    """Start to listen: called once, when the program starts."""
    user_logged_in.connect(_logged_in)
    user_login_failed.connect(_login_failed)
    user_locked_out.connect(_locked_out)
    list_exported.connect(_exported)
    post_save.connect(_token_created, sender=AuthToken)
    post_delete.connect(_token_revoked, sender=AuthToken)
    pre_save.connect(_account_changes, sender=User)
    post_save.connect(_account_created, sender=User)
    post_delete.connect(_account_deleted, sender=User)
    for through in (User.groups.through, User.user_permissions.through, Group.permissions.through):
        m2m_changed.connect(_permissions_changed, sender=through)


def _record(
    what: AuditEvent.What,
    *,
    request: HttpRequest | None = None,
    user: User | None = None,
    typed_name: str = "",
    rows: int | None = None,
    about: str = "",
) -> None:
    """Write the row and the line. Without a request, the one that is being answered counts."""
    request = request or getattr(HistoricalRecords.context, "request", None)
    if user is None and not typed_name:
        present: Any = getattr(request, "user", None)
        user = present if getattr(present, "is_authenticated", False) else None
    by = typed_name or (user.get_username() if user else "" if request else getuser())
    address = client_address(request) if request else None
    AuditEvent.objects.create(
        what=what,
        user=user,
        by=by[:USERNAME_LENGTH].replace("\0", ""),
        address=address,
        rows=rows,
        about=about[:ABOUT_LENGTH],
    )
    _log(what, by=by, address=address, rows=rows)


def _log(what: AuditEvent.What, *, by: str, address: str | None, rows: int | None) -> None:
    failed = what in {What.LOGIN_FAILED, What.LOCKED_OUT}
    typed = failed or what == What.PASSWORD_ASKED
    if typed and not User.objects.filter(username=by).exists():
        by = UNKNOWN
    fields = {"audit": what.value, "user": by}
    if rows is not None:
        fields["rows"] = str(rows)
    if settings.MENTORCERTS_LOG_ADDRESSES and address:
        fields["address"] = address
    with bound(**fields):
        logger.log(logging.WARNING if failed else logging.INFO, "Audit: %s.", what.label)


# --- logins --------------------------------------------------------------------------------------
def _logged_in(sender: Any, request: HttpRequest, user: User, **_: Any) -> None:
    _record(What.LOGIN, request=request, user=user)


def _login_failed(
    sender: Any, credentials: dict[str, Any], request: HttpRequest | None = None, **_: Any
) -> None:
    """A refused guess; while a login is locked, ``_locked_out`` hears of it."""
    if request is not None and not getattr(request, "axes_locked_out", False):
        name = str(credentials.get("username") or "")
        _record(What.LOGIN_FAILED, request=request, typed_name=name)


def _locked_out(
    sender: Any, request: HttpRequest, username: str | None, ip_address: str | None, **_: Any
) -> None:
    """One row for each lock, a line for each attempt: who is locked out can go on trying."""
    name = username or ""
    since = timezone.now() - settings.AXES_COOLOFF_TIME + timedelta(seconds=1)
    known = AuditEvent.objects.filter(
        what=What.LOCKED_OUT, by=name[:USERNAME_LENGTH], address=ip_address, at__gt=since
    )
    if known.exists():
        _log(What.LOCKED_OUT, by=name, address=ip_address, rows=None)
    else:
        _record(What.LOCKED_OUT, request=request, typed_name=name)


# --- data that leaves ----------------------------------------------------------------------------
def _exported(sender: Any, request: HttpRequest, title: str, rows: int, **_: Any) -> None:
    filters = ", ".join(f"{name}={value}" for name, value in request.GET.items() if value)
    _record(What.EXPORT, request=request, rows=rows, about=f"{title} ({filters or 'all'})")


def record_secret(what: AuditEvent.What, *, request: HttpRequest, about: str) -> None:
    """Somebody has looked at a secret, or made a new one. (Nothing is saved that has a signal.)"""
    _record(what, request=request, about=about)


def record_password_asked(request: HttpRequest, *, email: str) -> None:
    """Somebody who is not logged in has asked for a link to set a password."""
    _record(What.PASSWORD_ASKED, request=request, typed_name=email)


# --- who may do what -----------------------------------------------------------------------------
def _token_created(sender: Any, instance: AuthToken, created: bool, **_: Any) -> None:
    if created:
        about = f"{short_name(instance)} of {instance.user.get_username()}"
        _record(What.TOKEN_CREATED, about=about)


def _token_revoked(sender: Any, instance: AuthToken, **_: Any) -> None:
    about = f"{short_name(instance)} of {instance.user.get_username()}"
    _record(What.TOKEN_REVOKED, about=about)


def _account_changes(
    sender: Any, instance: User, raw: bool = False, update_fields: Any = None, **_: Any
) -> None:
    watched = [name for name in WATCHED if update_fields is None or name in update_fields]
    if raw or not watched or instance.pk is None:
        return
    before = User.objects.filter(pk=instance.pk).values(*watched).first() or {}
    changed = [name for name, value in before.items() if getattr(instance, name) != value]
    if changed:
        words = ", ".join(_in_words(name, getattr(instance, name)) for name in changed)
        _record(What.ACCESS_CHANGED, about=f"{instance.get_username()}: {words}")


def _in_words(name: str, value: Any) -> str:
    shown = "changed" if name == "password" else value
    return f"{User._meta.get_field(name).verbose_name}: {shown}"  # type: ignore[union-attr]


def _account_created(
    sender: Any, instance: User, created: bool, raw: bool = False, **_: Any
) -> None:
    if created and not raw:
        _record(What.ACCESS_CHANGED, about=f"{instance.get_username()}: account created")


def _account_deleted(sender: Any, instance: User, **_: Any) -> None:
    _record(What.ACCESS_CHANGED, about=f"{instance.get_username()}: account deleted")


def _permissions_changed(
    sender: Any, instance: Any, action: str, reverse: bool, model: Any, pk_set: Any, **_: Any
) -> None:
    """Groups of an account, permissions of an account, permissions of a group."""
    verb = {"post_add": "gained", "post_remove": "lost", "pre_clear": "lost all"}.get(action)
    if verb is None or (pk_set is not None and not pk_set):
        return
    what = ", ".join(map(str, model.objects.filter(pk__in=pk_set or ()).order_by("pk")))
    _record(What.ACCESS_CHANGED, about=f"{instance}: {verb} {what}".strip())
