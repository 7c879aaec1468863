from mentorcerts.lib.api.router import OptionalSlashRouter
from statuses.views import CertificationStatusViewSet

router = OptionalSlashRouter()
router.register("certification-statuses", CertificationStatusViewSet, "certification-status")
urlpatterns = router.urls
