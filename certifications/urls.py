from certifications import run_views, views
from mentorcerts.lib.api.router import OptionalSlashRouter

router = OptionalSlashRouter()
router.register("certifications/expiry-job/logs", views.AutoPauseViewSet, "expiry-log")
router.register("certifications/expiry-job/runs", run_views.ExpiryRunRecordViewSet, "expiry-runs")
router.register("certifications/expiry-job/run", views.ExpiryRunViewSet, "expiry-run")
router.register("certifications", views.CertificationViewSet, "certification")
urlpatterns = router.urls
