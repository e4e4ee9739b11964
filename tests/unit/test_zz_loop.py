import pytest
from django.db import connection
from tests.unit.test_support import _assert_rows_written


@pytest.mark.parametrize("n", range(40))
def test_loop(transactional_db, rows_written, n):
    from tests.support import world

    for i in range(30):
        world.learner()
    connection.close()
    _assert_rows_written(rows_written)
