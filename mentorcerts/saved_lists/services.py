"""What people decide about saved lists: the only way to write them."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from mentorcerts.lib.refusals import Refused
from mentorcerts.saved_lists.models import LIST_NAME_LENGTH, QUERY_LENGTH, SavedList

SHARE = "saved_lists.share_savedlist"
MAX_LISTS = 20
"""Of one person, and as many again for all: each stands in the menu, and is counted."""


class NotYours(Refused):
    """Somebody else's, or one for all that this person may not change."""


def may_share(user: Any) -> bool:
    """Whether this person may save lists for all, and change those of others."""
    return bool(user.is_active and user.has_perm(SHARE))


def may_change(saved: SavedList, user: Any) -> bool:
    """Its owner; of a list for all, who made it and whoever may share."""
    if saved.is_for_all:
        return may_share(user) or saved.made_by == user.get_username()
    return bool(saved.owner_id == user.pk)


@transaction.atomic
def save_list(
    *, user: Any, label: str, query: str, name: str, for_all: bool, now: datetime
) -> SavedList:
    """Save a filtered list under a name.

    ``label`` is the list's model, ``query`` what ``reading.clean_query`` has made of its filters.
    Raises ``ValidationError`` for a name that is taken or none, for too many lists and for an empty
    or too long query; ``NotYours`` where this person may not save it for all.
    """
    if for_all and not may_share(user):
        raise NotYours("You can save lists for yourself only.")
    if not query:
        raise ValidationError("There is nothing to save: choose a filter first.")
    if len(query) > QUERY_LENGTH:
        raise ValidationError("These are too many filters to save.")
    owner = None if for_all else user
    if SavedList.objects.filter(owner=owner).count() >= MAX_LISTS:
        whose = "saved for all" if for_all else "of your own"
        raise ValidationError(f"There are {MAX_LISTS} lists {whose} already: remove one first.")
    return SavedList.objects.create(
        name=_free_name(name, owner),
        owner=owner,
        list=label,
        query=query,
        made_by=user.get_username(),
        made_at=now,
    )


@transaction.atomic
def rename_list(*, saved: SavedList, name: str, user: Any) -> SavedList:
    """Give it another name. Raises as ``save_list`` does."""
    locked = _changeable(saved, user)
    locked.name = _free_name(name, locked.owner, but=locked)
    locked.save(update_fields=["name"])
    return locked


@transaction.atomic
def remove_list(*, saved: SavedList, user: Any) -> None:
    """Remove it, and nobody who is on it. Raises ``NotYours``."""
    _changeable(saved, user).delete()


def _changeable(saved: SavedList, user: Any) -> SavedList:
    locked: SavedList | None = SavedList.objects.select_for_update().filter(pk=saved.pk).first()
    if locked is None:
        raise Refused("It was removed meanwhile.")
    if not may_change(locked, user):
        raise NotYours("Only who has made this list can change it, or who may share lists.")
    return locked


def _free_name(name: str, owner: Any, but: SavedList | None = None) -> str:
    """The name without spaces around it, which no other list of the same people has."""
    name = " ".join(name.split())
    if not name:
        raise ValidationError({"name": "Give it a name."})
    if len(name) > LIST_NAME_LENGTH:
        raise ValidationError({"name": f"It has at most {LIST_NAME_LENGTH} characters."})
    others = SavedList.objects.filter(owner=owner).exclude(pk=but.pk if but else None)
    if any(each.casefold() == name.casefold() for each in others.values_list("name", flat=True)):
        raise ValidationError({"name": f"There is already a list {name}."})
    return name
