"""A value typed over a saved one is a question, and each answer to it is kept."""

from tests.measurement.inputs import field


def test_a_changed_value_is_asked_about_and_not_lost(bench):
    bench.save(l="12.4", w="10.1")
    page = bench.page(bench.save(l="14.2", w="10.1", b=bench.base()))
    assert "Mouse 3 is saved as 12.4 × 10.1 mm" in page
    assert "by measurer" in page
    assert field(page, f"l-{bench.tumor.pk}") == "14.2"
    assert len(bench.readings) == 1


def test_the_answer_second_reading_keeps_both(bench):
    bench.save(l="12.4", w="10.1")
    bench.save(l="14.2", w="10.1", b=bench.base(), k="again")
    assert [length for _, length, _ in bench.readings] == ["12.40", "14.20"]
    assert "Read before: 12.4 × 10.1 mm, 632 mm³" in bench.page()


def test_the_answer_correct_replaces_it_and_the_history_keeps_the_old(bench):
    bench.save(l="12.4", w="10.1", g="21.4")
    weight = bench.session.body_weights.get()
    bench.save(
        l="14.2", w="10.1", b=bench.base(), k="typo",
        g="24.1", h=f"{weight.pk}.1|21.4", q="typo",
    )  # fmt: skip
    page = bench.page()
    assert [length for _, length, _ in bench.readings] == ["14.20"]
    assert '<s class="was">12.4 × 10.1 mm</s>' in page
    assert '<s class="was">21.4 g</s>' in page
    assert "Typing error, corrected in the session" in page


def test_the_answer_keep_drops_what_was_typed(bench):
    bench.save(l="12.4", w="10.1")
    bench.save(l="14.2", w="10.1", b=bench.base(), k="theirs")
    assert [length for _, length, _ in bench.readings] == ["12.40"]


def test_a_form_left_open_while_another_person_saved_shows_both(bench, other):
    bench.save(other, l="12.4", w="10.1", g="21.4")
    page = bench.page(bench.save(l="13.0", w="10.1", g="22.5"))
    assert "Mouse 3 is saved as 12.4 × 10.1 mm" in page
    assert "Mouse 3 weight is saved as 21.4 g" in page
    assert "by director" in page
    assert "while your form was open" in page
    assert field(page, f"l-{bench.tumor.pk}") == "13.0"
    assert field(page, f"g-{bench.mouse.pk}") == "22.5"
    base = field(page, f"b-{bench.tumor.pk}")
    bench.save(l="13.0", w="10.1", b=base, k="again")
    assert [length for _, length, _ in bench.readings] == ["12.40", "13.00"]


def test_an_answer_given_before_the_other_value_was_shown_does_not_count(bench, other):
    bench.save(l="12.4", w="10.1")
    base = bench.base()
    bench.save(other, l="12.8", w="10.1", b=base, k="typo", v="Misread")
    page = bench.page(bench.save(l="13.0", w="10.1", b=base, k="typo"))
    assert "Mouse 3 is saved as 12.8 × 10.1 mm" in page
    assert [length for _, length, _ in bench.readings] == ["12.80"]


def test_two_people_with_the_same_values_merge_silently(bench, other):
    bench.save(other, l="12.4", w="10.1")
    assert bench.save(l="12.4", w="10.1").status_code == 302
    assert len(bench.readings) == 1


def test_one_person_sizes_and_another_weighs_without_a_question(bench, other):
    bench.save(other, l="12.4", w="10.1")
    assert bench.save(g="21.4").status_code == 302
    assert len(bench.readings) == bench.session.body_weights.count() == 1


def test_a_second_reading_with_equal_values_can_be_asked_for(bench):
    bench.save(l="12.4", w="10.1")
    page = bench.page(bench.client.get(bench.page_address + f"?again={bench.tumor.pk}"))
    assert field(page, f"l-{bench.tumor.pk}") == ""
    assert f'name="k-{bench.tumor.pk}" value="again"' in page
    again = {"l": "12.4", "w": "10.1", "b": bench.base(), "k": "again"}
    bench.save(**again)
    bench.save(**again)
    assert len(bench.readings) == 2
