from django.apps import AppConfig


class CalendarsConfig(AppConfig):
    name = "mentorcerts.calendars"
    label = "calendars"
    verbose_name = "Calendars"
