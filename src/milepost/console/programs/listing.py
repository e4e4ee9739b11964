"""All programs, to be looked through."""

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from milepost.base.actor import Actor
from milepost.base.permissions import READING
from milepost.catalog import listing
from milepost.console.asking import may_edit
from milepost.console.people import staff

A_PAGE = 50


@staff(*READING)
@require_safe
def programs(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The programs whose title or asset id has what is looked for, by title, a page at a time.

    `q`: a part of the title or of the asset id. `archived=yes`: those that are archived.
    """
    search, archived = request.GET.get("q", "").strip(), request.GET.get("archived") == "yes"
    found = listing.programs(actor, search=search, is_archived=archived).annotate(course_count=Count("courses"))
    pages = Paginator(found.order_by("title", "pk"), A_PAGE)
    context = {
        "title": _("Programs"),
        "page": pages.get_page(request.GET.get("page")),
        "total": pages.count,
        "search": search,
        "archived": archived,
        "may_edit": may_edit(actor),
    }
    return render(request, "console/programs/programs.html", context)
