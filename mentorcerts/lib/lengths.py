"""How long texts may be: models, services, serializers and forms use the same numbers. Pure."""

IDENTIFIER_LENGTH = 64
"""Mentor ids and codes of types."""
NAME_LENGTH = 200
"""Names of people and of types."""
USERNAME_LENGTH = 150
"""Who did something: as long as Django's user names."""
REASON_LENGTH = 500
NOTES_LENGTH = 2000
"""Notes of a renewal, and the error that ended a run."""
