from django.apps import AppConfig


class RenewalsConfig(AppConfig):
    name = "renewals"
    verbose_name = "Renewals"

    def ready(self) -> None:
        from certifications.public_ids import PublicIds
        from certifications.registry import registry
        from renewals.models import Renewal

        registry.public_ids.append(
            PublicIds(
                model=Renewal,
                like=r"renewal-\d{4,18}",
                find=lambda text: Renewal.objects.with_public_id(text.lower()),
                mentors="certification__mentor",
            )
        )
