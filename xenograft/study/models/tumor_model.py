from django.db import models

from xenograft.study.querysets import StudyQuerySet


class TumorModel(models.Model):
    """What was implanted, and into which strain.

    The fields of a patient-derived model are those that PDX-MI requires
    (Meehan 2017); they are asked for when the kind is not a cell line.
    """

    study_path = "study"

    class Kind(models.TextChoices):
        CELL_LINE = "CELL_LINE", "Cell line (CDX)"
        PDX = "PDX", "Patient-derived xenograft (PDX)"
        ORGANOID = "ORGANOID", "Patient-derived organoid"

    class PassageScheme(models.TextChoices):
        FROM_P0 = "FROM_P0", "First passage is P0"
        FROM_P1 = "FROM_P1", "First passage is P1"

    class TumorType(models.TextChoices):
        PRIMARY = "primary", "primary"
        METASTATIC = "metastatic", "metastatic"
        RECURRENT = "recurrent", "recurrent"
        REFRACTORY = "refractory", "refractory"
        PRE_MALIGNANT = "pre-malignant", "pre-malignant"
        NOT_PROVIDED = "Not provided", "not provided"
        NOT_COLLECTED = "Not collected", "not collected"

    class EngraftmentType(models.TextChoices):
        HETEROTOPIC = "heterotopic", "heterotopic"
        ORTHOTOPIC = "orthotopic", "orthotopic"

    study = models.OneToOneField("Study", models.PROTECT, related_name="tumor_model")
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=20, choices=Kind)
    passage_number = models.PositiveSmallIntegerField(null=True, blank=True)
    passage_scheme = models.CharField(max_length=10, choices=PassageScheme, blank=True)
    host_strain = models.CharField(max_length=60, default="NSG")
    host_strain_nomenclature = models.CharField(
        max_length=120,
        default="NOD.Cg-Prkdc<scid> Il2rg<tm1Wjl>/SzJ",
        help_text="Official nomenclature, allele symbols in angle brackets.",
    )
    identity_tested_on = models.DateField("identity (STR) test", null=True, blank=True)
    mycoplasma_tested_on = models.DateField("mycoplasma test", null=True, blank=True)

    patient_id = models.CharField(max_length=60, blank=True)
    patient_sex = models.CharField(max_length=20, blank=True)
    sample_id = models.CharField(max_length=60, blank=True)
    age_at_collection_years = models.CharField(max_length=20, blank=True)
    diagnosis = models.CharField(max_length=120, blank=True)
    tumor_type = models.CharField(max_length=20, choices=TumorType, blank=True)
    primary_site = models.CharField(max_length=80, blank=True)
    collection_site = models.CharField(max_length=80, blank=True)
    is_sharable = models.BooleanField("model may be shared", null=True, blank=True)
    is_treatment_naive = models.BooleanField(
        "patient untreated at collection", null=True, blank=True
    )
    engraftment_site = models.CharField(max_length=80, blank=True)
    engraftment_type = models.CharField(
        max_length=20, choices=EngraftmentType, blank=True
    )
    sample_type = models.CharField(max_length=80, blank=True)
    validation_technique = models.CharField(max_length=120, blank=True)
    validation_description = models.CharField(max_length=200, blank=True)
    validation_passages_tested = models.CharField(max_length=60, blank=True)
    validation_host_strain_nomenclature = models.CharField(max_length=120, blank=True)
    accessibility = models.CharField(max_length=80, blank=True)
    contact_name = models.CharField(max_length=120, blank=True)
    contact_email = models.EmailField(blank=True)

    objects = StudyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(passage_number__isnull=True)
                | ~models.Q(passage_scheme=""),
                name="tumor_model_passage_names_its_scheme",
                violation_error_message="Say whether the first passage is P0 or P1.",
            ),
        ]

    def __str__(self):
        if self.passage_number is None:
            return self.name
        return f"{self.name} P{self.passage_number}"


PDX_MI_REQUIRED = [
    "patient_id",
    "patient_sex",
    "sample_id",
    "age_at_collection_years",
    "diagnosis",
    "tumor_type",
    "primary_site",
    "collection_site",
    "is_sharable",
    "is_treatment_naive",
    "engraftment_site",
    "engraftment_type",
    "sample_type",
    "passage_number",
    "validation_technique",
    "validation_description",
    "validation_passages_tested",
    "validation_host_strain_nomenclature",
    "accessibility",
    "contact_name",
    "contact_email",
]
