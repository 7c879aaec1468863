"""JSON in and out by orjson: quick, and strict where Python's own parser is not.

It refuses NaN, lone surrogates and endless nesting, which would otherwise reach the database
or the stack.
"""

import json
import re
from collections import Counter
from collections.abc import Mapping
from typing import IO, Any

import orjson
from django.core.exceptions import RequestDataTooBig
from rest_framework.exceptions import ParseError, UnsupportedMediaType
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer

from mentorcerts.lib.body_limits import body_limit

TIMES = orjson.OPT_UTC_Z | orjson.OPT_OMIT_MICROSECONDS

_NAME_ENDS = re.compile(rb'"[ \t\n\r]*:')
"""Matches after every name of an object and, rarely, within a string: ``":-)"``."""


class StrictJsonParser(BaseParser):
    media_type = "application/json"

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        """Raise ``ParseError`` (400), saying where it went wrong, or ``UnsupportedMediaType`` (415)
        for a body that is compressed."""
        _refuse_compressed(parser_context)
        try:
            body = _read(stream, parser_context)
            parsed = orjson.loads(body)
            if len(_NAME_ENDS.findall(body)) > _names_in(parsed):  # then look closely
                json.loads(body, object_pairs_hook=_without_repetition)
        except (orjson.JSONDecodeError, ValueError, RecursionError) as error:
            raise ParseError(f"The body is not JSON: {error}.") from None
        return parsed


def _names_in(parsed: Any) -> int:
    """How many names the objects have, at all depths."""
    names, left = 0, [parsed]
    while left:
        value = left.pop()
        if type(value) is dict:
            names += len(value)
            value = value.values()
        elif type(value) is not list:
            continue
        left += [inner for inner in value if type(inner) is dict or type(inner) is list]
    return names


def _without_repetition(pairs: list[tuple[str, Any]]) -> None:
    """Of ``{"dry_run": true, "dry_run": false}`` every parser keeps one, and none says which."""
    if len(dict(pairs)) < len(pairs):
        [(twice, _times)] = Counter(name for name, _value in pairs).most_common(1)
        raise ParseError(f"The body names {twice[:64]!r} twice. Give it once.")


def _refuse_compressed(parser_context: Mapping[str, Any] | None) -> None:
    """What is small on its way may be large once it is unpacked."""
    request = (parser_context or {}).get("request")
    encoding = "" if request is None else request.headers.get("Content-Encoding", "")
    if encoding.strip().lower() not in ("", "identity"):
        raise UnsupportedMediaType(encoding)


def _read(stream: IO[Any], parser_context: Mapping[str, Any] | None) -> bytes:
    """The body, which Django bounds only where it reads it by itself."""
    request = (parser_context or {}).get("request")
    limit = body_limit(request.path_info if request is not None else "")
    try:
        body: bytes = stream.read(limit + 1)
    except OSError:
        raise ParseError("The body could not be read to its end.") from None
    if len(body) > limit:
        raise RequestDataTooBig
    return body


class JsonRenderer(BaseRenderer):
    media_type = "application/json"
    format = "json"
    charset = None

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> bytes:
        """UTF-8, keys in the order given, times as ``format_moment`` writes them; nothing for an
        empty answer."""
        return b"" if data is None else orjson.dumps(data, default=str, option=TIMES)
