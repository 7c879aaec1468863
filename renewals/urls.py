from mentorcerts.lib.api.router import OptionalSlashRouter
from renewals.batch import RenewalBatchViewSet
from renewals.views import RenewalViewSet

router = OptionalSlashRouter()
router.register("certification-renewals/batch", RenewalBatchViewSet, "renewal-batch")
router.register("certification-renewals", RenewalViewSet, "certification-renewal")
urlpatterns = router.urls
