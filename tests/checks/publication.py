"""What a publication's sources say, read without pressroom: the other side of every comparison.

The rules of the input format are written here a second time, on purpose and from the documentation. Of each article
only what readers can see elsewhere than in its text: address, title, dates, terms, authors, picture.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from zoneinfo import ZoneInfo

import yaml

# The list pages' titles and folders of the built-in types.
TYPES = {
    "news": ("News", "news"),
    "review": ("Reviews", "reviews"),
    "how-to": ("How-to", "how-to"),
    "feature": ("Features", "features"),
    "opinion": ("Opinion", "opinion"),
    "analysis": ("Analysis", "analysis"),
    "guide": ("Guides", "guides"),
    "liveblog": ("Live", "live"),
    "sponsored": ("Sponsored", "sponsored"),
}
RECORDS = {"authors", "categories", "tags", "pages"}
DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2}))?\s*(Z|[+-]\d{2}:?\d{2})?)?")


@dataclass(frozen=True)
class Article:
    source: str
    path: str
    title: str
    date: datetime
    updated: datetime | None
    kind: str
    category: str
    categories: tuple
    tags: tuple
    authors: tuple
    image: dict = field(default_factory=dict)
    series: str = ""
    corrections: int = 0
    noindex: bool = False


class Publication:
    def __init__(self, root, now):
        self.root = Path(root)
        self.config = yaml.load((self.root / "pressroom.yaml").read_text(encoding="utf-8"), yaml.BaseLoader)
        self.zone = ZoneInfo(self.config.get("timezone", "UTC"))
        self.now = datetime.fromisoformat(now)
        self.inline = {}

    @cached_property
    def articles(self):
        """The published ones, newest first."""
        found = []
        for file in sorted((self.root / "content").rglob("*.md")):
            parts = file.relative_to(self.root / "content").parts
            if len(parts) > 1 and parts[0] not in RECORDS:
                article = self.article(file, front_matter(file)[0])
                if article:
                    found.append(article)
        return sorted(found, key=lambda article: (article.date, article.source), reverse=True)

    @cached_property
    def by_path(self):
        return {article.path: article for article in self.articles}

    @cached_property
    def authors(self):
        """Slug to front matter, with the text below it as `bio`."""
        return {file.stem: matter | {"bio": text} for file, matter, text in self.records("authors")}

    @cached_property
    def categories(self):
        return {file.stem: matter for file, matter, _ in self.records("categories")}

    @cached_property
    def tag_aliases(self):
        """Every other spelling of a tag with a record, as a slug, to the tag's slug."""
        aliases = {}
        for file, matter, _ in self.records("tags"):
            for name in [matter.get("title", file.stem), *listed(matter, "aliases")]:
                aliases[slugify(name)] = file.stem
        return aliases

    def tag(self, name):
        slug = slugify(name)
        return self.tag_aliases.get(slug, slug)

    def records(self, folder):
        for file in sorted((self.root / "content" / folder).glob("*.md")):
            matter, text = front_matter(file)
            yield file, matter, text.strip()

    def article(self, file, matter):
        date = self.date(matter["date"])
        expires = matter.get("expires")
        if matter.get("draft") == "true" or date > self.now or (expires and self.date(expires) <= self.now):
            return None
        source = file.relative_to(self.root)
        slug = matter.get("slug") or slugify(source.parent.name if file.stem == "index" else file.stem)
        categories = tuple(listed(matter, "category", "categories")) or (source.parts[1],)
        kind = matter.get("type", "news")
        local = date.astimezone(self.zone)
        path = self.config.get("permalink", "/{category}/{slug}/").format(
            category=categories[0],
            slug=slug,
            type=kind,
            year=f"{local:%Y}",
            month=f"{local:%m}",
            day=f"{local:%d}",
        )
        series = matter.get("series") or ""
        return Article(
            source=source.as_posix(),
            path=path,
            title=matter["title"],
            date=date,
            updated=self.date(matter["updated"]) if "updated" in matter else None,
            kind=kind,
            category=categories[0],
            categories=categories,
            tags=tuple(dict.fromkeys(self.tag(tag) for tag in listed(matter, "tags"))),
            authors=tuple(self.byline(author) for author in listed(matter, "author", "authors")),
            image=matter.get("image") or {},
            series=series["title"] if isinstance(series, dict) else series,
            corrections=len(matter.get("corrections") or []),
            noindex=matter.get("noindex") == "true",
        )

    def date(self, text):
        year, month, day, hour, minute, second, offset = DATE.match(text).groups()
        date = datetime(int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0))
        if offset is None:
            return date.replace(tzinfo=self.zone)
        return datetime.fromisoformat(date.isoformat() + offset)

    def byline(self, author):
        """An author's slug; for one without a record, the name as `=Name`."""
        if not isinstance(author, dict):
            return author
        if "slug" in author:
            return author["slug"]
        key = "=" + author["name"]
        self.inline.setdefault(key, author)
        return key

    def has_bio(self, slug):
        record = self.authors.get(slug) or self.inline.get(slug) or {}
        return bool(record.get("bio") or record.get("picture"))


def front_matter(file):
    """The YAML between the two lines of dashes, and the rest."""
    text = file.read_text(encoding="utf-8").removeprefix("\ufeff")
    _, matter, rest = re.split(r"^---[ \t]*\r?$\n?", text, maxsplit=2, flags=re.MULTILINE)
    return yaml.load(matter, yaml.BaseLoader) or {}, rest


def listed(matter, *names):
    """The values of a field that may be one or many, under any of its names."""
    for name in names:
        value = matter.get(name)
        if value:
            return value if isinstance(value, list) else [value]
    return []


def slugify(text):
    plain = unicodedata.normalize("NFKD", text)
    plain = "".join(c for c in plain if not unicodedata.combining(c)).lower()
    return re.sub(r"[^\w]+", "-", plain.replace("'", "").replace("’", ""), flags=re.ASCII).strip("-").replace("_", "-")
