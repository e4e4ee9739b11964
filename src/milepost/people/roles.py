"""The roles that every installation begins with."""

from django.db import transaction

from milepost.base.permissions import BUILT_IN
from milepost.people.models import Role, RolePermission


@transaction.atomic
def ensure_built_in() -> None:
    """Make the built-in roles that are missing. One that exists stays as the organisation has edited it."""
    for name, codes in BUILT_IN.items():
        role, made = Role.objects.get_or_create(name=name, defaults={"built_in": True})
        if made:
            RolePermission.objects.bulk_create(RolePermission(role=role, code=code) for code in sorted(codes))
