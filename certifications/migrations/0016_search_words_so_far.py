"""The words of the mentors that there are; the trigram indexes, which nothing asks now, go.

A thousand mentors at a time, each batch under its own locks, so that a colleague's change waits for
a moment at most. Can be run again after it was killed: words that are there stay. The extension
pg_trgm stays as well, as somebody else may use it by now.

What the version before writes while both run has no words: ``manage.py check_search --repair``.
"""

from typing import Any

from django.db import migrations, transaction

from mentorcerts.lib.folding import words_of
from mentorcerts.lib.insert_select import insert_texts
from mentorcerts.lib.lock_timeout import lock_timeout

AT_A_TIME = 1000
TRIGRAM_INDEXES = ("mentor_mentor_id_search", "mentor_name_search", "mentor_email_search")


def fill(apps: Any, schema_editor: Any) -> None:
    Mentor = apps.get_model("certifications", "Mentor")
    SearchWord = apps.get_model("certifications", "SearchWord")
    mentors = Mentor.objects.order_by("pk").select_for_update(no_key=True)
    last = ""
    while True:
        with transaction.atomic():
            some = mentors.filter(pk__gt=last).values_list("pk", "name", "email")[:AT_A_TIME]
            if not (called := list(some)):
                return
            rows = [(word, each[0]) for each in called for word in sorted(_words(*each))]
            insert_texts(SearchWord, ["word", "mentor_id"], rows, ignore_conflicts=True)
            last = called[-1][0]


def _words(mentor_id: str, name: str, email: str) -> set[str]:
    domain = email.rpartition(".")[2]
    return words_of(mentor_id, name) | (words_of(email) - words_of(domain))


def tidy_up(apps: Any, schema_editor: Any) -> None:
    """Count the new table's rows for the planner, and drop the indexes without blocking anybody."""
    if schema_editor.connection.vendor != "postgresql":
        return
    schema_editor.execute("ANALYZE certifications_searchword")
    with lock_timeout(schema_editor.connection, "0"):
        for name in TRIGRAM_INDEXES:
            schema_editor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("certifications", "0015_search_words")]
    operations = [
        migrations.RunPython(fill),
        migrations.RunPython(tidy_up),
    ]
