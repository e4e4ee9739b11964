"""Pages, documents, links and e-books: what was opened, read and confirmed."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from milepost.base.errors import Conflict, Refused
from milepost.catalog.contents.shapes import Ebook
from milepost.catalog.models import ActivityKind, Completes
from milepost.player import bookmarks, places
from milepost.records import committing
from milepost.records.committing import Answer, Work
from milepost.records.models import Status

_PAGES = (ActivityKind.PAGE, ActivityKind.PDF, ActivityKind.LINK)
# These have a way of their own to be complete, and take a learner's word only where their rule says so.
_OTHERS = (ActivityKind.EBOOK, ActivityKind.VIDEO, ActivityKind.AUDIO)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How far somebody is in an e-book: the ids of chapters read, and of the one to go on with (empty: the first).

    Not `is_open`: the record is closed, and nothing more counts (R16).
    """

    is_open: bool
    chapter: str = ""
    read: frozenset[str] = frozenset()
    is_complete: bool = False


@places.in_one_transaction("a page")
def opened(user_id: int, session: UUID, activity_id: int) -> Answer:
    """Something to read, see or hear was opened: begun, and complete where its rule asks for no more.

    Raises `Refused`, `Conflict` if it is locked.
    """
    place = places.seat(user_id, session, activity_id, *_PAGES, *_OTHERS)
    if not place.is_open:
        return Answer(is_open=False)
    if place.activity.completes == Completes.OPENED:
        return committing.write(place, Work(status=Status.COMPLETED, progress=100.0))
    return committing.write(place, Work(), decides=False)


@places.in_one_transaction("a page")
def confirmed(user_id: int, session: UUID, activity_id: int) -> Answer:
    """The learner says that it is done: complete. After a reset it is kept aside, and answered as closed (R16).

    Raises `Conflict` for an e-book, a video or a recording whose rule does not take that.
    """
    place = places.seat(user_id, session, activity_id, *_PAGES, *_OTHERS)
    if place.activity.kind in _OTHERS and place.activity.completes != Completes.CONFIRMED:
        raise Conflict(_("“%(activity)s” is complete by what you do in it.") % {"activity": place.activity.title})
    if not place.is_open:
        return committing.keep_aside(place, {"confirmed": True})
    return committing.write(place, Work(status=Status.COMPLETED, progress=100.0))


@places.in_one_transaction("an e-book")
def look(user_id: int, session: UUID, activity_id: int) -> Reading:
    """Where to go on in an e-book. Raises `Refused`, `Conflict` if it is locked or empty."""
    place = places.seat(user_id, session, activity_id, ActivityKind.EBOOK)
    if not place.is_open:
        return Reading(is_open=False)
    book: Ebook = places.content_of(place.activity)
    bookmark, known = bookmarks.read(place), {chapter.id for chapter in book.chapters}
    chapter = bookmark.get("chapter")
    return Reading(
        is_open=True,
        chapter=chapter if isinstance(chapter, str) and chapter in known else "",
        read=_read(bookmark) & known,
        is_complete=place.is_complete,
    )


@places.in_one_transaction("an e-book")
def read(user_id: int, session: UUID, activity_id: int, chapter: str, *, finished: bool) -> Reading:
    """A chapter is open, or, `finished`, read to its end. With the last one the book is complete.

    Raises `Refused` for a chapter that is none.
    """
    place = places.seat(user_id, session, activity_id, ActivityKind.EBOOK)
    if not place.is_open:
        committing.keep_aside(place, {"chapter": chapter[:40], "finished": finished})
        return Reading(is_open=False)
    book: Ebook = places.content_of(place.activity)
    known = {each.id for each in book.chapters}
    if chapter not in known:
        raise Refused(_("There is no chapter “%(id)s”.") % {"id": chapter[:40]})
    done = (_read(bookmarks.read(place)) | ({chapter} if finished else set())) & known
    is_complete = done == known and place.activity.completes != Completes.CONFIRMED
    work = Work(
        status=Status.COMPLETED if is_complete else Status.ACTIVE,
        progress=100.0 * len(done) / len(known),
        state=bookmarks.dumped({"chapter": chapter, "read": sorted(done)}),
    )
    committing.write(place, work)
    return Reading(is_open=True, chapter=chapter, read=frozenset(done), is_complete=is_complete or place.is_complete)


def _read(bookmark: dict[str, object]) -> frozenset[str]:
    found = bookmark.get("read")
    return frozenset(each for each in found if isinstance(each, str)) if isinstance(found, list) else frozenset()
