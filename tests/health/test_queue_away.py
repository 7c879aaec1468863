"""The queue of tasks is in Redis, and Redis is away."""

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.support.redis import redis_server
from tests.support.web import start_web

pytestmark = [pytest.mark.process, pytest.mark.one_database]

TOKEN = "t0ken-of-the-monitor"


def test_metrics_say_that_the_queue_is_away_and_everything_else(programme, tmp_path):
    with redis_server(tmp_path) as redis:
        web = start_web(programme, MENTORCERTS_REDIS_URL=redis.url, MENTORCERTS_METRICS_TOKEN=TOKEN)

        def scraped() -> dict[str, float]:
            answer = web.get("/metrics", seconds=10, Authorization=f"Bearer {TOKEN}")
            assert answer.status == 200
            families = text_string_to_metric_families(answer.text)
            samples = [each for family in families for each in family.samples]
            # Requests are counted by each of the two workers: one may not have answered any yet.
            counted = ("mentorcerts_request_", "mentorcerts_requests_")
            return {each.name: each.value for each in samples if not each.name.startswith(counted)}

        there = scraped()
        redis.stop()
        away = scraped()
        redis.start()
        again = scraped()
    queue = "mentorcerts_task_queue_up", "mentorcerts_task_queue_depth"
    assert [there[name] for name in queue] == [again[name] for name in queue] == [1, 0]
    assert away[queue[0]] == 0
    assert set(there) - set(away) == {queue[1]}
    assert away["mentorcerts_database_up"] == 1
