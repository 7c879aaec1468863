"""Promises: "First-aid course on 12 March". Reminders sleep through that day, nothing else does.

A row is the record of what was said, as a pause is of what was done: it is never overwritten, and
has neither history nor a line in the change log, which tells where mentors stand. Whether it is
kept follows from the certification: a promise stands while that still ends on the day on which it
ended when the promise was made. So a renewal clears it, a removed renewal brings it back, and
nothing has to be called for either.
"""
