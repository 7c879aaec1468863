from mentorcerts.lib.api.router import OptionalSlashRouter
from renewals.act_views import RenewalActViewSet
from renewals.batch import RenewalBatchViewSet
from renewals.views import RenewalViewSet

router = OptionalSlashRouter()
router.register("certification-renewals/batch", RenewalBatchViewSet, "renewal-batch")
router.register("certification-renewals", RenewalViewSet, "certification-renewal")
router.register("certification-renewals", RenewalActViewSet, "certification-renewal-act")
urlpatterns = router.urls
