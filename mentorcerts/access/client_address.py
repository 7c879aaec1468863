"""The address of a client: from the connection, or from the proxies that are configured."""

from functools import lru_cache
from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str | None:
    """Return the address that identifies a client; ``None`` if there is none (a Unix socket).

    Anybody can send ``X-Forwarded-For``; only the entries that our own ``MENTORCERTS_PROXIES``
    proxies have appended are trusted. An IPv6 address is reduced to the first address of its
    /64, because a single household or host has that whole network.
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
