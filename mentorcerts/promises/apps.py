from django.apps import AppConfig


class PromisesConfig(AppConfig):
    name = "mentorcerts.promises"
    label = "promises"
    verbose_name = "Promises"

    def ready(self) -> None:
        from certifications.registry import registry
        from mentorcerts.promises.services import follow_move

        registry.followers_of_moves.append(follow_move)
