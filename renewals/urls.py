from mentorcerts.lib.api.router import OptionalSlashRouter
from renewals.views import RenewalViewSet

router = OptionalSlashRouter()
router.register("certification-renewals", RenewalViewSet, "certification-renewal")
urlpatterns = router.urls
