"""The safety limit: a run that would pause unusually many pauses nobody until a person confirms."""

from django.conf import settings

from certifications.models import Certification


def exceeds_limit(due: int, *, of: int) -> bool:
    """Whether ``due`` mentors are more than the set number *and* the set share of ``of``."""
    above_share = due * 100 > settings.MENTORCERTS_BRAKE_PERCENT * of
    return above_share and due > settings.MENTORCERTS_BRAKE_MENTORS


def counted_to_exceed_limit(due: int) -> bool:
    """The same, of mentors counted one by one: the limit rests on no total that could drift.

    It counts no further than to where the answer is known.
    """
    if due <= settings.MENTORCERTS_BRAKE_MENTORS:
        return False
    percent = settings.MENTORCERTS_BRAKE_PERCENT
    enough = due * 100 // percent + 1 if percent else 0
    return exceeds_limit(due, of=Certification.objects.active()[:enough].count())
