"""Plans as queries of OpenSearch."""

from collections.abc import Sequence

from search.engines.opensearch.impacts import BEGINNINGS, SLOTS, TERMS, Leaf, Worth, leaves_of
from search.engines.opensearch.steps import Dsl
from search.engines.protocol import Alternative, Clause, LeafQuery, PhraseQuery, Plan, PrefixQuery, Scope, TermQuery

NOTHING: Dsl = {"match_none": {}}


class PlanQueries:
    """The queries of one plan.

    Args:
        max_idfs: the idf that caps each clause.
    """

    def __init__(self, plan: Plan, max_idfs: Sequence[int], worth: Worth) -> None:
        self._plan = plan
        self._max_idfs = max_idfs
        self._worth = worth

    def scored(self, scope: Scope | None, filters: Sequence[Dsl] = ()) -> Dsl:
        """Return the query for the matches in a scope that satisfy ``filters``, with their scores."""
        clauses = [self._clause(*pair) for pair in zip(self._plan.clauses, self._max_idfs, strict=True)]
        return limited(clauses or [NOTHING], self._plan, scope, filters)

    def _clause(self, clause: Clause, max_idf: int) -> Dsl:
        alternatives = [self._alternative(alternative, clause.times, max_idf) for alternative in clause.alternatives]
        return {"dis_max": {"queries": alternatives, "tie_breaker": 0}}

    def _alternative(self, alternative: Alternative, times: int, max_idf: int) -> Dsl:
        query, weight = alternative.query, alternative.percent * times
        if isinstance(query, TermQuery):
            return self._term(query, max_idf, weight)
        if isinstance(query, PrefixQuery):
            if not query.text:
                return NOTHING
            idf = min(self._worth.prefix_idf(query), max_idf)
            return _times(idf * 100 * weight, Leaf(BEGINNINGS, query.text))
        if not query.terms:
            return NOTHING
        phrase = leaves_of(query)[0]
        words = [self._term(term, max_idf, weight) for term in query.terms]
        return {
            "bool": {
                "filter": [{"match_phrase": {SLOTS: phrase.text}}],
                "must": [{"dis_max": {"queries": words, "tie_breaker": 0}}],
            }
        }

    def _term(self, query: TermQuery, max_idf: int, weight: int) -> Dsl:
        idf, exact_percent = self._worth.idf, self._worth.exact_percent
        parts = [
            _times(min(idf(term), max_idf) * percent * weight, Leaf(TERMS, term))
            for term, percent in ((query.stem, 100), (query.surface, exact_percent))
            if idf(term)
        ]
        return {"bool": {"should": parts}} if parts else NOTHING


def _times(boost: int, leaf: Leaf) -> Dsl:
    """Return the query for a leaf that scores its impact times ``boost``."""
    return {"term": {leaf.field: {"value": leaf.text, "boost": boost}}}


def n_clauses_query(plan: Plan) -> Dsl:
    """Return the query that scores a document by the number of its clauses."""
    ones = [{"constant_score": {"filter": clause_filter(clause), "boost": 1}} for clause in plan.clauses]
    return limited(ones, plan, None)


def limited(scored: Sequence[Dsl], plan: Plan, scope: Scope | None, filters: Sequence[Dsl] = ()) -> Dsl:
    """Return the query for what any of ``scored`` finds, within what ``plan`` requires and excludes."""
    required = [any_of(phrases) for phrases in plan.required]
    return {
        "bool": {
            "should": list(scored),
            "minimum_should_match": 1,
            "filter": [*required, *_scope_filters(scope), *filters],
            "must_not": [filter_of(query) for query in plan.excluded],
        }
    }


def has_all(plan: Plan) -> Dsl:
    """Return the filter for documents that satisfy every clause of ``plan``."""
    return {"bool": {"filter": [clause_filter(clause) for clause in plan.clauses]}}


def clause_filter(clause: Clause) -> Dsl:
    return any_of([alternative.query for alternative in clause.alternatives])


def any_of(queries: Sequence[LeafQuery]) -> Dsl:
    """Return the filter for documents that any of ``queries`` matches."""
    return {"bool": {"should": [filter_of(query) for query in queries], "minimum_should_match": 1}}


def filter_of(query: LeafQuery) -> Dsl:
    """Return the filter for documents that ``query`` matches."""
    if isinstance(query, TermQuery):
        return {"terms": {TERMS: list(query)}}
    if isinstance(query, PrefixQuery):
        return {"term": {BEGINNINGS: query.text}} if query.text else NOTHING
    if isinstance(query, PhraseQuery) and query.terms:
        return {"match_phrase": {SLOTS: " ".join(term.surface for term in query.terms)}}
    return NOTHING


def row_filter(rows: Sequence[int]) -> Dsl:
    return {"terms": {"row": list(rows)}}


def _scope_filters(scope: Scope | None) -> list[Dsl]:
    """Return the filters of a scope: a document has the codes of its language and its version."""
    return [{"terms": {facet: list(codes)}} for facet, codes in scope.codes] if scope else []
