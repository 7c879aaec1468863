"""Why a run of the expiry job did not start, or stopped."""

from mentorcerts.lib.refusals import Conflict


class AlreadyRunning(Conflict):
    """Another expiry run is going on; ``details["job_run_id"]`` names it."""

    code = "already_running"


class TakenOver(Conflict):
    """Another expiry run took this one for dead and goes on in its place."""

    code = "taken_over"


class Held(Conflict):
    """Above the safety limit: the run would pause too many mentors at once, and paused nobody."""

    code = "held"
