"""The number formats of a workbook's columns and cells, which the reader of uploads has no use for."""

import zipfile
from pathlib import Path
from xml.etree.ElementTree import Element, fromstring

_SPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_BUILT_IN = {0: "General", 49: "@"}  # ECMA-376, 18.8.30


def number_formats(path: Path) -> tuple[list[str], dict[str, str]]:
    """Of the first sheet: the format of each column, from the first on, and that of each cell by its reference."""
    with zipfile.ZipFile(path) as archive:
        styles = fromstring(archive.read("xl/styles.xml"))
        sheet = fromstring(archive.read("xl/worksheets/sheet1.xml"))
    formats = _formats(styles)
    columns = [
        formats[int(column.get("style", "0"))]
        for column in sheet.iter(f"{_SPACE}col")
        for _ in range(int(column.attrib["min"]), int(column.attrib["max"]) + 1)
    ]
    cells = {cell.attrib["r"]: formats[int(cell.get("s", "0"))] for cell in sheet.iter(f"{_SPACE}c")}
    return columns, cells


def _formats(styles: Element) -> list[str]:
    named = {int(each.attrib["numFmtId"]): each.attrib["formatCode"] for each in styles.iter(f"{_SPACE}numFmt")}
    [uses] = styles.iter(f"{_SPACE}cellXfs")
    return [(_BUILT_IN | named)[int(each.attrib["numFmtId"])] for each in uses]
