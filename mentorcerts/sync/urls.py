from mentorcerts.lib.api.router import OptionalSlashRouter
from mentorcerts.sync import views

router = OptionalSlashRouter()
router.register("certification-events/compare", views.ComparisonViewSet, "comparison")
router.register("certification-events", views.EventViewSet, "event")
urlpatterns = router.urls
