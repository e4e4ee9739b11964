"""What `milepost migrate` puts into a database that nobody has used yet: the built-in roles."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from milepost.backup import loading
from milepost.backup.tables import Table
from milepost.base.errors import Refused
from milepost.base.permissions import BUILT_IN
from milepost.people.models import Role, RolePermission

# In the order in which they are emptied: those that point to others first.
SEEDED = (RolePermission._meta.db_table, Role._meta.db_table)


def check_empty(tables: Iterable[Table]) -> None:
    """Raise `Refused`, naming a table, if there is any row that `milepost migrate` has not put there."""
    filled = [table.name for table in tables if table.name not in SEEDED and loading.has_rows(table)]
    if not filled and not _roles_are_as_built_in():
        filled = [Role._meta.db_table]
    if filled:
        raise Refused(
            _(
                "This database is not empty: the table %(table)s has rows. A backup is restored into an empty "
                "database only; give another one in MILEPOST_DATABASE_URL."
            )
            % {"table": filled[0]}
        )


def clear(tables: Iterable[Table]) -> None:
    """Take the built-in roles away: the backup brings its own, as its organisation has edited them."""
    by_name = {table.name: table for table in tables}
    for name in SEEDED:
        loading.delete_all(by_name[name])


def _roles_are_as_built_in() -> bool:
    roles = list(Role.objects.all())
    found = {role.name: set(role.permissions.values_list("code", flat=True)) for role in roles}
    untouched = all(role.built_in and not role.limited for role in roles)
    return not roles or (untouched and found == {name: set(codes) for name, codes in BUILT_IN.items()})
