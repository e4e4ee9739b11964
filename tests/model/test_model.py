"""The whole against a plain Python model of it: random learners and staff, step by step, nothing may differ."""

import pytest
from django.db import connection
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from milepost.checks import doctor
from tests.model.acting import build
from tests.model.machine import Machine
from tests.model.world import WORLD

pytestmark = [pytest.mark.django_db, pytest.mark.proof]

STEPS = 50
RUNS = {"sqlite": 2000, "postgresql": 200}


def test_the_database_and_the_model_agree_after_every_step(proof_count, pytestconfig):
    class Run(Machine):
        site = build(WORLD)

    run_state_machine_as_test(
        Run,
        settings=settings(
            max_examples=proof_count(RUNS[connection.vendor]),
            stateful_step_count=STEPS,
            deadline=None,
            # The tenth in `make test` is seeded, `make prove` looks for what nobody has seen yet. It is not the same
            # tenth in every process: Hypothesis also draws constants of the modules that happen to be loaded.
            derandomize=not pytestconfig.getoption("full_proofs"),
            database=None,
            print_blob=True,
            report_multiple_bugs=False,
            phases=(Phase.generate, Phase.shrink),
            suppress_health_check=list(HealthCheck),
        ),
    )
    # After each run the doctor looks at the data (machine.py); the database itself, which no run changes, once.
    assert doctor.examine() == []
