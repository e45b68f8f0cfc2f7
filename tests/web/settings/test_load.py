"""guidedex.yaml and the GUIDEDEX_* variables."""

import re
from dataclasses import fields
from pathlib import Path

import pytest
import yaml

from index.weights import FIELD_BOOSTS
from search.gaps.settings import GapSettings
from web.settings import Settings, SettingsError, load_settings, write_config
from web.settings.keys import GAP_KEYS, KEYS
from web.settings.load import QueryLogSettings, template_text


def load(folder: Path, text: str, **environ: str) -> Settings:
    file = folder / "guidedex.yaml"
    file.write_text(text, encoding="utf-8")
    return load_settings(file, environ)


def settings_error(folder: Path, text: str, **environ: str) -> str:
    with pytest.raises(SettingsError) as caught:
        load(folder, text, **environ)
    return str(caught.value).replace(str(folder), "")


def test_without_a_file_the_defaults_hold(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert load_settings(environ={}) == Settings()


def test_an_empty_file_says_nothing(tmp_path):
    file = tmp_path / "guidedex.yaml"
    assert load(tmp_path, "# nothing\n") == Settings(file=file)
    assert load(tmp_path, "site:\nsources:\n") == Settings(file=file)


def test_the_file_of_the_current_folder_is_read_unless_another_is_named(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    load(tmp_path, "site: {title: Here}")
    other = tmp_path / "other.yaml"
    other.write_text("site: {title: There}")
    assert load_settings(environ={}).title == "Here"
    assert load_settings(environ={"GUIDEDEX_CONFIG": str(other)}).title == "There"
    assert load_settings(other, {"GUIDEDEX_CONFIG": "guidedex.yaml"}).title == "There"


def test_every_key_reaches_the_settings(tmp_path):
    settings = load(
        tmp_path,
        """
site: {title: on, base_url: https://example.org/, url_pattern: "/s/{slug}#{anchor}", language: de}
sources: [guides, /srv/more]
ignore: "*.tmp"
fields: {topic: skill}
aliases: {Kubernetes: [k8s, kube], C++: cpp}
synonyms:
  - [authn, login]
  - {from: ml, to: machine learning}
boosts: {title: 5, code: 0.1}
pins: {start: rest-api}
page_types:
  skill: {categories: [Backend], min_questions: 2, ordered: true, sections: [Intro, {names: [FAQ]}]}
gaps:
  rules: all
  stale_after_days: 90
  waivers: [{finding: stale-guide-1, reason: soon, until: 2027-01-31}]
query_log: {enabled: false, file: /srv/log.sqlite, keep_days: 7}
editor: {file_url: "vscode://file/{path}:{line}"}
limits: {file_bytes: 1_000}
""",
    )
    assert settings == Settings(
        file=tmp_path / "guidedex.yaml",
        file_url="vscode://file/{path}:{line}",
        title="on",
        base_url="https://example.org",
        url_pattern="/s/{slug}#{anchor}",
        language="de",
        sources=(tmp_path / "guides", Path("/srv/more")),
        ignore=("*.tmp",),
        field_names={"topic": "skill"},
        aliases={"Kubernetes": ("k8s", "kube"), "C++": ("cpp",)},
        synonyms=(("authn", "login"), ("login", "authn"), ("ml", "machine learning")),
        boosts={"title": 5.0, "code": 0.1},
        pins={"start": "rest-api"},
        page_types={
            "skill": {
                "categories": ("Backend",),
                "min_questions": 2,
                "ordered": True,
                "sections": ({"names": ("Intro",)}, {"names": ("FAQ",)}),
            }
        },
        gaps={
            "rules": ("all",),
            "stale_after_days": 90,
            "waivers": ({"finding": "stale-guide-1", "reason": "soon", "until": "2027-01-31"},),
        },
        query_log=QueryLogSettings(False, Path("/srv/log.sqlite"), 7),
        file_bytes=1000,
    )


def test_variables_decide_before_the_file(tmp_path):
    settings = load(
        tmp_path,
        "site: {title: File, base_url: https://file.example}",
        GUIDEDEX_TITLE="Deployed",
        GUIDEDEX_BASE_URL="",
        GUIDEDEX_INDEX="/srv/index",
        GUIDEDEX_EDITOR_TOKEN="secret",
    )
    assert (settings.title, settings.base_url) == ("Deployed", "https://file.example")
    assert (settings.index, settings.editor_token) == (Path("/srv/index"), "secret")
    assert "secret" not in repr(settings)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("titel: x", '/guidedex.yaml:1: unknown key "titel"; accepted: aliases, anchors'),
        ("site:\n  titel: x", ':2: unknown key "titel" in site; did you mean "title"?'),
        ("site: text", ":1: site must be a mapping with base_url, language"),
        ("- a", ":1: the file must be a mapping with aliases"),
        ("\nsite: {title: [a]}", ":2: site.title must be text, found a list"),
        ("site: {base_url: example.org}", "site.base_url must be a web address such as https://"),
        ("site: {url_pattern: 'javascript:{slug}'}", "must be a path such as /guides/{slug}"),
        ("site: {url_pattern: '/x'}", "needs {slug} or {path}"),
        ("site: {url_pattern: '/{slg}'}", "holds {slg}; accepted: {slug}, {path}"),
        ("site: {url_pattern: '/{slug}}'}", "a brace without its partner"),
        ("site: {language: klingon}", "site.language must be a language code"),
        ("sources: [a, [b]]", "sources[2] must be text, found a list"),
        ("sources:\n  a: b", ":2: sources must be a list of texts, found a mapping"),
        ("fields: {a: skil}", 'fields.a is "skil"; did you mean "skill"? accepted: aliases'),
        ("boosts: {titel: 2}", 'unknown key "titel" in boosts; did you mean "title"?'),
        ("boosts: {title: -1}", 'boosts.title must be a number from 0 to 1000, found "-1"'),
        ("boosts: {title: .nan}", "boosts.title must be a number"),
        ("limits: {file_bytes: lots}", "limits.file_bytes must be a whole number from 1"),
        ("gaps: {stale_after_day: 2}", 'did you mean "stale_after_days"?'),
        ("gaps: {waivers: [{finding: a, reason: b}]}", "gaps.waivers[1] has no until"),
        (
            "gaps: {waivers: [{finding: a, reason: b, until: soon}]}",
            'gaps.waivers[1].until must be a date such as 2027-01-31, found "soon"',
        ),
        ("page_types: {skill: {ordered: maybe, sections: [a]}}", "must be true or false"),
        ("synonyms:\n  - {from: a}", ":2: synonyms[1] has no to"),
        ("pins: {a: b, a: c}", "pins.a is there twice"),
        ("site: {title: a\n", ":2: not YAML:"),
        ("a: &x [1]\nb: *x", ":2: anchors and aliases are not accepted"),
        ("[" * 50, "nested more than 12 deep"),
        ("? [a]\n: b", "a key must be plain text"),
    ],
)
def test_what_cannot_be_used_is_refused_with_its_line(tmp_path, text, message):
    assert message in settings_error(tmp_path, text)


def test_a_variable_is_checked_like_the_file(tmp_path):
    message = settings_error(tmp_path, "", GUIDEDEX_URL_PATTERN="/all")
    assert message.startswith("$GUIDEDEX_URL_PATTERN: GUIDEDEX_URL_PATTERN gives every guide one")


def test_a_file_that_cannot_be_read_is_named(tmp_path):
    with pytest.raises(SettingsError, match=r"cannot read the settings in .*gone\.yaml: No such"):
        load_settings(tmp_path / "gone.yaml", {})
    file = tmp_path / "guidedex.yaml"
    file.write_bytes(b"site:\n  title: \xff\n")
    with pytest.raises(SettingsError, match=r"yaml:2: not UTF-8"):
        load_settings(file, {})
    file.write_bytes(b"#" * (1 << 20) + b"#")
    with pytest.raises(SettingsError, match="more than 1,048,576 bytes"):
        load_settings(file, {})


def test_the_written_file_changes_nothing_and_is_never_written_over(tmp_path):
    file = tmp_path / "guidedex.yaml"
    write_config(file)
    assert load_settings(file, {}) == Settings(file=file)
    with pytest.raises(SettingsError, match="it is there already"):
        write_config(file)
    with pytest.raises(SettingsError, match="cannot write"):
        write_config(tmp_path / "no folder" / "guidedex.yaml")


def test_colours_are_for_light_and_dark_or_one_for_both(tmp_path):
    text = 'site: {theme: {accent: ["#0b6653", "oklch(80% 0.09 170 / 50%)"], paper: "#fff"}}'
    theme = load(tmp_path, text).theme
    assert theme == {"accent": ("#0b6653", "oklch(80% 0.09 170 / 50%)"), "paper": ("#fff", "#fff")}


@pytest.mark.parametrize(
    "colour",
    [
        "reddish",
        "'#12345'",
        "'#fff; } body { display: none'",
        "url(https://example.org/a)",
        "var(--x)",
        "'#fff/**/'",
        "",
    ],
)
def test_what_is_no_colour_is_refused(tmp_path, colour):
    assert "guidedex.yaml:1: site.theme.accent must be a colour" in settings_error(
        tmp_path, f"site: {{theme: {{accent: {colour or '[]'}}}}}"
    )


def test_a_colour_that_pages_do_not_have_is_named_with_the_nearest(tmp_path):
    assert 'did you mean "accent"?' in settings_error(tmp_path, "site: {theme: {acent: '#fff'}}")


def test_a_folder_of_templates_is_below_the_file_and_must_be_there(tmp_path):
    assert "there is no such folder" in settings_error(tmp_path, "site: {templates: mine}")
    (tmp_path / "mine").mkdir()
    assert load(tmp_path, "site: {templates: mine}").templates == tmp_path / "mine"


def uncommented_template() -> str:
    """Return the template with every key in force."""
    lines = template_text().splitlines()
    return "\n".join(line[2:] for line in lines if re.match(r"# (  |[a-z_]+:( |$))", line))


def test_numbers_of_the_written_file_are_the_defaults():
    written = yaml.safe_load(uncommented_template())
    numbers = {name: value for name, value in written["gaps"].items() if isinstance(value, (int, float))}
    assert written["boosts"] == FIELD_BOOSTS
    assert numbers == {name: getattr(GapSettings(), name) for name in numbers}
    assert len(numbers) == 8
    assert written["query_log"]["keep_days"] == QueryLogSettings().keep_days
    assert written["limits"]["file_bytes"] == Settings().file_bytes


def test_the_written_file_explains_every_key(tmp_path):
    text = uncommented_template()
    (tmp_path / "templates").mkdir()
    settings = load(tmp_path, text)
    written = yaml.safe_load(text)
    assert set(written) == set(KEYS)
    assert set(written["gaps"]) == set(GAP_KEYS)
    assert set(written["site"]) == {"title", "base_url", "url_pattern", "language", "theme", "templates"}
    assert settings.gaps["waivers"][0]["until"] == "2027-01-31"


def test_the_boosts_of_the_written_file_are_those_in_use():
    """A site that takes away the ``#`` before them changes nothing."""
    commented = re.search(r"^# (boosts:\n(?:#   .+\n)+)", template_text(), re.MULTILINE)
    assert commented
    assert yaml.safe_load(commented[1].replace("#", ""))["boosts"] == dict(FIELD_BOOSTS)


def test_every_gap_setting_has_a_key():
    from_elsewhere = {"base_url", "url_pattern", "page_types", "retired"}
    assert set(GAP_KEYS) == {field.name for field in fields(GapSettings)} - from_elsewhere


@pytest.mark.parametrize(
    ("text", "value"), [("on", "on"), ("true", "on"), ("'On'", "on"), ("off", ""), ("false", ""), ("", "")]
)
def test_meaning_is_switched_on_and_off(tmp_path: Path, text: str, value: str):
    assert load(tmp_path, f"meaning: {text}").meaning == value


def test_a_model_is_looked_for_from_the_folder_of_the_file(tmp_path: Path):
    assert load(tmp_path, "meaning: {model: models/e5}").meaning == str(tmp_path / "models" / "e5")


@pytest.mark.parametrize("text", ["maybe", "[on]", "1", "{model: }", "{}", "{path: x}", "{model: [a]}"])
def test_meaning_is_on_or_off_or_a_model(tmp_path: Path, text: str):
    with pytest.raises(SettingsError, match="meaning"):
        load(tmp_path, f"meaning: {text}")


def test_a_variable_switches_meaning_before_the_file_does(tmp_path: Path):
    (tmp_path / "guidedex.yaml").write_text("meaning: on\n")

    def meaning(value: str) -> str:
        return load_settings(tmp_path / "guidedex.yaml", {"GUIDEDEX_MEANING": value}).meaning

    assert (meaning("off"), meaning("on"), meaning("")) == ("", "on", "on")
    assert meaning(str(tmp_path)) == str(tmp_path)
    with pytest.raises(SettingsError, match=r"\$GUIDEDEX_MEANING.*must be on, off, or the folder of a model"):
        meaning("yes please")


@pytest.mark.parametrize(
    "pattern",
    [
        "https://example.org/blob/main/{path}#L{line}",
        "vscode://file/{path}:{line}",
        "idea://open?file={path}&line={line}",
    ],
)
def test_the_address_of_a_file_is_one_of_the_web_or_of_an_editor(tmp_path, pattern):
    assert load(tmp_path, f"editor: {{file_url: '{pattern}'}}").file_url == pattern
    assert load(tmp_path, "", GUIDEDEX_FILE_URL=pattern).file_url == pattern


@pytest.mark.parametrize(
    "pattern",
    ["javascript://%0aalert(1)//{path}", "data://text/html,{path}", "{path}", "/blob/{path}", "vscode://file/a.md",
     "vscode://{path}/{path}", "vscode://file/{path} {line}", "vscode://file/{file}", 'https://a.example/"{path}'],
)  # fmt: skip
def test_what_is_no_address_of_a_file_is_refused(tmp_path, pattern):
    assert "file_url" in settings_error(tmp_path, f"editor: {{file_url: '{pattern}'}}")
