"""Text for the paper: Methods, and the ARRIVE 2.0 checklist, from the records."""
