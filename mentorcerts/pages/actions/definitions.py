"""The actions that coordinators carry out on mentors: the one list of them.

The list of mentors, the mentor page and the page that previews and confirms an action all read it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.http import urlencode

from certifications import expiry
from certifications.models import Certification, Mentor
from certifications.registry import SelectionAction
from certifications.services.judged import Judged
from mentorcerts.lib.admin.outcomes import Did
from mentorcerts.pages.actions.applying import (
    apply_address_again,
    apply_departure,
    apply_end_of_exemption,
    apply_exemption,
    apply_mails_off,
    apply_mails_on,
    apply_note,
    apply_pause,
    apply_promise,
    apply_removal,
    apply_resumption,
    apply_return,
    apply_revocation,
    apply_withdrawal,
)
from mentorcerts.pages.actions.forms import (
    ActionForm,
    EmptyForm,
    ExemptForm,
    NoteForm,
    PromiseForm,
    ReasonForm,
    RenewForm,
    RevokeForm,
)
from mentorcerts.pages.actions.renewing import apply_renewal
from mentorcerts.reminders.suppress import OFF, REFUSED, Suppression
from statuses.models import CertificationStatus


@dataclass(frozen=True, kw_only=True)
class Situation:
    """A mentor as they are now, read once: which actions fit them."""

    mentor: Mentor
    status: CertificationStatus | None
    has_promised: bool
    """Whether a promise stands."""
    obstacles: Sequence[Suppression]
    """What stands against mails to them."""

    @property
    def runs_out(self) -> bool:
        """Whether the certification that decides may be renewed, and needs to be one day."""
        return (
            self.status is not None
            and self.status.revoked_at is None
            and not expiry.never_expires(self.status.expires_at)
        )


@dataclass(frozen=True, kw_only=True)
class Action:
    """Something that coordinators do to mentors, one or many."""

    name: str
    """Part of its page's address."""
    title: str
    """What it is called on its page."""
    done: str
    """What is said of those to whom it was done, after their number: ``renewed``."""
    label: str
    """What its buttons say; the dots mean that nothing is done before it has been shown."""
    permission: str
    """Django's, on the records that it writes."""
    form: type[ActionForm]
    apply: Callable[..., Judged[Did]]
    """``apply(mentors, **form.cleaned_data, today=…, by=…)`` calls the service for a set of
    mentors, at most a thousand, and returns what it did to each in words."""
    needs_certification: bool = True
    """Whether it makes sense only for mentors with a certification."""
    fits: Callable[[Situation], bool] = lambda now: True
    """Whether it makes sense for the mentor as they are now."""

    def page_for_mentor(self, mentor_id: str) -> str:
        """Return the address of the page that previews and confirms it for one mentor."""
        return self._page(mentor=mentor_id)

    def page_for_certification(self, certification: Certification) -> str:
        """Return the same for one certification of a mentor."""
        return self._page(
            mentor=certification.mentor_id, certification=certification.certification_id
        )

    def page_for_selection(self, token: str) -> str:
        """Return the same for the selection that the list has stored under this token."""
        return self._page(selection=token)

    def _page(self, **query: str) -> str:
        return f"{reverse('bulk-action', args=[self.name])}?{urlencode(query)}"


ACTIONS = {
    action.name: action
    for action in (
        Action(
            name="renew",
            title="Renew",
            done="renewed",
            label="Renew…",
            permission="renewals.add_renewal",
            form=RenewForm,
            apply=apply_renewal,
            fits=lambda now: now.status is not None and now.status.revoked_at is None,
        ),
        Action(
            name="exempt",
            title="Exempt",
            done="exempt",
            label="Exempt until…",
            permission="certifications.change_mentor",
            form=ExemptForm,
            apply=apply_exemption,
            fits=lambda now: not now.mentor.has_left,
        ),
        Action(
            name="end-exemption",
            title="End exemption",
            done="exempt no longer",
            label="End exemption…",
            permission="certifications.change_mentor",
            form=ReasonForm,
            apply=apply_end_of_exemption,
            needs_certification=False,
            fits=lambda now: now.mentor.exempt_until is not None,
        ),
        Action(
            name="promise",
            title="Note a promise",
            done="with a promise",
            label="Note a promise…",
            permission="promises.add_promise",
            form=PromiseForm,
            apply=apply_promise,
            fits=lambda now: not now.mentor.has_left and now.runs_out,
        ),
        Action(
            name="withdraw-promise",
            title="Withdraw promise",
            done="with promises withdrawn",
            label="Withdraw promise…",
            permission="promises.change_promise",
            form=EmptyForm,
            apply=apply_withdrawal,
            fits=lambda now: now.has_promised,
        ),
        Action(
            name="pause",
            title="Pause by hand",
            done="paused by hand",
            label="Pause by hand…",
            permission="certifications.change_mentor",
            form=ReasonForm,
            apply=apply_pause,
            needs_certification=False,
            fits=lambda now: now.mentor.paused_at is None,
        ),
        Action(
            name="resume",
            title="End pause by hand",
            done="with the pause by hand ended",
            label="End pause by hand…",
            permission="certifications.change_mentor",
            form=ReasonForm,
            apply=apply_resumption,
            needs_certification=False,
            fits=lambda now: now.mentor.paused_at is not None,
        ),
        Action(
            name="revoke",
            title="Revoke",
            done="revoked",
            label="Revoke…",
            permission="certifications.change_certification",
            form=RevokeForm,
            apply=apply_revocation,
            fits=lambda now: now.status is not None and now.status.revoked_at is None,
        ),
        Action(
            name="leave",
            title="Has left",
            done="recorded as having left",
            label="Has left…",
            permission="certifications.change_mentor",
            form=ReasonForm,
            apply=apply_departure,
            needs_certification=False,
            fits=lambda now: not now.mentor.has_left,
        ),
        Action(
            name="return",
            title="Is back",
            done="back",
            label="Is back…",
            permission="certifications.change_mentor",
            form=ReasonForm,
            apply=apply_return,
            needs_certification=False,
            fits=lambda now: now.mentor.has_left,
        ),
        Action(
            name="note",
            title="Add a note",
            done="with a note",
            label="Add a note…",
            permission="certifications.change_mentor",
            form=NoteForm,
            apply=apply_note,
            needs_certification=False,
        ),
        Action(
            name="mails-off",
            title="Switch mails off",
            done="without mails from now on",
            label="Switch mails off…",
            permission="reminders.change_recipient",
            form=ReasonForm,
            apply=apply_mails_off,
            needs_certification=False,
            fits=lambda now: OFF not in now.obstacles,
        ),
        Action(
            name="mails-on",
            title="Switch mails on",
            done="with mails from now on",
            label="Switch mails on…",
            permission="reminders.change_recipient",
            form=EmptyForm,
            apply=apply_mails_on,
            needs_certification=False,
            fits=lambda now: OFF in now.obstacles,
        ),
        Action(
            name="address-again",
            title="Try the address again",
            done="tried again",
            label="Try the address again…",
            permission="reminders.change_recipient",
            form=EmptyForm,
            apply=apply_address_again,
            needs_certification=False,
            fits=lambda now: REFUSED in now.obstacles,
        ),
        Action(
            name="remove",
            title="Remove",
            done="removed",
            label="Remove…",
            permission="certifications.delete_certification",
            form=EmptyForm,
            apply=apply_removal,
        ),
    )
}


def selection_actions() -> list[SelectionAction]:
    """Return the actions as the list of mentors offers them for a selection."""
    return [
        SelectionAction(
            name=action.name,
            label=action.label,
            permission=action.permission,
            page=action.page_for_selection,
        )
        for action in ACTIONS.values()
    ]
