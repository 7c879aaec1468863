from mentorcerts.lib.api.router import OptionalSlashRouter
from statuses.mentor_views import MentorViewSet
from statuses.views import CertificationStatusViewSet

router = OptionalSlashRouter()
router.register("certification-statuses", CertificationStatusViewSet, "certification-status")
router.register("mentors", MentorViewSet, "mentor")
urlpatterns = router.urls
