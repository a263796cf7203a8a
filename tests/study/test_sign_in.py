def test_ten_wrong_passwords_lock_the_name_for_a_while(client, people):
    for _ in range(11):
        answer = client.post("/sign-in/", {"username": "director", "password": "wrong"})

    assert answer.status_code == 429
    assert "Too many wrong passwords" in answer.content.decode()


def test_an_unknown_name_gets_the_same_words_as_a_wrong_password(client, people):
    unknown = client.post("/sign-in/", {"username": "nobody", "password": "wrong"})
    wrong = client.post("/sign-in/", {"username": "director", "password": "wrong"})

    sentence = "User name and password do not match. Check Caps Lock."
    assert sentence in unknown.content.decode()
    assert sentence in wrong.content.decode()
