"""Where a request comes from: by the connection, or by proxies that are known to be there."""

from functools import lru_cache
from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str | None:
    """The address to hold a client to; ``None`` where there is none (a Unix socket).

    ``X-Forwarded-For`` can be sent by anybody; what ``MENTORCERTS_PROXIES`` proxies of ours have
    appended to it can't. Of an IPv6 address its /64 counts, which one household or host has all
    to itself: the answer is the network's first address.
    """
    proxies: int = settings.MENTORCERTS_PROXIES
    if proxies:
        hops = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
        if len(hops) >= proxies and (forwarded := _normal(hops[-proxies].strip())):
            return forwarded
    return _normal(request.META.get("REMOTE_ADDR", ""))


@lru_cache(maxsize=4096)
def _normal(text: str) -> str | None:
    try:
        address = ip_address(text)
    except ValueError:
        return None
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return str(address.ipv4_mapped)
        return str(ip_network((int(address), 64), strict=False).network_address)
    return str(address)
