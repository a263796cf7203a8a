import django_filters as filters

from xenograft.implantation.models import Cage, Mouse


class MouseFilter(filters.FilterSet):
    number = filters.NumberFilter(label="Number")
    cage = filters.ModelChoiceFilter(
        queryset=Cage.objects.none(), empty_label="Any cage"
    )
    sex = filters.ChoiceFilter(choices=Mouse.Sex, empty_label="Any sex")
    state = filters.ChoiceFilter(
        label="State",
        method="in_state",
        choices=[("on", "On study"), ("off", "Off study")],
        empty_label="Any state",
    )

    class Meta:
        model = Mouse
        fields = []

    def __init__(self, *args, study, **kwargs):
        super().__init__(*args, **kwargs)
        self.filters["cage"].queryset = study.cages.all()

    def in_state(self, queryset, name, value):
        return queryset.filter(disposition__isnull=value == "on")
