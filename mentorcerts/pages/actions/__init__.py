"""What coordinators do to many mentors at once."""
