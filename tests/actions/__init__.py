"""Actions on many mentors."""
