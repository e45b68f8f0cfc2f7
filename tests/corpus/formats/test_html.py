import pytest

from corpus.formats.html import read_html
from corpus.page import Page
from corpus.reader import ReadOptions, read_file
from tests.corpus.reading import file_of, guide_of

PAGE = """<!DOCTYPE html>
<html lang="en-GB"><head><title>Kafka Skill Guide | Some Site</title>
<meta name="description" content="A log for many readers.">
<meta property="article:modified_time" content="2026-05-03T10:00:00Z">
<link rel="canonical" href="https://ex.org/guides/kafka">
<script type="application/ld+json">{"@graph": [{"@type": "FAQPage", "mainEntity": [
 {"@type": "Question", "name": "Is Kafka a queue?",
  "acceptedAnswer": {"@type": "Answer", "text": "<p>It is a <b>log</b> &amp; more.</p>"}}]}]}</script>
<script>document.write("never")</script></head>
<body><nav><a href="/">Home</a></nav>
<main>
<header><p>Data · Skill guide</p><h1>Kafka Skill Guide</h1></header>
<p>Related skills: <a href="/guides/redis">Redis</a>, <a href="/guides/java">Java</a>.</p>
<h2 id="core">Core *concepts*</h2>
<p>Split into <strong>partitions</strong>;<br>each a <code>log</code> &lt;ordered&gt;.
<ul><li>one<ul><li>nested</li></ul></li><li>two</li></ul>
<h2>Interview Questions</h2>
<table><thead><tr><th>Question</th><th>Strong answer</th><th>Difficulty</th></tr></thead>
<tbody><tr><td>What is an offset?</td><td>A position | a number</td><td>Easy</td></tr></tbody></table>
<pre><code class="language-bash">kafka-topics --list
# done</code></pre>
<h2>FAQ</h2>
<details><summary>Is Kafka a queue?</summary><p>It is a log.</p></details>
<details><summary>Who made it?</summary><p>LinkedIn <script>alert(1)</script>did.</p></details>
<aside>Advertisement</aside>
</main><footer>Copyright</footer></body></html>
"""


def page(body: str) -> Page:
    return read_html(f"<html><body>{body}</body></html>", "a.html")


def test_a_page_says_of_itself_what_its_head_and_first_lines_say() -> None:
    guide = guide_of(PAGE.encode(), "kafka.html")
    assert (guide.title, guide.category, guide.updated) == ("Kafka", "Data", "2026-05-03")
    assert guide.summary == "A log for many readers."
    assert guide.related == ("Redis", "Java")
    assert (guide.lang, guide.url) == ("en", "https://ex.org/guides/kafka")


def test_headings_lists_tables_and_code_of_the_main_content_become_sections() -> None:
    guide = guide_of(PAGE.encode(), "kafka.html")
    core = guide.sections[2]
    assert (core.title, core.anchor, core.line) == ("Core *concepts*", "core", 14)
    assert core.text == "Split into partitions; each a log <ordered>.\none\nnested\ntwo"
    questions = guide.sections[3]
    assert questions.code == "kafka-topics --list\n# done"


def test_questions_come_from_tables_details_and_linked_data_once() -> None:
    guide = guide_of(PAGE.encode(), "kafka.html")
    assert [(q.text, q.answer, q.difficulty) for q in guide.questions] == [
        ("What is an offset?", "A position | a number", "easy"),
    ]  # fmt: skip
    assert [(q.text, q.answer) for q in guide.faqs] == [
        ("Is Kafka a queue?", "It is a log & more."), ("Who made it?", "LinkedIn did."),
    ]  # fmt: skip


def test_nothing_around_the_content_and_no_script_is_read() -> None:
    body = guide_of(PAGE.encode(), "kafka.html").body
    assert not any(word in body for word in ("Home", "Copyright", "Advert", "alert", "never"))


def test_links_keep_their_targets() -> None:
    guide = guide_of(PAGE.encode(), "kafka.html")
    assert [(link.text, link.target) for link in guide.links] == [
        ("Redis", "/guides/redis"), ("Java", "/guides/java"),
    ]  # fmt: skip


def test_text_that_looks_like_markdown_stays_text() -> None:
    sections = guide_of(b"<p># no heading</p><p>1. no *list*</p><p>- a_b [x](y)</p>", "a.html").sections
    assert sections[0].text == "# no heading\n1. no *list*\n- a_b [x](y)"


def test_accordions_of_buttons_and_definition_lists_are_questions_of_an_faq() -> None:
    text = """<main><h1>Kafka</h1><h2>FAQ</h2>
      <button aria-expanded="false">Is it free?</button><div><p>Yes.</p></div>
      <dl><dt>Does it scale?</dt><dd>It does.</dd></dl></main>"""
    assert [(q.text, q.answer) for q in guide_of(text, "a.html").faqs] == [
        ("Is it free?", "Yes."), ("Does it scale?", "It does."),
    ]  # fmt: skip


def test_tags_that_never_close_and_a_page_without_any_are_read() -> None:
    assert "bold and thin" in guide_of(b"<p>some <b>bold <i>and thin", "a.html").sections[0].text.replace("*", "")
    assert guide_of(b"plain words", "a.html").sections[0].text == "plain words"


def test_an_empty_page_is_a_guide_without_text() -> None:
    assert guide_of(b"", "empty.html").title == "Empty"


def test_nesting_ten_thousand_deep_ends() -> None:
    text = f"<main><p>before</p>{'<div>' * 10_000}deep{'</div>' * 10_000}</main>"
    assert "before" in guide_of(text.encode(), "a.html").body


@pytest.mark.parametrize(
    ("content", "is_hidden"),
    [("0; url=https://new.example/", True), ("10;URL='/new'", True), ("300", False), ("5; url=", False)],
)
def test_a_page_that_leads_to_another_one_is_hidden(content: str, is_hidden: bool) -> None:
    text = (
        f"<html><head><title>Moved</title><meta http-equiv='Refresh' content=\"{content}\"></head><body>x</body></html>"
    )
    assert read_file(text.encode(), "a.html", ReadOptions()).hidden is is_hidden


def test_noindex_hides_a_page() -> None:
    text = "<html><head><meta name='robots' content='noindex'></head><body>x</body></html>"
    assert page("x").values.get("robots") is None
    assert read_html(text, "a.html").values["robots"] == "noindex"


def test_linked_data_that_is_no_json_says_nothing() -> None:
    text = "<script type='application/ld+json'>{nope</script><p>Text</p>"
    assert page(text).body.strip() == "Text"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ('<h1>Setup<a class="headerlink" href="#setup">¶</a></h1><p>Text</p>', "Text"),
        ('<h1>Setup</h1><div id="comments"><p>Nice</p></div><p>Text</p>', "Text"),
        ('<div class="w-64 sidebar-nav"><a href="/a">A</a> <a href="/b">B</a></div><h1>Setup</h1><p>Text</p>', "Text"),
        ('<h1>Setup</h1><div class="with-sidebar"><p>Text</p></div>', "Text"),
        ('<h1>Setup</h1><div role="tabpanel">One</div><div role="tabpanel" hidden>Two</div>', "One\nTwo"),
        ('<h1>Setup</h1><button aria-expanded="false">Why</button><div hidden>So</div>', "Why\nSo"),
        ("<h1>Setup</h1><p hidden>Gone</p><p>Text</p>", "Text"),
    ],
)
def test_what_themes_put_around_the_content_is_left_out(written: str, expected: str) -> None:
    guide = guide_of(f"<body><div>{written}</div></body>", "a.html")
    assert guide.title == "Setup"
    assert "\n".join(section.text for section in guide.sections if section.text) == expected


def test_code_is_kept_without_the_numbers_of_its_lines() -> None:
    numbered = "<table><tr><td class=linenos><pre>1\n2</pre></td><td><pre><code>a\nb</code></pre></td></tr></table>"
    guide = guide_of(f"<h1>A</h1>{numbered}<pre><span>c<br></span><span>d<br></span></pre>", "a.html")
    assert guide.sections[0].code == "a\nb\nc\nd"


def test_a_page_shows_when_it_was_last_changed() -> None:
    shown = '<footer>Last updated on <time datetime="2026-03-04T00:00:00Z">Mar 4, 2026</time></footer>'
    assert guide_of(f"<h1>A</h1><p>Text</p>{shown}", "a.html").updated == "2026-03-04"


@pytest.mark.parametrize(
    ("text", "is_hidden"),
    [
        ('{% import "item.html" as item with context %}\n<nav>Guides</nav>', True),
        ("<!-- Licence: MIT -->\n{% extends 'base.html' %}\n<p>Text</p>", True),
        ('{{ define "main" }}<p>Text</p>{{ end }}', True),
        ("<!doctype html><html><head>{% block head %}{% endblock %}</head><body><p>Text</p></body></html>", True),
        ("---\nlayout: page\n---\n{% include head.html %}<h1>Jekyll</h1><p>Text</p>", False),
        ("---\n---\n<html><head>{% include head.html %}</head><body><h1>Jekyll</h1></body></html>", False),
        ("<html><head><title>Jinja</title></head><body><pre>{% extends 'a.html' %}</pre></body></html>", False),
        ("<p>Write {% block name %} there.</p>", False),
    ],
)
def test_a_template_of_pages_is_no_page(text: str, is_hidden: bool) -> None:
    assert file_of(text, "theme/page.html").hidden is is_hidden
