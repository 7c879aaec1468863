"""Addresses of the admin: our own pages, then Django's."""

from django.contrib import admin
from django.urls import path

from mentorcerts.pages.actions.page import action_page
from mentorcerts.pages.actions.results import result_page
from mentorcerts.pages.mentor import mentor_page
from mentorcerts.pages.own import own_page
from mentorcerts.pages.password import password_change
from mentorcerts.pages.personal_data import personal_data_export, personal_data_page
from mentorcerts.pages.tomorrow import tomorrow_page

site = admin.site
urlpatterns = [
    path("action-result/", site.admin_view(result_page), name="action-result"),
    path("mentors/<str:mentor_id>/", site.admin_view(mentor_page), name="mentor-page"),
    path(
        "mentors/<str:mentor_id>/personal-data/",
        site.admin_view(personal_data_page),
        name="personal-data",
    ),
    path(
        "mentors/<str:mentor_id>/personal-data/export/",
        site.admin_view(personal_data_export),
        name="personal-data-export",
    ),
    path("actions/<slug:name>/", site.admin_view(action_page), name="bulk-action"),
    path("own/", site.admin_view(own_page), name="own-page"),
    path("tomorrow/", site.admin_view(tomorrow_page), name="tomorrow"),
    path("password_change/", site.admin_view(password_change)),
    path("", site.urls),
]
