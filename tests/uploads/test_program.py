"""The real program with workbooks: template, faults, report, mended file, result; and how long files are kept."""

import pytest
from python_calamine import CalamineWorkbook

from milepost.progress import api
from tests.commands.acting import finish
from tests.support.world import course, enrol, learner
from tests.uploads.making import DETAILS, MARK, RESET, csv_file, xlsx_file


@pytest.fixture
def school(site, site_bystander):
    with site.inside():
        safety = course("safety", activities=["page"])
        site_bystander.joins(safety)
        for name in ("ada", "bob"):
            user = learner(name)
            enrol(user, safety)
            finish(user, safety)
    return site


def rows_of(path):
    return list(CalamineWorkbook.from_path(path).get_sheet_by_index(0).iter_rows())


@pytest.mark.requirement("SK-11")
@pytest.mark.parametrize(("command", "heading"), [("reset", RESET), ("complete", [*MARK, *DETAILS])])
def test_the_template_as_a_workbook(school, command, heading):
    path = school.folder / "template.xlsx"
    school.run("template", command, "--xlsx", "-o", path, check=0)
    assert rows_of(path) == [heading]
    refused = school.run(command, "--file", path, "--yes", check=2)
    assert "There is no row to work on" in refused.err
    assert school.run("template", command, "--xlsx").status == 2
    assert school.run("template", command, check=0).out.strip() == ",".join(heading)


@pytest.mark.requirement("SK-13")
@pytest.mark.requirement("SK-14")
def test_the_whole_flow_with_a_workbook(school):
    path = xlsx_file(school.folder / "list.xlsx", [RESET, ["ada", "safety", True], ["nobody", "safety", "TRUE"]])
    refused = school.run("reset", "--file", path, "--yes", "--json", check=2).json
    assert refused["shown_faults"][0].startswith("Row 3  unknown_learner: ")
    assert refused["report"].endswith(f"{refused['operation']}.xlsx")
    heading, first, second = rows_of(refused["report"])
    assert heading == [*RESET, "Error"]
    assert first == ["ada", "safety", True, ""]
    mended = xlsx_file(school.folder / "mended.xlsx", [heading, first, ["bob", *second[1:]]])
    assert school.run("reset", "--file", mended, "--yes", "--json", check=0).json["outcomes"] == {"done": 2}


def test_what_is_said_about_the_encoding_goes_to_standard_error(school):
    path = csv_file(school.folder / "list.csv", [[*RESET, "Größe"], ["ada", "safety", "TRUE", "1"]], encoding="cp1252")
    result = school.run("reset", "--file", path, "--preview", "--json", check=0)
    assert "read as Windows-1252" in result.err
    assert result.json["state"] == api.State.PREVIEWED


def test_a_folder_by_the_name_of_a_workbook(school):
    folder = school.folder / "list.xlsx"
    folder.mkdir()
    assert "There is no file" in school.run("reset", "--file", folder, "--yes", check=2).err
