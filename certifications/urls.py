from certifications import act_views, run_views, type_views, views
from certifications.batch import CertificationBatchViewSet
from mentorcerts.lib.api.router import OptionalSlashRouter

router = OptionalSlashRouter()
router.register("certifications/expiry-job/logs", views.AutoPauseViewSet, "expiry-log")
router.register("certifications/expiry-job/runs", run_views.ExpiryRunRecordViewSet, "expiry-runs")
router.register("certifications/expiry-job/run", views.ExpiryRunViewSet, "expiry-run")
router.register("certifications/batch", CertificationBatchViewSet, "certification-batch")
router.register("certifications", views.CertificationViewSet, "certification")
router.register("certifications", act_views.CertificationActViewSet, "certification-act")
router.register("certification-types", type_views.CertificationTypeViewSet, "certification-type")
urlpatterns = router.urls
