"""What the player keeps in `ActivityRecord.state`: how far somebody is in a video, an e-book, a page. JSON.

It follows the activity record by itself: a reset begins without, an undo brings it back, an erase takes it.
"""

import json
from typing import Any

from milepost.records.committing import Place
from milepost.records.models import ActivityRecord


def read(place: Place) -> dict[str, Any]:
    """The bookmark at a place; empty where there is none, or one that the player has not written."""
    found = ActivityRecord.objects.filter(record=place.record_id, activity=place.activity.pk, number=place.number)
    try:
        kept = json.loads(found.values_list("state", flat=True).first() or "{}")
    except ValueError:
        return {}
    return kept if isinstance(kept, dict) else {}


def dumped(bookmark: dict[str, Any]) -> str:
    """A bookmark as it is kept."""
    return json.dumps(bookmark, separators=(",", ":"))
