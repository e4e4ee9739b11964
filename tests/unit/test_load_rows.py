"""Many rows at once: all of them, each once, as models would have written them."""

import datetime as dt
from uuid import UUID

import pytest

from milepost.base.sql import load_rows
from milepost.catalog.models import Program
from milepost.people.models import Role

pytestmark = pytest.mark.django_db

MOMENT = dt.datetime(2025, 6, 2, 8, 0, 0, 250, tzinfo=dt.UTC)


@pytest.mark.parametrize("together", [1, 200])
@pytest.mark.parametrize("count", [0, 1, 199, 200, 201, 10_000, 10_399])
def test_each_row_is_written_once_however_many_go_together(count, together):
    names = {f"role {number}" for number in range(count)}
    before = set(Role.objects.values_list("name", flat=True))
    rows = ((name, False) for name in sorted(names))
    assert load_rows("people_role", ("name", "built_in"), rows, together=together) == count
    assert set(Role.objects.values_list("name", flat=True)) == before | names


@pytest.mark.parametrize("together", [1, 2])
def test_moments_and_uuids_are_stored_as_models_store_them(together):
    made = [Program(asset_id=f"p{n}", title="", uuid=UUID(int=n), created_at=MOMENT) for n in range(3)]
    fields = [field for field in Program._meta.concrete_fields if not field.primary_key]
    rows = [[getattr(each, field.attname) for field in fields] for each in made]
    assert load_rows("catalog_program", [field.column for field in fields], rows, together=together) == 3
    found = Program.objects.filter(created_at=MOMENT, uuid__in=[each.uuid for each in made])
    assert sorted(found.values_list("asset_id", flat=True)) == sorted(each.asset_id for each in made)
