import django_filters as filters

from xenograft.samples.models import Specimen


class SpecimenFilter(filters.FilterSet):
    mouse__number = filters.NumberFilter(label="Mouse")
    tissue = filters.ChoiceFilter(
        choices=Specimen.Tissue, empty_label="Any tissue", label="Tissue"
    )
    handling = filters.ChoiceFilter(
        choices=Specimen.Handling, empty_label="Any handling", label="Handling"
    )

    class Meta:
        model = Specimen
        fields = []
