from django.apps import AppConfig


class SavedListsConfig(AppConfig):
    name = "mentorcerts.saved_lists"
    label = "saved_lists"
    verbose_name = "Saved lists"
