"""The pages about mails to mentors: who gets what, all messages, held rounds, texts."""

from mentorcerts.reminders.admin import messages, rounds, texts

__all__ = ["messages", "rounds", "texts"]
