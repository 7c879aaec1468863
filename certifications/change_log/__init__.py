"""The change log: publish it, write the lines that no service writes, check and prune it."""
