"""Sessions, passwords and shared devices."""

import time

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse

from tests import builders

pytestmark = pytest.mark.django_db
PASSWORD = "four words make one"
NEW = "another four words then"
LIST = "/studies/"


@pytest.fixture
def person():
    return builders.person("novak", password=PASSWORD)


def sign_in(client, password=PASSWORD, **more):
    data = {"username": "novak", "password": password, **more}
    return client.post(reverse("study:sign-in"), data)


def is_in(client):
    return client.get(LIST).status_code == 200


@pytest.fixture
def clock(monkeypatch):
    """The time in seconds, which a test may move on by minutes."""

    class Clock:
        now = 1_800_000_000.0

        def on(self, minutes):
            self.now += 60 * minutes

    one = Clock()
    monkeypatch.setattr(time, "time", lambda: one.now)
    return one


class TestSharedDevice:
    def test_it_is_signed_out_after_15_minutes_without_use(self, client, person, clock):
        sign_in(client, asked="yes", shared="on")
        assert is_in(client)
        clock.on(14)
        assert is_in(client)
        clock.on(14)
        assert is_in(client)
        clock.on(16)
        assert not is_in(client)

    def test_what_a_page_asks_for_by_itself_is_no_use(self, client, person, clock):
        sign_in(client, asked="yes", shared="on")
        for _ in range(2):
            clock.on(8)
            client.get("/today/", headers={"X-Unattended": "yes"})
        assert not is_in(client)

    def test_no_use_keeps_it_signed_in_for_more_than_12_hours(
        self, client, person, clock
    ):
        sign_in(client, asked="yes", shared="on")
        for _ in range(72):
            assert is_in(client)
            clock.on(10)
        clock.on(1)
        assert not is_in(client)

    def test_use_is_noted_once_a_minute_only(
        self, client, person, clock, django_assert_num_queries
    ):
        sign_in(client, asked="yes", shared="on")
        url = reverse("study:sign-out")
        client.get(url)
        with django_assert_num_queries(2):  # the session and the person
            client.get(url)

    def test_another_device_stays_signed_in(self, client, person, clock):
        sign_in(client, asked="yes")
        clock.on(60)
        assert is_in(client)

    def test_signing_in_again_on_a_page_that_kept_values_stays_shared(
        self, client, person, clock
    ):
        sign_in(client, asked="yes", shared="on")
        clock.on(16)
        assert not is_in(client)
        sign_in(client)
        assert is_in(client)
        clock.on(16)
        assert not is_in(client)


class TestSession:
    def test_the_key_is_new_at_sign_in(self, client, person):
        client.get(reverse("study:sign-in"))
        sign_in(client)
        first = client.session.session_key
        client.post(reverse("study:sign-out"))
        sign_in(client)
        assert client.session.session_key != first

    def test_a_key_of_somebody_else_is_not_taken_over(self, client, person):
        client.cookies["sessionid"] = "a" * 32
        sign_in(client)
        assert client.session.session_key != "a" * 32

    def test_a_new_password_ends_the_other_sessions(self, client, person, client_class):
        other = client_class()
        sign_in(client)
        sign_in(other)
        change(client)
        assert is_in(client)
        assert not is_in(other)

    def test_who_is_deactivated_is_out_at_once(self, client, person):
        sign_in(client)
        get_user_model().objects.update(is_active=False)
        assert not is_in(client)

    def test_sign_out_is_a_post_and_ends_the_session_on_the_server(
        self, client, person
    ):
        sign_in(client)
        kept = client.cookies["sessionid"].value
        client.get(reverse("study:sign-out"))
        assert is_in(client)
        client.post(reverse("study:sign-out"))
        client.cookies["sessionid"] = kept
        assert not is_in(client)

    def test_its_cookie_is_not_for_scripts_nor_for_other_sites(self, client, person):
        cookie = sign_in(client).cookies["sessionid"]
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"
        assert cookie["max-age"] == 12 * 60 * 60


@pytest.fixture
def client_class(client):
    return type(client)


def change(client, new=NEW, old=PASSWORD):
    sent = {"old_password": old, "new_password1": new, "new_password2": new}
    return client.post(reverse("study:account"), sent)


class TestPassword:
    def test_it_is_changed_by_who_knows_the_old_one(self, client, person):
        sign_in(client)
        assert change(client).status_code == 302
        person.refresh_from_db()
        assert person.check_password(NEW)

    @pytest.mark.parametrize(
        ("new", "old", "sentence"),
        [
            (NEW, "wrong", "Your old password was entered incorrectly."),
            ("too short", PASSWORD, "It must contain at least 15 characters."),
            ("1qaz2wsx3edc4rfv", PASSWORD, "This password is too common."),
        ],
    )
    def test_a_weak_one_is_refused_in_words(self, client, person, new, old, sentence):
        sign_in(client)
        assert sentence in change(client, new, old).content.decode()
        person.refresh_from_db()
        assert person.check_password(PASSWORD)

    def test_a_long_one_may_have_spaces_and_any_letters(self, client, person):
        sign_in(client)
        assert change(client, "ein sehr länger Satz " * 4).status_code == 302

    def test_wrong_ones_do_not_lock_out_others(self, client, person):
        builders.person("okafor", password=PASSWORD)
        for _ in range(11):
            sign_in(client, "wrong")
        assert sign_in(client).status_code == 429
        client.post(
            reverse("study:sign-in"), {"username": "okafor", "password": PASSWORD}
        )
        assert is_in(client)


def test_the_account_says_what_a_person_may_do_and_see(as_role, study):
    page = as_role("doser").get(reverse("study:account")).content.decode()
    assert "OVX-014" in page
    assert "codes of bottles" in page
