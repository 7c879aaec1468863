"""An upload between its preview and its confirmation."""

import pytest

from mentorcerts.lib.admin.spreadsheet_forms import ConfirmForm, Upload
from mentorcerts.lib.sheets.uploads import TemporaryFiles, UploadGone


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    (tmp_path / "folder").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "folder"))
    return tmp_path / "folder"


def test_an_upload_is_there_until_it_is_forgotten(folder):
    store = TemporaryFiles()
    token = store.keep(b"mentor_id\nm-1\n")
    assert store.open(token) == b"mentor_id\nm-1\n"
    assert [file.stat().st_mode & 0o077 for file in folder.iterdir()] == [0]
    store.forget(token)
    store.forget(token)
    assert list(folder.iterdir()) == []
    with pytest.raises(UploadGone):
        store.open(token)


@pytest.mark.parametrize("token", ["secret", "../secret", "../import-secret", "", "."])
def test_no_token_leads_to_a_file_that_is_no_upload(token, folder):
    for place in (folder, folder.parent):
        (place / "secret").write_text("s")
    (folder.parent / "import-secret").write_text("s")
    with pytest.raises(UploadGone):
        TemporaryFiles().open(token)


def test_a_preview_can_be_confirmed_for_a_day(on):
    on("2026-03-26", "12:00:00")
    upload = Upload(token="import-1", format="csv")
    signed = {"upload": ConfirmForm(salt="kim's", upload=upload).initial["upload"]}
    on("2026-03-27", "11:59:00")
    assert ConfirmForm(signed, salt="kim's").is_valid()
    assert not ConfirmForm(signed, salt="ada's").is_valid()
    on("2026-03-27", "12:01:00")
    assert not ConfirmForm(signed, salt="kim's").is_valid()
