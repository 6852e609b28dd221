"""Every feed, read as a feed reader reads it: well formed, complete, and fit to be shown far from its site."""

import json
import re
from collections import Counter
from pathlib import Path

import feedparser
from jsonschema import Draft202012Validator
from selectolax.lexbor import LexborHTMLParser

from built_site import Problems, Site, arguments, candidates
from publication import Publication

# Feeds as they are: the checks are about what pressroom wrote, not about what feedparser would mend.
feedparser.RESOLVE_RELATIVE_URIS = 0
feedparser.SANITIZE_HTML = 0

SCHEMA = Path(__file__).parent.parent / "schemas" / "json-feed.json"
ABSOLUTE = re.compile(r"(https?:)?//|mailto:|tel:|data:|[a-z][a-z0-9+.-]*:", re.IGNORECASE)


class Check:
    def __init__(self, site, publication):
        self.site = site
        self.publication = publication
        self.problems = Problems("feeds")
        self.validator = Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))
        self.feeds = Counter()
        self.entries = 0
        self.full = 0
        self.pictures = 0

    # Each kind of feed, to one shape: id, link, title, authors, date, credits, content.

    def xml(self, name):
        found = feedparser.parse(str(self.site.folder / name))
        if found.bozo:
            self.problems.add(name, f"is not well formed: {found.bozo_exception}")
            return
        if found.version not in ("rss20", "atom10"):
            self.problems.add(name, f"is {found.version or 'no feed'}")
        self.feeds[found.version] += 1
        feed = found.feed
        own = [link.href for link in feed.get("links", []) if link.get("rel") == "self"]
        self.head(name, feed.get("title"), feed.get("link"), own[0] if own else None)
        self.all(name, [self.xml_entry(entry) for entry in found.entries])

    @staticmethod
    def xml_entry(entry):
        return {
            "id": entry.get("id"),
            "link": entry.get("link"),
            "title": entry.get("title"),
            "authors": [author["name"] for author in entry.get("authors", []) if author.get("name")],
            "date": entry.get("published_parsed"),
            "pictures": [one["url"] for one in entry.get("media_content", []) if "url" in one],
            "credits": [credit.get("content") for credit in entry.get("media_credit", [])],
            "content": [content.value for content in entry.get("content", [])],
        }

    def json(self, name):
        try:
            feed = json.loads((self.site.folder / name).read_text(encoding="utf-8"))
        except json.JSONDecodeError as error:
            self.problems.add(name, f"does not parse: {error}")
            return
        for error in sorted(self.validator.iter_errors(feed), key=lambda error: error.json_path)[:5]:
            self.problems.add(name, f"{error.json_path}: {error.message[:160]}")
        self.feeds["json11"] += 1
        self.head(name, feed.get("title"), feed.get("home_page_url"), feed.get("feed_url"))
        self.all(name, [self.json_entry(entry) for entry in feed.get("items", [])])

    @staticmethod
    def json_entry(entry):
        image = entry.get("_pressroom", {}).get("image", {})
        return {
            "id": entry.get("id"),
            "link": entry.get("url"),
            "title": entry.get("title"),
            "authors": [author.get("name") for author in entry.get("authors", [])],
            "date": entry.get("date_published"),
            "pictures": [entry["image"]] if "image" in entry else [],
            "credits": [image["credit"]] if image.get("credit") else [],
            "content": [entry["content_html"]] if "content_html" in entry else [],
        }

    # What holds for all of them.

    def head(self, name, title, link, own):
        if not title or not link:
            self.problems.add(name, "the feed has no title or no link")
        if own != self.site.base_url + name:
            self.problems.add(name, f"the feed's own address is {own!r}")

    def all(self, name, entries):
        self.entries += len(entries)
        for value, count in Counter(entry["id"] for entry in entries).items():
            if count > 1:
                self.problems.add(name, f"{count} entries have the id {value!r}")
        for entry in entries:
            self.entry(name, entry)

    def entry(self, name, entry):
        add = self.problems.add
        for field in ("id", "link", "title", "authors", "date"):
            if not entry[field]:
                add(name, f"{entry['id'] or entry['link']}: no {field}")
        link = entry["link"] or ""
        page = self.site.page_of(link)
        if not page:
            add(name, f"{link!r} leads nowhere")
            return
        article = self.publication.by_path.get(page.path.removeprefix(self.site.base_path.rstrip("/")))
        if not article:
            add(name, f"{link!r} is no published article")
            return
        if len(entry["authors"]) != len(article.authors):
            add(name, f"{link}: authors are {entry['authors']}, expected {len(article.authors)}")
        if article.image:
            self.pictures += 1
            if not entry["pictures"]:
                add(name, f"{link}: no picture")
            credit = article.image.get("credit")
            if credit and credit not in entry["credits"]:
                add(name, f"{link}: credits are {entry['credits']}, expected {credit!r}")
        for picture in entry["pictures"]:
            if self.site.file_of(picture) is None:
                add(name, f"{link}: the picture {picture!r} leads nowhere")
        self.full += bool(entry["content"])
        for content in entry["content"]:
            self.content(name, link, content)

    def content(self, name, link, content):
        tree = LexborHTMLParser(content)
        for attribute in ("href", "src", "poster", "srcset", "data"):
            for node in tree.css(f"[{attribute}]"):
                value = (node.attributes[attribute] or "").strip()
                values = [one for one, _ in candidates(value)] if attribute == "srcset" else [value]
                for address in values:
                    if not ABSOLUTE.match(address):
                        self.problems.add(name, f"{link}: {node.tag} {attribute}={address!r} is relative")
        for node in tree.css("script"):
            self.problems.add(name, f"{link}: a script in the content")


def main():
    options = arguments(__doc__).parse_args()
    publication = Publication(options.source, options.now)
    site = Site(options.site, options.base_url or publication.config["base_url"])
    check = Check(site, publication)
    for name in sorted(site.files):
        base = name.rsplit("/", 1)[-1]
        if base in ("feed.xml", "atom.xml"):
            check.xml(name)
        elif base == "feed.json":
            check.json(name)
    for version in ("rss20", "atom10", "json11"):
        check.problems.at_least(check.feeds[version], 5, f"feeds of {version}")
    check.problems.at_least(check.full, 100, "entries with full text")
    check.problems.at_least(check.pictures, 50, "entries with a picture")
    check.problems.finish(f"{sum(check.feeds.values())} feeds, {check.entries} entries, {check.full} with full text")


if __name__ == "__main__":
    main()
