"""Settings, and the log of administration."""

from django.db import models

from milepost.base import clock


class Setting(models.Model):
    """A setting that the organisation has changed; the others have the defaults of `settings.py`.

    `value` is JSON text.
    """

    key = models.CharField(max_length=60, primary_key=True)
    value = models.TextField()

    def __str__(self) -> str:
        return self.key


class AdminEntry(models.Model):
    """One change to a role, a setting, a token, a hold or a user's role. Append-only by triggers (schema.py).

    - `actor_id` is a user's key, empty for the system itself; a plain number, because users live in a room above.
    - `kind`: what was done, as “role.changed”; docs/reference/permissions.md lists them all.
    - `subject`: what it was done to, in the organisation's own words: a role's name, a login id, a setting's key.
    - `data` is JSON text: what it was `before` and is `after`. Never a secret.
    """

    id = models.BigAutoField(primary_key=True)
    recorded_at = models.DateTimeField(default=clock.now)
    actor_id = models.BigIntegerField(null=True)
    actor_label = models.CharField(max_length=200)
    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=300)
    data = models.TextField(default="{}")

    def __str__(self) -> str:
        return f"{self.id} {self.kind} {self.subject}"
