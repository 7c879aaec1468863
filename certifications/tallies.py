"""How many records there are, kept by the database itself: exact, and cheap at any size.

Triggers (migrations ``0007_tallies``, and the renewals' own) add every insert, change and
removal to a row of this table, in the transaction that makes it. So a sum over a few thousand
rows here is what ``COUNT(*)`` over millions would say in the same snapshot.

A writer takes a row for its key that nobody holds, or makes another one: nobody waits for
anybody, and a key has at most as many rows as it had writers at one moment.
"""

from typing import Self

from django.db import models
from django.db.models import Subquery, Sum
from django.db.models.functions import Coalesce

from certifications.querysets import CertificationQuerySet


class TallyQuerySet(CertificationQuerySet):
    """The rule's own filters work here: the columns have the names that a certification has."""

    def of(self, what: str) -> Self:
        """The rows of one kind of record."""
        return self.filter(what=what)

    def as_column(self) -> Coalesce:
        """``total``, to be read along with something else."""
        total = self.order_by().values("what").annotate(total=Sum("n")).values("total")
        return Coalesce(Subquery(total), 0)

    def total(self) -> int:
        """How many live records these rows stand for."""
        return int(self.aggregate(total=Sum("n", default=0))["total"])


class Tally(models.Model):
    """``n`` live records of a kind; of certifications, those that agree in what follows."""

    CERTIFICATION, PAUSE, RENEWAL = "certification", "pause", "renewal"

    what = models.CharField(max_length=16)
    certification_type_id = models.CharField(max_length=64, null=True)
    expires_at = models.DateTimeField(null=True, help_text="Midnight UTC of the expiry date.")
    revoked_at = models.DateTimeField(null=True, help_text="1970-01-01 where revoked, else none.")
    is_current = models.BooleanField(default=False)
    n = models.BigIntegerField()

    objects = TallyQuerySet.as_manager()

    class Meta:
        app_label = "certifications"
        default_permissions = ()  # the database keeps it: nobody sees or edits it
        indexes = [
            models.Index(fields=["what", "expires_at", "certification_type_id"], name="tally_key"),
        ]
