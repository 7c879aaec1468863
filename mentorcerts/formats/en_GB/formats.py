"""How pages write dates and times; a time names its zone, which is the programme's."""

DATE_FORMAT = "j M Y"
DATE_INPUT_FORMATS = ["%d %b %Y", "%d %B %Y", "%Y-%m-%d"]
"""Of forms of other packages, and what calendars fill in. Our own: ``lib/admin/day_fields.py``."""
DATETIME_FORMAT = "j M Y, H:i T"
