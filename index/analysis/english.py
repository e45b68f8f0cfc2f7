"""English words that a stemmer of rules gets wrong: irregular plurals, abbreviations, and stems that meet by chance."""

import re

_IRREGULAR = """
    index indices, matrix matrices, vertex vertices, vortex vortices, appendix appendices, codex codices, cortex
    cortices, apex apices, helix helices, radix radices, axis axes, analysis analyses, synthesis syntheses,
    hypothesis hypotheses, thesis theses, crisis crises, diagnosis diagnoses, parenthesis parentheses, ellipsis
    ellipses, emphasis emphases, synopsis synopses, criterion criteria, phenomenon phenomena, automaton automata,
    polyhedron polyhedra, schema schemata, lemma lemmata, corpus corpora, genus genera, radius radii, nucleus
    nuclei, focus foci, locus loci, stimulus stimuli, modulus moduli, syllabus syllabi, cactus cacti, fungus fungi,
    alumnus alumni, octopus octopi, simplex simplices, quantum quanta, spectrum spectra, memorandum memoranda,
    erratum errata, addendum addenda, stratum strata, maximum maxima, minimum minima, optimum optima, curriculum
    curricula, bacterium bacteria, child children, man men, woman women, mouse mice, louse lice, goose geese, foot
    feet, tooth teeth, ox oxen, leaf leaves, half halves, shelf shelves, self selves, knife knives, wife wives, wolf
    wolves, calf calves, loaf loaves, thief thieves, scarf scarves, hoof hooves, alias aliases, canvas canvases,
    lens lenses, gas gases, bus buses, iris irises, quiz quizzes, dwarf dwarves, wharf wharves, terminus termini,
    thesaurus thesauri, stadium stadia, oasis oases, directrix directrices, ganglion ganglia
"""
"""Singulars and their plurals, where the stems of both differ. By hand; plurals that are a word of their own (data,
media, people, bases) are left out."""

_MET_BY_CHANCE = """
    activity activities, animal animals, authentic, authority authorities, authorize authorizes authorized
    authorizing authorizer authorization authorizations authorise authorised authorises authorising authorisation
    authorisations, business businesses, certification certifications, composer composers, computer computers,
    consistent consistently consistency, container containers containerize containerized containerizing
    containerization, contention contentions, conversation conversations conversational, converse conversely,
    critics critic criticism criticisms, customer customers, definitely definite, department departments, designate
    designates designated designating designation, digital digitally, direction directions, directive directives,
    discretion, edition editions, effective effectively effectiveness, engineer engineers engineered engineering,
    eventual eventually, excellent excellence, exception exceptions exceptional exceptionally, executive executives,
    experiment experiments experimented experimenting experimental experimentally experimentation, expression
    expressions, extensive extensively, factorial factorials, formation formations, guide guides guided guiding,
    harness harnesses harnessed harnessing, heading headings, identical identically, idls idl, important importantly
    importance, informal informally, initiative initiatives, integral integrals, integrity, internal internals
    internally, international internationally internationalize internationalized internationalizing
    internationalization internationalise internationalisation, locale locales, localize localizes localized
    localizing localization localise localised localisation, multiply multiplies multiplied multiplying multiplier
    multipliers multiplication multiplications, normalize normalizes normalized normalizing normalizer normalization
    normalise normalised normalisation, numerator numerators, numerous numerously, objective objectives,
    observability, operator operators, optional optionally, organic organically, paste pastes pasted pasting,
    permissive, personal personally, population populations, positive positives positively, probability
    probabilities, production productions, productive productivity, progressive progressively, projection
    projections, provenance, publication publications, puppeteer puppeteers, relative relatively, respective
    respectively, responsible responsibly responsibility responsibilities, responsive responsively responsiveness,
    several, subscripts subscript, succession successions, successive successively, suite suites, terminal
    terminals, transitive transitively transitivity, unite unites united uniting, universe universes, university
    universities, unusable, utilize utilizes utilized utilizing utilization utilise utilises utilised utilising
    utilisation
"""
"""Words that the stemmer gives the stem of another word: ``expression`` that of ``express``, ``authorization`` that of
``author``, ``container`` that of ``contains``. Each group has its first word as its stem. By hand, from the
words with one stem that foreign guides write often."""

_END_IN_S = """
    aes aws axios bfs bios bps cbs chaos chris cls cmos cms cors cqrs crs dbms devops dfs dns ebs ecs efs eks ens eos
    ets fbs fips fps ftps fts gbps gcs gles gps grpcs gtfs hbs hdfs hms hsts https iis ims iops ios ipados ipfs
    irs jenkins jms jpms kbps kms kubernetes kvs lhs lms lts macos mbps mips mms ncs nfs nls nms nps ntfs obs
    pandas pbs pkcs plus qps rdbms rds redis rhs rms rps rtos scs sms sns socks sqs ssms sts tbps tcs this thus
    tls tps tres tts tvos ucs vcs vfs visionos vps watchos wcs wms wps wtls xls xmlns
"""
"""Words that end in s and are no plural. By hand, from the abbreviations that foreign guides write with a capital S
more often than with a small one."""

_PLURALS = {plural: singular for singular, plural in map(str.split, _IRREGULAR.split(","))}
_OWN_STEMS = {word: group.split()[0] for group in _MET_BY_CHANCE.split(",") for word in group.split()}
_NO_PLURALS = frozenset(_END_IN_S.split())
_OWN_STEMS |= {word: word for word in _NO_PLURALS}

_ABBREVIATIONS = re.compile(r"[bcdfghjklmnpqrstvwxz]{1,5}[bcdfghklmnpqrtvwxz]s|[bcdfghjklmnpqrstvwxz]{2,4}[aeiou]s")
"""The plural of letters that no vowel makes a word (``vms``), or one at the end (``cpus``, ``slas``): the stemmer takes
their s for a part of the word. Names in js, such as ``mjs``, are none."""


def singular(word: str) -> str:
    """Return the singular of an irregular plural or of an abbreviation; other words as they are."""
    if _ABBREVIATIONS.fullmatch(word) and word not in _OWN_STEMS:
        return word[:-1]
    return _PLURALS.get(word, word)


def is_no_plural(word: str) -> bool:
    """Tell whether a word ends in s though it is no plural, by the list."""
    return word in _NO_PLURALS


def own_stem(word: str) -> str:
    """Return the stem of a word that the stemmer takes for another one; ``""`` for words that it gets right."""
    return _OWN_STEMS.get(word, "")
