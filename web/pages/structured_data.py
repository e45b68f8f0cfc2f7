"""What pages say to machines: schema.org's vocabulary, as JSON-LD."""

from collections.abc import Callable, Iterable
from typing import Any

from corpus.document import Document
from corpus.guide import Guide

Data = dict[str, Any]


def guide_data(guide: Guide, url: str, home: str) -> Data:
    """Return a guide's page as a graph: the guide, where it stands, and its answered questions.

    Args:
        url: the absolute address of the guide's page.
        home: the absolute address of the site's first page.
    """
    graph = [_learning_resource(guide, url), _breadcrumb(guide, url, home)]
    answered = [
        _question(question.text, question.answer, f"{url}#{question.anchor}")
        for question in (*guide.faqs, *guide.questions)
        if question.answer
    ]
    if answered:
        graph.append({"@type": "FAQPage", "@id": f"{url}#faq", "mainEntity": answered})
    return {"@context": "https://schema.org", "@graph": graph}


def hub_data(questions: Iterable[Document], url: str, name: str, absolute: Callable[[str], str]) -> Data:
    """Return a list of questions as an FAQ page; those without an answer are left out.

    Args:
        url: the absolute address of the list.
        absolute: makes an address of this site absolute.
    """
    answered = [
        _question(question.title, question.answer, absolute(question.url)) for question in questions if question.answer
    ]
    page = {"@type": "FAQPage", "@id": url, "url": url, "name": name, "mainEntity": answered}
    return {"@context": "https://schema.org", **page}


def _learning_resource(guide: Guide, url: str) -> Data:
    data: Data = {
        "@type": "LearningResource",
        "@id": url,
        "url": url,
        "name": guide.title,
        "learningResourceType": "guide",
        "inLanguage": guide.lang,
        "about": {"@type": "Thing", "name": guide.skill or guide.title},
    }
    optional = {
        "description": guide.summary,
        "dateModified": guide.updated,
        "keywords": list(guide.tags),
    }
    return data | {name: value for name, value in optional.items() if value}


def _breadcrumb(guide: Guide, url: str, home: str) -> Data:
    steps = [("Guides", home), (guide.title, url)]
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": name, "item": item}
            for position, (name, item) in enumerate(steps, 1)
        ],
    }


def _question(text: str, answer: str, url: str) -> Data:
    accepted = {"@type": "Answer", "text": answer}
    return {"@type": "Question", "@id": url, "url": url, "name": text, "acceptedAnswer": accepted}
