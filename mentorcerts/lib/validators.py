"""Validators that models, serializers and filters share."""

from django.core.validators import RegexValidator

from mentorcerts.lib.identifiers import IDENTIFIER

identifier = RegexValidator(
    f"^{IDENTIFIER.pattern}\\Z",
    "Use 1 to 64 letters, digits, or the signs _ . : - and nothing else. "
    "One or two dots alone are no id.",
)
