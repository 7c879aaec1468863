"""Whose request it is: only what our own proxies have written is believed."""

import pytest
from django.test import RequestFactory

from mentorcerts.access.client_address import client_address

pytestmark = pytest.mark.one_database


def address(remote: str, forwarded: str | None = None) -> str | None:
    headers = {} if forwarded is None else {"HTTP_X_FORWARDED_FOR": forwarded}
    return client_address(RequestFactory().get("/", REMOTE_ADDR=remote, **headers))


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, None, "192.0.2.1"),
        (0, "203.0.113.9", "192.0.2.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "198.51.100.66, 203.0.113.9", "203.0.113.9"),
        (2, "198.51.100.66, 203.0.113.9, 10.0.0.2", "203.0.113.9"),
        # It did not come through both: nobody knows who wrote this.
        (2, "203.0.113.9", "192.0.2.1"),
        (1, None, "192.0.2.1"),
        (1, "nonsense", "192.0.2.1"),
        (1, "203.0.113.9, ", "192.0.2.1"),
    ],
)
def test_so_many_proxies_are_believed(proxies, forwarded, expected, settings):
    settings.MENTORCERTS_PROXIES = proxies
    assert address("192.0.2.1", forwarded) == expected


@pytest.mark.parametrize(
    ("remote", "expected"),
    [
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::"),
        ("2001:db8:1:2:ffff:ffff:ffff:ffff", "2001:db8:1:2::"),
        ("2001:db8:1:3::1", "2001:db8:1:3::"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("", None),
    ],
)
def test_one_holder_of_a_network_is_one_client(remote, expected):
    assert address(remote) == expected
