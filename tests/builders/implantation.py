"""Cages, mice, tumors and their model."""

from tests.builders.days import date_of
from xenograft import models


def tumor_model(study, **fields):
    fields.setdefault("name", "LGSOC-07")
    fields.setdefault("kind", "ORGANOID")
    return models.TumorModel.objects.create(study=study, **fields)


def cage(study, name="C01", **fields):
    return models.Cage.objects.create(study=study, name=name, **fields)


def mouse(study, number=None, **fields):
    number = number or study.mice.count() + 1
    return models.Mouse.objects.create(study=study, number=number, **fields)


def tumor(mouse, side="R", **fields):
    fields.setdefault("implanted_on", date_of(-20))
    return models.Tumor.objects.create(mouse=mouse, side=side, **fields)
