"""Actions on mentors as they were carried out: who, when, what, on how many; and their undo.

One row for each action, and one for each of its people with what is needed to put them back. What
an action does, and what taking it back does, are services of the records' own packages; this one
remembers, judges whether anything has changed since, and calls them.
"""
