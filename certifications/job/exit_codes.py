"""How a run ended, as a number: for cron, scripts and monitors."""

EXIT_DONE = 0
EXIT_FAILED = 1
"""Done, but some could not be paused; or the run failed."""
EXIT_USAGE = 2
EXIT_HELD = 3
"""The safety limit: nobody was paused."""
EXIT_ALREADY_RUNNING = 75
EXIT_INTERRUPTED = 130
"""As shells have it for Ctrl-C."""
