"""Is everything well, and who is told when it is not."""
