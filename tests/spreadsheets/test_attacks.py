"""Small files that are huge once they are read: each ends in a sentence, and soon."""

import re
import time
import tracemalloc

import pytest

from mentorcerts.lib.sheets.bounds import Unreadable
from mentorcerts.lib.sheets.files import FORMATS
from mentorcerts.lib.sheets.workbook_process import MAX_SECONDS
from tests.support.spreadsheet_attacks import ATTACKS

pytestmark = [pytest.mark.slow, pytest.mark.process, pytest.mark.one_database]

IN_THIS_PROCESS = 100 * 2**20


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_it_is_refused_in_words_and_costs_this_process_little(attack):
    content = attack.make()
    refused = None
    tracemalloc.start()
    begin = time.monotonic()
    try:
        FORMATS[attack.extension].read(content)
    except Unreadable as refusal:
        refused = str(refusal)
    finally:
        seconds, (_, peak) = time.monotonic() - begin, tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert re.search(attack.words, refused) if refused else attack.may_be_read
    assert peak < IN_THIS_PROCESS
    assert seconds < 1.5 * MAX_SECONDS
