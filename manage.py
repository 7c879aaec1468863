#!/usr/bin/env python
"""Django's command line."""

import os
import sys

from mentorcerts.lib.standard_error import log_what_is_printed


def main() -> None:
    log_what_is_printed()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mentorcerts.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
