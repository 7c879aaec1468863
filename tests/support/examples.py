"""How Hypothesis draws: the same examples on every machine."""

from hypothesis import HealthCheck, settings

# The same examples on every machine; fixtures hold nothing that one example leaves to the next.
EXAMPLES = settings(
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
