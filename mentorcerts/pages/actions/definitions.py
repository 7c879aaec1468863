"""The actions that coordinators carry out on mentors, with the permission that each needs."""

from collections.abc import Callable
from dataclasses import dataclass

from django import forms

from certifications.models import Mentor
from mentorcerts.pages.actions.forms import ExemptForm, NothingToAskForm, ReasonForm, RenewForm
from mentorcerts.pages.actions.one_mentor import (
    _exempt,
    _pause,
    _remove,
    _renew,
    _resume,
    _revoke,
)

Act = Callable[..., str]
"""``act(mentor_id, **form, today, by)``: call the service, say what it did."""


@dataclass(frozen=True, kw_only=True)
class Action:
    """One thing to do to mentors; ``permission`` is Django's, on the records it writes."""

    name: str
    title: str
    permission: str
    form: type[forms.Form]
    act: Act
    needs_certification: bool = True
    fits: Callable[[Mentor], bool] = lambda mentor: True


ACTIONS = {
    action.name: action
    for action in (
        Action(
            name="renew",
            title="Renew",
            permission="renewals.add_renewal",
            form=RenewForm,
            act=_renew,
        ),
        Action(
            name="exempt",
            title="Exempt",
            permission="certifications.change_mentor",
            form=ExemptForm,
            act=_exempt,
        ),
        Action(
            name="pause",
            title="Pause by hand",
            permission="certifications.change_mentor",
            form=ReasonForm,
            act=_pause,
            needs_certification=False,
            fits=lambda mentor: mentor.paused_at is None,
        ),
        Action(
            name="resume",
            title="End pause by hand",
            permission="certifications.change_mentor",
            form=ReasonForm,
            act=_resume,
            needs_certification=False,
            fits=lambda mentor: mentor.paused_at is not None,
        ),
        Action(
            name="revoke",
            title="Revoke",
            permission="certifications.change_certification",
            form=ReasonForm,
            act=_revoke,
        ),
        Action(
            name="remove",
            title="Remove",
            permission="certifications.delete_certification",
            form=NothingToAskForm,
            act=_remove,
        ),
    )
}
