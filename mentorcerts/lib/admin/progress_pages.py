"""A page that tells how far its work is while it is done, and then what came of it.

It is sent in pieces: its top at once, a line after each step, the rest at the end. So it needs no
script, no cache, no task cluster and no second connection that could see half of a transaction.
The work is done in a thread of its own, to its end also where the browser has gone.
"""

import logging
from collections.abc import Callable, Iterator
from queue import SimpleQueue
from threading import Thread
from typing import Any, TypeVar

from django.contrib import messages
from django.contrib.messages.storage.session import SessionStorage
from django.db import connections
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.template.loader import render_to_string
from django.utils.html import format_html
from simple_history.models import HistoricalRecords

T = TypeVar("T")

Progress = Callable[[int], None]
"""Called with how many are done by now."""

REST = "<!-- the rest of the page -->"
"""Where the page that is sent first is cut: ``admin/progress_rest.html``."""
BROKE_OFF = "It broke off, and nothing was done. Try again in a minute."

logger = logging.getLogger(__name__)


def progress_page(
    request: HttpRequest,
    *,
    page: str,
    work: Callable[[Progress], T],
    number: int,
    ending: Callable[[T], str],
) -> StreamingHttpResponse:
    """``page`` with the progress of ``work`` on ``number`` records in its middle.

    ``work`` is called in another thread, with other database connections, as if in the request.
    ``ending`` is called with what it returns, and makes the HTML that comes in place of the
    progress: a part of a page, or what ``leading_to`` gives.
    """
    top, _, bottom = page.partition(REST)
    answer = StreamingHttpResponse(
        _pieces(request, top, bottom, work, number, ending), content_type="text/html; charset=utf-8"
    )
    answer["X-Accel-Buffering"] = "no"  # nginx would keep the pieces until there are many
    answer["Cache-Control"] = "no-store"
    return answer


def leading_to(request: HttpRequest, address: str, tell: Callable[[], None]) -> str:
    """HTML that leads on to another page of ours, which begins with ``take_over_messages``.

    ``tell`` adds messages for people. The session keeps them: the cookie that holds messages
    otherwise can't be set any more.
    """
    kept: Any = request
    kept._messages = SessionStorage(request)
    tell()
    kept._messages.update(HttpResponse())
    kept.session.save()
    return render_to_string("admin/progress_done.html", {"address": address})


def take_over_messages(request: HttpRequest) -> None:
    """Tell on the next page what ``leading_to`` has kept."""
    kept = SessionStorage(request)
    for message in kept:
        messages.add_message(request, message.level, message.message, message.extra_tags)
    kept.update(HttpResponse())


def _pieces(
    request: HttpRequest,
    top: str,
    bottom: str,
    work: Callable[[Progress], T],
    number: int,
    ending: Callable[[T], str],
) -> Iterator[str]:
    yield f'{top}<div class="steps" role="status">{_step(0, number)}'
    told: SimpleQueue[int | tuple[T] | Exception] = SimpleQueue()
    Thread(target=_do, args=[request, work, told]).start()
    while isinstance(step := told.get(), int):
        yield _step(step, number)
    yield "</div>"
    if isinstance(step, Exception):
        logger.error("The work of %s broke off.", request.path, exc_info=step)
        yield format_html('<p role="alert">{}</p>', BROKE_OFF)
    else:
        yield ending(step[0])
    yield bottom


def _do(
    request: HttpRequest,
    work: Callable[[Progress], T],
    told: "SimpleQueue[int | tuple[T] | Exception]",
) -> None:
    HistoricalRecords.context.request = request  # history says who, and from where
    try:
        told.put((work(told.put),))
    except Exception as error:  # noqa: BLE001  told to the person, and logged
        told.put(error)
    finally:
        del HistoricalRecords.context.request
        connections.close_all()


def _step(done: int, number: int) -> str:
    return format_html(
        '<p><progress max="{}" value="{}"></progress> {} of {}</p>',
        number,
        done,
        f"{done:,}",
        f"{number:,}",
    )
