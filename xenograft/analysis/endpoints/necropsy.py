"""What the tumor weighs against what the caliper said."""

TUMOR_MG_PER_MM3 = (0.5, 2)


def tumor_mg_per_mm3(weight_mg, volume_mm3):
    """Excised weight over the last caliper volume; None without a volume above 0.

    Outside `TUMOR_MG_PER_MM3` one of the two is probably wrong.
    """
    if not volume_mm3 or weight_mg is None:
        return None
    return float(weight_mg) / float(volume_mm3)
