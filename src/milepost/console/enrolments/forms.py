"""The forms of enrolments. What may be said is checked where it is kept (`records`); here it is read."""

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from milepost.base import clock
from milepost.records.enrolling import Fields
from milepost.records.enrolling_many import MOST, WrongLines
from milepost.records.models import Enrolment, Restart

_LINE = 254  # as long as an e-mail address may be

# What each restart setting is called, and what it comes to (SK-05).
RESTARTS = {
    Restart.KEEP: (
        gettext_lazy("Stays complete"),
        gettext_lazy("Who opens the completed course looks at it again. The result stays as it is."),
    ),
    Restart.AFTER_COMPLETION: (
        gettext_lazy("Begins anew"),
        gettext_lazy("Who opens the completed course begins again. The earlier result stays in the history."),
    ),
}


class TermsForm(forms.Form):
    """Until when, and what happens once the course is complete."""

    due_on = forms.DateField(
        label=gettext_lazy("Due date"),
        required=False,
        help_text=gettext_lazy("Due with the end of this day. Empty: without a due date."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    restart = forms.ChoiceField(
        label=gettext_lazy("Once it is complete"),
        choices=[(setting, text) for setting, (text, _about) in RESTARTS.items()],
        initial=Restart.KEEP,
        widget=forms.RadioSelect,
    )

    @staticmethod
    def initial_of(enrolment: Enrolment) -> dict[str, Any]:
        """What the form shows of an enrolment."""
        due = enrolment.due_at
        return {"due_on": due and due.astimezone(clock.zone()).date(), "restart": enrolment.restart}

    def changes_said(self) -> Fields:
        """What is to be another way, as `records.enrolling` takes it."""
        return cast(Fields, {name: self.cleaned_data[name] for name in self.changed_data})


class EnrolForm(TermsForm):
    """And who."""

    people = forms.CharField(
        label=gettext_lazy("Learners"),
        max_length=MOST * (_LINE + 2),
        help_text=gettext_lazy("Login IDs or e-mail addresses, one a line, at most %(most)s.") % {"most": MOST},
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "autocapitalize": "none"}),
    )
    field_order = ("people", "due_on", "restart")

    def lines(self) -> list[str]:
        """The lines, empty ones too, so that their numbers are those that are seen."""
        return str(self.cleaned_data["people"]).split("\n")

    def terms_said(self) -> Fields:
        """Due date and restart setting, as `records.enrolling` takes them."""
        return Fields(due_on=self.cleaned_data["due_on"], restart=self.cleaned_data["restart"])

    def add_wrong_lines(self, error: WrongLines) -> None:
        """Say at the field which lines are at fault, and above the form that nobody was enrolled."""
        said = [_("Line %(number)s: %(fault)s") % {"number": line.number, "fault": line.fault} for line in error.lines]
        self.add_error(None, str(error))
        self.add_error("people", ValidationError(said))
