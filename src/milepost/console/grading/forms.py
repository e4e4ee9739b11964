"""The forms of grades."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from milepost.catalog.models import Activity
from milepost.pages.templatetags.milepost import percent
from milepost.player.places import LONGEST_TEXT

_PASSED = {"": None, "yes": True, "no": False}


class GradeForm(forms.Form):
    """A score, whether it is passed where no pass mark decides, and what there is to say."""

    score = forms.FloatField(label=gettext_lazy("Score in per cent"), required=False, min_value=0, max_value=100)
    passed = forms.ChoiceField(
        label=gettext_lazy("Result"),
        required=False,
        widget=forms.RadioSelect,
        choices=[
            ("", gettext_lazy("Completed")),
            ("yes", gettext_lazy("Passed")),
            ("no", gettext_lazy("Failed: to be done again")),
        ],
    )
    comment = forms.CharField(
        label=gettext_lazy("Comment for the learner"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, *args: Any, activity: Activity, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if activity.pass_mark is not None:
            del self.fields["passed"]
            self.fields["score"].required = True
            words = {"mark": percent(activity.pass_mark)}
            self.fields["score"].help_text = _("From %(mark)s on it is passed, below it failed.") % words
        else:
            self.fields["score"].help_text = _("It may stay empty.")

    def said(self) -> dict[str, Any]:
        """The grade, as the services take it."""
        data = self.cleaned_data
        return {"score": data["score"], "passed": _PASSED[data.get("passed", "")], "comment": data["comment"]}
