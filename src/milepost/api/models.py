"""What the API itself remembers."""

from django.db import models

from milepost.base import clock
from milepost.people.models import User

# How long a key may be.
KEY = 200


class IdempotencyKey(models.Model):
    """A request that somebody marked with a key, and its answer (idempotency.py).

    - `fingerprint`: a hash of method, address, body and of what whoever asked might do; the body itself is not kept.
    - `status`, `body`: the answer; `status` is empty as long as there is none.
    - `operation`: the UUID of the operation that the answer speaks of. What is erased there is erased here (R3).
    """

    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey(User, models.CASCADE, related_name="+", db_index=False)
    key = models.CharField(max_length=KEY)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    body = models.TextField(default="")
    operation = models.UUIDField(null=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="idempotency_key_once")]
        indexes = [
            models.Index(fields=["created_at"], name="idempotency_key_age"),
            models.Index(
                fields=["operation"], name="idempotency_key_operation", condition=models.Q(operation__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.key
