"""How each action is taken back: the one table of it.

An action that is not in it has nothing to take back, such as trying an address again.
"""

from collections.abc import Mapping

from mentorcerts.action_log.reversals.base import Reversal
from mentorcerts.action_log.reversals.certifications import Removing, Renewing, Revoking
from mentorcerts.action_log.reversals.mentors import Departure, Exemption, Pause
from mentorcerts.action_log.reversals.others import Mails, Noting, Promising

REVERSALS: Mapping[str, Reversal] = {
    "renew": Renewing("renewals.add_renewal"),
    "exempt": Exemption("certifications.change_mentor"),
    "end-exemption": Exemption("certifications.change_mentor"),
    "promise": Promising("promises.add_promise"),
    "withdraw-promise": Promising("promises.change_promise"),
    "pause": Pause("certifications.change_mentor"),
    "resume": Pause("certifications.change_mentor"),
    "revoke": Revoking("certifications.change_certification"),
    "leave": Departure("certifications.change_mentor"),
    "return": Departure("certifications.change_mentor"),
    "note": Noting("certifications.change_mentor"),
    "mails-off": Mails("reminders.change_recipient"),
    "mails-on": Mails("reminders.change_recipient"),
    "remove": Removing("certifications.delete_certification"),
}
"""Name of an action → its reversal, which needs the permission that the action needs."""
