import datetime as dt

import django_filters as filters
from django import forms
from django.db.models import Q
from django.utils import timezone

from xenograft.bench.words_in import holding
from xenograft.dosing.models import Hold
from xenograft.endpoint.models import AlertMessage, Disposition, Recheck, WelfareNote
from xenograft.growth.models import EnrollmentDecision, FrozenList
from xenograft.history.models import Change, EarlierChange
from xenograft.randomization.models import DrawPlan, Randomization, Replacement
from xenograft.study.models import LimitAmendment, Membership, Study

DAY = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
# Their rows are what somebody decided.
DECISIONS = [
    Disposition,
    DrawPlan,
    EnrollmentDecision,
    FrozenList,
    Hold,
    LimitAmendment,
    Membership,
    Randomization,
    Recheck,
    Replacement,
    WelfareNote,
]


class ChangeFilter(filters.FilterSet):
    q = filters.CharFilter(label="Words", method="holding", max_length=80)
    person_name = filters.ChoiceFilter(label="Who", empty_label="Anyone")
    table_name = filters.ChoiceFilter(label="Record", empty_label="Everything")
    operation = filters.ChoiceFilter(
        label="Change", choices=Change.Operation, empty_label="Any change"
    )
    corrections = filters.ChoiceFilter(
        label="Kind",
        method="of_kind",
        choices=[
            ("decisions", "Corrections and decisions"),
            ("only", "Corrections only"),
        ],
        empty_label="All entries",
    )
    since = filters.DateFilter(label="From", method="from_day", widget=DAY)
    until = filters.DateFilter(label="To", method="to_day", widget=DAY)
    origin = filters.ChoiceFilter(
        label="Where",
        method="of_origin",
        choices=[("here", "Here"), ("before", "Before it came here")],
        empty_label="Here and before",
    )

    class Meta:
        model = Change
        fields = []

    def __init__(self, *args, models, people, has_earlier, **kwargs):
        super().__init__(*args, **kwargs)
        if not has_earlier:
            del self.filters["origin"]
        self.filters["table_name"].extra["choices"] = [
            (model._meta.db_table, model._meta.verbose_name.capitalize())
            for model in models
        ]
        self.filters["person_name"].extra["choices"] = [(one, one) for one in people]

    def holding(self, queryset, name, value):
        return holding(queryset, self.queryset, value)

    def from_day(self, queryset, name, value):
        return queryset.filter(at__gte=_midnight(value))

    def to_day(self, queryset, name, value):
        return queryset.filter(at__lt=_midnight(value + dt.timedelta(days=1)))

    def of_origin(self, queryset, name, value):
        is_before = queryset.model is EarlierChange
        return queryset if is_before == (value == "before") else queryset.none()

    def of_kind(self, queryset, name, value):
        found = queryset.corrections()
        if value == "decisions":
            tables = [model._meta.db_table for model in DECISIONS]
            found |= queryset.filter(table_name__in=tables)
            messages = AlertMessage._meta.db_table  # written by the program alone
            found = found.exclude(table_name=messages)
        return found


def _midnight(day):
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))


class StudyFilter(filters.FilterSet):
    q = filters.CharFilter(method="matching", label="Code, title or model")
    locked = filters.ChoiceFilter(
        method="in_state",
        label="State",
        choices=[("no", "Not locked"), ("yes", "Locked")],
        empty_label="Any state",
    )

    class Meta:
        model = Study
        fields = []

    def matching(self, queryset, name, value):
        return queryset.filter(
            Q(code__icontains=value)
            | Q(title__icontains=value)
            | Q(tumor_model__name__icontains=value)
        )

    def in_state(self, queryset, name, value):
        return queryset.filter(locked_at__isnull=value == "no")
