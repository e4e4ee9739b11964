"""What the pages say of kinds of activities and of their rules."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from milepost.catalog.models import Activity, ActivityKind, Completes
from milepost.pages.templatetags.milepost import day, duration, percent

# What each kind is for, and what completes it where its rule says nothing else.
KINDS: dict[str, tuple[str, str]] = {
    ActivityKind.PAGE: (
        gettext_noop("A text with pictures, written here."),
        gettext_noop("Learners say that they have read it"),
    ),
    ActivityKind.EBOOK: (
        gettext_noop("Several chapters, read one after another."),
        gettext_noop("Every chapter was read"),
    ),
    ActivityKind.VIDEO: (
        gettext_noop("A video, with captions if there are any."),
        gettext_noop("It was really played"),
    ),
    ActivityKind.AUDIO: (gettext_noop("A recording to listen to."), gettext_noop("It was really played")),
    ActivityKind.PDF: (
        gettext_noop("A PDF document, shown in the page."),
        gettext_noop("Learners say that they have read it"),
    ),
    ActivityKind.LINK: (
        gettext_noop("A page elsewhere, opened in a window of its own."),
        gettext_noop("Learners say that they have been there"),
    ),
    ActivityKind.FORM: (gettext_noop("Questions without right or wrong."), gettext_noop("It was sent")),
    ActivityKind.EXAM: (
        gettext_noop("Questions with a score; attempts and pass mark can be set."),
        gettext_noop("It was passed"),
    ),
    ActivityKind.ASSIGNMENT: (
        gettext_noop("A text or a file, graded by staff."),
        gettext_noop("Staff have graded it"),
    ),
    ActivityKind.DISCUSSION: (
        gettext_noop("Posts that everybody in the course sees."),
        gettext_noop("A post was written, or graded if it is graded"),
    ),
    ActivityKind.PRACTICAL: (
        gettext_noop("A checklist that an assessor fills in while the learner works."),
        gettext_noop("An assessor has confirmed it as passed"),
    ),
    ActivityKind.LIVE_SESSION: (
        gettext_noop("A meeting at a place or online; staff note who was there."),
        gettext_noop("Staff have noted that the learner was there"),
    ),
    ActivityKind.CERTIFICATE: (
        gettext_noop("A certificate that learners claim at the end."),
        gettext_noop("It was claimed"),
    ),
    ActivityKind.PACKAGE: (gettext_noop("A package made elsewhere."), gettext_noop("The package says so")),
}

COMPLETES = {
    Completes.OPENED: gettext_noop("It was opened"),
    Completes.CONFIRMED: gettext_noop("Learners say that it is done"),
    Completes.PLAYED: gettext_noop("It was really played"),
    Completes.SUBMITTED: gettext_noop("It was handed in, whatever the result"),
    Completes.PASSED: gettext_noop("It was passed"),
    Completes.STAFF: gettext_noop("Staff say so"),
}

# Kinds whose score decides whether they are passed.
WITH_PASS_MARK = frozenset({ActivityKind.EXAM, ActivityKind.ASSIGNMENT, ActivityKind.DISCUSSION, ActivityKind.PACKAGE})
PLAYED = frozenset({ActivityKind.VIDEO, ActivityKind.AUDIO})


def rules(activity: Activity) -> str:
    """The rules of an activity in one line, empty if there are none; its prerequisites have been fetched."""
    said = []
    if activity.opens_after_days:
        days = activity.opens_after_days
        said.append(
            ngettext("opens %(n)s day after enrolment", "opens %(n)s days after enrolment", days) % {"n": days}
        )
    if activity.opens_on:
        said.append(_("opens on %(day)s") % {"day": day(activity.opens_on)})
    if needs := [each.title for each in activity.prerequisites.all() if each.retired_at is None]:
        said.append(_("after %(titles)s") % {"titles": ", ".join(needs)})
    if activity.pass_mark is not None:
        said.append(_("pass mark %(mark)s") % {"mark": percent(activity.pass_mark)})
    if activity.min_seconds:
        said.append(_("at least %(time)s") % {"time": duration(activity.min_seconds)})
    if activity.kind in PLAYED and activity.completes in ("", Completes.PLAYED):
        said.append(_("%(share)s to be played") % {"share": percent(activity.played_per_cent)})
    if activity.completes:
        said.append(_("complete when: %(way)s") % {"way": _(COMPLETES[Completes(activity.completes)])})
    return " · ".join(said)
