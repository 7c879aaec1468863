"""What people decide about endpoints. Each is one transaction, with the endpoint's row locked."""

from collections.abc import Callable, Collection
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet

from certifications.change_log.publish import first_number, last_number
from certifications.change_log.telling import told_events
from certifications.models import Event
from mentorcerts.lib.lengths import USERNAME_LENGTH
from mentorcerts.lib.refusals import Conflict, Missing
from mentorcerts.webhooks.addresses import check_address
from mentorcerts.webhooks.models import Endpoint, SkippedEvent

BY_HAND = "Disabled by hand."


def add_endpoint(*, name: str, url: str, types: Collection[str] = ()) -> Endpoint:
    """Record an endpoint that is told what happens from now on.

    Raises ``ValidationError``, by field, for an address that may not be asked.
    """
    check_address(url)
    endpoint = Endpoint(name=name, url=url, types=_checked_types(types), position=last_number())
    endpoint.full_clean()
    endpoint.save()
    return endpoint


@transaction.atomic
def change_endpoint(
    *,
    pk: int,
    name: str,
    url: str,
    types: Collection[str],
    check: Callable[[Endpoint], None] | None = None,
) -> Endpoint:
    """Change who is told what. With another address it is tried again at once.

    ``check`` is called with the endpoint under its lock.
    """
    endpoint = _locked(pk)
    if check is not None:
        check(endpoint)
    if url != endpoint.url:
        check_address(url)
        endpoint.next_attempt_at, endpoint.attempts, endpoint.refusals = None, 0, 0
        endpoint.failing_since = None
    endpoint.name, endpoint.url, endpoint.types = name, url, _checked_types(types)
    endpoint.full_clean()
    endpoint.save()
    return endpoint


def _checked_types(types: Collection[str]) -> list[str]:
    if unknown := set(types) - set(Event.Type.values):
        raise ValidationError({"types": f"There is no event {', '.join(sorted(unknown))}."})
    return sorted(set(types))


@transaction.atomic
def disable_endpoint(*, pk: int, by: str) -> Endpoint:
    """Send it nothing until it is enabled again. Where it keeps its position."""
    endpoint = _locked(pk)
    if not endpoint.enabled and endpoint.disabled_by:
        raise Conflict("It is disabled already.")
    endpoint.disabled_reason = endpoint.disabled_reason or BY_HAND
    endpoint.enabled, endpoint.disabled_by = False, by[:USERNAME_LENGTH]
    endpoint.next_attempt_at = None
    endpoint.save()
    return endpoint


@transaction.atomic
def enable_endpoint(*, pk: int, send_missed: bool) -> Endpoint:
    """Enable it: send what it has missed since it was disabled, or begin with what is next."""
    endpoint = _locked(pk)
    if endpoint.enabled:
        raise Conflict("It is enabled already.")
    endpoint.enabled, endpoint.disabled_reason, endpoint.disabled_by = True, "", ""
    endpoint.failing_since = None
    _set_position(endpoint, endpoint.position if send_missed else last_number())
    endpoint.save()
    return endpoint


@transaction.atomic
def send_again(*, pk: int, after: int) -> Endpoint:
    """Set the position back, so that what comes after this number is sent again.

    Raises ``ValidationError`` (``after``) for a number that has not been reached, or is not kept.
    """
    endpoint, first = _locked(pk), first_number()
    if not first - 1 <= after <= endpoint.position:
        raise ValidationError(
            {"after": f"Write a number from {first - 1} to {endpoint.position}, where it is."}
        )
    _set_position(endpoint, after)
    endpoint.skipped_events.filter(sequence__gt=after).delete()
    endpoint.save()
    return endpoint


def number_before(moment: datetime) -> int:
    """The number after which events happened at this moment or later."""
    later = Event.objects.filter(sequence__isnull=False, occurred_at__gte=moment)
    first = later.order_by("sequence").values_list("sequence", flat=True).first()
    return last_number() if first is None else int(first) - 1


def events_after(endpoint: Endpoint, number: int) -> "QuerySet[Event]":
    """What the endpoint would be sent from this number on, in order."""
    events = told_events().filter(sequence__gt=number)
    return events.filter(type__in=endpoint.types) if endpoint.types else events


@transaction.atomic
def rotate_secret(*, pk: int, now: datetime) -> Endpoint:
    """Make a new secret. For 24 hours messages are signed with the one before as well."""
    endpoint = _locked(pk)
    endpoint.generation += 1
    endpoint.rotated_at = now
    endpoint.save()
    return endpoint


def skipped_event(*, pk: int, sequence: int) -> Event:
    """A skipped event, as long as it is told: its mentor may have been erased since."""
    if not SkippedEvent.objects.filter(endpoint_id=pk, sequence=sequence).exists():
        raise Missing("It is not listed as skipped any more.")
    event = told_events().filter(sequence=sequence).first()
    if event is None:
        raise Missing("It is not told any more: its mentor was erased, or it is too old.")
    return event


def forget_skipped(*, pk: int, sequence: int) -> None:
    """It has been sent after all."""
    SkippedEvent.objects.filter(endpoint_id=pk, sequence=sequence).delete()


def _set_position(endpoint: Endpoint, number: int) -> None:
    endpoint.position = number
    endpoint.attempts = endpoint.refusals = 0
    endpoint.next_attempt_at = None


def _locked(pk: int) -> Endpoint:
    endpoint = Endpoint.objects.select_for_update(no_key=True).filter(pk=pk).first()
    if endpoint is None:
        raise Missing("There is no such endpoint.")
    return endpoint
