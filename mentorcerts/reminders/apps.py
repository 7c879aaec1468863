from django.apps import AppConfig


class RemindersConfig(AppConfig):
    name = "mentorcerts.reminders"
    label = "reminders"
    verbose_name = "Mails to mentors"

    def ready(self) -> None:
        from certifications.registry import registry
        from mentorcerts.reminders.moved import follow_move
        from mentorcerts.reminders.starting import SavedWithRules

        registry.ladder_changes = SavedWithRules()
        registry.followers_of_moves.append(follow_move)
