"""A made-up folder of OULAD files, and what an import has left in a site's database, as rows to compare."""

from collections.abc import Iterable
from pathlib import Path

HEADINGS = {
    "courses.csv": "code_module,code_presentation,module_presentation_length",
    "assessments.csv": "code_module,code_presentation,id_assessment,assessment_type,date,weight",
    "studentInfo.csv": "code_module,code_presentation,id_student,num_of_prev_attempts,final_result",
    "studentRegistration.csv": "code_module,code_presentation,id_student,date_registration,date_unregistration",
    "studentAssessment.csv": "id_assessment,id_student,date_submitted,is_banked,score",
}
LINES = {
    "courses.csv": ["AAA,2013J,200", "BBB,2014B,100"],
    "assessments.csv": [
        "AAA,2013J,13,Exam,,100",
        "AAA,2013J,9,CMA,,0",
        "AAA,2013J,12,CMA,50,75",
        "AAA,2013J,11,TMA,20,25",
        "BBB,2014B,21,TMA,10,0",
    ],
    "studentInfo.csv": [
        "AAA,2013J,01,0,Pass",
        "AAA,2013J,02,0,Fail",
        "AAA,2013J,03,0,Withdrawn",
        "AAA,2013J,04,1,Withdrawn",
        "AAA,2013J,05,0,Distinction",
        "BBB,2014B,01,0,Fail",
        "BBB,2014B,06,0,Withdrawn",
    ],
    "studentRegistration.csv": ["AAA,2013J,01,-30,", "AAA,2013J,04,-10,12", "AAA,2013J,02,,", "BBB,2014B,01,3,"],
    "studentAssessment.csv": [
        "11,01,18,0,80",
        "12,01,-2,0,40.5",
        "11,02,19,0,30",
        "11,03,20,0,",
        "21,01,9,0,50",
        "21,06,-1,1,90",
    ],
}
TABLES = (
    "people_user",
    "catalog_course",
    "catalog_activity",
    "records_enrolment",
    "records_courserecord",
    "records_activityrecord",
    "ledger_event",
)
RECORDS = """
    SELECT u.login_id, c.asset_id, r.number, r.opened_by, r.opened_at, r.status, r.progress, r.score,
           r.completed_at, r.completed_by
      FROM records_courserecord r
      JOIN people_user u ON u.id = r.user_id
      JOIN catalog_course c ON c.id = r.course_id
     ORDER BY c.asset_id, u.login_id"""
RESULTS = """
    SELECT c.asset_id, u.login_id, a.asset_id, w.status, w.progress, w.score, w.seconds, w.completed_at
      FROM records_activityrecord w
      JOIN records_courserecord r ON r.id = w.record_id
      JOIN catalog_activity a ON a.id = w.activity_id
      JOIN people_user u ON u.id = r.user_id
      JOIN catalog_course c ON c.id = r.course_id AND c.id = a.course_id
     ORDER BY c.asset_id, u.login_id, a.asset_id"""
EVENTS = """
    SELECT v.kind, u.login_id, c.asset_id, v.occurred_at, v.data
      FROM ledger_event v
      JOIN records_courserecord r ON r.id = v.record_id AND r.user_id = v.user_id AND r.course_id = v.course_id
      JOIN people_user u ON u.id = v.user_id
      JOIN catalog_course c ON c.id = v.course_id
     ORDER BY c.asset_id, u.login_id"""


def write(folder: Path, lines: dict[str, list[str]]) -> Path:
    folder.mkdir(exist_ok=True)
    for name, heading in HEADINGS.items():
        (folder / name).write_text("\n".join([heading, *lines[name], ""]), encoding="utf-8")
    return folder


def day(value) -> str | None:
    """The UTC day of a moment as either database gives it; only midnight will do."""
    if value is None:
        return None
    text = str(value)
    assert text[10:19] == " 00:00:00"
    return text[:10]


def days(rows: Iterable[tuple], *places: int) -> list[tuple]:
    return [tuple(day(value) if place in places else value for place, value in enumerate(row)) for row in rows]


def contents(site, tables: Iterable[str] = TABLES) -> dict[str, list[tuple]]:
    return {table: site.sql(f"SELECT * FROM {table} ORDER BY id") for table in tables}
