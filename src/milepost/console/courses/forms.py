"""The forms of courses and activities. What may be said is checked where it is kept (`catalog`); here it is read."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from milepost.catalog import rules
from milepost.catalog.activities import Changes, Fields
from milepost.catalog.editing import ASSET_ID, DESCRIPTION, TITLE
from milepost.catalog.editing import Fields as CourseFields
from milepost.catalog.models import Activity, ActivityKind, Course, RecordPolicy
from milepost.console.courses.words import COMPLETES, KINDS, PLAYED, WITH_PASS_MARK
from milepost.pages.templatetags.milepost import kind_word

_ASSET_HELP = gettext_lazy("Your organisation's own code, which files and programs can name. It may stay empty.")
_NATIVE = [kind for kind in ActivityKind if kind != ActivityKind.PACKAGE]


class _Day(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def _section() -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("Section"),
        max_length=TITLE,
        required=False,
        help_text=gettext_lazy("The heading that it stands under. A new name makes a new section."),
        widget=forms.TextInput(attrs={"list": "sections", "autocomplete": "off"}),
    )


class CourseForm(forms.Form):
    """What a course is called."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=TITLE)
    asset_id = forms.CharField(
        label=gettext_lazy("Asset ID"), max_length=ASSET_ID, required=False, help_text=_ASSET_HELP
    )
    description = forms.CharField(
        label=gettext_lazy("Description"), max_length=DESCRIPTION, required=False, widget=forms.Textarea
    )

    def fields_said(self) -> CourseFields:
        """What was said, as `catalog.editing` takes it."""
        data = dict(self.cleaned_data)
        return cast(CourseFields, data | {"asset_id": data["asset_id"] or None})


class CourseSettingsForm(CourseForm):
    """And what its rules are."""

    sequential = forms.BooleanField(
        label=gettext_lazy("In this order"),
        required=False,
        help_text=gettext_lazy("Each activity opens when every required one before it is complete."),
    )
    prerequisites = forms.MultipleChoiceField(
        label=gettext_lazy("Opens after"),
        required=False,
        help_text=gettext_lazy("The course opens when all of these are complete. Hold Ctrl or ⌘ to choose several."),
    )
    record_policy = forms.ChoiceField(
        label=gettext_lazy("What a reset leaves"),
        required=False,
        choices=[
            ("", gettext_lazy("As the organisation")),
            (RecordPolicy.RETAIN, gettext_lazy("Retain: kept for audit and reports")),
            (RecordPolicy.ERASE, gettext_lazy("Erase: every past record goes. No undo")),
        ],
    )
    compliance = forms.BooleanField(
        label=gettext_lazy("Compliance course"),
        required=False,
        help_text=gettext_lazy("Nothing in it is erased before the time below is over."),
    )
    retention_years = forms.IntegerField(
        label=gettext_lazy("Years that records are kept"), required=False, min_value=1, max_value=100
    )

    def __init__(self, *args: Any, others: Sequence[Course], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(each.uuid), each.title) for each in others]
        field = cast(forms.MultipleChoiceField, self.fields["prerequisites"])
        field.choices = choices
        field.widget.attrs["size"] = min(8, max(2, len(choices)))
        if not choices:
            del self.fields["prerequisites"]

    @staticmethod
    def initial_of(course: Course) -> dict[str, Any]:
        """What the form shows of a course."""
        names = ("title", "asset_id", "description", "sequential", "record_policy", "compliance", "retention_years")
        needs = [str(each.uuid) for each in course.prerequisites.all()]
        return {name: getattr(course, name) for name in names} | {"prerequisites": needs}


class ActivityForm(forms.Form):
    """What can be changed of an activity, of one kind: fields that mean nothing for the kind are left out."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=TITLE)
    asset_id = forms.CharField(
        label=gettext_lazy("Asset ID"), max_length=ASSET_ID, required=False, help_text=_ASSET_HELP
    )
    section = _section()
    pass_mark = forms.FloatField(
        label=gettext_lazy("Pass mark in per cent"),
        required=False,
        min_value=0,
        max_value=100,
        help_text=gettext_lazy("From this score on it is passed, below it failed. Empty: there is no failing."),
    )
    opens_after_days = forms.IntegerField(
        label=gettext_lazy("Opens so many days after enrolment"),
        required=False,
        min_value=1,
        max_value=rules.LONGEST_WAIT,
    )
    opens_on = forms.DateField(label=gettext_lazy("Opens on"), required=False, widget=_Day)
    prerequisites = forms.MultipleChoiceField(
        label=gettext_lazy("Opens after"), required=False, widget=forms.CheckboxSelectMultiple
    )
    completes = forms.ChoiceField(
        label=gettext_lazy("Complete when"),
        required=False,
        help_text=gettext_lazy("It binds what is done from now on. Who is complete stays complete."),
    )
    played_per_cent = forms.IntegerField(
        label=gettext_lazy("Per cent to be played"), required=False, min_value=1, max_value=100, initial=90
    )
    min_minutes = forms.FloatField(
        label=gettext_lazy("Minutes to be spent in it first"),
        required=False,
        min_value=0.02,
        max_value=rules.LONGEST_STAY / 60,
        help_text=gettext_lazy("Only time in which the page is really used counts."),
    )

    def __init__(self, *args: Any, kind: str, others: Sequence[Activity], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._kind = kind
        needs = cast(forms.MultipleChoiceField, self.fields["prerequisites"])
        needs.choices = [(str(each.uuid), each.title) for each in others]
        ways = [(way, _(COMPLETES[way])) for way in rules.WAYS[kind]]
        usual = _("%(way)s (usual for this kind)") % {"way": _(KINDS[kind][1])}
        cast(forms.ChoiceField, self.fields["completes"]).choices = [("", usual), *ways]
        without = {
            "pass_mark": kind not in WITH_PASS_MARK,
            "played_per_cent": kind not in PLAYED,
            "completes": len(rules.WAYS[kind]) < 2,
            "prerequisites": not others,
        }
        for name in [name for name, is_out in without.items() if is_out]:
            del self.fields[name]

    def changes_said(self) -> Changes:
        """What was said, as `catalog.activities` takes it."""
        data = dict(self.cleaned_data)
        minutes = data.pop("min_minutes")
        data |= {"asset_id": data["asset_id"] or None, "section": data["section"] or None}
        data["min_seconds"] = None if minutes is None else max(1, round(minutes * 60))
        if data.get("played_per_cent", 0) is None:
            del data["played_per_cent"]
        return cast(Changes, data)

    @staticmethod
    def initial_of(activity: Activity) -> dict[str, Any]:
        """What the form shows of an activity."""
        names = ("title", "asset_id", "pass_mark", "opens_after_days", "opens_on", "completes", "played_per_cent")
        return {name: getattr(activity, name) for name in names} | {
            "section": activity.section.title if activity.section else "",
            "prerequisites": [str(each.uuid) for each in activity.prerequisites.all()],
            "min_minutes": None if activity.min_seconds is None else f"{activity.min_seconds / 60:.4g}",
        }


class NewActivityForm(forms.Form):
    """The beginning of an activity: what is fixed from then on, and where it stands."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), widget=forms.RadioSelect)
    title = forms.CharField(label=gettext_lazy("Title"), max_length=TITLE)
    section = _section()
    required = forms.BooleanField(
        label=gettext_lazy("Required"),
        required=False,
        initial=True,
        help_text=gettext_lazy("The course is complete when every required activity is."),
    )
    weight = forms.FloatField(
        label=gettext_lazy("Weight of its score"),
        required=False,
        initial=1,
        min_value=0,
        max_value=1000,
        help_text=gettext_lazy("How much its score counts in the score of the course; 0: not at all."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["kind"]).choices = [(kind, kind_word(kind)) for kind in _NATIVE]

    def fields_said(self) -> Fields:
        """What was said, as `catalog.activities` takes it."""
        data = dict(self.cleaned_data)
        weight = data.pop("weight")
        return cast(Fields, data | {"section": data["section"] or None, "weight": 1.0 if weight is None else weight})


class SectionForm(forms.Form):
    """Another title for a heading."""

    title = forms.CharField(label=gettext_lazy("Section"), max_length=TITLE)
