"""The catalogue of open data for people and for machines (DCAT 3, CSVW)."""

from typing import Any

from django.conf import settings

from credit_portal.portal import codes
from credit_portal.publishing.open_data import forms, freshness, manifest
from credit_portal.publishing.open_data.columns import Column
from credit_portal.publishing.open_data.dataset import Dataset
from credit_portal.publishing.open_data.datasets import datasets
from credit_portal.publishing.open_data.manifest import Manifest

FORMS = {"csv": "CSV", "jsonl": "JSON Lines", "xlsx": "Excel (XLSX)"}
DAILY = "http://publications.europa.eu/resource/authority/frequency/DAILY"
IANA = "https://www.iana.org/assignments/media-types/"
MEDIA = {
    "csv": f"{IANA}text/csv",
    "jsonl": "application/jsonl",
    "xlsx": f"{IANA}{forms.TYPES['xlsx']}",
}
CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def base() -> str:
    """Address of the catalogue, without a slash at its end."""
    return f"{settings.PUBLIC_URL}/open-data"


def entries() -> tuple[Manifest | None, list[dict[str, Any]]]:
    """The manifest, and each data set with its table and whether its files may be taken now."""
    made = manifest.read()
    open_now = freshness.standing(made) if made else set()
    found = [
        {
            "dataset": one,
            "table": made.tables.get(one.code) if made else None,
            "open": one.code in open_now,
            "files": _files(made, one) if one.code in open_now else [],
        }
        for one in datasets()
    ]
    return made, found


def _files(made: Manifest | None, one: Dataset) -> list[dict[str, Any]]:
    table = made.tables.get(one.code) if made else None
    return [
        {"form": form, "label": label, "file": table.files[form]}
        for form, label in FORMS.items()
        if table is not None and form in table.files
    ]


# -- for machines --------------------------------------------------------------------------------


def catalog() -> dict[str, Any]:
    """The catalogue as DCAT 3 in JSON-LD. Only files that may be taken now have a distribution
    with size and checksum."""
    made, found = entries()
    return {
        "@context": CONTEXT,
        "@id": f"{base()}/",
        "@type": "dcat:Catalog",
        "dcterms:title": _both("政务诚信开放数据", "Open data on government integrity"),
        "dcterms:publisher": _publisher(),
        "dcterms:license": _iri(settings.OPEN_DATA_LICENCE_URL),
        "dcterms:language": ["zh-Hans", "en"],
        "foaf:homepage": _iri(f"{base()}/"),
        **({"dcterms:modified": _moment(made)} if made else {}),
        "dcat:service": [_service(found)],
        "dcat:dataset": [_dataset(made, one) for one in found],
    }


def _dataset(made: Manifest | None, found: dict[str, Any]) -> dict[str, Any]:
    one: Dataset = found["dataset"]
    return {
        "@id": f"{base()}/{one.code}/",
        "@type": "dcat:Dataset",
        "dcterms:identifier": one.code,
        "dcterms:title": _both(one.name_zh, one.name_en),
        "dcterms:description": _both(one.about_zh, one.about_en),
        "dcterms:publisher": _publisher(),
        "dcterms:license": _iri(settings.OPEN_DATA_LICENCE_URL),
        "dcterms:accrualPeriodicity": _iri(DAILY),
        "dcterms:conformsTo": _iri(f"{base()}/{one.code}.schema.json"),
        "dcat:landingPage": _iri(f"{base()}/{one.code}/"),
        **({"dcterms:modified": _moment(made)} if made else {}),
        "dcat:distribution": [_distribution(one, file) for file in found["files"]],
    }


def _distribution(one: Dataset, found: dict[str, Any]) -> dict[str, Any]:
    address = f"{base()}/{one.code}.{found['form']}"
    return {
        "@id": address,
        "@type": "dcat:Distribution",
        "dcterms:title": found["label"],
        "dcterms:license": _iri(settings.OPEN_DATA_LICENCE_URL),
        "dcat:accessURL": _iri(f"{base()}/{one.code}/"),
        "dcat:downloadURL": _iri(address),
        "dcat:mediaType": _iri(MEDIA[found["form"]])
        if found["form"] != "jsonl"
        else MEDIA["jsonl"],
        "dcat:byteSize": {"@type": "xsd:nonNegativeInteger", "@value": str(found["file"].bytes)},
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": _iri("http://spdx.org/rdf/terms#checksumAlgorithm_sha256"),
            "spdx:checksumValue": {"@type": "xsd:hexBinary", "@value": found["file"].sha256},
        },
    }


def _service(found: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "@type": "dcat:DataService",
        "dcterms:title": _both("公开接口", "Public API"),
        "dcat:endpointURL": _iri(f"{settings.PUBLIC_URL}/api/v1/"),
        "dcat:endpointDescription": _iri(f"{settings.PUBLIC_URL}/api/v1/schema/"),
        "dcat:servesDataset": [_iri(f"{base()}/{one['dataset'].code}/") for one in found],
    }


def _publisher() -> dict[str, Any]:
    names = _both(settings.OPEN_DATA_PUBLISHER_ZH, settings.OPEN_DATA_PUBLISHER_EN)
    return {"@type": "foaf:Organization", "@id": f"{settings.PUBLIC_URL}/", "foaf:name": names}


def _both(zh: str, en: str) -> list[dict[str, str]]:
    return [{"@language": "zh-Hans", "@value": zh}, {"@language": "en", "@value": en}]


def _iri(address: str) -> dict[str, str]:
    return {"@id": address}


def _moment(made: Manifest) -> dict[str, str]:
    return {"@type": "xsd:dateTime", "@value": made.made_at.isoformat()}


# -- the schema of a data set --------------------------------------------------------------------


def schema(one: Dataset) -> dict[str, Any]:
    """What the columns mean: metadata of the CSV file after CSVW. JSON Lines have the same names
    and values, with null for an empty cell."""
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "zh"}],
        "@id": f"{base()}/{one.code}.schema.json",
        "url": f"{base()}/{one.code}.csv",
        "dc:title": {"zh": one.name_zh, "en": one.name_en},
        "dc:description": {"zh": one.about_zh, "en": one.about_en},
        "dc:license": {"@id": settings.OPEN_DATA_LICENCE_URL},
        "dialect": {"encoding": "utf-8", "lineTerminators": ["\r\n"], "header": True},
        "tableSchema": {"columns": [_column(column) for column in one.columns]},
    }


def _column(column: Column) -> dict[str, Any]:
    told: dict[str, Any] = {
        "name": column.name,
        "titles": column.name,
        "dc:description": {"zh": column.zh, "en": column.en},
        "datatype": column.type if column.type != "dateTime" else "dateTimeStamp",
    }
    if column.unit_en:
        told["schema:unitText"] = {"zh": column.unit_zh, "en": column.unit_en}
    if column.codes:
        told["skos:hasTopConcept"] = [
            {"skos:notation": code, "skos:prefLabel": {"zh": zh, "en": en}}
            for code, zh, en in codes.both(column.codes)
        ]
    return told
