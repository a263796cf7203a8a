import django_filters as filters
from django.db.models import Q

from xenograft.study.models import Study


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
