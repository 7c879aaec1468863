"""The policies let our pages work, and nothing else. Every browser test minds the console too."""

import pytest
from django.contrib import admin
from django.urls import reverse

from mentorcerts.access.middleware import ADMIN, STRICT


@pytest.fixture
def administrator(visit):
    return visit("Administrators")


def open_page(visitor, path: str):
    answer = visitor.page.goto(visitor.base + path, wait_until="load")
    assert answer.status == 200, path
    return answer


def test_no_page_of_the_admin_breaks_its_policy(administrator):
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        answer = open_page(administrator, reverse(f"{name}_changelist"))
        assert answer.headers["content-security-policy"] == ADMIN
        if record := model._default_manager.first():
            open_page(administrator, reverse(f"{name}_change", args=[record.pk]))
    for form in ("auth_user_add", "knox_authtoken_add", "certifications_certification_add"):
        open_page(administrator, reverse(f"admin:{form}"))
    assert administrator.troubles == []


def test_the_docs_of_the_api_work_under_the_strict_policy(administrator):
    page = administrator.page
    answer = open_page(administrator, "/api/docs/")
    assert answer.headers["content-security-policy"] == STRICT
    operation = page.locator("#operations-certifications-certifications_list, .opblock").first
    operation.wait_for()
    operation.click()
    page.get_by_role("button", name="Try it out").first.click()
    page.get_by_role("button", name="Execute").first.click()
    page.locator(".live-responses-table .response-col_status").first.wait_for()
    assert administrator.troubles == []


@pytest.mark.parametrize("path", ["/admin/", "/api/docs/"])
def test_a_script_that_got_into_a_page_does_not_run_and_is_noticed(path, administrator):
    page = administrator.page
    open_page(administrator, path)
    page.evaluate(
        "const script = document.createElement('script'); script.text = 'window.got_in = 1';"
        "document.body.append(script)"
    )
    page.wait_for_timeout(100)
    assert page.evaluate("window.got_in") is None
    assert len(administrator.troubles) == 1
    administrator.troubles.clear()
