"""Colleagues and what is on record about them as spreadsheets, for reading only."""

from datetime import date

from django.contrib.auth.models import User

from mentorcerts.access.accounts import NAMES, role_of
from mentorcerts.lib.sheets.tables import Column, Table
from mentorcerts.models import AuditEvent, PersonalDataEvent


def _full_name(user: User, *, today: date) -> str:
    return user.get_full_name()


def role_in_words(user: User, *, today: date | None = None) -> str:
    """What the list of accounts says of a role."""
    return "Superuser" if user.is_superuser else NAMES.get(role_of(user), "none")


class AccountTable(Table):
    title = "accounts"

    username = Column("username")
    name = Column(computed=_full_name)
    email = Column("email", heading="Email address")
    role = Column(computed=role_in_words)
    last_login = Column("last_login", moment=True)
    is_active = Column("is_active", heading="Active")


def _what(event: AuditEvent | PersonalDataEvent, *, today: date) -> str:
    return event.get_what_display()


class AuditTable(Table):
    title = "audit log"

    at = Column("at", moment=True)
    what = Column(computed=_what)
    done_by = Column("by", heading="By")
    address = Column("address")
    rows = Column("rows")
    about = Column("about")


class PersonalDataTable(Table):
    title = "exports and erasures"

    mentor_id = Column("mentor_id")
    what = Column(computed=_what)
    at = Column("at", moment=True)
    done_by = Column("by", heading="By")
    source = Column("source")
