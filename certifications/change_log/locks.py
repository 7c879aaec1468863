"""The lock on the lines that are there. It comes after mentors and their records."""

from certifications.models import EventCursor


def lock_lines() -> EventCursor:
    """Make everybody else who numbers, changes or deletes lines wait until the transaction ends.

    Each of these takes many lines at once, in an order of its own: without this, two could wait for
    each other. New lines need no lock.
    """
    cursor, _ = EventCursor.objects.select_for_update(no_key=True).get_or_create(pk=1)
    return cursor
