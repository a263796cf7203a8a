from django import forms


class Weighing(forms.Form):
    weight_g = forms.DecimalField(label="Weight, g", help_text="As read.")
    signs = forms.MultipleChoiceField(
        choices=[("normal", "Normal")], widget=forms.CheckboxSelectMultiple
    )


def test_a_refused_number_is_shown_as_it_was_typed():
    html = str(Weighing({"weight_g": "17,x"})["weight_g"])

    assert 'value="17,x"' in html
    # A field of type number would drop it.
    assert 'type="text"' in html and 'inputmode="decimal"' in html


def test_help_and_error_are_tied_to_their_field():
    html = Weighing({"weight_g": "x"})["weight_g"].as_field_group()

    assert 'aria-describedby="id_weight_g_helptext id_weight_g_error"' in html
    assert 'id="id_weight_g_helptext"' in html
    assert 'id="id_weight_g_error"' in html
    assert 'aria-invalid="true"' in html


def test_a_group_of_choices_has_a_legend():
    html = Weighing()["signs"].as_field_group()

    assert "<fieldset" in html and "<legend>Signs</legend>" in html


def test_typed_text_is_escaped():
    html = str(Weighing({"weight_g": '"><script>'})["weight_g"])

    assert "<script>" not in html
