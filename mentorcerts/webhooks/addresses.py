"""Which addresses a webhook may go to. Asked when one is saved, and again when it is sent to."""

import ipaddress
from urllib.parse import urlsplit

import requests
from django.conf import settings
from django.core.exceptions import ValidationError
from requests_hardened.ip_filter import InvalidIPAddress, filter_host

SETTING = "MENTORCERTS_WEBHOOK_PRIVATE"
NOT_PUBLIC = (
    f"It is inside a private network. If that is meant, set {SETTING}=true (docs/webhooks.md)."
)
# Beyond what requests-hardened refuses.
_MORE_NETWORKS = [
    ipaddress.ip_network(network)
    for network in (
        "::/96",  # IPv4 written as IPv6, the old way
        "fec0::/10",  # private networks of the first IPv6
        "168.63.129.16/32",  # the metadata of Azure, at a public address
    )
]


class NotPublic(Exception):
    """The name stands for an address that may not be asked. (urllib3 would hide an OSError.)"""


def check_address(url: str) -> None:
    """Raise ``ValidationError`` (``url``) unless a webhook may go there, as its name stands now."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise _refused("Write an address such as https://example.org/webhooks.") from None
    private = settings.MENTORCERTS_WEBHOOK_PRIVATE
    if parts.scheme != "https" and not (private and parts.scheme == "http"):
        raise _refused(
            "Write an https:// address."
            + (f" http:// is possible with {SETTING}=true." if parts.scheme == "http" else "")
        )
    if not host or parts.username is not None or parts.fragment or not url.isascii():
        raise _refused(
            "Write a host and a path in ASCII, without a user name or a password before the host."
        )
    if not private:
        _check_host(host, port or 443)


def refuse_more(address: str) -> None:
    """Raise ``NotPublic`` for a literal address that requests-hardened lets through."""
    ip = ipaddress.ip_address(address.strip("[]"))
    if any(ip in network for network in _MORE_NETWORKS):
        raise NotPublic(address)


def _check_host(host: str, port: int) -> None:
    try:
        refuse_more(filter_host(host, port, allow_loopback=False))
    except (InvalidIPAddress, NotPublic):
        raise _refused(NOT_PUBLIC) from None
    except (requests.RequestException, UnicodeError, OSError):
        raise _refused(f"The name {host} can't be found at the moment.") from None


def _refused(sentence: str) -> ValidationError:
    return ValidationError({"url": sentence})
