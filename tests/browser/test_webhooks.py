"""The pages of an endpoint, as an administrator sees them: no fault that axe finds, no script."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from mentorcerts.webhooks.delivery import deliver_to
from mentorcerts.webhooks.models import Endpoint, SkippedEvent
from tests.support.webhooks import endpoint_at, publish, receiving

PAGES = ("test", "tonight", "again/?after=0", "skipped", "secret", "rotate", "switch")


@pytest.fixture
def endpoint(programme, settings) -> Endpoint:
    """It has had one delivery, refused one event, and fails now."""
    settings.MENTORCERTS_WEBHOOK_PRIVATE = True
    with receiving() as receiver:
        endpoint = endpoint_at(receiver.url)
        first, *_ = publish("mentor.paused", "mentor.resumed")
        receiver.statuses = [200, 503]
        deliver_to(endpoint.pk)
    SkippedEvent.objects.create(
        endpoint=endpoint, sequence=first.sequence, event_id=first.event_id,
        event_type=first.type, status=400, at=first.occurred_at,
    )  # fmt: skip
    return endpoint


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_on_an_endpoints_pages(endpoint, visit, scheme):
    visitor = visit("Administrators", color_scheme=scheme)
    found = {}
    start = f"/admin/webhooks/endpoint/{endpoint.pk}/"
    addresses = {"list": "/admin/webhooks/endpoint/", "endpoint": f"{start}change/"}
    addresses |= {page: f"{start}{page}" for page in PAGES}
    for name, address in addresses.items():
        visitor.go(address)
        visitor.picture(f"webhook-{scheme}-{name.partition('/')[0]}")
        faults = Axe().run(visitor.page).response["violations"]
        serious = [
            (each["id"], [node["html"][:200] for node in each["nodes"]][:3])
            for each in faults
            if each["impact"] in ("serious", "critical")
        ]
        if serious:
            found[name] = serious
    assert found == {}


def test_a_test_is_sent_by_two_clicks(endpoint, visit):
    with receiving() as receiver:
        Endpoint.objects.update(url=receiver.url)
        page = visit("Administrators").go(f"/admin/webhooks/endpoint/{endpoint.pk}/change/").page
        page.get_by_role("link", name="Send a test").click()
        page.get_by_role("button", name="Send", exact=True).click()
        page.get_by_text("1 sent, and taken.").wait_for()
        assert [each.message["type"] for each in receiver.requests] == ["test.webhook"]
