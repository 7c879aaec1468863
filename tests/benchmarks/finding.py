"""The search of the admin, in each list and from anywhere, at a thousand times as many mentors.

One mentor is looked for, by name, e-mail and ids, so that as much is found at either size; and from
anywhere also a first name that every thirtieth has.
"""

from tests.benchmarks.admin_pages import NUMBER, timed_requests
from tests.benchmarks.lab import Lab, program, say
from tests.benchmarks.report import Row, compared

BAR = 2


def rows(lab: Lab) -> list[Row]:
    """Search by search, in a process for each size."""
    few, many = lab.sizes.tiny, lab.sizes.large
    small, large = (lab.copy(lab.loaded(size), f"finding_{size}") for size in (few, many))
    found = {"DEBUG": "true"}  # static files, without collecting them
    with program(small, **found) as at_few, program(large, **found) as at_many:
        times = {name: (at_many(_measure, name), at_few(_measure, name)) for name in at_few(_names)}
    for size in (few, many):
        lab.drop(f"finding_{size}")
    say(f"{len(times)} searches")
    names = (f"at {many:,}", f"at {few:,}")
    return [
        compared(f"search {name}", *measured, names=names, unit="ms", bar=BAR)
        for name, measured in times.items()
    ]


def _names() -> list[str]:
    return list(_searches())


def _measure(name: str) -> list[float]:
    return timed_requests(_searches()[name])


def _searches() -> dict[str, str]:
    from urllib.parse import urlencode

    from django.urls import reverse

    from certifications.models import Certification, Mentor

    mentor = Mentor.objects.get(email=f"p{NUMBER}@mentors.example")
    first, last = mentor.name.split()
    record = Certification.objects.governing().get(mentor=mentor)
    queries = {
        "name": f"{last.upper()}, {first}",
        "e-mail": mentor.email,
        "mentor id": mentor.pk.upper(),
        "certification id": record.certification_id.lower(),
        "nobody": "nobody-of-that-name",
    }
    lists = {
        "queue": "statuses_certificationstatus",
        "mentors": "certifications_mentor",
        "certifications": "certifications_certification",
        "renewals": "renewals_renewal",
        "pauses": "certifications_autopause",
    }
    searches = {
        f"{title} by {what}": f"{reverse(f'admin:{model}_changelist')}?{urlencode({'q': query})}"
        for title, model in lists.items()
        for what, query in queries.items()
        if (title, what) != ("renewals", "nobody")  # reads all, for who processed them
    }
    return searches | {
        f"from anywhere by {what}": f"{reverse('admin:search')}?{urlencode({'s': query})}"
        for what, query in {**queries, "first name": first, "letter": first[0]}.items()
    }
