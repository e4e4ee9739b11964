"""Pages, documents, links and e-books."""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from milepost.catalog.contents.shapes import Chapter, Ebook, Elsewhere, Page, Pdf
from milepost.catalog.models import ActivityKind, MediaFile
from milepost.player import reading_pages
from milepost.player.views.frame import Context, acts, shows
from milepost.player.visiting import Visit


@shows(ActivityKind.PAGE, ActivityKind.LINK)
def text(request: HttpRequest, here: Visit, content: Page | Elsewhere) -> Context:
    """A text to read, or an address elsewhere."""
    reading_pages.opened(*here.at)
    return {}


@shows(ActivityKind.PDF)
def document(request: HttpRequest, here: Visit, content: Pdf) -> Context:
    """A document in the page."""
    reading_pages.opened(*here.at)
    return {"file": MediaFile.objects.filter(uuid=content.file, removed_at=None).first()}


@acts
def done(request: HttpRequest, here: Visit) -> str:
    """The learner says that it is read."""
    reading_pages.confirmed(*here.at)
    return _("Marked as done.")


@shows(ActivityKind.EBOOK)
def book(request: HttpRequest, here: Visit, content: Ebook) -> Context:
    """One chapter: the one that the address names, else the one to go on with."""
    known = {chapter.id: number for number, chapter in enumerate(content.chapters)}
    wanted = request.GET.get("chapter", "")
    if wanted not in known:
        wanted = reading_pages.look(*here.at).chapter or content.chapters[0].id
    kept = reading_pages.read(*here.at, wanted, finished=False)
    number = known[wanted]
    return {
        "chapter": content.chapters[number],
        "number": number + 1,
        "previous": _at(content, number - 1),
        "following": _at(content, number + 1),
        "read": kept.read,
        "is_last": kept.read | {wanted} == known.keys(),
    }


@acts
def chapter(request: HttpRequest, here: Visit) -> str:
    """A chapter is read to its end."""
    kept = reading_pages.read(*here.at, request.POST.get("chapter", ""), finished=True)
    return _("You have read the whole book.") if kept.is_complete and request.POST.get("last") else ""


def _at(content: Ebook, number: int) -> Chapter | None:
    return content.chapters[number] if 0 <= number < len(content.chapters) else None
