"""Clients of the API that read and write at random, and a ledger of what they were promised.

What an answer of 2xx has acknowledged must be found afterwards, whatever has gone wrong since:
records are hidden and never deleted, and each change leaves its line in the history.
"""

import json
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from http.client import HTTPConnection, HTTPException
from typing import Any

from certifications.models import Certification, ExpiryRun
from mentorcerts.lib import clock
from renewals.models import Renewal
from tests.faults.stage import Stage, Web
from tests.support.api import CERTIFICATIONS, LOGS, RENEWALS, RUN, STATUSES

NO_ANSWER = 0
"""In place of a status: the connection broke, or nobody listened."""


@dataclass
class Answer:
    status: int
    body: Any = None

    @property
    def good(self) -> bool:
        return 200 <= self.status < 300


class Client:
    """One client on one connection, which it opens anew when it breaks."""

    def __init__(self, port: int, token: str, session: str = "") -> None:
        self._port, self._token, self._session = port, token, session
        self._connection: HTTPConnection | None = None
        self.statuses: Counter[int] = Counter()
        self.surprises: list[str] = []

    def send(self, method: str, path: str, body: Any = None) -> Answer:
        answer = self._try(method, path, body)
        self.statuses[answer.status] += 1
        if answer.status == 500:
            self.surprises.append(f"{method} {path} {body}: {answer.body}")
        return answer

    def _try(self, method: str, path: str, body: Any) -> Answer:
        headers = {"Authorization": f"Token {self._token}", "Content-Type": "application/json"}
        if path.startswith("/admin"):
            headers = {"Cookie": f"sessionid={self._session}"}
        try:
            if self._connection is None:
                self._connection = HTTPConnection("127.0.0.1", self._port, timeout=60)
            sent = None if body is None else json.dumps(body)
            self._connection.request(method, path, sent, headers)
            response = self._connection.getresponse()
            content = response.read()
        except (OSError, HTTPException):
            self.close()
            return Answer(NO_ANSWER)
        try:
            return Answer(response.status, json.loads(content))
        except ValueError:
            return Answer(response.status, content[:500])

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


@dataclass
class Ledger:
    """What the server has acknowledged. Lists are appended to by many threads."""

    recorded: list[str] = field(default_factory=list)
    edited: list[tuple[str, str]] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    renewed: list[tuple[str, str]] = field(default_factory=list)
    noted: list[tuple[str, str]] = field(default_factory=list)
    withdrawn: list[str] = field(default_factory=list)
    runs: list[tuple[str, int]] = field(default_factory=list)

    def __len__(self) -> int:
        return sum(len(lines) for lines in vars(self).values())

    def assert_kept(self) -> None:
        """Every acknowledged write is there."""
        everything = set(Certification.objects.values_list("certification_id", flat=True))
        assert set(self.recorded) <= everything
        history = Certification.history.values_list("certification_id", "history_change_reason")
        assert set(self.edited) <= set(history)
        gone = Certification.objects.filter(deleted_at__isnull=False)
        assert set(self.removed) <= set(gone.values_list("certification_id", flat=True))
        renewals = {renewal.renewal_id: renewal for renewal in Renewal.objects.all()}
        for renewal_id, by in self.renewed:
            assert renewals[renewal_id].processed_by == by
        notes = {(entry.id, entry.notes) for entry in Renewal.history.all()}
        assert {(renewals[name].pk, note) for name, note in self.noted} <= notes
        for renewal_id in self.withdrawn:
            assert renewals[renewal_id].deleted_at is not None
        for run_id, paused in self.runs:
            run = ExpiryRun.objects.get(job_run_id=run_id)
            assert (run.state, run.auto_paused) == ("done", paused)
            # Count mentors: removing a renewal adds another pause to the run whose pause it lifted.
            assert run.pauses.order_by().values("mentor_id").distinct().count() == paused


class Person(threading.Thread):
    """Somebody who works on some mentors until told to stop."""

    def __init__(
        self,
        number: int,
        web: Web,
        stage: Stage,
        mentors: list[str],
        ledger: Ledger,
        runs_the_job: bool,
    ):
        super().__init__(daemon=True)
        self.runs_the_job = runs_the_job
        self.name_, self.mentors, self.ledger = f"person-{number}", mentors, ledger
        self.random = random.Random(f"{stage.random.random()}")
        self.client = Client(web.port, stage.token, stage.session)
        self.stop = threading.Event()
        self.turns = 0
        self.error: BaseException | None = None

    def run(self) -> None:
        try:
            while not self.stop.is_set():
                self.turns += 1
                self._one_turn()
        except BaseException as error:  # noqa: BLE001  told by ``at_work``
            self.error = error
        finally:
            self.client.close()

    def _one_turn(self) -> None:
        do: Callable[[str], None] = self.random.choices(
            [self.read, self.look, self.renew, self.edit, self.record, self.revoke, self.remove,
             self.remove_all, self.note, self.withdraw, self.run_job],
            [20, 10, 20, 20, 15, 4, 6, 1, 6, 6, 2 * self.runs_the_job],
        )[0]  # fmt: skip
        do(self.random.choice(self.mentors))

    # --- what people do --------------------------------------------------------------------
    def read(self, mentor: str) -> None:
        path = self.random.choice(
            [
                f"{STATUSES}/{mentor}",
                f"{STATUSES}/{mentor}/explanation",
                f"{LOGS}?mentor_id={mentor}",
                f"{STATUSES}?limit=20",
                f"{CERTIFICATIONS}?status=expired",
            ]
        )
        self.client.send("GET", path)

    def look(self, mentor: str) -> None:
        pages = ["", f"mentors/{mentor}/", "statuses/certificationstatus/", "renewals/renewal/"]
        self.client.send("GET", f"/admin/{self.random.choice(pages)}")

    def renew(self, mentor: str) -> None:
        mark = self._mark()
        body = {"mentor_id": mentor, "processed_by": mark, "renewal_date": self._day(-5, 0)}
        body["new_expiry_date"] = self._day(1, 1500)
        answer = self.client.send("POST", RENEWALS, body)
        if answer.good:
            self.ledger.renewed.append((answer.body["renewal_id"], mark))

    def edit(self, mentor: str) -> None:
        if held := self._held(mentor):
            mark = self._mark()
            body = {"expires_at": self._moment(-300, 300), "updated_reason": mark}
            if self.client.send("PUT", f"{CERTIFICATIONS}/{held}", body).good:
                self.ledger.edited.append((held, mark))

    def revoke(self, mentor: str) -> None:
        if held := self._held(mentor):
            mark = self._mark()
            body = {"expires_at": self._moment(1, 300), "updated_reason": mark}
            body["status"] = self.random.choice(["revoked", "valid"])
            if self.client.send("PUT", f"{CERTIFICATIONS}/{held}", body).good:
                self.ledger.edited.append((held, mark))

    def record(self, mentor: str) -> None:
        kind = self.random.choice(["basic", "advanced", "trainer"])
        body = {"mentor_id": mentor, "certification_type": kind}
        body |= {"issued_at": self._day(-900, -301), "expires_at": self._day(-300, 300)}
        answer = self.client.send("POST", CERTIFICATIONS, body)
        if answer.good:
            self.ledger.recorded.append(answer.body["certification_id"])

    def remove(self, mentor: str) -> None:
        held = self._held(mentor)
        if held and self.client.send("DELETE", f"{CERTIFICATIONS}/{held}").good:
            self.ledger.removed.append(held)

    def remove_all(self, mentor: str) -> None:
        self.client.send("DELETE", f"{STATUSES}/{mentor}")

    def note(self, mentor: str) -> None:
        if renewal := self._renewal(mentor):
            mark = self._mark()
            if self.client.send("PUT", f"{RENEWALS}/{renewal}", {"notes": mark}).good:
                self.ledger.noted.append((renewal, mark))

    def withdraw(self, mentor: str) -> None:
        renewal = self._renewal(mentor)
        if renewal and self.client.send("DELETE", f"{RENEWALS}/{renewal}").good:
            self.ledger.withdrawn.append(renewal)

    def run_job(self, mentor: str) -> None:
        answer = self.client.send("POST", RUN, {"confirm_mass_pause": True})
        if answer.good:
            self.ledger.runs.append((answer.body["job_run_id"], answer.body["auto_paused"]))

    # --- what they need for it ---------------------------------------------------------------
    def _held(self, mentor: str) -> str | None:
        return self._one_of(f"{CERTIFICATIONS}?mentor_id={mentor}", "certification_id")

    def _renewal(self, mentor: str) -> str | None:
        return self._one_of(f"{RENEWALS}?mentor_id={mentor}&limit=3", "renewal_id")

    def _one_of(self, path: str, key: str) -> str | None:
        answer = self.client.send("GET", path)
        rows = answer.body["data"] if answer.good else []
        return self.random.choice(rows)[key] if rows else None

    def _mark(self) -> str:
        return f"{self.name_}, turn {self.turns}"

    def _day(self, first: int, last: int) -> str:
        return str(clock.today() + timedelta(days=self.random.randint(first, last)))

    def _moment(self, first: int, last: int) -> str:
        """Hardly ever the same twice: what makes no difference is not written, nor its reason."""
        time = timedelta(seconds=self.random.randrange(86_400))
        return f"{self._day(first, last)}T{str(time).zfill(8)}Z"


@dataclass
class Work:
    """What everybody together has done so far."""

    people: list[Person]
    ledger: Ledger

    @property
    def statuses(self) -> Counter[int]:
        return sum((person.client.statuses for person in self.people), Counter())

    def surprises(self) -> list[str]:
        return [each for person in self.people for each in person.client.surprises]


@contextmanager
def at_work(
    stage: Stage, web: Web, mentors: list[str], *, people: int, run_the_job: bool = True
) -> Iterator[Work]:
    """So many people work on these mentors while the block lasts; then they are all done."""
    work = Work([], Ledger())
    work.people = [Person(n, web, stage, mentors, work.ledger, run_the_job) for n in range(people)]
    for person in work.people:
        person.start()
    try:
        yield work
    finally:
        for person in work.people:
            person.stop.set()
        for person in work.people:
            person.join(90)
    errors = [person.error for person in work.people if person.error]
    assert not errors, errors
    assert not any(person.is_alive() for person in work.people), "somebody waits for ever"


def told(statuses: Counter[int]) -> str:
    """``{200: 5, 0: 1}`` → ``200: 5, no answer: 1``."""
    names = {status: str(status) if status else "no answer" for status in statuses}
    return "{" + ", ".join(f"{names[each]}: {statuses[each]}" for each in sorted(statuses)) + "}"


def settle_down(web: Web, stage: Stage, *, seconds: float = 30) -> float:
    """Until the API is well again, for every worker; returns how long that took."""
    client, begin, well = Client(web.port, stage.token), time.monotonic(), 0
    while well < 40:
        well = well + 1 if client.send("GET", f"{STATUSES}?limit=1").good else 0
        client.close()  # a new connection, so that each worker has its turn
        assert time.monotonic() - begin < seconds, client.statuses
        time.sleep(0.01)
    return time.monotonic() - begin
