"""What is no page: answers of the API to what is at fault, reports on uploads, and one's own data."""

import csv
import io
import json

import pytest
from django.test import Client
from django.utils import translation
from python_calamine import CalamineWorkbook

from milepost.learn.own_data import everything
from milepost.people.actors import by_login
from milepost.progress.api import Kind, Request
from milepost.uploads import api as uploads
from milepost.uploads.formats import FORMATS
from tests.api.asking import ROOT, Asker
from tests.api.trying import calls
from tests.support.brackets import OPENING, has_words, outside, spoken
from tests.support.world import enrol, learner, staff
from tests.uploads.making import csv_file, xlsx_file
from tools import pseudo

pytestmark = pytest.mark.django_db

NOTHING = "01a20390-0000-7000-8000-00000000dead"
LANGUAGE = {"Accept-Language": "de"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Where the language of brackets is; it takes a moment to write."""
    return pseudo.write(tmp_path_factory.mktemp("locale"))


@pytest.fixture(autouse=True)
def brackets(folder):
    with spoken(folder):
        yield


def test_the_language_of_brackets_is_spoken_here():
    """Otherwise nothing below could fail."""
    assert translation.gettext("Kept aside, and nobody says so") == "Kept aside, and nobody says so"
    assert translation.gettext("My learning") == "⟦My learning⟧"
    assert has_words("⟦said⟧ and not said")
    assert has_words("⟦never closed")
    assert not has_words("⟦said of ‹data›⟧ 12 %")


@pytest.mark.parametrize("call", calls())
@pytest.mark.parametrize("who", ["nobody", "Learner", "Administrator"])
def test_each_call_of_the_api_says_in_brackets_why_it_cannot_be(call, who):
    method, path = call.split(" ")
    while "{" in path:
        before, _brace, rest = path.partition("{")
        path = before + NOTHING + rest.partition("}")[2]
    client = Client(headers=LANGUAGE) if who == "nobody" else Asker(staff("who", who))._client
    for body in (b"", b"[", b"{}", b'{"name": 7, "kind": "x", "unknown": true, "user": "nobody", "title": ""}'):
        answer = client.generic(method, ROOT + path, body, content_type="application/json", headers=LANGUAGE)
        if answer.status_code >= 400:
            assert said(answer) == [], (call, who, answer.status_code)


def said(answer):
    """The sentences of a problem that stand outside brackets."""
    problem = json.loads(answer.content)
    sentences = [problem["title"], problem["detail"], *(each["detail"] for each in problem["errors"])]
    # A pointer into the body is no text, and the list of those at fault names them.
    pointers = {each["pointer"] for each in problem["errors"]}
    return [each for each in sentences if has_words(each) and each not in pointers]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize(("kind", "wanted"), [(Kind.RESET, "Reset required"), (Kind.MARK_COMPLETE, "Mark complete")])
def test_what_is_at_fault_in_a_file_is_said_in_brackets(kind, wanted, form, safety, tmp_path):
    enrol(learner("ada"), safety)
    rows = [
        ["Learner", "Content", wanted, "Content type", "Score"],
        ["", "safety", "TRUE", "", "1"],
        ["nobody", "nothing", "MAYBE", "planet", "many"],
        ["ada", "safety", "TRUE", "activity", "101"],
        ["ada", "safety", "TRUE", "", ""],
        ["ada", "safety", "TRUE", "", ""],
    ]
    path = {"csv": csv_file, "xlsx": xlsx_file}[form](tmp_path / f"people.{form}", rows)
    actor = by_login(staff("grace").login_id)
    submitted = uploads.submit_file(actor, Request(kind=kind, source="file"), path, name=path.name)
    report = uploads.report_file(actor, submitted.operation.uuid)
    heading, *lines = cells(report.path)
    sentences = [each.partition(": ")[2] for line in lines for each in line[-1].split("; ") if each]
    assert len(sentences) >= 5
    assert [each for each in sentences if outside(each)[0].strip()] == []
    # Names of columns are for programs, the same in every language (docs/upload-format.md).
    assert heading == [*rows[0], "Error"]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("kind", [Kind.RESET, Kind.MARK_COMPLETE])
def test_an_empty_file_holds_names_of_columns_and_no_word_besides(kind, form, tmp_path):
    path = tmp_path / f"template.{form}"
    path.write_bytes(uploads.template(kind, form))
    assert cells(path) == [list(FORMATS[kind].template)]


def cells(path):
    """The rows of a file: of a workbook those of each of its sheets."""
    if path.suffix == ".csv":
        return list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))
    book = CalamineWorkbook.from_path(path)
    return [list(map(str, row)) for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python()]


def test_ones_own_data_holds_names_for_programs_and_no_sentence(safety):
    """The names are those of the API. A sentence would have to be in the language of whom it is about."""
    enrol(user := learner("ada"), safety)
    text = json.dumps(everything(user), default=str)
    assert not set(OPENING) & set(text)
