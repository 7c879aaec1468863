"""Answers of POST requests, kept so that a retry gets the first one again."""
