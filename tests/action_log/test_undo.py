"""Every action is undone like a run: what was before is again, where nothing has changed since."""

import pytest

from certifications.change_log.fold import compare_with_log
from mentorcerts.action_log.models import ExecutedAction
from mentorcerts.action_log.reversals import REVERSALS
from mentorcerts.pages.actions.definitions import ACTIONS
from tests.support.action_log import (
    FIELDS,
    a_programme,
    act,
    all_that_governs,
    look_at_undo,
    told,
    undo,
)
from tests.support.dates import TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme(on, db) -> list[str]:
    on(TODAY)
    return a_programme()


@pytest.mark.parametrize("name", sorted(REVERSALS))
def test_an_action_on_everybody_that_is_undone_leaves_all_as_it_was(programme, name):
    before = all_that_governs()
    action = act(name, *programme)
    assert name == "note" or all_that_governs() != before
    outcome = undo(action)
    assert outcome.refused == []
    assert len(outcome.done) == action.done == action.put_back
    assert all_that_governs() == before
    assert not compare_with_log()
