import django_filters as filters
from django.db.models import Q

from xenograft.dosing.models import Hold
from xenograft.endpoint.models import AlertMessage, Disposition, Recheck, WelfareNote
from xenograft.growth.models import EnrollmentDecision, FrozenList
from xenograft.history.models import Change
from xenograft.randomization.models import DrawPlan, Randomization, Replacement
from xenograft.study.models import LimitAmendment, Membership, Study

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
    person_name = filters.ChoiceFilter(label="Who", empty_label="Anyone")
    table_name = filters.ChoiceFilter(label="What", empty_label="Everything")
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

    class Meta:
        model = Change
        fields = []

    def __init__(self, *args, models, **kwargs):
        super().__init__(*args, **kwargs)
        self.filters["table_name"].extra["choices"] = [
            (model._meta.db_table, model._meta.verbose_name.capitalize())
            for model in models
        ]
        names = self.queryset.order_by().values_list("person_name", flat=True)
        self.filters["person_name"].extra["choices"] = [
            (name, name) for name in sorted(set(names.distinct())) if name
        ]

    def of_kind(self, queryset, name, value):
        found = queryset.corrections()
        if value == "decisions":
            tables = [model._meta.db_table for model in DECISIONS]
            found |= queryset.filter(table_name__in=tables)
            messages = AlertMessage._meta.db_table  # written by the program alone
            found = found.exclude(table_name=messages)
        return found


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
