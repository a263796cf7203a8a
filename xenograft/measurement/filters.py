import django_filters as filters

from xenograft.measurement.models import Session


class SessionFilter(filters.FilterSet):
    state = filters.ChoiceFilter(
        label="State",
        method="in_state",
        choices=[("open", "Open"), ("closed", "Closed")],
        empty_label="Open and closed",
    )

    class Meta:
        model = Session
        fields = []

    def in_state(self, queryset, name, value):
        return queryset.filter(closed_at__isnull=value == "open")
