"""Activities and headings of a course: made, changed, moved, retired."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from milepost.base.actor import Actor
from milepost.base.errors import NotFound
from milepost.base.permissions import TRAINING_MANAGE
from milepost.catalog import activities, listing, sections
from milepost.catalog.editing import require_editor
from milepost.catalog.models import Activity, Course, Section
from milepost.console.asking import Step, does, find_activity, find_course
from milepost.console.courses.forms import ActivityForm, NewActivityForm, SectionForm
from milepost.console.courses.pages import context_of
from milepost.console.courses.words import KINDS
from milepost.console.people import staff


@staff(TRAINING_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, actor: Actor, course: uuid.UUID) -> HttpResponse:
    """A new activity: its kind, its title, its place."""
    require_editor(actor)
    found = find_course(actor, course)
    form = NewActivityForm(request.POST or None, initial={"section": request.GET.get("section", "")})
    made: list[Activity] = []
    if request.method == "POST" and form.is_valid() and does(form, lambda: made.append(_create(actor, found, form))):
        messages.success(request, _("The activity is made. Now say what is in it."))
        return HttpResponseRedirect(_content_of(made[0]))
    context = context_of(actor, found, "outline") | {
        "title": _("New activity"),
        "trail": _trail(found),
        "form": form,
        "kinds": {kind: _(about) for kind, (about, _way) in KINDS.items()},
        "sections": _headings(found),
    }
    return render(request, "console/courses/new_activity.html", context, status=422 if form.errors else 200)


@staff(TRAINING_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest, actor: Actor, course: uuid.UUID, activity: uuid.UUID) -> HttpResponse:
    """What an activity is called, where it stands, and what its rules are."""
    require_editor(actor)
    found = find_activity(actor, course, activity)
    others = [each for each in listing.activities(actor, found.course) if each.pk != found.pk]
    initial = ActivityForm.initial_of(found)
    form = ActivityForm(request.POST or None, kind=found.kind, others=others, initial=initial)
    if request.method == "POST" and form.is_valid() and does(form, lambda: _change(actor, found, form)):
        messages.success(request, _("The settings are saved."))
        return HttpResponseRedirect(reverse("manage_activity", args=[course, activity]))
    context = context_of(actor, found.course, "settings") | {
        "title": found.title,
        "trail": _trail(found.course),
        "activity": found,
        "form": form,
        "sections": _headings(found.course),
    }
    return render(request, "console/courses/activity.html", context, status=422 if form.errors else 200)


@staff(TRAINING_MANAGE)
@require_POST
def move(request: HttpRequest, actor: Actor, course: uuid.UUID, activity: uuid.UUID) -> HttpResponse:
    """One place up (`way=up`) or down."""
    found, up = find_activity(actor, course, activity), request.POST.get("way") == "up"
    sections.step(actor, found, up=up)
    return _back_to(course, f"a-{activity}", up=up)


@staff(TRAINING_MANAGE)
@require_POST
def retire(request: HttpRequest, actor: Actor, course: uuid.UUID, activity: uuid.UUID) -> HttpResponse:
    """Take an activity out of use, for good."""
    activities.change(actor, find_activity(actor, course, activity), {"retired": True})
    messages.success(request, _("The activity is retired."))
    return HttpResponseRedirect(reverse("manage_course", args=[course]))


@staff(TRAINING_MANAGE)
@require_POST
def move_section(request: HttpRequest, actor: Actor, course: uuid.UUID, section: int) -> HttpResponse:
    """A heading with all that is under it, one place up or down."""
    found, up = _find_section(actor, course, section), request.POST.get("way") == "up"
    sections.move(actor, found, up=up)
    return _back_to(course, f"s-{section}", up=up)


@staff(TRAINING_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def section_page(request: HttpRequest, actor: Actor, course: uuid.UUID, section: int) -> HttpResponse:
    """Another title for a heading."""
    require_editor(actor)
    found = _find_section(actor, course, section)
    form = SectionForm(request.POST or None, initial={"title": found.title})
    if (
        request.method == "POST"
        and form.is_valid()
        and does(form, lambda: sections.rename(actor, found, form.cleaned_data["title"]))
    ):
        messages.success(request, _("The section is renamed."))
        return HttpResponseRedirect(reverse("manage_course", args=[course]))
    context = context_of(actor, found.course, "outline") | {
        "title": _("Rename section"),
        "trail": _trail(found.course),
        "form": form,
    }
    return render(request, "console/courses/section.html", context, status=422 if form.errors else 200)


def _create(actor: Actor, course: Course, form: NewActivityForm) -> Activity:
    fields = form.fields_said()
    position = sections.end_of(course, fields["section"])
    if position is not None:
        fields["position"] = position
    return activities.create(actor, course, fields)


def _change(actor: Actor, activity: Activity, form: ActivityForm) -> None:
    """Under another heading it stands at its end."""
    changes = form.changes_said()
    if changes["section"] != (activity.section.title if activity.section else None):
        position = sections.end_of(activity.course, changes["section"])
        last = activity.course.activities.count()
        changes["position"] = last if position is None else position - (activity.position < position)
    activities.change(actor, activity, changes)


def _find_section(actor: Actor, course: uuid.UUID, section: int) -> Section:
    found = find_course(actor, course).sections.filter(pk=section).select_related("course").first()
    if found is None:
        raise NotFound(_("There is no such section."))
    return found


def _trail(course: Course) -> list[Step]:
    return [
        Step(_("Courses"), reverse("manage_courses")),
        Step(course.title, reverse("manage_course", args=[course.uuid])),
    ]


def _headings(course: Course) -> list[str]:
    return list(course.sections.values_list("title", flat=True))


def _content_of(activity: Activity) -> str:
    """Where to say what is in an activity."""
    keys = [activity.course.uuid, activity.uuid]
    try:
        return reverse("manage_content", args=keys)
    except NoReverseMatch:
        return reverse("manage_activity", args=keys)


def _back_to(course: uuid.UUID, moved: str, *, up: bool) -> HttpResponse:
    """The outline again, with the focus on the button that was pressed."""
    query = urlencode({"moved": moved, "way": "up" if up else "down"})
    # No fragment: with one, browsers do not heed `autofocus`.
    return HttpResponseRedirect(f"{reverse('manage_course', args=[course])}?{query}")
