"""``manage.py run_expiry_job``: the expiry job, for cron and operators."""

import json
from argparse import RawDescriptionHelpFormatter
from typing import Any, NoReturn

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from tqdm import tqdm

from certifications.change_log.publish import publish_after_run
from certifications.job.exit_codes import (
    EXIT_ALREADY_RUNNING,
    EXIT_DONE,
    EXIT_FAILED,
    EXIT_HELD,
    EXIT_INTERRUPTED,
    EXIT_USAGE,
)
from certifications.job.refusals import AlreadyRunning, Held
from certifications.job.run import expire_certifications
from certifications.models import ExpiryRun
from certifications.serializers import ExpiryRunSerializer
from mentorcerts.lib import clock
from mentorcerts.lib.command_arguments import calendar_date
from mentorcerts.lib.refusals import Refused, sentences

EXIT_CODES = f"""
exit codes:
  {EXIT_DONE}   done
  {EXIT_FAILED}   done, but some could not be paused (they are listed); or the run failed
  {EXIT_USAGE}   the command was called wrongly
  {EXIT_HELD}   held: above the safety limit, so nobody was paused; look, then repeat with --force
  {EXIT_ALREADY_RUNNING}  another run is going on
  {EXIT_INTERRUPTED} interrupted by Ctrl-C; the next run finishes the rest
"""


class Command(BaseCommand):
    help = (
        "Pauses every mentor whose certification has expired (and whose grace is over). "
        "Safe to repeat, to run twice at once, and to run again after a crash."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.formatter_class = RawDescriptionHelpFormatter
        parser.epilog = EXIT_CODES
        parser.add_argument("--dry-run", action="store_true", help="count only; pause nobody")
        parser.add_argument(
            "--as-of",
            type=calendar_date,
            metavar="DATE",
            help="judge expiry on this date (YYYY-MM-DD); one ahead of today needs --dry-run",
        )
        parser.add_argument(
            "--force", action="store_true", help="pause even if the run is above the safety limit"
        )
        parser.add_argument(
            "--json", action="store_true", help="print the API's answer instead of sentences"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        bar = tqdm(unit="mentor", disable=None, leave=False)  # shown on a terminal only
        try:
            with bar:
                run = expire_certifications(
                    today=clock.today(),
                    trigger=ExpiryRun.Trigger.COMMAND,
                    as_of=options["as_of"],
                    dry_run=options["dry_run"],
                    force=options["force"],
                    on_start=bar.reset,
                    on_progress=bar.update,
                )
        except ValidationError as error:
            raise CommandError(sentences(error), returncode=EXIT_USAGE) from None
        except Refused as refusal:
            self._refuse(refusal, as_json=options["json"])
        except KeyboardInterrupt:
            raise CommandError(
                "Interrupted. What was committed is whole; the next run finishes the rest.",
                returncode=EXIT_INTERRUPTED,
            ) from None
        except DatabaseError as error:
            raise CommandError(
                f"The run failed, and what it had committed is whole: {error}".strip()
                + "\nIf tables are missing, run: manage.py migrate",
                returncode=EXIT_FAILED,
            ) from error
        publish_after_run(run)
        self._report(run, as_json=options["json"])
        if run.failures:
            raise SystemExit(EXIT_FAILED)

    def _report(self, run: ExpiryRun, *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(ExpiryRunSerializer(run).data))
            return
        would = "would be " if run.dry_run else ""
        self.stdout.write(
            f"{run.job_run_id}{' (dry run)' if run.dry_run else ''}, as of {run.as_of}: "
            f"{run.mentors_scanned} mentors scanned, {run.expired_found} expired, "
            f"{run.auto_paused} {would}paused, {run.skipped_exempt} skipped as exempt, "
            f"{len(run.failures)} failed."
        )
        if run.dry_run and run.would_be_held:
            self.stdout.write(
                "This run is above the safety limit and would be held; --force overrides it."
            )
        for failure in run.failures:
            self.stderr.write(
                f"{failure['certification_id']} of {failure['mentor_id']}: {failure['error']}"
            )

    def _refuse(self, refusal: Refused, *, as_json: bool) -> NoReturn:
        if as_json:
            self.stdout.write(json.dumps(refusal.body()))
        codes: dict[type[Refused], int] = {Held: EXIT_HELD, AlreadyRunning: EXIT_ALREADY_RUNNING}
        code = codes.get(type(refusal), EXIT_FAILED)
        raise CommandError(sentences(refusal), returncode=code)
