"""For systems that keep a copy of where mentors stand: the feed, the comparison, who reads."""
