"""Word lists that decide whether an ordinary word is the name of a skill. All are by hand.

With them, mentions in the sentences of tests/gaps/labelled/mentions.txt are found with a precision of 0.98 and a recall
of 1.00 (``python -m tests.gaps.measures``).
"""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


AMBIGUOUS_NAMES = _words(
    """
    ada angular ansible assembly atom backbone bash basic beam boost bootstrap bridge c caching chai
    chef clean closure command composer consul crystal d dart decorator delta echo eclipse electron
    elixir ember express facade factory fiber flask flow flux foundation gin go groovy hack helm
    hive hug ionic iterator jest julia karma koa lean less mediator memento mocha nest next nim node
    notion observer oracle parcel pascal pig polymer prefect prototype proxy puppet pulsar r rack
    racket rails react remix rest ruby rust saga salt scheme scratch singleton slack slim snap
    snowflake spark spring state strategy storm stencil swift tailwind tokio trigger vault visitor
    vite vue word
    """
)
"""Names of skills that are also ordinary words. Names of several words are never ambiguous."""

TECHNICAL_WORDS = _words(
    """
    algorithm android api app application architecture array async backend binary browser build
    builds class cli client cloud cluster code codebase coding command compile compiler component
    concurrency container css data database debug dependency deploy deployment developer docker
    engineer framework frontend function functional garbage git github goroutine graphql hook html
    http ide interface java javascript js json jvm kotlin kubernetes language lambda library linux
    logic macro memory method microservice middleware module native node object package parser
    performance php platform plugin postgres production program programmer programming project prop
    python query queue repository runtime rust schema script sdk server service shell snippet
    software source sql stack static struct syntax template terraform test thread tooling type
    typescript ui variable version web webpack websocket
    """
)
"""Technical words, as keys; a sentence with one of them is about software."""

FOLLOWING_WORDS = _words(
    """
    api app application backend binary boot build bundler channel chart class cluster cli code
    codebase command compiler component container context controller core crate data developer
    dockerfile engineer ecosystem element endpoint extension file framework function gem goroutine
    hook implementation interpreter job kernel language library macro middleware module mvc operator
    package plugin program programmer programming project prop recipe release render router route
    runtime script sdk server service session shell standard stdlib struct syntax template test
    toolchain tree type version
    """
)
"""Words that follow a skill's name: ``Go routine``, ``Express server``, ``R script``."""

PRECEDING_WORDS = _words(
    """
    in with using via use uses learn written from of for to plain pure modern idiomatic vanilla our
    like prefer prefers run running adopt embed embedded write writes writing call calling
    """
)
"""Words before a skill's name that is written with its capitals: ``written in Go``."""

EXCLUDING_WORDS = _words("vitamin plan section grade hepatitis appendix option class type figure letter part series")
"""Words after which a letter is no name: ``plan C``."""

OWNER_WORDS = _words("apache amazon aws google microsoft azure oracle hashicorp facebook meta ibm red hat the")
"""Names of owners before the name of a product, which they do not change: ``Apache Kafka``."""

QUESTION_WORDS = _words(
    """
    how what why when where which who whose can could should would does do did is are will must may
    was were
    """
)
"""First words of questions."""

NAME_SUFFIXES = (
    "-based",
    "-native",
    "-style",
    "-like",
    "-compatible",
    "-powered",
    "-managed",
    "-hosted",
)
"""Endings that are no part of a name: ``Kubernetes-based``."""
