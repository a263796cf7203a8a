from django.db import models


class StudyQuerySet(models.QuerySet):
    """Rows that belong to a study, however many keys away it is.

    The model says how to get there in `study_path`; the triggers of the history
    follow the same path.
    """

    def of_study(self, study):
        return self.filter(**{self.model.study_path: study})
