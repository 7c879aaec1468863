from django.apps import AppConfig


class SheetsConfig(AppConfig):
    name = "mentorcerts.lib.sheets"
    label = "sheets"
