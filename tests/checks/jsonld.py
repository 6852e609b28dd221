"""Structured data: it parses, it says what the page says, it has what search engines ask for, and every address in it
exists. What is required is from Google's documentation of Article, BreadcrumbList, ProfilePage and Organization.
"""

import html
import json
import re
from collections import Counter
from datetime import datetime

from built_site import Problems, Site, arguments
from publication import Publication

ARTICLES = {
    "Article",
    "NewsArticle",
    "AnalysisNewsArticle",
    "OpinionNewsArticle",
    "ReviewNewsArticle",
    "ReportageNewsArticle",
    "BackgroundNewsArticle",
    "AskPublicNewsArticle",
    "TechArticle",
    "BlogPosting",
    "LiveBlogPosting",
    "AdvertiserContentArticle",
}
# What a page of this kind must have beside other things.
WANTED = {
    "home": {"WebSite", "NewsMediaOrganization"},
    "article": {"BreadcrumbList"},
    "author": {"ProfilePage", "BreadcrumbList"},
    "category": {"BreadcrumbList"},
    "tag": {"BreadcrumbList"},
    "type": {"BreadcrumbList"},
}
REQUIRED = {
    "BreadcrumbList": {"itemListElement"},
    "ListItem": {"position"},
    "ProfilePage": {"mainEntity", "url"},
    "WebSite": {"name", "url"},
    "NewsMediaOrganization": {"name", "url"},
    "Person": {"name"},
    "ImageObject": {"contentUrl"},
    "Review": {"author", "datePublished"},
    "Rating": {"ratingValue", "bestRating"},
    # A product without a rating, an offer or a review is an error to Google.
    "Product": {"name", "review"},
    "ItemList": {"itemListElement"},
    "CreativeWork": {"name"},
    "LiveBlogPosting": {"liveBlogUpdate", "coverageStartTime"},
    "CorrectionComment": {"text", "datePublished"},
}
DATES = re.compile(r"(^date[A-Z]|Time$|^(startDate|endDate|uploadDate|expires)$)")
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?([+-]\d\d:\d\d|Z)")
ENTITY = re.compile(r"&(#\d+|#x[0-9a-fA-F]+|[A-Za-z][A-Za-z0-9]*);")
# Only these of an ImageObject tell a reader of pictures whom to ask.
LICENCE = {"creator", "creditText", "copyrightNotice", "license"}


def types(node):
    value = node.get("@type", [])
    return {value} if isinstance(value, str) else set(value)


def nodes(value):
    """All objects, at any depth."""
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else []:
        yield from nodes(inner)


def strings(value):
    if isinstance(value, str):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else []:
        yield from strings(inner)


def many(value):
    return value if isinstance(value, list) else [] if value is None else [value]


class Check:
    def __init__(self, site, publication):
        self.site = site
        self.publication = publication
        self.problems = Problems("jsonld")
        self.kinds = Counter()

    def page(self, page):
        scripts = page.css("script[type='application/ld+json']")
        graph = []
        for script in scripts:
            try:
                document = json.loads(script.text())
            except json.JSONDecodeError as error:
                self.problems.add(page, f"JSON-LD does not parse: {error}")
                continue
            if document.get("@context") not in ("https://schema.org", "https://schema.org/"):
                self.problems.add(page, f"@context is {document.get('@context')!r}")
            graph += document.get("@graph", [document])
        found = set().union(*(types(node) for node in graph)) if graph else set()
        # Later pages of a list are lists.
        kind = "" if re.search(r"/page/\d+/$", page.path) else page.kind
        missing = WANTED.get(kind, set()) - set().union(*(types(node) for node in nodes(graph)), set())
        if missing:
            self.problems.add(page, f"no {', '.join(sorted(missing))}")
        # An object may be described in one place and be named with its @id in another.
        described = {}
        for node in nodes(graph):
            if "@id" in node:
                described.setdefault(node["@id"], set()).update(node)
        for node in nodes(graph):
            self.node(page, node, described)
        self.entities(page, graph)
        self.kinds.update(found)
        if page.kind == "article":
            articles = [node for node in graph if types(node) & ARTICLES]
            if len(articles) != 1:
                self.problems.add(page, f"{len(articles)} articles in its JSON-LD, expected 1")
            for node in articles:
                self.article(page, node)
        if kind == "author":
            self.author(page, graph)

    def node(self, page, node, described):
        add = self.problems.add
        names = types(node)
        reference = set(node) == {"@id"}
        if not names and not reference:
            add(page, f"an object without @type: {sorted(node)}")
        for name in names:
            missing = REQUIRED.get(name, set()) - described.get(node.get("@id"), set(node))
            if missing:
                add(page, f"{name} without {', '.join(sorted(missing))}")
        if "ImageObject" in names and node.get("creditText") is None and LICENCE.isdisjoint(node) and "width" not in node:
            add(page, f"ImageObject {node.get('contentUrl')} with neither size nor credit")
        for key, value in node.items():
            if DATES.search(key) and isinstance(value, str) and not INSTANT.fullmatch(value):
                add(page, f"{key} is {value!r}, which has no time with an offset")
            if key in ("url", "contentUrl", "item", "mainEntityOfPage", "@id", "logo", "sameAs"):
                for address in (one for one in many(value) if isinstance(one, str)):
                    self.address(page, names, key, address)
        if "BreadcrumbList" in names:
            positions = [item.get("position") for item in node.get("itemListElement", [])]
            if positions != list(range(1, len(positions) + 1)) or len(positions) < 2:
                add(page, f"breadcrumb positions are {positions}")
            for item in node.get("itemListElement", [])[:-1]:
                if "item" not in item:
                    add(page, f"breadcrumb {item.get('name')!r} leads nowhere")
        if "ItemList" in names:
            positions = [item.get("position") for item in node.get("itemListElement", [])]
            if positions != list(range(1, len(positions) + 1)):
                add(page, f"positions in a list are {positions}")
        if names & {"Person"} and re.match(r"\w+: ", node.get("name", "")):
            add(page, f"{node['name']!r} is no person's name")

    def address(self, page, names, key, address):
        if not re.match(r"https?://|mailto:", address):
            self.problems.add(page, f"{key} {address!r} is not absolute")
        elif self.site.own(address) and self.site.file_of(address.split("#")[0]) is None:
            self.problems.add(page, f"{'/'.join(sorted(names))}: {key} {address!r} leads nowhere")

    def entities(self, page, graph):
        """Text is text: an entity is there only when the page shows one to its readers."""
        visible = None
        for value in strings(graph):
            entity = ENTITY.search(value)
            if entity and html.unescape(entity[0]) != entity[0]:
                visible = visible or page.tree.body.text()
                if entity[0] not in visible:
                    self.problems.add(page, f"the entity {entity[0]} in {value[:60]!r}")

    def article(self, page, node):
        add = self.problems.add
        source = self.publication.by_path.get(page.path.removeprefix(self.site.base_path.rstrip("/")))
        wanted = {"headline", "datePublished", "dateModified", "author", "publisher", "mainEntityOfPage"}
        if source and source.image:
            wanted.add("image")
        missing = wanted - set(node)
        if missing:
            add(page, f"{'/'.join(types(node))} without {', '.join(sorted(missing))}")
        heading = page.first("h1")
        if heading and node.get("headline") != heading.text().strip():
            add(page, f"headline is {node.get('headline')!r}, h1 {heading.text().strip()!r}")
        times = page.css(".article-head time")
        if not times or node.get("datePublished") != times[0].attributes.get("datetime"):
            add(page, f"datePublished is {node.get('datePublished')!r}, the page's time is different")
        modified, shown = node.get("dateModified", ""), times[-1].attributes.get("datetime") or "" if times else ""
        if INSTANT.fullmatch(modified) and INSTANT.fullmatch(shown):
            if datetime.fromisoformat(modified) < datetime.fromisoformat(shown):
                add(page, f"dateModified {modified!r} is before {shown!r}")
        self.bylines(page, node, source)
        self.updates(page, node)
        if source and source.image.get("credit"):
            credits = {image.get("creditText") for image in many(node.get("image")) if isinstance(image, dict)}
            if source.image["credit"] not in credits:
                add(page, f"image without creditText {source.image['credit']!r}")
        if source and not source.image and "image" in node and not page.css(".prose img"):
            add(page, "an image that the article does not have")

    def updates(self, page, node):
        """Updates of a live blog are newest first, each with its own time and a place on the page."""
        updates = many(node.get("liveBlogUpdate"))
        times = [update.get("datePublished", "") for update in updates]
        if times != sorted(times, key=datetime.fromisoformat, reverse=True):
            self.problems.add(page, f"updates are not newest first: {times}")
        shown = [update.attributes.get("id") for update in page.css(".update")]
        if [update.get("url", "").partition("#")[2] for update in updates] != shown:
            self.problems.add(page, f"the updates of the page are {shown}")

    def bylines(self, page, node, source):
        authors = many(node.get("author"))
        if source and len(authors) != len(source.authors):
            self.problems.add(page, f"{len(authors)} authors in its JSON-LD, expected {len(source.authors)}")
        for author, slug in zip(authors, source.authors if source else []):
            if slug.startswith("="):
                continue
            target = self.site.page_of(author.get("url", ""))
            if not target or target.path != f"{self.site.base_path}authors/{slug}/":
                self.problems.add(page, f"the author's url is {author.get('url')!r}, expected the page of {slug!r}")
            if author.get("name") != self.publication.authors[slug]["name"]:
                self.problems.add(page, f"the author's name is {author.get('name')!r}")

    def author(self, page, graph):
        heading = page.first("h1").text().strip()
        for node in graph:
            if "ProfilePage" in types(node):
                person = node.get("mainEntity", {})
                if person.get("name") != heading or person.get("url") != page.url:
                    self.problems.add(page, f"ProfilePage is of {person.get('name')!r}, {person.get('url')!r}")


def main():
    options = arguments(__doc__).parse_args()
    publication = Publication(options.source, options.now)
    site = Site(options.site, options.base_url or publication.config["base_url"])
    check = Check(site, publication)
    for page in site.pages:
        check.page(page)
    articles = sum(check.kinds[name] for name in ARTICLES)
    check.problems.at_least(articles, max(20, len(publication.articles)), "articles")
    check.problems.at_least(check.kinds["ProfilePage"], 3, "pages of authors")
    check.problems.finish(f"{sum(check.kinds.values())} objects of {len(check.kinds)} types on {len(site.pages)} pages")


if __name__ == "__main__":
    main()
