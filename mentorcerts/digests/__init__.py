"""Digests for coordinators: what waits, in numbers with links, by mail; no names.

Everybody chooses for themselves: off, daily, or weekly on Mondays. A ``Digest`` is a row with a key
(person and day), planned by ``plan``; ``send`` claims it, judges permission and activity, counts,
hands it over and confirms it. Only where mails may go out at all (``reminders.installation``): a
restored backup writes to nobody. It is a table of its own beside ``reminders.Message``, which is
about a mentor in every row.
"""
