"""A calendar of expiry dates for coordinators' own programs: one event a day, with no names.

Calendar programs send no password. So the address itself is the key: a person's own, of which only
a digest is kept. What its owner may see is judged at each request.
"""
