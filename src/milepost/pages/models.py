"""A table that all hosts share, for what sign-in counts: how often somebody has tried."""

from django.db import models


class CacheEntry(models.Model):
    """One entry of Django's cache (`django.core.cache.backends.db`); it may go at any time."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "pages_cache"
        verbose_name_plural = "cache entries"

    def __str__(self) -> str:
        return self.cache_key
