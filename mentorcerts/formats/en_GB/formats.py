"""How pages write dates and times; a time names its zone, which is the programme's."""

DATE_FORMAT = "j M Y"
DATETIME_FORMAT = "j M Y, H:i T"
