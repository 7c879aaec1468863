"""The safety limit: a round that would write to unusually many is held until a person looks."""

from django.conf import settings

from certifications.models import Certification


def exceeds_mail_limit(mentors: int) -> bool:
    """Whether these are more mentors than the set number *and* the set share of the active ones.

    They are counted one by one, no further than to where the answer is known: the limit rests on
    no total that could drift.
    """
    if mentors <= settings.MENTORCERTS_MAIL_LIMIT_MENTORS:
        return False
    percent = settings.MENTORCERTS_MAIL_LIMIT_PERCENT
    enough = mentors * 100 // percent + 1 if percent else 0
    return mentors * 100 > percent * Certification.objects.active()[:enough].count()
