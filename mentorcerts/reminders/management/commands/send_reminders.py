"""``manage.py send_reminders``: plan and send mails to mentors, for cron and operators."""

import getpass
import json
from argparse import RawDescriptionHelpFormatter
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from django.utils import timezone
from tqdm import tqdm

from certifications.job.exit_codes import (
    EXIT_DONE,
    EXIT_FAILED,
    EXIT_HELD,
    EXIT_INTERRUPTED,
    EXIT_USAGE,
)
from mentorcerts.lib import clock
from mentorcerts.lib.command_arguments import calendar_date
from mentorcerts.lib.refusals import Conflict
from mentorcerts.lib.wording import number_of
from mentorcerts.reminders.claims import due
from mentorcerts.reminders.installation import identity, may_write
from mentorcerts.reminders.models import Round
from mentorcerts.reminders.notices import plan_notices
from mentorcerts.reminders.plan import Plan, plan_reminders
from mentorcerts.reminders.send import Sent, send_all_due
from mentorcerts.reminders.services import release_held
from mentorcerts.reminders.starting import Impact, Start, impact_of_switching_on, switch_on

EXIT_CODES_IN_WORDS = f"""
exit codes:
  {EXIT_DONE}   done; outside of the hours of sending, planned
  {EXIT_FAILED}   some could not be sent, the mail server does not answer, or this installation may
      not write to mentors
  {EXIT_USAGE}   the command was called wrongly, or MENTORCERTS_REMINDERS is off
  {EXIT_HELD}   held: above the safety limit, so nothing of the round goes out before somebody
      has released it
  {EXIT_INTERRUPTED} interrupted by Ctrl-C; the next call goes on
"""
WHY_IT_STOPPED = {
    "done": "Nothing more is due.",
    "closed": "The hours of sending are over; the rest goes out when they begin.",
    "down": "The mail server does not take mails; it is tried again later.",
    "off": "Mails are off.",
}
STARTS = [start.value for start in Start]


class Command(BaseCommand):
    help = (
        "Plans the reminders that are due and the notices of pauses, and sends what may go out "
        "now. Safe to repeat, to run twice at once, and to kill."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.formatter_class = RawDescriptionHelpFormatter
        parser.epilog = EXIT_CODES_IN_WORDS
        add = parser.add_argument
        add("--dry-run", action="store_true", help="show what would be planned; write nothing")
        add(
            "--as-of",
            type=calendar_date,
            metavar="DATE",
            help="plan as on this date (YYYY-MM-DD); another than today needs --dry-run",
        )
        add(
            "--force",
            action="store_true",
            help="plan even if above the safety limit, and send what is held",
        )
        add("--json", action="store_true", help="print JSON instead of sentences")
        add(
            "--switch-on",
            choices=STARTS,
            help="the first start, or that of a server that has moved: confirm that this "
            "installation writes to mentors. quietly: what is due by now counts as done; write: "
            "it goes out. With --dry-run it shows the impact",
        )
        add(
            "--changed-ladders",
            choices=STARTS,
            default=Start.QUIETLY.value,
            help="what becomes of rungs reached already where days have been changed in the "
            "settings (default: quietly)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        today = clock.today()
        if (options["as_of"] or today) != today and not options["dry_run"]:
            raise CommandError(
                f"--as-of {options['as_of']} is not today, {today}: add --dry-run.",
                returncode=EXIT_USAGE,
            )
        try:
            if options["switch_on"]:
                self._switch_on(options)
            else:
                self._plan_and_send(options)
        except KeyboardInterrupt:
            text = "Interrupted. What was sent is on record; the next call goes on."
            raise CommandError(text, returncode=EXIT_INTERRUPTED) from None
        except DatabaseError as error:
            raise CommandError(
                f"It stopped: {error}".strip() + "\nIf tables are missing, run: manage.py migrate",
                returncode=EXIT_FAILED,
            ) from error

    # --- the start -------------------------------------------------------------------------------
    def _switch_on(self, options: dict[str, Any]) -> None:
        start, today = Start(options["switch_on"]), options["as_of"] or clock.today()
        try:
            if options["dry_run"]:
                impact = impact_of_switching_on(start=start, today=today, now=timezone.now())
            else:
                impact = switch_on(
                    start=start, today=today, now=timezone.now(), by=getpass.getuser()
                )
        except Conflict as refusal:
            raise CommandError(refusal.message, returncode=EXIT_USAGE) from None
        self._report_start(impact, options)

    def _report_start(self, impact: Impact, options: dict[str, Any]) -> None:
        plan = impact.plan.as_json()
        if options["json"]:
            counts = {"passed_over": impact.passed_over, "withdrawn": impact.withdrawn}
            told = {"installation": identity(), "dry_run": options["dry_run"], **counts}
            self.stdout.write(json.dumps(told | {"next_round": plan}))
            return
        would = "would be " if options["dry_run"] else ""
        self.stdout.write(
            f"Mails to mentors {would or 'are '}on for {identity()}: {impact.passed_over} "
            f"reminders {would}passed over, {impact.withdrawn} {would}withdrawn. The next round "
            f"would plan {impact.plan.planned} for {impact.plan.mentors} mentors"
            f"{', and be held by the safety limit' if impact.plan.held else ''}."
        )

    # --- every day -------------------------------------------------------------------------------
    def _plan_and_send(self, options: dict[str, Any]) -> None:
        now, dry_run = timezone.now(), options["dry_run"]
        released = 0
        if not dry_run:
            self._refuse_where_off()
            if options["force"]:
                released = len(release_held(by=getpass.getuser(), now=now))
        with tqdm(unit="message", disable=None, leave=False) as bar:  # shown on a terminal only
            plan = plan_reminders(
                today=options["as_of"] or clock.today(),
                now=now,
                by=getpass.getuser(),
                force=options["force"],
                dry_run=dry_run,
                write_to_changed=Start(options["changed_ladders"]) == Start.WRITE,
                on_progress=bar.update,
            )
        if dry_run:
            self._report(plan, None, None, released, as_json=options["json"])
            return
        notices = plan_notices(today=clock.today(), now=now, force=options["force"])
        total = due(now=now).count()
        with tqdm(total=total, unit="mail", disable=None, leave=False) as bar:
            sent = send_all_due(now_is=timezone.now, on_progress=bar.update)
        self._report(plan, notices, sent, released, as_json=options["json"])
        if plan.held or (notices is not None and notices.state == Round.State.HELD):
            raise SystemExit(EXIT_HELD)
        if sent.failed or sent.stopped == "down":
            raise SystemExit(EXIT_FAILED)

    def _refuse_where_off(self) -> None:
        if not settings.MENTORCERTS_REMINDERS:
            text = "Mails to mentors are off: MENTORCERTS_REMINDERS is not set."
            raise CommandError(text, returncode=EXIT_USAGE)
        if not may_write(now=timezone.now()):
            raise CommandError(
                f"This installation may not write to mentors: {identity()}. If it should, confirm "
                "it with --switch-on quietly (or write).",
                returncode=EXIT_FAILED,
            )

    def _report(
        self,
        plan: Plan,
        notices: Round | None,
        sent: Sent | None,
        released: int,
        *,
        as_json: bool,
    ) -> None:
        number = notices.messages_planned if notices is not None else 0
        if as_json:
            told = {
                "reminders": plan.as_json(),
                "notices_planned": number,
                "rounds_released": released,
                "sending": asdict(sent) if sent is not None else None,
            }
            self.stdout.write(json.dumps(told))
            return
        would = "would be " if plan.dry_run else ""
        self.stdout.write(
            f"As of {plan.day}: {plan.planned} reminders {would}planned for {plan.mentors} mentors "
            f"of {plan.of_mentors}, {plan.suppressed} {would}suppressed, {plan.started_quietly} "
            f"{would}passed over; {number} notices planned."
        )
        if released:
            self.stdout.write(f"Held until now, and released: {number_of(released, 'round')}.")
        if plan.held:
            self.stdout.write(
                "Above the safety limit: this round is held. --force overrides the limit."
            )
        if sent is not None:
            self.stdout.write(
                f"{sent.accepted} sent, {sent.judged} suppressed or put off, {sent.failed} not "
                f"taken. {WHY_IT_STOPPED[sent.stopped]}"
            )
