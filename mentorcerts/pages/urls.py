"""Addresses of the admin: our own pages, then Django's."""

from django.contrib import admin
from django.urls import path

from mentorcerts.pages import saved_lists
from mentorcerts.pages.actions.page import action_page
from mentorcerts.pages.actions.results import result_page
from mentorcerts.pages.board import board_page
from mentorcerts.pages.changes import changes_page
from mentorcerts.pages.find import find
from mentorcerts.pages.mentor import mentor_page
from mentorcerts.pages.own import own_page
from mentorcerts.pages.password import password_change
from mentorcerts.pages.password_links import PasswordForgotten, PasswordSet
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
    path("search/", site.admin_view(find)),  # before Unfold's own
    path("lists/", site.admin_view(saved_lists.saved_lists), name=saved_lists.LISTS),
    path("lists/save/", site.admin_view(saved_lists.save_page), name="save-list"),
    path("lists/counts/", site.admin_view(saved_lists.saved_list_counts), name="list-counts"),
    path("lists/<int:pk>/", site.admin_view(saved_lists.open_page), name="saved-list"),
    path("lists/<int:pk>/rename/", site.admin_view(saved_lists.rename_page), name="rename-list"),
    path("lists/<int:pk>/remove/", site.admin_view(saved_lists.remove_page), name="remove-list"),
    path("own/", site.admin_view(own_page), name="own-page"),
    path("board/", site.admin_view(board_page), name="board"),
    path("changes/", site.admin_view(changes_page), name="changes"),
    path("tomorrow/", site.admin_view(tomorrow_page), name="tomorrow"),
    path("password_change/", site.admin_view(password_change)),
    path("forgotten/", PasswordForgotten.as_view(), name="password-forgotten"),
    path("password/<str:uidb64>/<str:token>/", PasswordSet.as_view(), name="password-set"),
    path("", site.urls),
]
