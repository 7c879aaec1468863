"""Changing one's own password: guesses of the old one count like guesses at the login."""

from axes.helpers import get_lockout_response
from django.contrib import admin
from django.contrib.auth import authenticate
from django.http import HttpRequest
from django.http.response import HttpResponseBase


def password_change(request: HttpRequest) -> HttpResponseBase:
    """The admin's page. Too many wrong old passwords lock the name, and the answer is 429."""
    if request.method == "POST" and (old := request.POST.get("old_password")):
        # The backends look whether the name is locked, and count the failure if it is wrong.
        whose = {"username": request.user.get_username()}
        authenticate(request, **whose, password=old)
        if getattr(request, "axes_locked_out", False):
            locked: HttpResponseBase = get_lockout_response(request, whose)
            return locked
    return admin.site.password_change(request)
