"""Two coordinators, a client of the API and the nightly job, each a step behind the others.

What one of them has opened is sent when another has perhaps written: then it is refused and
nothing is written, or else what it says is there afterwards."""

from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from django.test import Client
from hypothesis import seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule, run_state_machine_as_test

from certifications import services
from certifications.job.run import expire_certifications
from certifications.models import Certification, Mentor
from mentorcerts.lib.idempotency.store import KEPT_FOR
from tests.support.answers import refused
from tests.support.api import CERTIFICATIONS, RENEWALS, STATUSES, address_of
from tests.support.dates import at
from tests.support.desks import OpenForm, OpenRenewal, Read, Sent, refusal, row_of
from tests.support.examples import EXAMPLES
from tests.support.office import MENTORS, Office

BUSY_WITH = ("ana", "ben")
"""They are dealt with more often than the others: people get into each other's way."""
OPENED = ("certification", "mentor", "renewal", "read", "status")

mentors = st.sampled_from([*MENTORS, *BUSY_WITH, *BUSY_WITH])
people = st.integers(0, 1)
which = st.integers(0, 7)
"""The newest is the first."""
days = st.sampled_from([-10, -1, 0, 1, 1, 30, 400])


def having(what: str) -> Any:
    """A rule that makes sense only where somebody has opened, read or sent something."""
    return precondition(lambda self: getattr(self, what))


class TwoAtOnce(Office):
    """Who opens, reads and sends."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[OpenForm] = []
        self.previews: list[OpenRenewal] = []
        self.reads: list[Read] = []
        self.posts: list[Sent] = []

    # -- what they open --
    @initialize()
    def it_is_a_busy_day(self) -> None:
        for person, mentor in product(range(len(self.people)), BUSY_WITH):
            for what in OPENED:
                self.open_something(person, mentor, what, None)

    @rule(person=people, mentor=mentors, what=st.sampled_from(OPENED), days=st.none() | days)
    def open_something(self, person, mentor, what, days) -> None:
        record, client = self.governing_record(mentor), self.people[person]
        if what == "certification":
            self.forms.insert(0, OpenForm.opened(client, record))
        elif what == "mentor":
            self.forms.insert(0, OpenForm.opened(client, record.mentor))
        elif what == "renewal":
            self.previews.insert(0, self.preview(client, mentor, days))
        else:
            address = f"{STATUSES}/{mentor}" if what == "status" else address_of(record)
            self.reads.insert(0, self.read(address, mentor))

    def read(self, address: str, mentor: str) -> Read:
        row = row_of(self.governing_record(mentor))
        if CERTIFICATIONS in address:
            row = (
                Certification.objects.filter(certification_id=address.split("/")[-1]).values().get()
            )
        return Read.of(self.api, address, row)

    def preview(self, client: Client, mentor: str, days: int | None) -> OpenRenewal:
        until = "" if days is None else str(self.midnight(days).date())
        asked = {"renewal_date": str(self.today), "new_expiry_date": until}
        preview = OpenRenewal.opened(client, mentor, **asked)
        preview.facts = self.facts_about(mentor)
        return preview

    # -- change forms --
    @having("forms")
    @rule(
        which=which,
        field=st.sampled_from(["revoked", "revoked", "issued_on", "expires_on", "reason", ""]),
        days=days,
    )
    def save_a_form(self, which, field, days) -> None:
        """With one field changed, or with what was shown; again and again, if it comes to that."""
        form = self.forms[which % len(self.forms)]
        if isinstance(form.record, Mentor):
            self.type_about_a_mentor(form, field)
        else:
            self.type_about_a_certification(form, field, days)
        if not form.is_current():
            self.an_old_form_is_refused(form)
            return
        answer = form.save()
        assert answer.status_code == 302, refusal(answer)
        if isinstance(form.record, Mentor):
            self.decided[form.record.pk] |= form.typed
            return
        self.saw(form.row)
        self.decided[form.record.pk] |= form.meaning
        if not form.meaning:
            assert row_of(form.record) == form.row

    def type_about_a_mentor(self, form: OpenForm, field: str) -> None:
        if field:
            name = "email" if field == "revoked" else "name"
            form.type(**{name: f"person-{self.number()}@example.org"})

    def type_about_a_certification(self, form: OpenForm, field: str, days: int) -> None:
        if field == "revoked":
            form.type(revoked="" if "revoked" in form.fields else "on")
        elif field == "expires_on":
            form.type(expires_on=str(self.midnight(days).date()))
        elif field == "issued_on":
            form.type(issued_on=str(self.new_issue_date().date()))
        elif field == "reason":
            form.type(reason="Checked")

    def an_old_form_is_refused(self, form: OpenForm) -> None:
        answer = form.save()
        self.nothing_was_written()
        if answer.status_code == 403:  # it has been removed
            assert row_of(form.record)["deleted_at"] is not None
            return
        assert refusal(answer).startswith("Nothing was saved: ")
        self.forms.insert(0, form.shown_again(answer))

    # -- Renew… --
    def facts_about(self, mentor: str) -> tuple[Any, ...]:
        """What every renewal is judged by, and what else it tells."""
        found = self.governing[mentor]
        judged = (found.expires_at, found.revoked_at)
        return judged, (found.pk, found.auto_pause_applied, self.today)

    @having("previews")
    @rule(which=which)
    def confirm_a_renewal(self, which) -> None:
        preview = self.previews[which % len(self.previews)]
        found, now = self.governing[preview.mentor_id], self.facts_about(preview.mentor_id)
        answer = preview.confirm()
        until = preview.until
        if until and now[0] != preview.facts[0]:
            assert answer.status_code == 200
        if now == preview.facts:
            assert answer.status_code == 302
        if answer.status_code == 200:
            assert "not what was shown any more" in answer.content.decode()
            preview.look_again(answer)
            preview.facts = now
        if until and answer.status_code == 302:
            self.decided[found.pk]["expires_at"] = at(until)
        else:
            self.nothing_was_written()

    # -- the API --
    @having("reads")
    @rule(which=which, what=st.sampled_from(["dates", "revoked", "valid"]), days=days)
    def put_what_was_decided_on_reading(self, which, what, days) -> None:
        read = self.reads[which % len(self.reads)]
        until = self.midnight(abs(days) if what == "valid" else days)
        name = "expiry_date" if STATUSES in read.address else "expires_at"
        body = {name: until.isoformat()} if what != "revoked" else {}
        if what != "dates":
            body |= {"status": what, "updated_reason": f"Case {self.number()}"}
        answer = self.sent(read, "put", body)
        if answer is None:
            return
        change = {"expires_at": until} if what != "revoked" else {}
        change |= {"revoked": what == "revoked"} if what != "dates" else {}
        self.decided[read.row["id"]] |= change
        self.look()
        again = self.api.put(read.address, body)
        assert (again.status_code, again.content) == (200, answer.content)
        assert again["ETag"] == answer["ETag"]
        self.nothing_was_written()

    @having("reads")
    @rule(which=which)
    def remove_what_was_read(self, which) -> None:
        """Of who has another one: each of the five stays certified."""
        read = self.reads[which % len(self.reads)]
        several = len(self.live(read.row["mentor_id"])) > 1
        if several and CERTIFICATIONS in read.address and self.sent(read, "delete", {}):
            self.decided[read.row["id"]]["removed"] = True

    def sent(self, read: Read, method: str, body: dict[str, Any]) -> Any:
        """With ``If-Match``: the answer, if it was written, as it has to be while it is current."""
        up_to_date = read.is_current(self.api)
        answer = getattr(self.api, method)(read.address, body, HTTP_IF_MATCH=read.tag)
        if answer.status_code == 200:
            assert up_to_date
            self.saw(read.row)
            return answer
        self.nothing_was_written()
        if up_to_date:  # another one would count for the mentor
            refused(answer, 409, "conflict")
            assert STATUSES in read.address
        elif answer.status_code == 404:
            self.reads.remove(read)
        else:
            refused(answer, 412, "precondition_failed")
            self.reads[self.reads.index(read)] = self.read(read.address, read.row["mentor_id"])
        return None

    @rule(mentor=mentors, status=st.booleans(), with_tag=st.booleans())
    def put_what_is_there(self, mentor, status, with_tag) -> None:
        record = self.governing_record(mentor)
        read = Read.of(self.api, f"{STATUSES}/{mentor}" if status else address_of(record), {})
        headers = {"HTTP_IF_MATCH": read.tag} if with_tag else {}
        answer = self.api.put(read.address, read.body, **headers)
        assert answer.status_code == 200, answer.content
        assert answer["ETag"] == read.tag
        self.nothing_was_written()

    @rule(mentor=mentors, path=st.sampled_from([CERTIFICATIONS, STATUSES, RENEWALS]), days=days)
    def post(self, mentor, path, days) -> None:
        names = (
            ("issued_at", "expires_at") if path == CERTIFICATIONS else ("issue_date", "expiry_date")
        )
        body = {"mentor_id": mentor}
        if path == RENEWALS:
            until = self.governing[mentor].expires_at + timedelta(days=abs(days))
            body |= {"renewal_date": str(self.today), "new_expiry_date": str(until.date())}
        else:
            dates = self.new_issue_date(), self.midnight(days)
            body |= {"certification_type": "basic"} | {
                name: date.isoformat() for name, date in zip(names, dates, strict=True)
            }
        sent = Sent(path, body, f"order-{self.number()}")
        self.posts.insert(0, sent)
        self.send(sent)

    def send(self, sent: Sent) -> None:
        """For the first time, as far as the server knows."""
        mentor = sent.body["mentor_id"]
        sent.answer, sent.moment = sent.send(self.api), self.moment
        assert "Idempotency-Replayed" not in sent.answer
        if sent.answer.status_code != 201:
            assert sent.answer.status_code in (400, 409), sent.answer.content
            self.nothing_was_written()
        elif sent.path == RENEWALS:
            until = at(sent.body["new_expiry_date"])
            self.decided[self.governing[mentor].pk]["expires_at"] = until
        else:
            self.recorded(Certification.objects.filter(mentor_id=mentor).latest("pk"))

    @having("posts")
    @rule(which=which)
    def post_again(self, which) -> None:
        sent = self.posts[which % len(self.posts)]
        if sent.answer.status_code != 201 or self.moment - sent.moment >= KEPT_FOR:
            self.send(sent)
            return
        again = sent.send(self.api)
        assert (again.status_code, again.content) == (201, sent.answer.content)
        assert (again["ETag"], again["Idempotency-Replayed"]) == (sent.answer["ETag"], "true")
        self.nothing_was_written()

    # -- and the rest of the programme --
    @rule(mentor=mentors)
    def pause_or_resume(self, mentor) -> None:
        paused = self.decided[mentor]["paused"]
        if paused:
            services.resume_mentor(mentor_id=mentor)
        else:
            services.pause_mentor(mentor_id=mentor, reason="On leave", by="lee")
        self.decided[mentor]["paused"] = not paused

    @rule(nights=st.sampled_from([1, 1, 1, 2, 7]))
    def nightly_job(self, nights) -> None:
        self.go_on(nights)
        done = expire_certifications(today=self.today, trigger="schedule", force=True)
        assert done.failures == []


@pytest.mark.slow
@pytest.mark.parametrize("number", range(3))
def test_whoever_is_late_is_refused_and_whatever_is_accepted_stays(number, db):
    """In parts with a seed each: one long search keeps to variations of what it began with."""
    run_state_machine_as_test(
        seed(number)(TwoAtOnce),
        settings=settings(EXAMPLES, max_examples=10, stateful_step_count=25),
    )
