import django_filters as filters

from xenograft.growth.cohort import REASONS
from xenograft.implantation.models import Cage, Mouse


class WindowFilter(filters.FilterSet):
    """Narrows the mice of a cohort; whether one is in the window is computed."""

    show = filters.ChoiceFilter(
        label="Window",
        method="judged",
        choices=[("in", "In the window"), ("out", "Not in"), *REASONS.items()],
        empty_label="All mice",
    )
    cage = filters.ModelChoiceFilter(
        queryset=Cage.objects.none(), empty_label="Any cage"
    )
    sex = filters.ChoiceFilter(choices=Mouse.Sex, empty_label="Any sex")

    class Meta:
        model = Mouse
        fields = []

    def __init__(self, *args, cohort, **kwargs):
        mice = Mouse.objects.of_study(cohort.study)
        super().__init__(*args, queryset=mice, **kwargs)
        self.cohort = cohort
        self.filters["cage"].queryset = cohort.study.cages.all()

    def judged(self, queryset, name, value):
        wanted = {"in": [""], "out": list(REASONS)}.get(value, [value])
        found = [one for one in self.cohort.candidates if one.exclusion in wanted]
        return queryset.filter(pk__in=[one.mouse.pk for one in found])

    def of(self, candidates):
        """Those of `candidates` that the filters leave."""
        left = set(self.qs.values_list("pk", flat=True))
        return [one for one in candidates if one.mouse.pk in left]
