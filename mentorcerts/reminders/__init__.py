"""Mails to mentors: reminders before a certification ends, notices of pauses and of their end.

The row is the truth, sending is its shadow. ``plan`` and ``notices`` write a ``Message`` for each
mail, with a key that is unique in the database; ``send`` claims one, judges it once more, sends it,
and confirms it, each a transaction of its own. What does not hold any more is suppressed, with a
sentence that stays (``suppress``).

For pages and commands:

* ``plan.plan_reminders``: a round, planned or held above the safety limit; ``dry_run`` looks.
* ``starting.switch_on`` and ``starting.change_ladder``: the first start, and another ladder of a
  type: *write to them* or *start quietly*. Each has an impact, which is the action, rolled back.
* ``services``: release or drop a held round, send again, switch a mentor's mails off and on.
* ``texts``: read, check and save texts, and send a sample.
* ``story.ladders_of`` and ``story.messages_of``: a mentor's ladder, rung by rung, and all mails to
  them, each with its sentence.
* ``outlook.outlook``: who gets what on a day, today or to come, with the texts; ``days_ahead``
  counts the next thirty.
* ``unreached.cannot_be_reached``: mentors to whom something was due that could not go out.
* ``send.send_due``: a slice of sending, of so many seconds.
* ``state.sending_state``: what waits, what is held, whether the server answers.

Nothing goes out unless ``MENTORCERTS_REMINDERS`` is set **and** somebody has confirmed this very
installation (``installation``): a restored backup writes to nobody.
"""
