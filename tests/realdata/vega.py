"""Movies, airports, flight routes, weather and prices of npm's vega-datasets as commands; the package is fetched once."""
import csv
import json
import os
import subprocess
import tarfile
from datetime import datetime, timezone
from pathlib import Path

CACHE = Path(os.environ.get("TRELLIS_CACHE", Path.home() / ".cache/trellis"))
PACKAGE = "vega-datasets@2.11.0"


def fetch():
    """The folder with the data, or None where npm or its registry can't be reached."""
    folder = CACHE / "vega-datasets"
    data = folder / "package/data"
    if not (data / "movies.json").exists():
        folder.mkdir(parents=True, exist_ok=True)
        try:
            done = subprocess.run(["npm", "pack", "--silent", PACKAGE], cwd=folder, capture_output=True, text=True, timeout=120)
        except (OSError, subprocess.TimeoutExpired):
            return None
        archive = folder / done.stdout.strip()
        if done.returncode != 0 or not archive.is_file():
            return None
        with tarfile.open(archive) as tar:
            tar.extractall(folder, filter="data")
    return data if (data / "movies.json").exists() else None


def rows(name):
    with open(fetch() / name, encoding="utf-8") as file:
        yield from csv.DictReader(file)


def milliseconds(text, pattern):
    return int(datetime.strptime(text, pattern).replace(tzinfo=timezone.utc).timestamp() * 1000)


def indexes():
    yield ["FT.CREATE", "movies", "ON", "JSON", "PREFIX", 1, "movie:", "SCHEMA", "$.Title", "AS", "title", "TEXT",
           '$["Major Genre"]', "AS", "genre", "TAG", '$["IMDB Rating"]', "AS", "rating", "NUMERIC", "$.number", "AS", "number", "NUMERIC", "SORTABLE"]
    yield ["FT.CREATE", "airports", "ON", "HASH", "PREFIX", 1, "airport:", "SCHEMA", "name", "TEXT", "state", "TAG", "position", "GEO", "iata", "TAG", "SORTABLE"]


def hashes():
    for row in rows("airports.csv"):
        yield ["HSET", f"airport:{row['iata']}", "iata", row["iata"], "name", row["name"], "city", row["city"], "state", row["state"],
               "position", f"{row['longitude']},{row['latitude']}"]


def documents():
    for number, movie in enumerate(json.loads((fetch() / "movies.json").read_text(encoding="utf-8"))):
        movie = {k: v for k, v in movie.items() if v is not None}
        movie["Title"], movie["number"] = str(movie.get("Title", "")), number
        yield ["JSON.SET", f"movie:{number}", "$", json.dumps(movie, ensure_ascii=False)]


def series():
    yield ["TS.CREATE", "temperature:seattle", "LABELS", "kind", "temperature", "city", "Seattle"]
    for row in rows("seattle-weather-hourly-normals.csv"):
        yield ["TS.ADD", "temperature:seattle", milliseconds(row["date"], "%Y-%m-%dT%H:%M:%S"), row["temperature"]]
    seen = set()
    for row in rows("stocks.csv"):
        key = f"price:{row['symbol']}"
        if key not in seen:
            seen.add(key)
            yield ["TS.CREATE", key, "LABELS", "kind", "price", "symbol", row["symbol"]]
        yield ["TS.ADD", key, milliseconds(row["date"], "%b %d %Y"), row["price"]]


def graph():
    yield ["GRAPH.QUERY", "flights", "CREATE INDEX FOR (a:Airport) ON (a.iata)"]
    names = [f"['{r['iata']}','{r['state']}']" for r in rows("airports.csv")]
    for start in range(0, len(names), 1000):
        yield ["GRAPH.QUERY", "flights", f"UNWIND [{','.join(names[start:start + 1000])}] AS r CREATE (:Airport {{iata: r[0], state: r[1]}})"]
    routes = [f"['{r['origin']}','{r['destination']}',{r['count']}]" for r in rows("flights-airport.csv")]
    for start in range(0, len(routes), 500):
        yield ["GRAPH.QUERY", "flights", f"UNWIND [{','.join(routes[start:start + 500])}] AS r MATCH (a:Airport {{iata: r[0]}}), (b:Airport {{iata: r[1]}}) "
               "CREATE (a)-[:ROUTE {count: r[2]}]->(b)"]


PARTS = {"search": [indexes], "core": [hashes], "ReJSON": [documents], "timeseries": [series], "graph": [graph]}

QUESTIONS = {
    "core": [["HGETALL", "airport:JFK"]],
    "ReJSON": [["JSON.GET", "movie:100"], ["JSON.MGET", "movie:1", "movie:2", "$.Title"], ["JSON.NUMINCRBY", "movie:3", "$.number", 0]],
    "search": [
        ["FT.SEARCH", "movies", "@genre:{Drama} @rating:[9 10]", "SORTBY", "number", "ASC", "LIMIT", 0, 20, "RETURN", 1, "title"],
        ["FT.SEARCH", "movies", "star wars", "SORTBY", "number", "ASC", "NOCONTENT"], ["FT.SEARCH", "movies", "love -@genre:{Comedy}", "LIMIT", 0, 0],
        ["FT.SEARCH", "airports", "@position:[-73.8 40.6 50 km]", "SORTBY", "iata", "ASC", "NOCONTENT"],
        ["FT.SEARCH", "airports", "@state:{AK} international", "SORTBY", "iata", "ASC", "RETURN", 2, "iata", "name"],
    ],
    "timeseries": [
        ["TS.RANGE", "temperature:seattle", "-", "+", "AGGREGATION", "avg", 2592000000], ["TS.RANGE", "temperature:seattle", "-", "+", "AGGREGATION", "max", 86400000, "COUNT", 30],
        ["TS.MRANGE", "-", "+", "AGGREGATION", "last", 31536000000, "WITHLABELS", "FILTER", "kind=price"], ["TS.GET", "price:AAPL"], ["TS.REVRANGE", "price:MSFT", "-", "+", "COUNT", 3],
    ],
    "graph": [
        ["GRAPH.QUERY", "flights", "MATCH (a:Airport)-[r:ROUTE]->(b:Airport) RETURN count(r), sum(toFloat(r.count))"],
        ["GRAPH.QUERY", "flights", "MATCH (a:Airport {iata: 'SEA'})-[r:ROUTE]->(b) RETURN b.iata, r.count ORDER BY r.count DESC, b.iata LIMIT 10"],
        ["GRAPH.QUERY", "flights", "MATCH (a:Airport {iata: 'ABE'})-[:ROUTE]->()-[:ROUTE]->(b) RETURN count(DISTINCT b)"],
        ["GRAPH.QUERY", "flights", "MATCH (a:Airport)-[r:ROUTE]->() RETURN a.state, sum(toFloat(r.count)) AS s ORDER BY s DESC LIMIT 5"],
    ],
}
