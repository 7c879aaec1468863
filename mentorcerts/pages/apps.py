from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.contrib import admin
from django.contrib.admin.apps import SimpleAdminConfig
from django.contrib.admin.checks import check_admin_app, check_dependencies
from django.core import checks


class AdminWhenAsked(SimpleAdminConfig):
    """The admin, loaded with its addresses when somebody first asks for a page of it.

    With its theme, forms and spreadsheets it is a third of all there is to load: commands and the
    first answers of the API do without.
    """

    def ready(self) -> None:
        checks.register(check_dependencies, checks.Tags.admin)
        checks.register(check_loaded_admin, checks.Tags.admin)


def check_loaded_admin(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[checks.CheckMessage]:
    """``manage.py check`` looks at every page."""
    admin.autodiscover()
    return check_admin_app(app_configs, **kwargs)
