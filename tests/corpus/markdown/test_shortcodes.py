"""Shortcodes, template tags and components become what readers see of them."""

import pytest

from corpus.markdown.components import read_component, visible
from corpus.markdown.generators import plain_markdown


@pytest.mark.parametrize(
    ("written", "left"),
    [
        ("Before {{< new-in 0.153.0 />}} after", "Before  after"),
        ("{{% note %}}Text stays.{{% /note %}}", "Text stays."),
        ("[a]({{< ref \"page.md\" >}})", "[a](page.md)"),
        ("[a]({{< relref path=\"page.md\" >}} \"T\")", "[a](page.md \"T\")"),
        ("{% include nav.html %}Text", "Text"),
        ('{{ youtube(id="x") }}Text', "Text"),
        ("`{{< shown >}}` is code", "`{{< shown >}}` is code"),
        ("{% comment %}gone{% endcomment %}kept", "kept"),
        ('{{< details "What is it?" >}}\nIt is.\n{{< /details >}}',
         "<!----><details><summary>What is it?</summary>\nIt is.\n<!----></details>"),
        ("{{< highlight go >}}\nx := 1\n{{< /highlight >}}", "```go\nx := 1\n```"),
    ],
)  # fmt: skip
def test_shortcodes_and_tags_are_dropped_and_their_text_is_kept(written: str, left: str) -> None:
    assert plain_markdown(written) == left


@pytest.mark.parametrize(
    ("written", "left"),
    [
        ('{{< tooltip text="Pod" >}}', "Pod"),
        ('## {{% heading "whatsnext" %}}', "## whatsnext"),
        ('{{< card title="Start" link="/start" subtitle="Here" >}}', "[Start](/start) Here"),
        ('{{< tab header="English" lang=en >}}', "English"),
        ('{% callout type="warning" title="Mind the gap" %}', "Mind the gap"),
        ('{% tab label="Next.js" %}', "Next.js"),
        ("{% include alert.html content='Read this' type=\"info\" %}", "Read this"),
        ('{{ figure(src="a.png", caption="A figure") }}', "A figure"),
        ('{{< figure src="a.png" alt="A graph" >}}', "A graph"),
        ('{{< glossary_tooltip text="Pods" term_id="pod" >}}', "Pods"),
        ('{{% alert title="Note" %}}Text{{% /alert %}}', "NoteText"),
        ('{% callout "info" %}Text{% endcallout %}', "Text"),
        ('{{< youtube "dQw4w9WgXcQ" >}}', ""),
        ('{{< youtube "abcdefg" >}}', ""),
        ('{{< include "a/b.md" >}}', ""),
        ('{{< param "version" >}}', ""),
        ('{{< icon "github" >}} {{< badge text="v2" >}}', " "),
        ('{% if page.title == "Home page" %}x{% endif %}', "x"),
        ('{% assign title="A title" %}', ""),
        ("{% include x.html items={a: 1} %}.", "."),
        ("{% set x = {a: {b: 1}} %}.", "."),
    ],
)  # fmt: skip
def test_text_that_a_shortcode_shows_stays_and_what_it_refers_to_does_not(written: str, left: str) -> None:
    assert plain_markdown(written) == left


@pytest.mark.parametrize(
    ("written", "left"),
    [
        ("{{ site.title }} goes", " goes"),
        ("{{- page.date | date: '%Y' -}}.", "."),
        ('Since {{ "3.0.0" | version }}.', "Since 3.0.0."),
        ("[a]({{ site.baseurl }}/b.md)", "[a](/b.md)"),
        ("[a]({{ '/about' | relative_url }})", "[a](/about)"),
        ("[a]({{ v }})", "[a]()"),
        ("[{{ site.name }}](b.md)", "[](b.md)"),
        ("{{ site.data['a}'] }}.", "."),
        ("{% if x %}{{ name }}{% endif %}.", "."),
        ("{{ x({a: {b: 1}}) }}.", "."),
        ("{# a comment #}.", "."),
        ("Dear {{ name }}, …", "Dear {{ name }}, …"),
        ("{{ user.name | upcase }} alone stays", "{{ user.name | upcase }} alone stays"),
        ("{{ }} and {% %} are marks", "{{ }} and {% %} are marks"),
        ("an open {{ mark and {% another", "an open {{ mark and {% another"),
    ],
)  # fmt: skip
def test_the_output_of_templates_goes_and_a_lone_placeholder_stays(written: str, left: str) -> None:
    assert plain_markdown(written) == left


@pytest.mark.parametrize("variable", ["title", "page.title", "$frontmatter.title", "frontmatter.title"])
def test_a_variable_of_the_front_matter_shows_its_value(variable: str) -> None:
    assert plain_markdown(f"On {{{{ {variable} }}}}.", values={"title": "Kafka"}) == "On Kafka."


def test_a_name_in_braces_beside_directives_is_a_substitution() -> None:
    assert plain_markdown("See {{ conf }} in {py}`x`.") == "See  in `x`."


@pytest.mark.parametrize(
    ("written", "left"),
    [
        ("`{% raw %}{{ x }}{% endraw %}`", "`{{ x }}`"),
        ("{% raw %}{% if %}{% endraw %} and {{ site.x }}", "{% if %} and "),
        ("```\n{% raw %}\n{{ x }}\n{% endraw %}\n```", "```\n\n{{ x }}\n\n```"),
        ("`{% raw %}` and `{% endraw %}`", "`{% raw %}` and `{% endraw %}`"),
        ("Use {{</* ref */>}} or {{%/* note */%}}", "Use {{< ref >}} or {{% note %}}"),
        ("{% verbatim %}{{ x }}{% endverbatim %}", "{{ x }}"),
    ],
)
def test_what_a_template_shows_verbatim_stays_as_it_is(written: str, left: str) -> None:
    assert plain_markdown(written) == left


@pytest.mark.parametrize(
    ("written", "left"),
    [
        ("{% highlight js linenos %}\nx\n{% endhighlight %}", "```js\nx\n```"),
        ('[prism classes="language-yaml line-numbers"]\nx: 1\n[/prism]', "```yaml\nx: 1\n```"),
        ("{% codeblock lang:js %}\nx\n{% endcodeblock %}", "```js\nx\n```"),
        ('{{< tab header="A" lang="yaml" >}}\na: 1\n{{< /tab >}}', "```yaml\na: 1\n```"),
        ("- a\n\n  {{< code-toggle file=hugo >}}\n  x = 1\n  {{< /code-toggle >}}",
         "- a\n\n  ```\n  x = 1\n  ```"),
        ("{% highlight md %}\n```\nx\n```\n{% endhighlight %}", "\n```\nx\n```\n"),
        ("a {% highlight js %}x(){% endhighlight %} b", "a `x()` b"),
        ("{% highlight js %}\nx", "\nx"),
        ("{% set code %}{% raw %}\n{{ x }}\n{% endraw %}{% endset %}\n{{ code | highlight(\"js\") | safe }}",
         "```\n{{ x }}\n```\n"),
        ("{% set given %}\nexport default 1\n{% endset %}\n{% include 'a.njk' %}", "```\nexport default 1\n```\n"),
        ("{% capture note %}\nText\n{% endcapture %}\n{{ note | markdownify }}", "\nText\n\n"),
    ],
)  # fmt: skip
def test_tags_around_code_are_fences(written: str, left: str) -> None:
    assert plain_markdown(written) == left


@pytest.mark.parametrize(
    "text", ["{% a\n%}\n{{< b\nc >}}\nlast", "{% set x %}\na\n{% endset %}\nlast", "{# a\n\nb #}\nlast"]
)
def test_the_number_of_lines_stays(text: str) -> None:
    plain = plain_markdown(text)
    assert plain.count("\n") == text.count("\n")
    assert plain.endswith("\nlast")


def test_a_component_has_attributes_words_and_bare_arguments() -> None:
    component = read_component("card title=\"A b\" 'c d' wide href={`/x`}")
    assert (component.name, dict(component.values)) == ("card", {"title": "A b", "href": "/x"})
    assert (component.words, visible(component)) == (("c d",), "[A b](/x)")
