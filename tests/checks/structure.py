"""What each page must have, once, and must not have at all; article pages against the sources they were made from.

The "Latest in …" boxes are worked out here from the sources alone: newest first, six at most, without the article
itself and without what stands above them on the page.

With `--lenient`, what writers put into their texts as HTML is not looked at.
"""

import html
import re
import unicodedata
from collections import Counter
from datetime import datetime

from built_site import Problems, Site, arguments
from publication import TYPES, Publication

LATEST = 6
HEADINGS = ["h1", "h2", "h3", "h4", "h5", "h6"]
FOCUSABLE = "a[href], button, input, select, textarea, summary, iframe, [tabindex]"
# Pages that have a description whether or not somebody wrote one: their text has a beginning.
DESCRIBED = {"article", "page"}
# Pages whose lists are of stories: none twice.
OF_STORIES = {"article", "home", "latest", "category", "type", "tag", "author", "month", "series"}


def text(node):
    return re.sub(r"\s+", " ", node.text()).strip()


def plain(title):
    """A title without what typography may change in it."""
    title = unicodedata.normalize("NFC", html.unescape(title))
    for pretty, typed in [("’", "'"), ("‘", "'"), ("“", '"'), ("”", '"'), ("–", "-"), ("—", "-"), ("…", "...")]:
        title = title.replace(pretty, typed)
    return re.sub(r"\s+", " ", re.sub(r"-+", "-", title)).strip()


class Check:
    def __init__(self, site, publication, lenient):
        self.site = site
        self.publication = publication
        self.lenient = lenient
        self.problems = Problems("structure")
        self.titles = Counter()
        self.boxes = Counter()

    def count(self, page, selector, wanted, what=None):
        found = page.css(selector)
        if len(found) != wanted:
            self.problems.add(page, f"{len(found)} × {what or selector}, expected {wanted}")
        return found[0] if found else None

    # Any page

    def page(self, page):
        add = self.problems.add
        root = page.first("html")
        if not root.attributes.get("lang"):
            add(page, "html has no lang")
        if not page.html.lower().startswith("<!doctype html>"):
            add(page, "does not begin with <!DOCTYPE html>")
        self.count(page, "head > meta[charset]", 1)
        self.count(page, "head > meta[name=viewport]", 1)
        title = self.count(page, "head > title", 1)
        canonical = self.count(page, "head > link[rel=canonical]", 1)
        self.unique_ids(page)
        if page.kind == "redirect":
            return
        if title:
            self.titles[text(title)] += 1
        article = self.publication.by_path.get(page.path.removeprefix(self.site.base_path.rstrip("/")))
        if canonical and page.kind != "not-found" and canonical.attributes["href"] != page.url:
            add(page, f"canonical is {canonical.attributes['href']!r}, expected {page.url!r}")
        if page.kind in DESCRIBED:
            self.count(page, "meta[name=description]", 1)
        self.count(page, "meta[property='og:title']", 1)
        self.count(page, "meta[property='og:url']", 1)
        self.count(page, "main", 1)
        self.count(page, "h1:not(.prose h1)" if self.lenient else "h1", 1, "h1")
        self.count(page, "body > header", 1)
        self.count(page, "body > footer", 1)
        self.skip_link(page)
        self.headings(page)
        self.pictures(page)
        if page.kind == "corrections":
            listed, known = len(page.css(".errata .correction")), sum(one.corrections for one in self.publication.articles)
            if listed != known:
                self.problems.add(page, f"lists {listed} corrections, the articles have {known}")
        if page.kind in OF_STORIES:
            self.stories(page)
        if page.kind == "article" and not article:
            add(page, "is an article that the sources don't have")
        if article:
            self.article(page, article)

    def unique_ids(self, page):
        nodes = [node for node in page.css("[id]") if not (self.lenient and node.mem_id in page.in_prose)]
        for value, count in Counter(node.attributes["id"] for node in nodes).items():
            if count > 1:
                self.problems.add(page, f"the id {value!r} is there {count} times")

    def skip_link(self, page):
        first = page.tree.body.css_first(FOCUSABLE)
        target = (first.attributes.get("href") or "") if first else ""
        if not (first and "skip" in (first.attributes.get("class") or "") and target.startswith("#")):
            self.problems.add(page, "the first thing to focus is no skip link")
        elif not page.first(f"main{target}"):
            self.problems.add(page, f"the skip link's target {target!r} is not the main element")

    def headings(self, page):
        level = 0
        for node in page.css(", ".join(HEADINGS)):
            if self.lenient and node.mem_id in page.in_prose:
                continue
            now = int(node.tag[1])
            if now > level + 1 and level:
                self.problems.add(page, f"<{node.tag}> {text(node)!r} follows <h{level}>")
            if text(node) == "":
                self.problems.add(page, f"<{node.tag}> is empty")
            level = now

    def pictures(self, page):
        eager = page.css("[fetchpriority=high]")
        if len(eager) > 1:
            self.problems.add(page, f"{len(eager)} pictures have fetchpriority=high")
        for node in page.css("img"):
            if self.lenient and node.mem_id in page.in_prose:
                continue
            missing = [name for name in ("alt", "width", "height") if name not in node.attributes]
            if missing:
                self.problems.add(page, f"img {node.attributes.get('src')!r} has no {', '.join(missing)}")
            for name in ("width", "height"):
                if not re.fullmatch(r"[1-9]\d*", node.attributes.get(name) or "1"):
                    self.problems.add(page, f"img {node.attributes.get('src')!r}: {name}={node.attributes[name]!r}")
            if node.attributes.get("fetchpriority") == "high" and node.attributes.get("loading") == "lazy":
                self.problems.add(page, f"img {node.attributes.get('src')!r} is both urgent and lazy")

    def stories(self, page):
        """No story twice: cards, and the other links of headlines outside the text."""
        links = page.css("main .headline a, main .series a[href]:not(h2 a)")
        paths = Counter(node.attributes["href"] for node in links)
        for path, count in paths.items():
            if count > 1:
                self.problems.add(page, f"{path} is there {count} times")
        own = page.path
        if page.kind == "article" and own in paths:
            self.problems.add(page, "lists itself")

    # Article pages

    def article(self, page, article):
        add = self.problems.add
        if page.kind != "article":
            add(page, f"is made from {article.source}, but is no article page")
            return
        heading = page.first("h1")
        if heading and plain(text(heading)) != plain(article.title):
            add(page, f"h1 is {text(heading)!r}, the title {article.title!r}")
        self.dates(page, article)
        self.byline(page, article)
        self.hero(page, article)
        self.bios(page, article)
        self.tags(page, article)
        self.count(page, "section.corrections", 1 if article.corrections else 0)
        if article.corrections:
            entries = len(page.css("section.corrections time"))
            if entries < article.corrections:
                add(page, f"{entries} corrections with a time, the source has {article.corrections}")
        noindex = any("noindex" in (node.attributes["content"] or "") for node in page.css("meta[name=robots]"))
        if noindex != article.noindex:
            add(page, f"noindex is {noindex}, in the source {article.noindex}")
        self.latest(page, article)

    def dates(self, page, article):
        found = [node.attributes.get("datetime") or "" for node in page.css(".article-head time")]
        wanted = [article.date] + ([article.updated] if article.updated else [])
        try:
            times = [datetime.fromisoformat(value) for value in found]
        except ValueError:
            times = None
        if times != wanted:
            self.problems.add(page, f"times are {found}, expected {[time.isoformat() for time in wanted]}")
        if any(not re.search(r"[+-]\d\d:\d\d$|Z$", value) for value in found):
            self.problems.add(page, f"times without an offset: {found}")

    def byline(self, page, article):
        self.count(page, ".article-head .byline", 1 if article.authors else 0)
        authors = page.css(".article-head .byline .author")
        if len(authors) != len(article.authors):
            self.problems.add(page, f"{len(authors)} authors in the byline, expected {len(article.authors)}")
        for node, author in zip(authors, article.authors):
            if author.startswith("="):
                if text(node) != author[1:]:
                    self.problems.add(page, f"the byline says {text(node)!r}, expected {author[1:]!r}")
                continue
            link = node.css_first("a[href]")
            target = self.site.page_of(self.site.absolute(page, link.attributes["href"])) if link else None
            name = self.publication.authors[author]["name"]
            if text(node) != name:
                self.problems.add(page, f"the byline says {text(node)!r}, expected {name!r}")
            if not target or target.kind != "author" or not target.path.endswith(f"/{author}/"):
                self.problems.add(page, f"{name!r} in the byline has no link to an author's page")

    def hero(self, page, article):
        hero = self.count(page, "figure.hero", 1 if article.image else 0)
        if not (hero and article.image):
            return
        picture = hero.css_first("img")
        if not picture:
            self.problems.add(page, "the hero has no picture")
            return
        if article.image.get("alt") and plain(picture.attributes.get("alt") or "") != plain(article.image["alt"]):
            self.problems.add(page, f"the hero's alt is {picture.attributes.get('alt')!r}")
        credit = article.image.get("credit")
        if credit and plain(f"(Image credit: {credit})") not in plain(text(hero)):
            self.problems.add(page, f"the hero says {text(hero)!r}, without its credit {credit!r}")
        if credit and page.html.count("(Image credit: ") < 1:
            self.problems.add(page, "no image credit")

    def bios(self, page, article):
        wanted = [slug for slug in article.authors if self.publication.has_bio(slug)]
        found = [self.bio_of(page, node) for node in page.css(".bio .bio-name")]
        if found != wanted or len(page.css(".bio")) != len(wanted):
            self.problems.add(page, f"bio boxes of {found}, expected {wanted}")
        for node, author in zip(page.css(".bio"), wanted):
            has_picture = bool(self.publication.authors.get(author, {}).get("picture"))
            if bool(node.css_first("img")) != has_picture:
                self.problems.add(page, f"the bio box of {author}: picture {not has_picture}, expected {has_picture}")

    def bio_of(self, page, node):
        """The author's slug, or `=Name` for one without a page."""
        link = node.css_first("a[href]")
        if link and self.site.own(self.site.absolute(page, link.attributes["href"])):
            return link.attributes["href"].rstrip("/").rsplit("/", 1)[-1]
        return "=" + text(node)

    def tags(self, page, article):
        found = [node.attributes["href"].rstrip("/").rsplit("/", 1)[-1] for node in page.css("section.tags a")]
        if found != list(article.tags):
            self.problems.add(page, f"tags are {found}, expected {list(article.tags)}")

    def latest(self, page, article):
        boxes = {node.attributes.get("aria-labelledby"): node for node in page.css("section.box")}
        shown = {article.path} | {self.path(node) for node in page.css("section.series li a")}
        if "box-related" in boxes:
            shown |= set(self.listed(boxes["box-related"]))
        category = self.publication.categories[article.category]
        title, folder = TYPES[article.kind]
        names = [
            ("category", category["title"], f"/{article.category}/", self.below(article.category)),
            ("type", title, f"/{folder}/", {article.kind}),
        ]
        for name, title, path, members in names:
            wanted = [
                other.path
                for other in self.publication.articles
                if other.path not in shown and self.belongs(other, name, members)
            ][:LATEST]
            shown |= set(wanted)
            box = boxes.pop(f"box-{name}", None)
            if not wanted and not box:
                continue
            found = self.listed(box) if box else []
            if found != wanted:
                self.problems.add(page, f"Latest in {title}: {found}, expected {wanted}")
                continue
            self.boxes[name] += len(found) == LATEST
            head = box.css_first("h2")
            link = box.css_first("h2 a")
            if text(head) != f"Latest in {title}" or not link or self.path(link) != path:
                self.problems.add(page, f"the {name} box is headed {text(head)!r}, expected 'Latest in {title}' with {path}")
            for card in box.css(".card"):
                self.card(page, card)

    def belongs(self, article, name, members):
        """Advertising is listed as such, not among a category's stories."""
        if name == "type":
            return article.kind in members
        return article.kind != "sponsored" and bool(set(article.categories) & members)

    def card(self, page, card):
        """A thumbnail when the story has a picture, and the title."""
        link = card.css_first(".headline a")
        other = self.publication.by_path[self.path(link)]
        if plain(text(link)) != plain(other.title):
            self.problems.add(page, f"a card says {text(link)!r}, the story is {other.title!r}")
        if bool(card.css_first("img")) != bool(other.image):
            self.problems.add(page, f"the card of {other.path}: thumbnail {not other.image}")

    def below(self, category):
        """A category and those below it."""
        parents = {slug: record.get("parent") for slug, record in self.publication.categories.items()}
        found = {category}
        while more := {slug for slug, parent in parents.items() if parent in found} - found:
            found |= more
        return found

    def listed(self, box):
        return [self.path(node) for node in box.css(".headline a")]

    def path(self, node):
        return node.attributes["href"].removeprefix(self.site.base_path.rstrip("/"))


def main():
    parser = arguments(__doc__)
    parser.add_argument("--lenient", action="store_true", help="let writers' own HTML be")
    options = parser.parse_args()
    publication = Publication(options.source, options.now)
    site = Site(options.site, options.base_url or publication.config["base_url"])
    check = Check(site, publication, options.lenient)
    for page in site.pages:
        check.page(page)
    kinds = Counter(page.kind for page in site.pages)
    if kinds["article"] != len(publication.articles):
        check.problems.add("the site", f"{kinds['article']} article pages of {len(publication.articles)} articles")
    for kind in ["home", "not-found", "search", "archive", "authors", "categories", "tags"]:
        if kinds[kind] != 1:
            check.problems.add("the site", f"{kinds[kind]} pages of the kind {kind!r}, expected 1")
    oldest = publication.articles[-1].path if publication.articles else "/"
    if not site.page_of(site.base_url + oldest.lstrip("/")):
        check.problems.add("the site", f"the oldest article is not at {oldest}")
    check.problems.at_least(len(publication.articles), 20, "articles")
    check.problems.at_least(check.boxes["category"], 5, "full boxes of a category")
    check.problems.at_least(check.boxes["type"], 5, "full boxes of a type")
    check.problems.finish(
        f"{len(site.pages)} pages, {kinds['article']} articles, {sum(check.boxes.values())} boxes of {LATEST}"
    )


if __name__ == "__main__":
    main()
