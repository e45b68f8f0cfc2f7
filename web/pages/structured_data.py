"""Structured data of pages for crawlers: JSON-LD in the vocabulary of schema.org."""

from collections.abc import Callable, Iterable
from typing import Any

from corpus.document import Document
from corpus.guide import Guide

JsonLd = dict[str, Any]


def guide_data(guide: Guide, url: str, home: str) -> JsonLd:
    """Return a guide's page as a graph: the guide, its breadcrumb, and its questions that have an answer.

    Args:
        url: the absolute address of the guide's page.
        home: the absolute address of the site's home page.
    """
    graph = [_learning_resource(guide, url), _breadcrumb(guide, url, home)]
    answered_questions = [
        _question(question.text, question.answer, f"{url}#{question.anchor}")
        for question in (*guide.faqs, *guide.questions)
        if question.answer
    ]
    if answered_questions:
        graph.append({"@type": "FAQPage", "@id": f"{url}#faq", "mainEntity": answered_questions})
    return {"@context": "https://schema.org", "@graph": graph}


def questions_data(questions: Iterable[Document], url: str, name: str, absolute: Callable[[str], str]) -> JsonLd:
    """Return a list of questions as an FAQ page; questions without an answer are left out.

    Args:
        url: the absolute address of the list.
        absolute: makes an address of this site absolute.
    """
    answered_questions = [
        _question(question.title, question.answer, absolute(question.url)) for question in questions if question.answer
    ]
    page = {"@type": "FAQPage", "@id": url, "url": url, "name": name, "mainEntity": answered_questions}
    return {"@context": "https://schema.org", **page}


def _learning_resource(guide: Guide, url: str) -> JsonLd:
    data: JsonLd = {
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


def _breadcrumb(guide: Guide, url: str, home: str) -> JsonLd:
    steps = [("Guides", home), (guide.title, url)]
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": name, "item": item}
            for position, (name, item) in enumerate(steps, 1)
        ],
    }


def _question(text: str, answer: str, url: str) -> JsonLd:
    accepted = {"@type": "Answer", "text": answer}
    return {"@type": "Question", "@id": url, "url": url, "name": text, "acceptedAnswer": accepted}
