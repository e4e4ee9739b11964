"""The forms of programs. What may be said is checked where it is kept (`catalog`, `records`); here it is read."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy

from milepost.catalog import rules
from milepost.catalog.editing import ASSET_ID, DESCRIPTION, TITLE, Fields
from milepost.catalog.models import Program, ProgramCourse


class ProgramForm(forms.Form):
    """What a program is called."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=TITLE)
    asset_id = forms.CharField(
        label=gettext_lazy("Asset ID"),
        max_length=ASSET_ID,
        required=False,
        help_text=gettext_lazy("Your organisation's own code, which files and rules can name. It may stay empty."),
    )
    description = forms.CharField(
        label=gettext_lazy("Description"),
        max_length=DESCRIPTION,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def fields_said(self) -> Fields:
        """What was said, as `catalog.editing` takes it."""
        data = dict(self.cleaned_data)
        return cast(Fields, data | {"asset_id": data["asset_id"] or None})


class ProgramSettingsForm(ProgramForm):
    """And whether its order binds."""

    sequential = forms.BooleanField(
        label=gettext_lazy("In this order"),
        required=False,
        help_text=gettext_lazy(
            "Each course opens when those before it are complete. Who was in a course before the program came is not "
            "bound by its order."
        ),
    )

    @staticmethod
    def initial_of(program: Program) -> dict[str, Any]:
        """What the form shows of a program."""
        return {name: getattr(program, name) for name in ("title", "asset_id", "description", "sequential")}


class OpeningForm(forms.Form):
    """When a course opens in a program."""

    opens_after_days = forms.IntegerField(
        label=gettext_lazy("Opens so many days after enrolment in the program"),
        required=False,
        min_value=1,
        max_value=rules.LONGEST_WAIT,
    )
    opens_on = forms.DateField(
        label=gettext_lazy("Opens on"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=gettext_lazy("With both it opens on the later day, with neither at once."),
    )

    def opening_said(self) -> rules.Opening:
        """What was said, as `records.composition` takes it."""
        return cast(rules.Opening, self.cleaned_data)

    @staticmethod
    def initial_of(place: ProgramCourse) -> dict[str, Any]:
        """What the form shows of a course in a program."""
        return {"opens_after_days": place.opens_after_days, "opens_on": place.opens_on}


class AddForm(forms.Form):
    """Which course is to be added: the button that was pressed."""

    course = forms.UUIDField()
