"""Filtered lists that somebody has saved under a name, for themselves or for all.

A saved list is a query string of a list of the admin, made of that list's own filters; never of a
search, which would keep people's names. It is read as the list itself reads it, so that filters
which are gone are noticed, and counted up to a thousand (``reading``).
"""
