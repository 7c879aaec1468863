"""Files as people really have them: each is read, asked about, or refused, as the docs say."""

from pathlib import Path

import pytest

from certifications.models import Certification, Mentor
from tests.support.peoples_files import ASKED, FILES, READ, REFUSED, table
from tests.support.records import everything
from tests.support.spreadsheets import base_errors, confirm, match, preview, problems

pytestmark = pytest.mark.slow

DOCS = Path(__file__).parents[2] / "docs" / "spreadsheets.md"
ENOUGH = 28


def on_record(model) -> dict[str, str]:
    if model is Mentor:
        return dict(Mentor.objects.values_list("mentor_id", "name"))
    issued = Certification.objects.values_list("mentor_id", "issued_at")
    return {mentor_id: str(moment.date()) for mentor_id, moment in issued}


@pytest.mark.usefixtures("demo_programme")
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.what)
def test_a_file_as_people_have_it(file, coordinator):
    before, records = everything(), on_record(file.model)
    shown = preview(coordinator, file.model, file.make())
    if file.kind == REFUSED:
        told = " ".join(message for *_, message in problems(shown)) or base_errors(shown)
        assert file.words in told
        assert everything() == before
        return
    assert ("confirm_form" in shown.context) == (file.kind == READ)
    for _ in range(2):  # the second time for another row or sheet
        if "confirm_form" not in shown.context:
            shown = match(coordinator, file.model, shown, **file.choices)
    assert file.words in " ".join(shown.context["notes"])
    assert confirm(coordinator, file.model, shown).status_code == 302
    after = on_record(file.model)
    assert {name: after[name] for name in after if after[name] != records.get(name)} == file.found


@pytest.mark.one_database
def test_the_docs_list_these_files_with_what_happens_to_each():
    assert len(FILES) >= ENOUGH
    assert {file.kind for file in FILES} == {READ, ASKED, REFUSED}
    assert table() in DOCS.read_text()
