"""PROV-O: what the recommendation and its constraints ask for, read back by rdflib and prov."""

from __future__ import annotations

import itertools
import warnings
from dataclasses import replace
from pathlib import Path

import prov.constants
import prov.model
import pytest
import rdflib
from hypothesis import example, given
from hypothesis import strategies as st
from rdflib import RDF, RDFS, XSD, URIRef

from sayso.ids import report_id
from sayso.ledger import Ledger
from sayso.ledger.links import Verdict, judge, judge_all, record
from sayso.model import Across, CopyFamily
from sayso.settings import Settings
from sayso.views.exports.iris import address, of_name
from sayso.views.exports.provenance import provenance_texts
from sayso.views.exports.terms import CLASSES, PREFIXES, PROPERTIES
from sayso.views.exports.turtle import block, instant, iri, moment, prefixes, text
from tests.views.exports.tellers import TEXT, a_ledger, a_teller, ids, tells

PROV, SAYSO = rdflib.Namespace("http://www.w3.org/ns/prov#"), rdflib.Namespace("urn:sayso:term:")
_KINDS = {  # what PROV-O has at the ends of what we write
    "wasGeneratedBy": ("Entity", "Activity"), "used": ("Activity", "Entity"), "wasAssociatedWith": ("Activity", "Agent"),
    "wasAttributedTo": ("Entity", "Agent"), "wasDerivedFrom": ("Entity", "Entity"), "wasQuotedFrom": ("Entity", "Entity"),
    "hadPrimarySource": ("Entity", "Entity"), "wasRevisionOf": ("Entity", "Entity"), "specializationOf": ("Entity", "Entity"),
    "alternateOf": ("Entity", "Entity"), "hadMember": ("Collection", "Entity"), "agent": ("Association", "Agent"), "hadRole": ("Association", "Role"),
    "qualifiedAssociation": ("Activity", "Association"),
}  # fmt: skip


def graph_of(ledger: Ledger) -> rdflib.Graph:
    return rdflib.Graph().parse(data="".join(provenance_texts(ledger)), format="turtle")


@pytest.fixture(scope="module")
def graph(newsroom: Path) -> rdflib.Graph:
    with Ledger(newsroom) as ledger:
        return graph_of(ledger)


def named(key: str) -> URIRef:
    return URIRef(f"urn:sayso:{key}")


def of_kind(graph: rdflib.Graph, kind: str) -> set[rdflib.term.Node]:
    return set(graph.subjects(RDF.type, PROV[kind]))


def test_every_term_of_prov_is_one_and_ours_are_declared(graph: rdflib.Graph) -> None:
    used = {str(term) for triple in graph for term in triple if isinstance(term, URIRef)}
    known = {kind.uri for kind in vars(prov.constants).values() if hasattr(kind, "uri")}
    also = {"Entity", "Activity", "Agent", "Collection", "Association", "Role", "Person", "Organization", "SoftwareAgent", "agent", "atLocation",
            "generatedAtTime", "startedAtTime", "endedAtTime", "hadRole", "hadMember", "qualifiedAssociation", "wasQuotedFrom", "hadPrimarySource", "wasRevisionOf"}  # fmt: skip
    assert {term.removeprefix(str(PROV)) for term in used if term.startswith(str(PROV)) and term not in known} <= also | set(_KINDS)
    ours = {term.removeprefix(str(SAYSO)) for term in used if term.startswith(str(SAYSO))}
    assert ours == {*CLASSES, *PROPERTIES, "voice"}


def test_nothing_is_of_two_kinds_that_exclude_each_other(graph: rdflib.Graph) -> None:
    for one, other in itertools.combinations(("Entity", "Activity", "Agent"), 2):
        assert not of_kind(graph, one) & of_kind(graph, other)


@pytest.mark.parametrize("name", sorted(_KINDS))
def test_what_a_relation_joins_is_of_its_kinds(graph: rdflib.Graph, name: str) -> None:
    left, right = (of_kind(graph, kind) for kind in _KINDS[name])
    for subject, thing in graph.subject_objects(PROV[name]):
        assert subject in left, (subject, name)
        assert thing in right, (name, thing)


def test_what_is_generated_is_so_once_and_nothing_derives_from_itself(graph: rdflib.Graph) -> None:
    for entity in of_kind(graph, "Entity"):
        assert len(list(graph.objects(entity, PROV.wasGeneratedBy))) <= 1
        assert entity not in set(graph.transitive_objects(entity, PROV.wasDerivedFrom)) - {entity}
        assert (entity, PROV.wasDerivedFrom, entity) not in graph


def test_prov_reads_all_of_it(graph: rdflib.Graph, newsroom: Path) -> None:
    with Ledger(newsroom) as ledger, warnings.catch_warnings():
        # rdflib's Dataset, through which prov reads, warns of its own use of what it will drop; prov says which triples are not
        # PROV's: the declarations of our terms
        warnings.filterwarnings("ignore", message="Dataset\\.", category=DeprecationWarning)
        warnings.filterwarnings("ignore", message="The following attributes were not converted: {'urn:sayso:term:", category=UserWarning)
        document = prov.model.ProvDocument.deserialize(content="".join(provenance_texts(ledger)), format="rdf", rdf_format="turtle")
    for kind, name in ((prov.model.ProvEntity, "Entity"), (prov.model.ProvActivity, "Activity"), (prov.model.ProvAgent, "Agent")):
        read = {record.identifier.uri for record in document.get_records(kind) if record.identifier}
        assert read == {str(one) for one in of_kind(graph, name)}
    assert len(list(document.get_records(prov.model.ProvDerivation))) == len(list(graph.subject_objects(PROV.wasDerivedFrom)))


def test_a_relay_is_walked_from_the_entry_to_the_voice(tmp_path: Path) -> None:
    report = a_teller()
    key, report_key = ids(report, tells())[0], report_id(report)
    with a_ledger(tmp_path / "l.db", (report, tells())) as ledger:
        graph = graph_of(ledger)
    assert graph.value(named(key), PROV.wasQuotedFrom) == named(report_key)
    assert named(f"{key}-words-1") in graph.objects(named(report_key), PROV.wasDerivedFrom)
    steps = [graph.value(named(f"{key}-words-{i}"), PROV.wasGeneratedBy) for i in (1, 0)]
    assert [str(graph.value(step, SAYSO.how)) for step in steps] == ["credit", "told"]
    who = [graph.value(step, PROV.wasAssociatedWith) for step in steps]
    assert [str(graph.value(agent, RDFS.label)) for agent in who] == ['North "Wire"', "Gull Radio"]
    assert graph.value(steps[1], PROV.used) == graph.value(named(key), PROV.hadPrimarySource) == named(f"{key}-words")
    saying = graph.value(named(f"{key}-words"), PROV.wasGeneratedBy)
    assert str(graph.value(graph.value(saying, PROV.wasAssociatedWith), RDFS.label)) == "harbour master"
    shown = graph.value(steps[1], SAYSO.shownBy)
    assert str(graph.value(shown, RDF.value)) == "Gull Radio"


def test_words_inside_an_account_come_through_who_tells_them(tmp_path: Path) -> None:
    """The steps that the outer one has are its own; one before it is the inner one's."""
    told, _, crew, chart = tells()
    radio = told.relay[0]
    some = (
        replace(crew, relay=(radio,)),
        replace(chart, within=0, relay=(replace(radio, name="Pilot boat"), replace(radio, name="GULL RADIO"))),
    )
    report = a_teller()
    outer, inner = ids(report, some)
    with a_ledger(tmp_path / "l.db", (report, some)) as ledger:
        graph = graph_of(ledger)
        judge(ledger, outer, None, "reject", by="Ada")
        alone = graph_of(ledger)
    assert set(graph.objects(named(report_id(report)), PROV.wasDerivedFrom)) == {named(f"{outer}-words-0")}
    assert set(graph.objects(named(f"{outer}-words"), PROV.wasDerivedFrom)) == {named(f"{inner}-words-0")}
    assert set(graph.objects(named(f"{inner}-words-0"), PROV.wasDerivedFrom)) == {named(f"{inner}-words")}
    assert graph.value(named(f"{inner}-relay-1"), RDF.type) is None
    way = set(graph.transitive_objects(named(report_id(report)), PROV.wasDerivedFrom))
    assert {named(f"{outer}-words"), named(f"{inner}-words")} <= way
    assert set(alone.objects(named(report_id(report)), PROV.wasDerivedFrom)) == {named(f"{inner}-words-1")}
    assert named(outer) not in alone.all_nodes()
    assert graph.value(named(inner), SAYSO.within) == named(outer)


def test_a_warning_about_the_text_stands_on_the_entry(tmp_path: Path) -> None:
    report = a_teller()
    with a_ledger(tmp_path / "l.db", (report, tells()[1:2])) as ledger, ledger.writing() as db:
        db.execute("INSERT INTO flags SELECT id, 0, length, 'truncated', 'why', run FROM reports")
        graph = graph_of(ledger)
    assert [str(flag) for flag in graph.objects(named(ids(report, tells()[1:2])[0]), SAYSO.flag)] == ["truncated"]


def test_words_stand_where_their_places_say(graph: rdflib.Graph, newsroom: Path) -> None:
    with Ledger(newsroom) as ledger:
        texts = dict(ledger.connection.execute("SELECT id, text FROM reports").fetchall())
    oa = rdflib.Namespace(PREFIXES["oa"])
    spans = list(graph.subjects(RDF.type, SAYSO.Span))
    assert len(spans) > 300
    for span in spans:
        start, end = (int(str(graph.value(span, oa[name]))) for name in ("start", "end"))
        report = str(span).removeprefix("urn:sayso:").rsplit("-", 2)[0]
        assert texts[report][start:end] == str(graph.value(span, RDF.value))


def test_who_is_not_known_is_nobody_and_a_document_is_no_agent(tmp_path: Path) -> None:
    report = a_teller()
    keys = ids(report, tells())
    with a_ledger(tmp_path / "l.db", (report, tells())) as ledger:
        graph = graph_of(ledger)
    assert graph.value(named(f"{keys[1]}-saying"), PROV.wasAssociatedWith) is None
    assert graph.value(named(f"{keys[3]}-saying"), PROV.wasAssociatedWith) is None
    chart = graph.value(named(f"{keys[3]}-words"), PROV.wasQuotedFrom)
    assert (chart, RDF.type, SAYSO.Document) in graph
    assert (chart, RDF.type, PROV.Agent) not in graph
    assert graph.value(named(keys[3]), SAYSO.within) == named(keys[2])


@pytest.mark.parametrize(
    ("published", "kind", "exact"),
    [
        ("2019", XSD.gYear, False),
        ("2019-03", XSD.gYearMonth, False),
        ("2019-03-05", XSD.date, False),
        ("2019-03-05T10:00:00+02:00", XSD.dateTime, True),
    ],
)
def test_a_date_is_as_precise_as_it_is_known(tmp_path: Path, published: str, kind: URIRef, exact: bool) -> None:
    report = a_teller(published=published)
    with a_ledger(tmp_path / "l.db", (report, tells())) as ledger:
        graph = graph_of(ledger)
    issued = graph.value(named(report_id(report)), URIRef(PREFIXES["dcterms"] + "issued"))
    assert isinstance(issued, rdflib.Literal)
    assert (str(issued), issued.datatype) == (published, kind)
    assert (graph.value(named(report_id(report)), PROV.generatedAtTime) is not None) is exact


def test_a_report_without_outlet_and_date_has_none(tmp_path: Path) -> None:
    report = a_teller(outlet=None, published=None, url=None)
    with a_ledger(tmp_path / "l.db", (report, ())) as ledger:
        said = {str(predicate).rpartition("#")[2] for predicate in graph_of(ledger).predicates(named(report_id(report)))}
    assert not said & {"wasAttributedTo", "generatedAtTime", "atLocation"}


def test_a_text_that_an_address_returns_to_revises_nothing(tmp_path: Path) -> None:
    first, second = a_teller(seen="2019-03-05T00:00:00Z"), a_teller(TEXT + " It rains.", seen="2019-03-06T00:00:00Z")
    with a_ledger(tmp_path / "l.db", (first, ()), (second, ()), (replace(first, seen="2019-03-07T00:00:00Z"), ())) as ledger:
        (texts,) = ledger.connection.execute("SELECT count(*) FROM versions").fetchone()
        graph = graph_of(ledger)
    assert texts == 3
    assert list(graph.subject_objects(PROV.wasRevisionOf)) == [(named(report_id(second)), named(report_id(first)))]


def _with_family(path: Path, first: bool) -> rdflib.Graph:
    reports = [a_teller(outlet=name, path=f"{name}.txt", url=None) for name in ("A", "B", "C")]
    keys = [report_id(report) for report in reports]
    across = Across((), {}, {}, {}, (), (), (CopyFamily(tuple(keys), keys[1] if first else None, "whole", "why"),), (), (), ())
    with a_ledger(path, *((report, ()) for report in reports)) as ledger:
        record(ledger, across, version="1.0", model="m", settings=Settings())
        return graph_of(ledger)


def test_copies_derive_from_the_first_where_it_is_known(tmp_path: Path) -> None:
    graph = _with_family(tmp_path / "l.db", first=True)
    assert {str(graph.value(thing, PROV.wasAttributedTo)) for _, thing in graph.subject_objects(PROV.wasDerivedFrom)} == {
        "urn:sayso:agent:B"
    }
    assert len(list(graph.subject_objects(PROV.wasDerivedFrom))) == 2
    assert not list(graph.subject_objects(PROV.alternateOf))


def test_copies_are_alternates_where_none_is_known_to_be_first(tmp_path: Path) -> None:
    graph = _with_family(tmp_path / "l.db", first=False)
    assert len(list(graph.subject_objects(PROV.alternateOf))) == 2
    assert not list(graph.subject_objects(PROV.wasDerivedFrom))


def test_what_people_rejected_is_left_out_and_who_confirmed_is_named(tmp_path: Path) -> None:
    report = a_teller()
    keys = ids(report, tells())
    with a_ledger(tmp_path / "l.db", (report, tells())) as ledger:
        judge(ledger, keys[0], None, "reject", by="Ada")
        judge(ledger, keys[1], None, "confirm", by="Bo Öst", note='"yes"\nshe said')
        graph = graph_of(ledger)
    assert (named(keys[0]), None, None) not in graph
    judged = graph.value(predicate=PROV.used, object=named(keys[1]))
    assert str(graph.value(judged, RDFS.comment)) == '"yes"\nshe said'
    assert str(graph.value(graph.value(judged, PROV.wasAssociatedWith), RDFS.label)) == "Bo Öst"


def test_what_a_person_gave_is_generated_by_them_and_by_no_reading(tmp_path: Path) -> None:
    report, one = a_teller(), tells()[2]
    with a_ledger(tmp_path / "l.db", (report, tells())) as ledger:
        judge_all(ledger, [Verdict(report_id(report), "add", "Bo Öst", None, one.parts)])
        graph = graph_of(ledger)
    (made,) = graph.objects(named(ids(report, tells())[2]), PROV.wasGeneratedBy)
    assert str(graph.value(graph.value(made, PROV.wasAssociatedWith), RDFS.label)) == "Bo Öst"


def test_one_ledger_gives_one_file(newsroom: Path) -> None:
    with Ledger(newsroom) as ledger:
        assert "".join(provenance_texts(ledger)) == "".join(provenance_texts(ledger))


@given(st.text(st.characters(exclude_categories=["Cs"])))
@example('"""\\\n\r\t\x00\x7f\u2028 <>{}')
def test_any_words_come_back_from_turtle(words: str) -> None:
    graph = rdflib.Graph().parse(data=prefixes(PREFIXES) + block("s1:a", [("rdf:value", text(words))]), format="turtle")
    assert str(graph.value(named("s1:a"), RDF.value)) == words


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
@example('a b<c>"d"{e}|\\^`\n/#?%')
def test_any_name_and_address_makes_an_iri(words: str) -> None:
    url = address(f"https://a.example/{words}")
    assert url is not None
    for made in (of_name("agent", words), url):
        graph = rdflib.Graph().parse(data=prefixes(PREFIXES) + block(iri(made), [("a", "prov:Agent")]), format="turtle")
        assert [str(one) for one in graph.subjects()] == [made]


@pytest.mark.parametrize("when", ["2019-02-31", "spring", "2019-3-5", "2019-03-05 10:00", "2019-03-05T25:00"])
def test_what_is_no_date_stays_words(when: str) -> None:
    assert moment(when) == f'"{when}"'
    assert instant(when) is None
