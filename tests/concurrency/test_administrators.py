"""Two administrators who depose each other at the same instant: one of them remains."""

import pytest

from milepost.base.errors import Refused
from milepost.organisation.models import AdminEntry
from milepost.people import actors, roles
from milepost.people.models import Role, User
from tests.concurrency.test_races import at_once
from tests.support.world import staff

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.proof]


def test_one_administrator_remains(proof_count):
    pair = [staff(name, "Administrator") for name in ("ada", "bob")]
    administrator, nobody = Role.objects.get(name="Administrator"), Role.objects.get(name="Learner")
    for number in range(proof_count(100)):
        User.objects.filter(pk__in=[user.pk for user in pair]).update(role=administrator)
        ada, bob = (actors.by_login(user.login_id) for user in pair)

        results = at_once(lambda: roles.assign(ada, pair[1], nobody), lambda: roles.assign(bob, pair[0], nobody))  # noqa: B023

        assert [isinstance(result, Refused) for result in results].count(True) == 1, results
        assert User.objects.filter(role=administrator).count() == 1
        assert AdminEntry.objects.count() == number + 1
