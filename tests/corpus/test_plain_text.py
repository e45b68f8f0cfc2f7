from corpus.plain_text import plain


def test_space_of_any_kind_is_one_space() -> None:
    assert plain("  a\n\tb\u00a0 c\u3000") == "a b c"


def test_what_cannot_be_seen_is_gone_and_what_joins_letters_stays() -> None:
    assert plain("a\u200bb\ufeff\u00ad\u200e") == "ab"
    assert plain("می\u200cخواهم 👩\u200d💻") == "می\u200cخواهم 👩\u200d💻"
