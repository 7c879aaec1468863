"""Actions on mentors: choose, look, confirm."""

import re

from statuses.models import CertificationStatus
from tests.support.pages import page


def choose(client, name, *mentor_ids) -> str:
    """Tick mentors in the list, choose an action: the address of its page."""
    rows = CertificationStatus.objects.filter(mentor_id__in=mentor_ids)
    answer = client.post(
        page(CertificationStatus),
        {"action": name, "_selected_action": [row.pk for row in rows]},
    )
    assert answer.status_code == 302, answer.content
    return answer["Location"]


def confirm(client, address, **fields):
    shown = client.post(address, {**fields, "preview": ""})
    token = re.search(r'name="shown" value="(\w*)"', shown.content.decode())[1]
    done = client.post(address, {**fields, "shown": token, "confirm": ""}, follow=True)
    return shown, done


def outcome_of(answer) -> tuple[dict[str, str], dict[str, str]]:
    result = answer.context["result"]
    return (
        {mentor.pk: what for mentor, what in result.done},
        {mentor.pk: why for mentor, why in result.refused},
    )
