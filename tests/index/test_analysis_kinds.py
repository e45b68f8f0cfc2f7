"""Words of every kind: abbreviations, quantities, camelCase, letters of many languages, apostrophes and fractions."""

import pytest

from index.analysis import analyze, fold, is_unspaced, name_key, stem, whole_form
from tests.placed_terms import placed_terms

ABBREVIATIONS = "vm cpu gpu cdn api url uri ssd vlan pr id ide sdk dto cli sla cve llm pdf jwt dll sku tv gui"
NAMES_IN_S = "ios aws dns css https tls cms dbms macos cors bios gps nfs xss sms scss cqrs dfs eks ecs redis kubernetes"
NAMES_WITH_CAPITALS = "iOS macOS eBay SaaS OAuth IPv6 gRPC kWh MHz GitHub JavaScript TypeScript PostgreSQL YouTube APIs"


def terms(text: str) -> set[str]:
    return {token.term for token in placed_terms(text)}


def stems(text: str) -> set[str]:
    """Return the stems of a text of one token."""
    return {stem(surface.term) for surface in analyze(text).surfaces if not surface.spelled}


@pytest.mark.parametrize("abbreviation", ABBREVIATIONS.split())
def test_an_abbreviation_and_its_plural_have_one_stem(abbreviation: str) -> None:
    assert stems(f"{abbreviation.upper()}s") == stems(f"{abbreviation}s") == stems(abbreviation)


@pytest.mark.parametrize("abbreviation", ["ci", "qa", "ui", "ai", "pa", "id", "io", "os", "la", "pm"])
def test_a_small_s_behind_capitals_is_that_of_a_plural(abbreviation: str) -> None:
    assert abbreviation in {*terms(f"{abbreviation.upper()}s"), *stems(f"{abbreviation.upper()}s")}
    assert stem(whole_form(f"{abbreviation.upper()}s")) == stem(abbreviation)


@pytest.mark.parametrize("name", NAMES_IN_S.split())
def test_a_name_that_ends_in_s_is_no_plural(name: str) -> None:
    assert stem(name) == name
    assert stem(name) != stem(name[:-1])


@pytest.mark.parametrize(
    ("plural", "singular"),
    [
        ("indices", "index"), ("matrices", "matrix"), ("vertices", "vertex"), ("children", "child"),
        ("aliases", "alias"),
        ("analyses", "analysis"), ("criteria", "criterion"), ("mice", "mouse"), ("axes", "axis"),
        ("schemata", "schema"),
        ("leaves", "leaf"), ("canvases", "canvas"), ("radii", "radius"), ("queries", "query"),
        ("statuses", "status"), ("buses", "bus"), ("dwarves", "dwarf"), ("thesauri", "thesaurus"),
        ("oases", "oasis"),
    ],
)  # fmt: skip
def test_an_irregular_plural_has_the_stem_of_its_singular(plural: str, singular: str) -> None:
    assert stem(plural) == stem(singular)


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("indices", "indicator"), ("matrices", "metrics"), ("edit", "edition"), ("author", "authorization"),
        ("import", "important"), ("event", "eventual"), ("express", "expression"), ("contains", "container"),
        ("past", "paste"), ("internal", "internationalization"), ("terminal", "terminate"),
        ("position", "positive"),
        ("custom", "customer"), ("universe", "university"), ("product", "production"), ("direct", "directive"),
        ("guid", "guide"), ("suit", "suite"), ("unit", "united"), ("response", "responsibility"),
        ("design", "designate"), ("depart", "department"), ("response", "responsive"),
        ("sever", "several"), ("severity", "several"), ("experience", "experiment"), ("engine", "engineering"),
        ("animation", "animal"), ("factory", "factorial"), ("conversion", "conversation"), ("content", "contention"),
        ("multiple", "multiplication"), ("integration", "integrity"), ("busy", "business"), ("excel", "excellent"),
        ("compose", "composer"), ("identity", "identical"), ("public", "publication"), ("utility", "utilization"),
        ("observer", "observability"), ("puppet", "puppeteer"), ("subscription", "subscript"), ("unused", "unusable"),
    ],
)  # fmt: skip
def test_words_that_a_stemmer_takes_for_one_are_two(word: str, other: str) -> None:
    assert stem(word) != stem(other)


@pytest.mark.parametrize(
    ("joined", "apart"),
    [
        ("100ms", "100 ms"), ("5GB", "5 GB"), ("1.5GB", "1.5 GB"), ("2GHz", "2 GHz"), ("100Mbps", "100 mbps"),
        ("3px", "3 px"), ("15min", "15 min"), ("16bit", "16 bit"), ("10minutes", "10 minutes"),
        ("0.5rem", "0.5 rem"), ("٥GB", "5 GB"), ("5µs", "5 μs"),
    ],
)  # fmt: skip
def test_a_number_and_its_unit_are_one_thing_however_they_are_written(joined: str, apart: str) -> None:
    assert terms(apart) <= terms(joined)
    assert name_key(joined) == name_key(apart)


@pytest.mark.parametrize(
    ("written", "amount", "parts"),
    [
        ("15€", "15eur", {"15", "eur"}), ("€15", "15eur", {"15", "eur"}), ("$25", "25usd", {"25", "usd"}),
        ("25$", "25usd", {"25", "usd"}), ("£1,000", "1000gbp", {"1000", "gbp"}), ("¥650", "650jpy", {"650", "jpy"}),
        ("$1.50", "1.50usd", {"1.50", "usd"}), ("₹85", "85inr", {"85", "inr"}), ("15EUR", "15eur", {"15", "eur"}),
    ],
)  # fmt: skip
def test_an_amount_of_money_is_a_number_and_the_code_of_its_currency(
    written: str, amount: str, parts: set[str]
) -> None:
    assert whole_form(written) == amount
    assert terms(written) == {amount, *parts}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("15 €", {"15", "eur"}), ("€ 15", {"15", "eur"}), ("$scope", {"$scope", "scope"}), ("${x}", {"x"}),
        ("a$b", {"a", "$b", "b"}), ("15€/month", {"15", "month"}), ("$$", {"$$"}), ("$ npm", {"npm"}),
        ("the (15€), or", {"the", "15eur", "15", "eur", "or"}),
    ],
)  # fmt: skip
def test_a_currency_alone_is_a_word_and_the_dollar_is_a_sign_of_code(text: str, words: set[str]) -> None:
    assert terms(text) == words


def test_a_quantity_keeps_its_point_and_no_single_letter_becomes_a_word() -> None:
    assert whole_form("1.5GB") == "1.5gb"
    assert terms("10k and 3D") == {"10k", "10", "and", "3d", "3"}
    assert terms("1h30m") == {"1h30m"}


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("RateLimiterFactory", "rate limiter factory"), ("XMLHttpRequest", "xml http request"),
        ("UseCors", "use cors"),
        ("useEffect", "use effect"), ("getURLPath", "get url path"), ("listAPIs", "list apis"),
        ("HTMLElement", "html element"),
        ("Http2Client", "http2 client"), ("IPv6Address", "ipv6 address"), ("getXCoordinate", "get coordinate"),
        ("util.ArrayList", "util array list"), ("app.UseForwardedHeaders()", "app use forwarded headers"),
        ("НайтиЭлементСписка", "найти элемент списка"), ("getДанные", "get данные"),
        ("IHttpClientFactory", "http client factory"),
        ("αριθμόςΣελίδας", "αριθμός σελίδας"), ("toÉtatFinal", "to état final"),
    ],
)  # fmt: skip
def test_the_parts_of_camel_case_are_words_side_by_side_and_the_whole_is_one_too(name: str, parts: str) -> None:
    positions = {token.term: token.position for token in placed_terms(name)}
    assert [positions[fold(part)] for part in parts.split()] == list(range(len(parts.split())))
    assert fold(name) in positions


@pytest.mark.parametrize(("name", "part"), [("IDisposable", "disposable"), ("IList", "list"), ("IQueue", "queue")])
def test_the_name_of_an_interface_has_that_of_the_thing_as_its_part(name: str, part: str) -> None:
    assert terms(name) == {name.lower(), part}


@pytest.mark.parametrize("name", NAMES_WITH_CAPITALS.split())
def test_names_with_a_capital_inside_are_whole(name: str) -> None:
    assert terms(name) == {name.lower()}


def test_a_string_of_a_machine_has_no_parts_by_its_capitals() -> None:
    token = "aGVsbG8gV29ybGQhIFRoaXMgaXMgYmFzZTY0"
    assert terms(token) == {token.lower()}


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("Æsop", "aesop"), ("œuvre", "oeuvre"), ("Søren", "soren"), ("Søren", "soeren"), ("Håkan", "hakan"),
        ("Håkan", "haakan"), ("Łódź", "lodz"), ("Đà", "da"), ("Kırmızı", "kirmizi"), ("KIRMIZI", "kırmızı"),
        ("Straße", "strasse"), ("Müller", "muller"), ("Müller", "mueller"), ("Mu\u0308ller", "mueller"),
        ("Þór", "thor"),
        ("col·lecció", "colleccio"), ("coŀlecció", "col·lecció"), ("instal·lar", "instal.lar"),
        ("ＡＢＣ１", "abc1"), ("ﬁle", "file"), ("İstanbul", "istanbul"), ("naïve", "naive"),
    ],
)  # fmt: skip
def test_letters_are_found_in_both_spellings_that_people_use(written: str, typed: str) -> None:
    assert terms(typed) & terms(written)


@pytest.mark.parametrize("word", ["Häuser", "Größe", "Lösung"])
def test_the_other_spelling_of_an_umlaut_has_the_same_german_stem(word: str) -> None:
    spelled = word.lower().replace("ä", "ae").replace("ö", "oe").replace("ß", "ss")
    assert stem(fold(word), "de") == stem(spelled, "de")


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("الكِتَابُ", "الكتاب"), ("كتــاب", "كتاب"), ("أحمد", "احمد"), ("إدارة", "اداره"), ("على", "علي"),
        ("کتاب", "كتاب"),
        ("یک", "يك"), ("אֱלֹהִים", "אלהים"), ("٢٠٢٦", "2026"), ("۱۲۳", "123"), ("२०२६", "2026"),
        ("๒๐๒๖", "2026"),
        ("½", "1/2"), ("don’t", "don't"), ("donʼt", "dont"), ("O‘Reilly", "O'Reilly"),
        ("user′s", "user's"), ("user‛s", "user's"), ("ʻokina", "okina"), ("userʹs", "user's"),
    ],
)  # fmt: skip
def test_marks_forms_of_letters_digits_and_apostrophes_are_folded(written: str, typed: str) -> None:
    assert whole_form(written) == whole_form(typed)


@pytest.mark.parametrize(
    ("word", "same"),
    [
        ("서버는", "서버에서"), ("서버들에서는", "서버"), ("난이도를", "난이도"), ("값을", "값"),
        ("배포하는", "배포를"),
        ("API를", "api"), ("데이터베이스의", "데이터베이스"), ("클래스로부터", "클래스입니다"),
    ],
)  # fmt: skip
def test_korean_words_have_one_stem_with_any_particle(word: str, same: str) -> None:
    assert stem(fold(word), "ko") == stem(same, "ko") == stem(same, "en")


@pytest.mark.parametrize(
    ("word", "other"), [("결과", "결"), ("회의", "회"), ("경로", "경"), ("이미지", "이미"), ("페이지", "페이")]
)
def test_a_korean_noun_that_ends_like_a_particle_is_whole(word: str, other: str) -> None:
    assert stem(word) != stem(other)


@pytest.mark.parametrize(
    ("elided", "word"),
    [
        ("dell'utente", "utente"), ("l’utilisateur", "utilisateur"), ("lorsqu'elle", "elle"),
        ("quell'idea", "idea"),
        ("l'usuari", "usuari"), ("d'accord", "accord"), ("L'État", "etat"), ("qu'est-ce", "est-ce"),
        ("jusqu'ici", "ici"), ("dell'e-mail", "e-mail"), ("all'80", "80"), ("l'1", "1"),
    ],
)  # fmt: skip
def test_a_word_behind_an_elided_article_is_that_word(elided: str, word: str) -> None:
    assert whole_form(elided) == whole_form(word)
    assert word in terms(elided)


@pytest.mark.parametrize("word", ["O'Reilly", "aujourd'hui", "rock'n'roll", "jusqu'à", "don't", "ma'am"])
def test_other_apostrophes_are_left_out(word: str) -> None:
    assert whole_form(word) == fold(word).replace("'", "")


@pytest.mark.parametrize(
    ("sentence", "word"),
    [
        ("ការរក្សាទុកទិន្នន័យនិង", "ទិន្នន័យ"), ("ຖານຂໍ້ມູນຂອງລະບົບ", "ຂໍ້ມູນ"),
        ("ဒေတာဘေ့စ်ကိုသုံးသည်", "ဒေတာဘေ့စ်"),
        ("ฐานข้อมูลของระบบ", "ข้อมูล"), ("東京都の地図", "東京"),
    ],
)  # fmt: skip
def test_words_of_scripts_without_spaces_are_pairs_of_syllables(sentence: str, word: str) -> None:
    assert is_unspaced(word)
    assert terms(word) < terms(sentence)
    assert all(len(term) > 1 for term in terms(sentence))


@pytest.mark.parametrize(
    ("ratio", "number"), [("1/2", "12"), ("80/20", "8020"), ("24/7", "247"), ("16:9", "169"), ("9-5", "95")]
)
def test_signs_between_digits_are_no_joints(ratio: str, number: str) -> None:
    assert whole_form(ratio) == ratio
    assert number not in terms(ratio)
    assert name_key(ratio) != name_key(number)


def test_numbers_and_versions_are_whole_and_long_numbers_may_have_commas() -> None:
    assert whole_form("1,000,000") == whole_form("1_000_000") == "1000000"
    assert {"log4j", "1.2"} < terms("log4j-1.2")
    assert name_key("python3.11") == name_key("Python 3.11") != name_key("python311")


@pytest.mark.parametrize("unit", ["aB", "un'", "1.", "1/", "ø½", "12:34", "ເ½", "္က", "서버는", "5GB.", "a'", "Ab1."])
def test_the_analysis_of_a_long_token_takes_linear_time(unit: str) -> None:
    for token in placed_terms(unit * (20_000 // len(unit))):
        assert token.term
        stem(token.term)
