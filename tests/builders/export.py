"""An imported list."""

from xenograft import models


def study_import(study=None, **fields):
    fields.setdefault("code", "IMP-1")
    fields.setdefault("file_name", "mice.csv")
    fields.setdefault("file_sha256", "0" * 64)
    fields.setdefault("content", "mouse,arm,day,weight_g\n1,Vehicle,0,22.4\n")
    headings = ["mouse", "arm", "day", "weight_g"]
    fields.setdefault("columns", {"fields": [[name, name] for name in headings]})
    return models.StudyImport.objects.create(study=study, **fields)
