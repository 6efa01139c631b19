"""Debian's own data as commands: WordNet, ISO codes and time zones. Each function yields lists of words.

wordnet-base  117,659 synsets (data.noun, .verb, .adj, .adv): a hash each, and a graph of their 377,592 relations
iso-codes     each file whole as one JSON document, and each country as one
tzdata        a hash per place with its coordinates, and a series per zone: the offset from UTC, in seconds, since 1970
"""
import json
import struct
from pathlib import Path

WORDNET = Path("/usr/share/wordnet")
ISO = Path("/usr/share/iso-codes/json")
ZONES = Path("/usr/share/zoneinfo")

RELATIONS = {  # wninput(5WN), "Pointers"
    "!": "ANTONYM", "@": "HYPERNYM", "@i": "INSTANCE_OF", "~": "HYPONYM", "~i": "INSTANCE", "#m": "MEMBER_OF", "#s": "SUBSTANCE_OF",
    "#p": "PART_OF", "%m": "HAS_MEMBER", "%s": "HAS_SUBSTANCE", "%p": "HAS_PART", "=": "ATTRIBUTE", "+": "DERIVED", ";c": "TOPIC",
    "-c": "TOPIC_MEMBER", ";r": "REGION", "-r": "REGION_MEMBER", ";u": "USAGE", "-u": "USAGE_MEMBER", "*": "ENTAILS", ">": "CAUSES",
    "^": "ALSO", "$": "VERB_GROUP", "&": "SIMILAR", "<": "PARTICIPLE", "\\": "PERTAINYM",
}
BATCH = 1000


def missing():
    """The packages whose files are not here."""
    wanted = {"wordnet-base": WORDNET / "data.noun", "iso-codes": ISO / "iso_3166-1.json", "tzdata": ZONES / "zone1970.tab"}
    return [name for name, path in wanted.items() if not path.exists()]


def synsets():
    """(id, part of speech, lexical file, words, gloss, [(relation, target id)]) of every synset."""
    for part in ("noun", "verb", "adj", "adv"):
        with open(WORDNET / f"data.{part}", encoding="utf-8") as lines:
            for line in lines:
                if line.startswith("  "):
                    continue
                data, gloss = line.split(" | ", 1)
                fields = data.split()
                count = int(fields[3], 16)
                words = [w.split("(")[0].replace("_", " ") for w in fields[4 : 4 + 2 * count : 2]]
                at = 4 + 2 * count
                pointers = []
                for i in range(int(fields[at])):
                    symbol, offset, target_part = fields[at + 1 + 4 * i : at + 4 + 4 * i]
                    pointers.append((RELATIONS[symbol], target_part.replace("s", "a") + offset))
                letter = {"noun": "n", "verb": "v", "adj": "a", "adv": "r"}[part]
                yield letter + fields[0], part, int(fields[1]), words, gloss.strip(), pointers


def indexes():
    yield ["FT.CREATE", "synsets", "ON", "HASH", "PREFIX", 1, "synset:", "SCHEMA", "words", "TEXT", "WEIGHT", 2, "gloss", "TEXT",
           "part", "TAG", "file", "NUMERIC", "number", "NUMERIC", "SORTABLE"]
    yield ["FT.CREATE", "places", "ON", "HASH", "PREFIX", 1, "place:", "SCHEMA", "zone", "TEXT", "SORTABLE", "country", "TAG",
           "position", "GEO", "note", "TEXT"]
    yield ["FT.CREATE", "countries", "ON", "JSON", "PREFIX", 1, "country:", "SCHEMA", "$.name", "AS", "name", "TEXT", "SORTABLE",
           "$.alpha_2", "AS", "code", "TAG", "$.numeric", "AS", "numeric", "TAG"]


def hashes():
    for number, (name, part, file, words, gloss, _) in enumerate(synsets()):
        yield ["HSET", f"synset:{name}", "words", ", ".join(words), "gloss", gloss, "part", part, "file", file, "number", number]
    for zone, country, position, note in places():
        yield ["HSET", f"place:{zone}", "zone", zone.replace("/", " ").replace("_", " "), "country", country, "position", position, "note", note]


def places():
    for line in (ZONES / "zone1970.tab").read_text().splitlines():
        if not line.startswith("#"):
            countries, coordinates, zone, *note = line.split("\t")
            yield zone, countries.split(",")[0], _position(coordinates), note[0] if note else ""


def _position(text):
    """ISO 6709 degrees and minutes (+DDMM+DDDMM, seconds optional) as "longitude,latitude"."""
    split = max(text.rfind("+"), text.rfind("-"))

    def degrees(part, digits):
        sign = -1 if part[0] == "-" else 1
        whole, minutes, seconds = int(part[1 : 1 + digits]), int(part[1 + digits : 3 + digits]), int(part[3 + digits :] or 0)
        return sign * (whole + minutes / 60 + seconds / 3600)

    return f"{degrees(text[split:], 3):.6f},{degrees(text[:split], 2):.6f}"


def documents():
    for path in sorted(ISO.glob("iso_*.json")):
        yield ["JSON.SET", f"iso:{path.stem[4:]}", "$", path.read_text(encoding="utf-8")]
    for country in json.loads((ISO / "iso_3166-1.json").read_text(encoding="utf-8"))["3166-1"]:
        yield ["JSON.SET", f"country:{country['alpha_2']}", "$", json.dumps(country, ensure_ascii=False)]


def transitions(zone):
    """[(seconds since 1970, offset in seconds)] from the zone's TZif file (RFC 8536), its 64-bit block."""
    data = (ZONES / zone).read_bytes()

    def header(at):
        return struct.unpack(">6L", data[at + 20 : at + 44])

    isut, isstd, leap, times, types, chars = header(0)
    at = 44 + times * 5 + types * 6 + chars + leap * 8 + isstd + isut
    isut, isstd, leap, times, types, chars = header(at)
    at += 44
    moments = struct.unpack(f">{times}q", data[at : at + 8 * times])
    kinds = data[at + 8 * times : at + 9 * times]
    infos = data[at + 9 * times :]
    return [(moment, struct.unpack(">l", infos[kind * 6 : kind * 6 + 4])[0]) for moment, kind in zip(moments, kinds) if moment >= 0]


def series():
    for zone, country, _, _ in places():
        region = zone.split("/")[0]
        yield ["TS.CREATE", f"offset:{zone}", "LABELS", "region", region, "country", country]
        samples = transitions(zone)
        for start in range(0, len(samples), 100):
            words = ["TS.MADD"]
            for moment, offset in samples[start : start + 100]:
                words += [f"offset:{zone}", moment * 1000, offset]
            yield words


def text(value):
    """A Cypher string."""
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"


def graph():
    yield ["GRAPH.QUERY", "wordnet", "CREATE INDEX FOR (s:Synset) ON (s.id)"]
    edges, rows = {}, []
    for name, part, _, words, _, pointers in synsets():
        rows.append(f"[{text(name)},{text(words[0])},{text(part)}]")
        if len(rows) == BATCH:
            yield _nodes(rows)
            rows = []
        for relation, target in pointers:
            edges.setdefault(relation, []).append(f"[{text(name)},{text(target)}]")
    yield _nodes(rows)
    for relation, pairs in sorted(edges.items()):
        for start in range(0, len(pairs), BATCH):
            yield ["GRAPH.QUERY", "wordnet",
                   f"UNWIND [{','.join(pairs[start:start + BATCH])}] AS r MATCH (a:Synset {{id: r[0]}}), (b:Synset {{id: r[1]}}) CREATE (a)-[:{relation}]->(b)"]


def _nodes(rows):
    return ["GRAPH.QUERY", "wordnet", f"UNWIND [{','.join(rows)}] AS r CREATE (:Synset {{id: r[0], word: r[1], part: r[2]}})"]


PARTS = {"search": [indexes], "core": [hashes], "ReJSON": [documents], "timeseries": [series], "graph": [graph]}

# What is asked, by the module that answers; the same words go to the peers.
QUESTIONS = {
    "core": [
        ["HGETALL", "synset:n02084071"], ["HGET", "place:Europe/Lisbon", "position"], ["HLEN", "place:Asia/Tokyo"], ["DBSIZE"], ["TYPE", "synset:v00001740"],
    ],
    "ReJSON": [
        ["JSON.TYPE", "iso:3166-1", "$"], ["JSON.ARRLEN", "iso:639-3", '$["639-3"]'], ["JSON.OBJKEYS", "country:PT", "$"],
        ["JSON.GET", "iso:3166-1", '$["3166-1"][?(@.alpha_2=="PT")]'], ["JSON.GET", "country:JP", "$.name", "$.flag"], ["JSON.GET", "country:JP", "name"],
        ["JSON.MGET", "country:AT", "country:BR", "country:ZZ", "$.official_name"], ["JSON.GET", "iso:4217", '$..[?(@.numeric=="978")].name'],
        ["JSON.GET", "iso:15924", "INDENT", " ", "NEWLINE", "\n", "SPACE", " ", '$["15924"][0:3]'], ["JSON.STRLEN", "country:PT", "$.name"],
        ["JSON.GET", "iso:3166-2", '$["3166-2"][-2:]'], ["JSON.OBJLEN", "country:DE", "$"], ["JSON.GET", "iso:639-5"],
        ["JSON.GET", "iso:639-2", '$["639-2"][?(@.alpha_2=="de" || @.alpha_2=="fr")].name'],
    ],
    "search": [
        ["FT.SEARCH", "synsets", "*", "LIMIT", 0, 0], ["FT.SEARCH", "synsets", "dog", "LIMIT", 0, 0],
        ["FT.SEARCH", "synsets", "@words:dog", "SORTBY", "number", "ASC", "LIMIT", 0, 5, "RETURN", 1, "words"],
        ["FT.SEARCH", "synsets", "running water", "LIMIT", 0, 0], ["FT.SEARCH", "synsets", '"running water"', "SORTBY", "number", "ASC", "LIMIT", 0, 20, "NOCONTENT"],
        ["FT.SEARCH", "synsets", "(cat|dog) -@part:{verb}", "SORTBY", "number", "DESC", "LIMIT", 0, 10, "RETURN", 1, "gloss"],
        ["FT.SEARCH", "synsets", "astro*", "SORTBY", "number", "ASC", "LIMIT", 0, 10, "NOCONTENT"], ["FT.SEARCH", "synsets", "@file:[5 5] wolf", "LIMIT", 0, 0],
        ["FT.SEARCH", "synsets", "@part:{verb} @gloss:music", "SORTBY", "number", "ASC", "LIMIT", 0, 10, "RETURN", 1, "words"],
        ["FT.SEARCH", "places", "@position:[-9.1 38.7 1000 km]", "SORTBY", "zone", "ASC", "LIMIT", 0, 20, "RETURN", 1, "position"],
        ["FT.SEARCH", "places", "@country:{US} indiana", "SORTBY", "zone", "ASC", "NOCONTENT"],
        ["FT.SEARCH", "countries", "@code:{PT|ES}", "SORTBY", "name", "ASC", "RETURN", 1, "name"],
        ["FT.SEARCH", "countries", "island*", "SORTBY", "name", "ASC", "LIMIT", 0, 50, "NOCONTENT"], ["FT.SEARCH", "synsets", "nosuchwordatall"],
        ["FT.SEARCH", "synsets", "%languege%", "LIMIT", 0, 0], ["FT._LIST"],
    ],
    "timeseries": [
        ["TS.GET", "offset:Europe/Lisbon"], ["TS.RANGE", "offset:Europe/Lisbon", 700000000000, 1000000000000], ["TS.QUERYINDEX", "region=Europe", "country=PT"],
        ["TS.RANGE", "offset:America/New_York", "-", "+", "AGGREGATION", "max", 31536000000, "COUNT", 10], ["TS.REVRANGE", "offset:Asia/Tehran", "-", "+", "COUNT", 5],
        ["TS.MRANGE", 1500000000000, 1600000000000, "WITHLABELS", "FILTER", "country=BR"],
        ["TS.MRANGE", "-", "+", "AGGREGATION", "count", 315360000000, "FILTER", "region=Australia"], ["TS.RANGE", "offset:Asia/Tokyo", "-", "+"],
    ],
    "graph": [
        ["GRAPH.QUERY", "wordnet", "MATCH (n) RETURN count(n)"], ["GRAPH.QUERY", "wordnet", "MATCH ()-[r]->() RETURN count(r)"],
        ["GRAPH.QUERY", "wordnet", "MATCH ()-[r]->() RETURN type(r) AS t, count(r) AS c ORDER BY c DESC, t"],
        ["GRAPH.QUERY", "wordnet", "MATCH (s:Synset {id: 'n02084071'})-[:HYPERNYM*1..12]->(h) RETURN h.word ORDER BY h.id"],
        ["GRAPH.RO_QUERY", "wordnet", "MATCH (s:Synset {id: 'n02084071'})<-[:HYPERNYM]-(h) RETURN h.word AS w ORDER BY w SKIP 2 LIMIT 5"],
        ["GRAPH.QUERY", "wordnet", "MATCH (s:Synset) WHERE s.word STARTS WITH 'astro' RETURN s.part, count(*) AS c ORDER BY c DESC"],
        ["GRAPH.QUERY", "wordnet", "CYPHER w='happy' MATCH (s:Synset {word: $w})-[:ANTONYM]->(t) RETURN DISTINCT t.word ORDER BY t.word"],
        ["GRAPH.QUERY", "wordnet", "MATCH (a:Synset {id: 'n02084071'})-[r]->(b) RETURN type(r), b.word ORDER BY type(r), b.id LIMIT 10", "--compact"],
        ["GRAPH.QUERY", "wordnet", "MATCH (s:Synset {part: 'verb'})-[:ENTAILS]->(t) WITH t, count(s) AS c WHERE c > 3 RETURN t.word, c ORDER BY c DESC, t.word"],
    ],
}
