"""What the README prints is what the program answers."""

import json
import re
import shlex
from datetime import date
from pathlib import Path

import pytest
from django.core.management import call_command

from mentorcerts import demo

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
LETTER, CONSOLE = re.findall(r"```console\n(.*?)```", README, re.DOTALL)


def test_it_is_shorter_than_150_lines():
    assert len(README.splitlines()) < 150


@pytest.mark.django_db(reset_sequences=True)  # as on a new installation: it prints numbers
@pytest.mark.parametrize("day", ["2026-03-26", "2026-11-21"])
def test_each_api_example_answers_as_printed(day, on, api):
    on(day)
    demo.load(today=date.fromisoformat(day))
    examples = re.findall(r"^\$ (curl .+)\n(.+)$", CONSOLE, re.MULTILINE)
    assert len(examples) == 4
    for command, printed in examples:
        _curl, *words = shlex.split(command)
        url = next(word for word in words if word.startswith("http")).split(":8000")[1]
        response = api.post(url, json.loads(words[-1])) if "-d" in words else api.get(url)
        pattern = re.escape(printed).replace("…", r"[0-9TZ:-]{20}")
        assert re.fullmatch(pattern, response.content.decode()), response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("day", ["2026-11-21", "2026-11-30"])
def test_tomorrows_letter_is_as_printed(day, on, capsys):
    on(day)
    demo.load(today=date.fromisoformat(day))
    command, _, printed = LETTER.partition("\n")
    call_command(*command.partition("manage.py ")[2].split())
    assert capsys.readouterr().out == printed


def test_every_setting_of_the_readme_stands_in_the_example_file():
    example = (Path(__file__).parent.parent / ".env.example").read_text(encoding="utf-8")
    for name in re.findall(r"^\| `([A-Z_]+)`", README, re.MULTILINE):
        assert f"{name}=" in example
