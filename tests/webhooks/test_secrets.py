"""Signed as the specification says; derived, not stored; both for a day after a rotation."""

import pytest
from django.apps import apps
from django.core import serializers
from django.utils import timezone
from standardwebhooks import Webhook, WebhookVerificationError

from mentorcerts.webhooks import services
from mentorcerts.webhooks.delivery import deliver_to
from mentorcerts.webhooks.secrets import secret_of
from tests.support.webhooks import endpoint_at, publish


def verified(request, secret):
    return Webhook(secret).verify(request.body, request.headers)


def test_the_specifications_own_library_verifies_what_arrives(db, receiver):
    endpoint = endpoint_at(receiver.url)
    (event,) = publish()
    deliver_to(endpoint.pk)
    message = verified(receiver.requests[0], secret_of(endpoint))
    assert message["data"]["sequence"] == event.sequence
    with pytest.raises(WebhookVerificationError):
        verified(receiver.requests[0], secret_of(endpoint, generation=2))


def test_each_endpoint_and_generation_has_a_secret_of_its_own(db):
    one, two = endpoint_at("http://a.test/"), endpoint_at("http://b.test/", name="Other")
    secrets = {secret_of(each, generation=n) for each in (one, two) for n in (1, 2, 3)}
    assert len(secrets) == 6
    assert all(each.startswith("whsec_") and len(each) == 50 for each in secrets)


def test_the_key_of_its_own_decides(db, settings):
    endpoint = endpoint_at("http://a.test/")
    derived = secret_of(endpoint)
    settings.MENTORCERTS_WEBHOOK_KEY = "k" * 40
    own = secret_of(endpoint)
    assert own != derived
    settings.SECRET_KEY = "another"
    assert secret_of(endpoint) == own
    settings.MENTORCERTS_WEBHOOK_KEY = ""
    assert secret_of(endpoint) not in (own, derived)


def test_for_a_day_after_a_rotation_both_secrets_sign(db, on, receiver):
    on("2026-03-26")
    endpoint = endpoint_at(receiver.url)
    old = secret_of(endpoint)
    endpoint = services.rotate_secret(pk=endpoint.pk, now=timezone.now())
    new = secret_of(endpoint)
    assert old != new
    publish()
    on("2026-03-27", "00:59:00")
    deliver_to(endpoint.pk)
    assert verified(receiver.requests[0], old)
    assert verified(receiver.requests[0], new)
    publish()
    on("2026-03-27", "01:00:30")
    deliver_to(endpoint.pk)
    assert verified(receiver.requests[1], new)
    with pytest.raises(WebhookVerificationError):
        verified(receiver.requests[1], old)


def test_no_secret_is_in_the_database(db, receiver):
    endpoint = endpoint_at(receiver.url)
    publish()
    deliver_to(endpoint.pk)
    services.rotate_secret(pk=endpoint.pk, now=timezone.now())
    models = [model for model in apps.get_models() if not model._meta.proxy and model._meta.managed]
    text = "".join(serializers.serialize("json", model._base_manager.all()) for model in models)
    for generation in (1, 2):
        assert secret_of(endpoint, generation=generation).removeprefix("whsec_") not in text
    assert "Matching app" in text
