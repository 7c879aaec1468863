"""Each role at each address: who gets in, and what the others get. None is forgotten: an address
of the URLconf, an action of a list or a bulk action that has no row here fails, and a row that
stands for nothing does too.

A cell has a letter for each of ``ROLES``, in their order:

``.`` in, whatever is answered then (a page, a redirect, the errors of a form); ``L`` the login;
``U`` 401; ``F`` 403; ``N`` 404; ``M`` 405.
"""

import re
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.utils import quote
from django.contrib.auth.models import Group, User
from django.db import transaction
from django.template.response import SimpleTemplateResponse
from django.test import Client, RequestFactory
from django.urls import get_resolver
from django.urls.resolvers import URLResolver
from django.utils import timezone
from django_q.models import OrmQ, Schedule, Task
from django_q.signing import SignedPackage

from certifications.models import Certification, CertificationType, Mentor
from certifications.registry import registry
from mentorcerts.access import tokens
from mentorcerts.action_log.models import ExecutedAction
from mentorcerts.models import Incident, PersonalDataEvent
from mentorcerts.pages.actions.definitions import ACTIONS as BULK_ACTIONS
from mentorcerts.promises.models import Promise
from mentorcerts.reminders.models import Text
from mentorcerts.reminders.plan import plan_reminders
from mentorcerts.saved_lists.models import SavedList
from mentorcerts.sync.models import Reader
from mentorcerts.webhooks.models import Endpoint
from renewals.models import Renewal
from statuses.models import CertificationStatus
from tests.support.dates import TODAY

ROLES = (
    "anonymous",  # not logged in; no token
    "stranger",  # a user who may not enter the admin
    "staff",  # a user who may, and has no role
    "Viewers",
    "Coordinators",
    "Administrators",
    "superuser",
)

PAGES = """
address                                                 GET      POST
/                                                       .......  .......
/admin/mentors/{}/                                      LLF....  LLF....
/admin/actions/exempt/                                  LLFF...  LLFF...
/admin/actions/end-exemption/                           LLFF...  LLFF...
/admin/actions/leave/                                   LLFF...  LLFF...
/admin/actions/address-again/                           LLFF...  LLFF...
/admin/actions/mails-off/                               LLFF...  LLFF...
/admin/actions/mails-on/                                LLFF...  LLFF...
/admin/actions/note/                                    LLFF...  LLFF...
/admin/actions/pause/                                   LLFF...  LLFF...
/admin/actions/promise/                                 LLFF...  LLFF...
/admin/actions/withdraw-promise/                        LLFF...  LLFF...
/admin/actions/remove/                                  LLFF...  LLFF...
/admin/actions/renew/                                   LLFF...  LLFF...
/admin/actions/resume/                                  LLFF...  LLFF...
/admin/actions/return/                                  LLFF...  LLFF...
/admin/actions/revoke/                                  LLFF...  LLFF...
/admin/own/                                             LLF....  LLF....
/admin/tomorrow/                                        LLF....  LLFF...
/admin/lists/                                           LL.....  LLMMMMM
/admin/lists/counts/                                    LL.....  LLMMMMM
/admin/lists/save/                                      LLF....  LLF....
/admin/lists/{}/                                        LLN....  LLMMMMM
/admin/lists/{}/rename/                                 LLNF...  LLNF...
/admin/lists/{}/remove/                                 LLNF...  LLNF...
/admin/changes/                                         LLF....  LLMMMMM
/admin/board/                                           LLF....  LLF....
/admin/action-result/                                   LLNNNNN  LLNNNNN
/admin/search/                                          LL.....  LL.....
/admin/                                                 LL.....  LL.....
/admin/login/                                           .......  .......
/admin/logout/                                          ..MMMMM  .......
/admin/forgotten/                                       .......  .......
/admin/password/{}/{}/                                  .......  .......
/admin/password_change/                                 LL.....  LL.....
/admin/password_change/done/                            LL.....  LLMMMMM
/admin/autocomplete/                                    LLF....  LLMMMMM
/admin/jsi18n/                                          LL.....  LLMMMMM
/admin/r/{}/{}/                                         LLNNNNN  LLNNNNN
/admin/certifications/certification/process_import/     LLMMMMM  LLFF...
/admin/certifications/certification/match_columns/      LLMMMMM  LLFF...
/admin/certifications/certification/template/           LLFF...  LLMMMMM
/admin/certifications/certification/left_out/           LLFF...  LLMMMMM
/admin/certifications/certification/import/             LLFF...  LLFF...
/admin/certifications/certification/export/             LLF....  LLF....
/admin/certifications/certification/{}/history/{}/      LLF....  LLFF...
/admin/certifications/certification/                    LLF....  LLF....
/admin/certifications/certification/add/                LLFF...  LLFF...
/admin/certifications/certification/{}/history/         LLF....  LLF....
/admin/certifications/certification/{}/delete/          LLFF...  LLFF...
/admin/certifications/certification/{}/remove/          LLFF...  LLFF...
/admin/certifications/certification/{}/move/            LLFF...  LLFF...
/admin/certifications/certification/{}/restore/         LLFF...  LLFF...
/admin/certifications/certification/{}/change/          LLF....  LLFF...
/admin/certifications/certification/{}/                 LL.....  LL.....
/admin/certifications/mentor/process_import/            LLMMMMM  LLFF...
/admin/certifications/mentor/match_columns/             LLMMMMM  LLFF...
/admin/certifications/mentor/template/                  LLFF...  LLMMMMM
/admin/certifications/mentor/left_out/                  LLFF...  LLMMMMM
/admin/certifications/mentor/import/                    LLFF...  LLFF...
/admin/certifications/mentor/export/                    LLF....  LLF....
/admin/certifications/mentor/{}/history/{}/             LLF....  LLFF...
/admin/certifications/mentor/                           LLF....  LLF....
/admin/certifications/mentor/add/                       LLFF...  LLFF...
/admin/certifications/mentor/{}/history/                LLF....  LLF....
/admin/certifications/mentor/{}/delete/                 LLFFFFF  LLFFFFF
/admin/certifications/mentor/{}/change/                 LLF....  LLFF...
/admin/certifications/mentor/{}/                        LL.....  LL.....
/admin/certifications/certificationtype/{}/history/{}/  LLF....  LLFF...
/admin/certifications/certificationtype/                LLF....  LLF....
/admin/certifications/certificationtype/export/         LLF....  LLF....
/admin/certifications/certificationtype/add/            LLFF...  LLFF...
/admin/certifications/certificationtype/{}/history/     LLF....  LLF....
/admin/certifications/certificationtype/{}/delete/      LLFFFFF  LLFFFFF
/admin/certifications/certificationtype/{}/change/      LLF....  LLFF...
/admin/certifications/certificationtype/{}/             LL.....  LL.....
/admin/certifications/expiryrun/run/                    LLFF...  LLFF...
/admin/certifications/expiryrun/{}/undo/                LLFF...  LLFF...
/admin/certifications/expiryrun/                        LLF....  LLF....
/admin/certifications/expiryrun/export/                 LLF....  LLF....
/admin/certifications/expiryrun/add/                    LLFFFFF  LLFFFFF
/admin/certifications/expiryrun/{}/history/             LLF....  LLF....
/admin/certifications/expiryrun/{}/delete/              LLFFFFF  LLFFFFF
/admin/certifications/expiryrun/{}/change/              LLF....  LLFFFFF
/admin/certifications/expiryrun/{}/                     LL.....  LL.....
/admin/certifications/autopause/{}/undo/                LLFF...  LLFF...
/admin/certifications/autopause/                        LLF....  LLF....
/admin/certifications/autopause/export/                 LLF....  LLF....
/admin/certifications/autopause/add/                    LLFFFFF  LLFFFFF
/admin/certifications/autopause/{}/history/             LLF....  LLF....
/admin/certifications/autopause/{}/delete/              LLFFFFF  LLFFFFF
/admin/certifications/autopause/{}/change/              LLF....  LLFFFFF
/admin/certifications/autopause/{}/                     LL.....  LL.....
/admin/statuses/certificationstatus/export/             LLF....  LLF....
/admin/statuses/certificationstatus/                    LLF....  LLF....
/admin/statuses/certificationstatus/add/                LLFFFFF  LLFFFFF
/admin/statuses/certificationstatus/{}/history/         LLF....  LLF....
/admin/statuses/certificationstatus/{}/delete/          LLFFFFF  LLFFFFF
/admin/statuses/certificationstatus/{}/change/          LL.....  LLFFFFF
/admin/statuses/certificationstatus/{}/                 LL.....  LL.....
/admin/renewals/renewal/process_import/                 LLMMMMM  LLFF...
/admin/renewals/renewal/match_columns/                  LLMMMMM  LLFF...
/admin/renewals/renewal/template/                       LLFF...  LLMMMMM
/admin/renewals/renewal/left_out/                       LLFF...  LLMMMMM
/admin/renewals/renewal/import/                         LLFF...  LLFF...
/admin/renewals/renewal/export/                         LLF....  LLF....
/admin/renewals/renewal/{}/history/{}/                  LLF....  LLFF...
/admin/renewals/renewal/                                LLF....  LLF....
/admin/renewals/renewal/add/                            LLFF...  LLFF...
/admin/renewals/renewal/{}/history/                     LLF....  LLF....
/admin/renewals/renewal/{}/delete/                      LLFF...  LLFF...
/admin/renewals/renewal/{}/remove/                      LLFF...  LLFF...
/admin/renewals/renewal/{}/restore/                     LLFF...  LLFF...
/admin/renewals/renewal/{}/change/                      LLF....  LLFF...
/admin/renewals/renewal/{}/                             LL.....  LL.....
/admin/django_q/success/                                LLFFF..  LLFFF..
/admin/django_q/success/add/                            LLFFFFF  LLFFFFF
/admin/django_q/success/{}/history/                     LLFFF..  LLFFF..
/admin/django_q/success/{}/delete/                      LLFFF..  LLFFF..
/admin/django_q/success/{}/change/                      LLFFF..  LLFFF..
/admin/django_q/success/{}/                             LL.....  LL.....
/admin/django_q/failure/                                LLFFF..  LLFFF..
/admin/django_q/failure/add/                            LLFFFFF  LLFFFFF
/admin/django_q/failure/{}/history/                     LLFFF..  LLFFF..
/admin/django_q/failure/{}/delete/                      LLFFF..  LLFFF..
/admin/django_q/failure/{}/change/                      LLFFF..  LLFFF..
/admin/django_q/failure/{}/                             LL.....  LL.....
/admin/django_q/ormq/                                   LLFFF..  LLFFF..
/admin/django_q/ormq/add/                               LLFFFFF  LLFFFFF
/admin/django_q/ormq/{}/history/                        LLFFF..  LLFFF..
/admin/django_q/ormq/{}/delete/                         LLFFF..  LLFFF..
/admin/django_q/ormq/{}/change/                         LLFFF..  LLFFFFF
/admin/django_q/ormq/{}/                                LL.....  LL.....
/admin/auth/group/                                      LLFFF..  LLFFF..
/admin/auth/group/add/                                  LLFFF..  LLFFF..
/admin/auth/group/{}/history/                           LLFFF..  LLFFF..
/admin/auth/group/{}/delete/                            LLFFF..  LLFFF..
/admin/auth/group/{}/change/                            LLFFF..  LLFFF..
/admin/auth/group/{}/                                   LL.....  LL.....
/admin/knox/authtoken/                                  LLFFF..  LLFFF..
/admin/knox/authtoken/add/                              LLFFF..  LLFFF..
/admin/knox/authtoken/{}/history/                       LLFFF..  LLFFF..
/admin/knox/authtoken/{}/delete/                        LLFFF..  LLFFF..
/admin/knox/authtoken/{}/change/                        LLFFF..  LLFFFFF
/admin/knox/authtoken/{}/                               LL.....  LL.....
/admin/axes/accessattempt/                              LLFFF..  LLFFF..
/admin/axes/accessattempt/add/                          LLFFFFF  LLFFFFF
/admin/axes/accessattempt/{}/history/                   LLFFF..  LLFFF..
/admin/axes/accessattempt/{}/delete/                    LLFFF..  LLFFF..
/admin/axes/accessattempt/{}/change/                    LLFFF..  LLFFFFF
/admin/axes/accessattempt/{}/                           LL.....  LL.....
/admin/django_q/schedule/                               LLFFF..  LLFFF..
/admin/django_q/schedule/add/                           LLFFFF.  LLFFFF.
/admin/django_q/schedule/{}/history/                    LLFFF..  LLFFF..
/admin/django_q/schedule/{}/delete/                     LLFFF..  LLFFF..
/admin/django_q/schedule/{}/change/                     LLFFF..  LLFFF..
/admin/django_q/schedule/{}/                            LL.....  LL.....
/admin/auth/user/{}/link/                               LLFFF..  LLFFF..
/admin/auth/user/{}/advanced/                           LLFFFF.  LLFFFF.
/admin/auth/user/{}/password/                           LLFFF..  LLFFF..
/admin/auth/user/                                       LLFFF..  LLFFF..
/admin/auth/user/export/                                LLFFF..  LLFFF..
/admin/auth/user/add/                                   LLFFF..  LLFFF..
/admin/auth/user/{}/history/                            LLFFF..  LLFFF..
/admin/auth/user/{}/delete/                             LLFFF..  LLFFF..
/admin/auth/user/{}/change/                             LLFFF..  LLFFF..
/admin/auth/user/{}/                                    LL.....  LL.....
/admin/auth/                                            LLNNN..  LLNNN..
/admin/axes/                                            LLNNN..  LLNNN..
/admin/certifications/                                  LLN....  LLN....
/admin/django_q/                                        LLNNN..  LLNNN..
/admin/knox/                                            LLNNN..  LLNNN..
/admin/renewals/                                        LLN....  LLN....
/admin/statuses/                                        LLN....  LLN....
/admin/{}                                               LLNNNNN  LLNNNNN
/admin/mentorcerts/                                     LLNNN..  LLNNN..
/admin/mentors/{}/personal-data/                        LLFFF..  LLFFF..
/admin/mentors/{}/personal-data/export/                 LLMMMMM  LLFFF..
/admin/mentorcerts/auditevent/                          LLFFF..  LLFFF..
/admin/mentorcerts/auditevent/export/                   LLFFF..  LLFFF..
/admin/mentorcerts/auditevent/add/                      LLFFFFF  LLFFFFF
/admin/mentorcerts/auditevent/{}/history/               LLFFF..  LLFFF..
/admin/mentorcerts/auditevent/{}/delete/                LLFFFFF  LLFFFFF
/admin/mentorcerts/auditevent/{}/change/                LLFFF..  LLFFFFF
/admin/mentorcerts/auditevent/{}/                       LL.....  LL.....
/admin/mentorcerts/incident/                            LLFFF..  LLFFF..
/admin/mentorcerts/incident/add/                        LLFFFFF  LLFFFFF
/admin/mentorcerts/incident/{}/history/                 LLFFF..  LLFFF..
/admin/mentorcerts/incident/{}/delete/                  LLFFFFF  LLFFFFF
/admin/mentorcerts/incident/{}/change/                  LLFFF..  LLFFFFF
/admin/mentorcerts/incident/{}/                         LL.....  LL.....
/admin/mentorcerts/personaldataevent/                   LLFFF..  LLFFF..
/admin/mentorcerts/personaldataevent/export/            LLFFF..  LLFFF..
/admin/mentorcerts/personaldataevent/add/               LLFFFFF  LLFFFFF
/admin/mentorcerts/personaldataevent/{}/history/        LLFFF..  LLFFF..
/admin/mentorcerts/personaldataevent/{}/delete/         LLFFFFF  LLFFFFF
/admin/mentorcerts/personaldataevent/{}/change/         LLFFF..  LLFFFFF
/admin/mentorcerts/personaldataevent/{}/                LL.....  LL.....
/admin/action_log/                                      LLN....  LLN....
/admin/action_log/executedaction/                       LLF....  LLF....
/admin/action_log/executedaction/export/                LLF....  LLF....
/admin/action_log/executedaction/add/                   LLFFFFF  LLFFFFF
/admin/action_log/executedaction/{}/history/            LLF....  LLF....
/admin/action_log/executedaction/{}/delete/             LLFFFFF  LLFFFFF
/admin/action_log/executedaction/{}/undo/               LLFF...  LLFF...
/admin/action_log/executedaction/{}/change/             LLF....  LLFFFFF
/admin/action_log/executedaction/{}/                    LL.....  LL.....
/admin/promises/                                        LLN....  LLN....
/admin/promises/promise/                                LLF....  LLF....
/admin/promises/promise/export/                         LLF....  LLF....
/admin/promises/promise/add/                            LLFFFFF  LLFFFFF
/admin/promises/promise/{}/history/                     LLF....  LLF....
/admin/promises/promise/{}/delete/                      LLFFFFF  LLFFFFF
/admin/promises/promise/{}/change/                      LLF....  LLFFFFF
/admin/promises/promise/{}/                             LL.....  LL.....
/admin/sync/                                            LLNN...  LLNN...
/admin/sync/reader/                                     LLFF...  LLFF...
/admin/sync/reader/add/                                 LLFFFFF  LLFFFFF
/admin/sync/reader/{}/history/                          LLFF...  LLFF...
/admin/sync/reader/{}/delete/                           LLFFFFF  LLFFFFF
/admin/sync/reader/{}/change/                           LLFF...  LLFFFFF
/admin/sync/reader/{}/                                  LL.....  LL.....
/admin/reminders/                                       LLN....  LLN....
/admin/reminders/message/                               LLF....  LLF....
/admin/reminders/message/export/                        LLF....  LLF....
/admin/reminders/message/add/                           LLFFFFF  LLFFFFF
/admin/reminders/message/{}/history/                    LLF....  LLF....
/admin/reminders/message/{}/delete/                     LLFFFFF  LLFFFFF
/admin/reminders/message/{}/change/                     LLF....  LLFFFFF
/admin/reminders/message/{}/again/                      LLFF...  LLFF...
/admin/reminders/round/                                 LLF....  LLF....
/admin/reminders/round/export/                          LLF....  LLF....
/admin/reminders/round/day/                             LLF....  LLF....
/admin/reminders/round/cannot-be-reached/               LLF....  LLF....
/admin/reminders/round/switch-on/                       LLFF...  LLFF...
/admin/reminders/round/add/                             LLFFFFF  LLFFFFF
/admin/reminders/round/{}/history/                      LLF....  LLF....
/admin/reminders/round/{}/delete/                       LLFFFFF  LLFFFFF
/admin/reminders/round/{}/change/                       LLF....  LLFFFFF
/admin/reminders/round/{}/decide/                       LLFF...  LLFF...
/admin/reminders/round/{}/                              LL.....  LL.....
/admin/reminders/text/                                  LLF....  LLF....
/admin/reminders/text/add/                              LLFF...  LLFF...
/admin/reminders/text/{}/history/                       LLF....  LLF....
/admin/reminders/text/{}/delete/                        LLFFFFF  LLFFFFF
/admin/reminders/text/{}/change/                        LLF....  LLFF...
/admin/reminders/text/{}/sample/                        LLFF...  LLFF...
/admin/reminders/text/{}/reset/                         LLFF...  LLFF...
/admin/reminders/text/{}/                               LL.....  LL.....
/admin/reminders/message/{}/                            LL.....  LL.....
/admin/webhooks/                                        LLNNN..  LLNNN..
/admin/webhooks/endpoint/                               LLFFF..  LLFFF..
/admin/webhooks/endpoint/add/                           LLFFF..  LLFFF..
/admin/webhooks/endpoint/{}/history/                    LLFFF..  LLFFF..
/admin/webhooks/endpoint/{}/delete/                     LLFFF..  LLFFF..
/admin/webhooks/endpoint/{}/change/                     LLFFF..  LLFFF..
/admin/webhooks/endpoint/{}/test/                       LLFFF..  LLFFF..
/admin/webhooks/endpoint/{}/tonight/                    LLFFF..  LLFFF..
/admin/webhooks/endpoint/{}/again/                      LLFFF..  LLFFF..
/admin/webhooks/endpoint/{}/skipped/                    LLFFF..  LLFFF..
/admin/webhooks/endpoint/{}/secret/                     LLFFF..  LLFFF..
/admin/webhooks/endpoint/{}/rotate/                     LLFFF..  LLFFF..
/admin/webhooks/endpoint/{}/switch/                     LLFFF..  LLFFF..
/admin/webhooks/endpoint/{}/                            LL.....  LL.....
/calendar/{}.ics                                        NNNNNNN  MMMMMMM
/healthz                                                .......  MMMMMMM
/readyz                                                 .......  MMMMMMM
/metrics                                                NNNNNNN  MMMMMMM
/api/schema/                                            U......  UMMMMMM
/api/docs/                                              U......  UMMMMMM
/api/schema                                             U......  UMMMMMM
/api/docs                                               U......  UMMMMMM
"""

ENDPOINTS = """
address                                         GET      POST     PUT      PATCH    DELETE
/api/v1/certifications/expiry-job/logs/         UFF....  UMMMMMM  UMMMMMM  UMMMMMM  UMMMMMM
/api/v1/certifications/expiry-job/run/          UMMMMMM  UFFF...  UMMMMMM  UMMMMMM  UMMMMMM
/api/v1/certifications/                         UFF....  UFFF...  UMMMMMM  UMMMMMM  UMMMMMM
/api/v1/certifications/{}/                      UFF....  UMMMMMM  UFFF...  UFFF...  UFFF...
/api/v1/certification-events/                   UFF....  UMMMMMM  UMMMMMM  UMMMMMM  UMMMMMM
/api/v1/certification-events/compare/           UFF....  UFF....  UMMMMMM  UMMMMMM  UMMMMMM
/api/v1/certification-statuses/                 UFF....  UFFF...  UMMMMMM  UMMMMMM  UMMMMMM
/api/v1/certification-statuses/{}/              UFF....  UMMMMMM  UFFF...  UFFF...  UFFF...
/api/v1/certification-statuses/{}/explanation/  UFF....  UMMMMMM  UMMMMMM  UMMMMMM  UMMMMMM
/api/v1/certification-renewals/                 UFF....  UFFF...  UMMMMMM  UMMMMMM  UMMMMMM
/api/v1/certification-renewals/{}/              UFF....  UMMMMMM  UFFF...  UFFF...  UFFF...
"""

LISTED = """
action                                                  offered
certifications.certification:delete_selected            -------
certifications.certification:remove_selected            ----...
certifications.certification:restore_selected           ----...
certifications.mentor:delete_selected                   -------
certifications.certificationtype:delete_selected        -------
certifications.expiryrun:delete_selected                -------
certifications.autopause:delete_selected                -------
statuses.certificationstatus:delete_selected            -------
statuses.certificationstatus:renew                      ----...
statuses.certificationstatus:exempt                     ----...
statuses.certificationstatus:end-exemption              ----...
statuses.certificationstatus:promise                    ----...
statuses.certificationstatus:withdraw-promise           ----...
statuses.certificationstatus:pause                      ----...
statuses.certificationstatus:resume                     ----...
statuses.certificationstatus:revoke                     ----...
statuses.certificationstatus:leave                      ----...
statuses.certificationstatus:return                     ----...
statuses.certificationstatus:address-again              ----...
statuses.certificationstatus:mails-off                  ----...
statuses.certificationstatus:mails-on                   ----...
statuses.certificationstatus:note                       ----...
statuses.certificationstatus:remove                     ----...
renewals.renewal:delete_selected                        -------
renewals.renewal:remove_selected                        ----...
renewals.renewal:restore_selected                       ----...
django_q.success:delete_selected                        -----..
django_q.success:resubmit_task                          -----..
django_q.failure:delete_selected                        -----..
django_q.failure:resubmit_task                          -----..
django_q.ormq:delete_selected                           -----..
auth.group:delete_selected                              -----..
knox.authtoken:delete_selected                          -----..
axes.accessattempt:delete_selected                      -------
axes.accessattempt:unlock                               -----..
django_q.schedule:delete_selected                       -----..
auth.user:delete_selected                               -----..
mentorcerts.incident:delete_selected                    -------
mentorcerts.auditevent:delete_selected                  -------
mentorcerts.personaldataevent:delete_selected           -------
reminders.message:delete_selected                       -------
reminders.round:delete_selected                         -------
reminders.text:delete_selected                          -------
action_log.executedaction:delete_selected               -------
promises.promise:delete_selected                        -------
sync.reader:delete_selected                             -------
webhooks.endpoint:delete_selected                       -----..
"""
"""Which actions a list offers: ``.`` yes, ``-`` no."""

SEVERAL = {
    "/admin/actions/{}/": sorted(BULK_ACTIONS),
    "/admin/{}/": [
        "auth",
        "axes",
        "certifications",
        "django_q",
        "knox",
        "mentorcerts",
        "reminders",
        "action_log",
        "promises",
        "renewals",
        "statuses",
        "sync",
        "webhooks",
    ],
}
"""Addresses that stand for several pages, with a row each."""


def rows(table: str) -> dict[str, dict[str, str]]:
    """``{address: {column: cell}}``."""
    head, *lines = [line.split() for line in table.strip().splitlines()]
    assert len({line[0] for line in lines}) == len(lines), "a row stands there twice"
    return {line[0]: dict(zip(head[1:], line[1:], strict=True)) for line in lines}


# --- what there is --------------------------------------------------------------------------
def addresses(resolver: URLResolver, before: str = "/") -> Iterator[str]:
    """Each of the URLconf, with ``{}`` for what is named in it."""
    for pattern in resolver.url_patterns:
        here = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern, here)
        else:
            here = re.sub(r"<[^/]*>|\((?:\?P<\w+>)?[^()]*\)", "{}", here.replace("/?$", "/"))
            here = re.sub(r"[\^$]", "", here)
            yield from (here.replace("{}", name) for name in SEVERAL.get(here, ["{}"]))


def short(address: str) -> str:
    """An endpoint's address without the base path that the contracts print before it."""
    return re.sub(r"^/api/v1/[\w-]+(?=/api/v1/)", "", address)


def actions() -> Iterator[tuple[str, str]]:
    """Each action on the records of a list: the model's label, and the action's name."""
    for model, page in admin.site._registry.items():
        for _function, name, _description in page._get_base_actions():
            yield model._meta.label_lower, name
    for action in registry.selection_actions:
        yield CertificationStatus._meta.label_lower, action.name


def test_every_address_and_every_action_has_its_row():
    there = {short(address) for address in addresses(get_resolver())}
    there |= {f"{label}:{name}" for label, name in actions()}
    known = {*rows(PAGES), *rows(ENDPOINTS), *rows(LISTED)}
    assert sorted(there - known) == [], "without a row"
    assert sorted(known - there) == [], "a row for nothing"


# --- who comes, and to what -------------------------------------------------------------------
@pytest.fixture
def programme(demo_programme: None, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A record of every kind. Pages are not drawn: the matrix asks who gets in."""
    monkeypatch.setattr(SimpleTemplateResponse, "rendered_content", "")
    settings.MENTORCERTS_API_ACCESS = "authenticated"
    now = timezone.now()
    for success in (True, False):
        Task.objects.create(
            id=f"task-{success}", name="t", func="f", success=success, started=now, stopped=now
        )
    Schedule.objects.create(name="Ours", func="f", schedule_type="C", cron="0 1 * * *")
    OrmQ.objects.create(key="mentorcerts", payload=SignedPackage.dumps({"id": "1", "name": "t"}))
    for model in (Mentor, CertificationType):
        model.objects.order_by("pk")[0].save()  # a first line of history
    AccessAttempt.objects.create(username="eve", ip_address="192.0.2.1", failures_since_start=1)
    tokens.create_token(owner=User.objects.create_user("subject"))
    Endpoint.objects.create(name="Matching app", url="https://receiver.example/hook")
    Incident.objects.create(kind="held", title="A run was held")
    Reader.objects.create(name="matching app")
    plan_reminders(today=TODAY, now=timezone.now())
    Text.objects.create(kind="paused", subject="A note", body="Hello {name}")
    held = Certification.objects.live().get(certification_id="cert_03PQ7SY1")
    Promise.objects.create(
        mentor=held.mentor, certification=held, expires_on=TODAY, day=TODAY, note="Course"
    )
    ExecutedAction.objects.create(name="pause", title="Pause by hand", by="kim", done=1)
    SavedList.objects.create(
        name="For all",
        list="statuses.certificationstatus",
        query="paused=yes",
        made_by="kim",
    )
    PersonalDataEvent.objects.create(
        what="exported", mentor_id="mentor-1", by="kim", source="admin"
    )


def user(role: str) -> User | None:
    if role == "anonymous":
        return None
    found = User.objects.create_user(
        f"the-{role}", is_staff=role != "stranger", is_superuser=role == "superuser"
    )
    if role in ("Viewers", "Coordinators", "Administrators"):
        found.groups.add(Group.objects.get(name=role))
    return found


def filled(address: str) -> str:
    """A path at this address, of records that there are."""
    certification = Certification.objects.live().get(certification_id="cert_03PQ7SY1")
    named: dict[str, list[Any]] = {
        "/admin/mentors/": [certification.mentor_id],
        "/admin/r/": [1, 1],
        "/admin/lists/": [SavedList.objects.get().pk],
        "/admin/password/": ["x", "y"],
        "/admin/{}": ["nothing"],
        "/calendar/": ["unknown"],
        "/api/v1/certifications/": [certification.certification_id],
        "/api/v1/certification-statuses/": [certification.mentor_id],
        "/api/v1/certification-renewals/": [Renewal.objects.live()[0].renewal_id],
    }
    if address.startswith("/admin/actions/"):
        return f"{address}?mentor={certification.mentor_id}"
    if address == "/admin/lists/save/":
        return f"{address}?list=statuses.certificationstatus&query=paused%3Dyes"
    if address == "/admin/autocomplete/":
        return f"{address}?app_label=renewals&model_name=renewal&field_name=certification"
    if page := re.match(r"/admin/(\w+)/(\w+)/\{\}", address):
        record = apps.get_model(*page.groups())._default_manager.order_by("pk").first()
        assert record is not None, f"the programme needs a record for {address}"
        if address.endswith("/history/{}/"):
            return address.format(record.pk, record.history.first().pk)
        return address.format(quote(record.pk))
    [names] = (
        [names for start, names in named.items() if short(address).startswith(start)]
        if "{}" in address
        else [[]]
    )
    return address.format(*names)


def letter(answer: Any) -> str:
    if answer.status_code in (301, 302) and "/login/" in answer["Location"]:
        return "L"
    assert answer.status_code != 500, answer
    return {401: "U", 403: "F", 404: "N", 405: "M"}.get(answer.status_code, ".")


def cell(client: Client, method: str, address: str, kind: str) -> str:
    """What comes of one request, of which nothing stays, also not that somebody logged out."""
    cookies = deepcopy(client.cookies)
    with transaction.atomic():
        answer = client.generic(method, filled(address), "{}", content_type=kind)
        if answer.streaming:
            answer.getvalue()  # to its end, and its file is closed
        transaction.set_rollback(True)
    client.cookies = cookies
    return letter(answer)


def differing(table: str, which: int, client: Client, kind: str) -> dict[str, str]:
    """Where the role with this number gets something else than its row says."""
    known = rows(table)
    return {
        f"{method} {address}": f"{wanted[which]} expected, {got} got"
        for address in addresses(get_resolver())
        for method, wanted in known.get(short(address), {}).items()
        if (got := cell(client, method, address, kind)) != wanted[which]
    }


def with_token(who: User | None) -> Client:
    token = "" if who is None else tokens.create_token(owner=who)[1]
    return Client(headers={"authorization": f"Token {token}"} if token else {})


@pytest.mark.one_database
@pytest.mark.slow
@pytest.mark.parametrize("role", ROLES)
@pytest.mark.usefixtures("programme")
def test_who_gets_in(role):
    which, who, browser = ROLES.index(role), user(role), Client()
    if who is not None:
        browser.force_login(who)
    form = "application/x-www-form-urlencoded"
    assert differing(PAGES, which, browser, form) == {}
    assert differing(ENDPOINTS, which, with_token(who), "application/json") == {}


@pytest.mark.one_database
@pytest.mark.slow
@pytest.mark.parametrize("mode", ["public", "read-only"])
@pytest.mark.usefixtures("programme")
def test_endpoints_that_are_open_are_open_to_all_and_no_others_are(mode, settings):
    settings.MENTORCERTS_API_ACCESS = mode
    for role in ("anonymous", "staff", "Viewers"):
        client, which = with_token(user(role)), ROLES.index(role)
        for address, cells in rows(ENDPOINTS).items():
            for method, wanted in cells.items():
                there = "M" if "M" in wanted else "."
                expected = there if mode == "public" or method == "GET" else wanted[which]
                got = cell(client, method, address, "application/json")
                assert got == expected, (role, method, address)


@pytest.mark.usefixtures("programme")
def test_which_actions_a_list_offers():
    table = rows(LISTED)
    for which, role in enumerate(ROLES[2:], 2):  # the first two see no list, as the pages say
        request = RequestFactory().get("/")
        request.user = user(role)
        offered = {
            f"{model._meta.label_lower}:{name}"
            for model, page in admin.site._registry.items()
            for name in page.get_actions(request)
        }
        assert offered == {name for name in table if table[name]["offered"][which] == "."}, role
