from certifications import views
from certifications.batch import CertificationBatchViewSet
from mentorcerts.lib.api.router import OptionalSlashRouter

router = OptionalSlashRouter()
router.register("certifications/expiry-job/logs", views.AutoPauseViewSet, "expiry-log")
router.register("certifications/expiry-job/run", views.ExpiryRunViewSet, "expiry-run")
router.register("certifications/batch", CertificationBatchViewSet, "certification-batch")
router.register("certifications", views.CertificationViewSet, "certification")
urlpatterns = router.urls
