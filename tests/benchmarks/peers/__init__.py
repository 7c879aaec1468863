"""The same records served by others, each written the way its own documentation shows."""
