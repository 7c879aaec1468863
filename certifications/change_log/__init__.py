"""The change log after it is written: publish it, add what nobody wrote, check it."""
