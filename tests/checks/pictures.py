"""Pictures: each page offers files that are there, of the sizes and types that it says; each file below `media/` is what
its name says, is not larger than its original, carries its credit, and tells nothing else of where it comes from.

    pictures.py SITE --source DIR --now T [--part pages] [--part files] [--part metadata] [--lenient] [--hurried]

With `--lenient`, an `<img>` that a writer put into a text as HTML is not looked at, and a picture needs a creator and a
copyright notice in its metadata only where its original has them.
"""

import html
import json
import os
import re
import subprocess
from collections import Counter, defaultdict
from multiprocessing import Pool
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

from selectolax.lexbor import LexborHTMLParser

from built_site import Problems, Site, arguments, candidates
from media import DRAWN, SUFFIXES, VARIANT, Originals, decode, look
from publication import Publication

PARTS = ["pages", "files", "metadata"]
SOURCES = ["image/avif", "image/webp"]
FALLBACKS = {"image/jpeg", "image/png"}
# The most that a leading picture's `<picture>` may weigh, in bytes.
MARKUP = 1024
# What a file needs beside an XMP packet to hold it, in bytes.
CONTAINER = 160
HERO = re.compile(r'<figure class="hero">\s*(<picture>.*?</picture>)', re.DOTALL)
CREDIT = re.compile(r"\(Image credit: (.+)\)")
# Keys of structured data whose values are pictures.
IMAGES = {"image", "contentUrl", "thumbnailUrl", "logo", "primaryImageOfPage"}
# What nobody needs to know: where, with which device, and what was there before it was cut.
PRIVATE = re.compile(r"GPS|SerialNumber|Thumbnail|PreviewImage|LensID|CameraID|OwnerName", re.IGNORECASE)
DAMAGE = {"ExifTool:Error", "ExifTool:Warning"}


class Check:
    def __init__(self, site, publication, lenient, hurried=False):
        self.site = site
        self.publication = publication
        self.lenient = lenient
        self.hurried = hurried
        self.problems = Problems("pictures")
        self.originals = Originals(publication.root)
        # File of the output to the credit that readers see beside it, and the place where they do.
        self.credits = {}
        self.counts = Counter()
        self.largest = (0, "")

    # One address

    def picture(self, where, what, address):
        """The picture at an absolute address; `None` for one of another host, or when there is a problem."""
        if not address.startswith(("http:", "https:")) or not self.site.own(address):
            return None
        self.counts["addresses"] += 1
        name = self.site.file_of(address)
        if name is None:
            self.problems.add(where, f"{what} {address!r} leads nowhere")
            return None
        found = look(self.site.folder / name)
        if found is None:
            self.problems.add(where, f"{what} {address!r} is no picture")
        elif SUFFIXES.get(found.file.suffix.lower()) != found.type:
            self.problems.add(where, f"{what} {address!r} is of the type {found.type}")
        return found

    def said(self, where, found, **claims):
        """Compares what is said of a picture with what it is."""
        for name, claim in claims.items():
            # A drawing has the size that somebody gives it.
            drawn = found and found.width == 0 and name in ("width", "height")
            if found and not drawn and claim is not None and str(claim) != str(getattr(found, name)):
                self.problems.add(where, f"{found.file.name}: {name} is said to be {claim}, it is {getattr(found, name)}")

    def credited(self, where, found, credit):
        if found and credit and VARIANT.fullmatch(self.name(found)):
            known, _ = self.credits.setdefault(self.name(found), (plain(credit), where))
            if known != plain(credit):
                self.problems.add(where, f"{found.file.name} is credited to {plain(credit)!r} here, to {known!r} elsewhere")

    def name(self, found):
        return found.file.relative_to(self.site.folder).as_posix()

    def article_at(self, address):
        page = self.site.page_of(address)
        return self.publication.by_path.get(page.path.removeprefix(self.site.base_path.rstrip("/"))) if page else None

    # Pages

    def pages(self):
        for page in self.site.pages:
            self.page(page)
        for name in sorted(self.site.files):
            if name.endswith(".xml"):
                self.xml(name)
            elif name.rsplit("/", 1)[-1] == "feed.json":
                self.json_feed(name)
        self.problems.at_least(self.counts["pictures"], 100, "pictures with sources")

    def page(self, page):
        article = self.article_at(page.url)
        credit = article.image.get("credit") if article else None
        shown = [node for node in page.css("img") if not self.is_the_writers(page, node)]
        for node in shown:
            self.image(page, node, self.beside(node) or self.of_card(page, node))
        self.priorities(page, shown)
        self.head(page, credit)
        for script in page.css('script[type="application/ld+json"]'):
            self.structured(page, json.loads(script.text()), article)
        for node in page.css(".card img"):
            if node.attributes.get("alt") != "":
                self.problems.add(page, f"the picture of a card has alt={node.attributes.get('alt')!r}")
        for node in page.css("figure .credit"):
            if not CREDIT.fullmatch(text(node)):
                self.problems.add(page, f"a credit says {text(node)!r}, expected '(Image credit: …)'")
        for markup in HERO.findall(page.html):
            size = len(markup.encode())
            self.largest = max(self.largest, (size, page.name))
            if size > MARKUP:
                self.problems.add(page, f"the leading picture's markup has {size} bytes, the most is {MARKUP}")

    def is_the_writers(self, page, node):
        """An `<img>` in a text that the theme did not make, when those do not matter."""
        if not self.lenient or node.mem_id not in page.in_prose or node.parent.tag == "picture":
            return False
        made = "inline" in classes(node) or "picture" in classes(node.parent) or has_ancestor(node, "bio")
        self.counts["of writers"] += not made
        return not made

    def image(self, page, node, credit):
        """One `<img>` with the sources that stand beside it."""
        found = self.picture(page, "img", self.site.absolute(page, node.attributes.get("src") or ""))
        if found is None or not self.name(found).startswith("media/"):
            return
        self.credited(page, found, credit)
        self.said(page, found, width=node.attributes.get("width", ""), height=node.attributes.get("height", ""))
        sources = node.parent.css("source") if node.parent.tag == "picture" else []
        if not sources:
            self.alone(page, found)
            return
        self.counts["pictures"] += 1
        # A flat picture of few bytes has exact files only.
        exact = found.type == "image/png"
        allowed = [SOURCES, SOURCES[1:]] if self.hurried or exact else [SOURCES]
        if [source.attributes.get("type") for source in sources] not in allowed:
            self.problems.add(page, f"{found.file.name} has sources {[s.attributes.get('type') for s in sources]}")
        if found.type not in FALLBACKS:
            self.problems.add(page, f"{found.file.name}: the fallback is of the type {found.type}")
        sets = [self.source(page, source, credit) for source in sources]
        if len({tuple(one.width for one in pictures) for pictures in sets}) > 1:
            self.problems.add(page, f"{found.file.name}: the sources have different widths")
        everything = [one for pictures in sets for one in pictures] + [found]
        widest = max(everything, key=lambda one: one.width)
        for one in everything:
            if abs(one.height - one.width * widest.height / widest.width) > 1:
                self.problems.add(page, f"{one.file.name}: {one.height} px high, not of the shape of {widest.file.name}")

    def source(self, page, node, credit):
        """The pictures of a `<source>`."""
        widths = []
        pictures = []
        for address, width in candidates(node.attributes.get("srcset") or ""):
            found = self.picture(page, "srcset", self.site.absolute(page, address))
            if found:
                self.said(page, found, width=width or "nothing", type=node.attributes.get("type"))
                self.credited(page, found, credit)
                pictures.append(found)
            widths.append(width or 0)
        if not widths or widths != sorted(set(widths)):
            self.problems.add(page, f"the widths of a srcset are {widths}")
        if not node.attributes.get("sizes"):
            self.problems.add(page, f"a source of {[one.file.name for one in pictures[:1]]} has no sizes")
        return pictures

    def alone(self, page, found):
        """Without sources are only those of which nothing is to be made."""
        icons = [one for one in self.originals.of(self.name(found)) if (one.width, one.height) == (found.width, found.height)]
        if found.type in ("image/svg+xml", "image/avif") or found.moves or any(one.is_icon for one in icons):
            self.counts["alone"] += 1
        else:
            self.problems.add(page, f"{found.file.name} has no AVIF and WebP sources")

    def beside(self, node):
        """The credit in the same figure."""
        figure = has_ancestor(node, "hero") or has_ancestor(node, "picture")
        line = figure.css_first(".credit") if figure else None
        matched = CREDIT.fullmatch(text(line)) if line else None
        if not matched:
            return None
        # The licence follows after a comma, as a link.
        licence = line.css_first("a[rel=license]")
        return matched[1].removesuffix(", " + text(licence)) if licence else matched[1]

    def of_card(self, page, node):
        """The credit of the story that a card leads to."""
        card = has_ancestor(node, "card")
        link = card.css_first(".headline a") if card else None
        article = self.article_at(self.site.absolute(page, link.attributes["href"])) if link else None
        return article.image.get("credit") if article else None

    def priorities(self, page, shown):
        shown = [node for node in shown if not has_ancestor(node, "nameplate")]
        eager = [node.attributes.get("src") for node in shown if node.attributes.get("loading") != "lazy"]
        high = [node.attributes.get("src") for node in shown if node.attributes.get("fetchpriority") == "high"]
        if eager != high or len(high) > 1:
            self.problems.add(page, f"eager are {eager}, fetchpriority=high have {high}: expected one, the same")
        self.counts["high"] += len(high)

    def head(self, page, credit):
        named = [(node.attributes.get("property") or node.attributes.get("name"), node) for node in page.css("meta[content]")]
        claims = {name: node.attributes["content"] for name, node in named if name}
        for name in ("og:image", "twitter:image"):
            if name in claims:
                found = self.picture(page, name, claims[name])
                self.credited(page, found, credit)
                keys = {"type": "og:image:type", "width": "og:image:width", "height": "og:image:height"}
                self.said(page, found, **{key: claims.get(at) for key, at in keys.items()})

    def structured(self, page, node, article):
        """All picture addresses in JSON-LD."""
        if isinstance(node, list):
            for one in node:
                self.structured(page, one, article)
        if not isinstance(node, dict):
            return
        for key in IMAGES & set(node):
            for value in node[key] if isinstance(node[key], list) else [node[key]]:
                if isinstance(value, str):
                    found = self.picture(page, key, value)
                    if key == "contentUrl":
                        self.said(page, found, width=node.get("width"), height=node.get("height"))
                        self.credited(page, found, node.get("creditText"))
        for value in node.values():
            self.structured(page, value, article)

    # Feeds and sitemaps

    def xml(self, name):
        for entry in ElementTree.parse(self.site.folder / name).getroot().iter():
            kind = local(entry)
            if kind not in ("item", "entry", "url"):
                continue
            links = [child.get("href") or child.text or "" for child in entry if local(child) in ("link", "loc") and child.get("rel", "alternate") == "alternate"]
            article = self.article_at(links[0].strip()) if links else None
            credit = article.image.get("credit") if article else None
            for node in entry.iter():
                what = local(node)
                if what in ("enclosure", "thumbnail") or (what == "content" and node.get("url")) or node.get("rel") == "enclosure":
                    found = self.picture(name, what, node.get("url") or node.get("href"))
                    self.said(name, found, type=node.get("type"), width=node.get("width"), height=node.get("height"), bytes=node.get("length"))
                    self.credited(name, found, credit)
                elif what in ("encoded", "content"):
                    self.feed_text(name, node.text or "")
                elif what == "loc" and "image" in node.tag:
                    self.credited(name, self.picture(name, "image:loc", node.text.strip()), credit)

    def json_feed(self, name):
        for item in json.loads((self.site.folder / name).read_text(encoding="utf-8")).get("items", []):
            article = self.article_at(item.get("url", ""))
            more = item.get("_pressroom", {}).get("image", {})
            for address in filter(None, (item.get("image"), item.get("banner_image"), more.get("src"))):
                found = self.picture(name, "image", address)
                self.credited(name, found, article.image.get("credit") if article else None)
                if address == more.get("src"):
                    self.said(name, found, width=more.get("width"), height=more.get("height"))
            self.feed_text(name, item.get("content_html", ""))

    def feed_text(self, name, content):
        for node in LexborHTMLParser(content).css("img, source"):
            addresses = [address for address, _ in candidates(node.attributes.get("srcset") or "")]
            for address in filter(None, [node.attributes.get("src"), *addresses]):
                if self.lenient and not urlsplit(address).path.startswith(self.site.base_path + "media/"):
                    continue
                self.picture(name, node.tag, address)

    # Files

    def files(self):
        names = sorted(name for name in self.site.files if name.startswith("media/"))
        referenced = self.referenced()
        raster = [name for name in names if name.lower().endswith(tuple(set(SUFFIXES) - {".svg"}))]
        with Pool(os.cpu_count()) as pool:
            decoded = pool.map(decode, [self.site.folder / name for name in raster], chunksize=8)
        for name, wrong in zip(raster, decoded):
            if wrong:
                self.problems.add(name, wrong)
            else:
                self.file(name, look(self.site.folder / name))
        for name in names:
            if name not in referenced:
                self.problems.add(name, "nothing refers to it")
        self.counts["files"] = len(raster)
        self.problems.at_least(len(raster), 100, "pictures in media/")
        self.problems.at_least(self.counts["whole"], 20, "pictures as wide as their originals")

    def file(self, name, found):
        if SUFFIXES.get(found.file.suffix.lower()) != found.type:
            self.problems.add(name, f"is of the type {found.type}")
        variant = VARIANT.fullmatch(name)
        if not variant:
            self.counts["drawn" if DRAWN.fullmatch(name) else "linked"] += 1
            return
        if found.width != int(variant["width"]):
            self.problems.add(name, f"is {found.width} px wide")
        originals = self.originals.of(name)
        if not originals:
            self.problems.add(name, "has no original of its name")
        elif found.width > max(one.width for one in originals):
            self.problems.add(name, f"is wider than its original of {max(one.width for one in originals)} px")
        # Several originals may have one name; it is of one of them.
        whole = [one for one in originals if one.width == found.width and abs(one.height - found.height) <= 1]
        cut = [one for one in originals if one.width == found.width and not whole]
        self.counts["whole"] += bool(whole)
        larger = [one for one in whole or cut if found.bytes > one.bytes]
        if not larger or len(larger) < len(whole or cut):
            return
        original = max(larger, key=lambda one: one.bytes)
        if cut:
            self.counts["cut, and larger than the whole original"] += 1
        elif found.bytes - found.xmp - CONTAINER <= original.bytes:
            self.counts["larger by their credit"] += 1
        else:
            self.problems.add(name, f"has {found.bytes} bytes, its original {original.file.name} has {original.bytes}")

    def referenced(self):
        """Everything below `media/` that any text of the site names."""
        found = set()
        pattern = re.compile(re.escape(self.site.base_path) + r"(media/[^\s\"'<>\\?#)]+)")
        for name in self.site.files:
            if name.endswith((".html", ".xml", ".json", ".css", ".txt", "_redirects")):
                text = html.unescape(html.unescape((self.site.folder / name).read_text(encoding="utf-8")))
                # In a srcset without spaces, the comma behind a descriptor is not part of the next address.
                found.update(unquote(address.rstrip(",;")) for address in pattern.findall(text.replace("w,/", "w, /")))
        return found

    # Metadata

    def metadata(self):
        records = exiftool(self.site.folder / "media")
        needed = self.needed()
        for record in records:
            name = os.path.relpath(record["SourceFile"], self.site.folder)
            self.private(name, record)
            wanted = self.credits.get(name)
            if not wanted or DRAWN.fullmatch(name):
                continue
            credit, where = wanted
            self.counts["credited"] += 1
            tags = by_tag(record)
            if plain(tags.get("Credit", "")) != credit:
                self.problems.add(name, f"Credit is {tags.get('Credit')!r}, expected {credit!r} as on {getattr(where, 'name', where)}")
            missing = [tag for tag in ("Creator", "Rights") if not tags.get(tag)]
            if self.lenient:
                self.counts["without a creator or notice"] += bool(missing)
                missing = [tag for tag in missing if needed[VARIANT.fullmatch(name)["stem"]] >= {tag}]
            if missing:
                self.problems.add(name, f"has no {' and no '.join(missing)}")
        self.counts["described"] = len(records)
        self.problems.at_least(len(records), 100, "files with metadata to read")
        self.problems.at_least(self.counts["credited"], 100, "pictures with a credit")

    def needed(self):
        """For each beginning of a name, the tags that all of its originals have."""
        if not self.lenient:
            return {}
        found = defaultdict(set)
        read = {record["SourceFile"]: by_tag(record) for record in exiftool(self.originals.root / "content")}
        for stem, files in self.originals.by_stem.items():
            tags = [read.get(str(file), {}) for file in files]
            found[stem] = {tag for tag in ("Creator", "Rights") if all(one.get(tag) for one in tags)}
        return found

    def private(self, name, record):
        for key, value in record.items():
            if key in DAMAGE:
                self.problems.add(name, f"{key}: {value}")
            elif PRIVATE.search(key) or key.startswith("IFD1:"):
                self.problems.add(name, f"tells {key}: {str(value)[:60]}")


def exiftool(folder):
    """What exiftool reads in all pictures of a folder, one object each."""
    suffixes = [option for suffix in SUFFIXES for option in ("-ext", suffix[1:])]
    command = ["exiftool", "-json", "-r", "-q", "-G1", "-struct", *suffixes, str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return json.loads(done.stdout) if done.stdout.strip() else []


def by_tag(record):
    """A record's values by the names of their tags, without groups; lists as one text."""
    found = {}
    for key, value in record.items():
        found.setdefault(key.rsplit(":", 1)[-1], ", ".join(map(str, value)) if isinstance(value, list) else str(value))
    return found


def text(node):
    return plain(node.text())


def plain(value):
    return re.sub(r"\s+", " ", value).strip()


def classes(node):
    return set((node.attributes.get("class") or "").split())


def has_ancestor(node, name):
    """The nearest element around a node with this class."""
    node = node.parent
    while node and node.tag != "body":
        if name in classes(node):
            return node
        node = node.parent
    return None


def local(node):
    return node.tag.rsplit("}", 1)[-1] if isinstance(node.tag, str) else ""


def main():
    parser = arguments(__doc__)
    parser.add_argument("--part", action="append", choices=PARTS, help="only this; may be given again")
    parser.add_argument("--lenient", action="store_true", help="let writers' own HTML and uncredited originals be")
    parser.add_argument("--hurried", action="store_true", help="AVIF may be left for the next build")
    options = parser.parse_args()
    parts = options.part or PARTS
    publication = Publication(options.source, options.now)
    site = Site(options.site, options.base_url or publication.config["base_url"])
    check = Check(site, publication, options.lenient, options.hurried)
    # Which file has which credit is known from the pages.
    if {"pages", "metadata"} & set(parts):
        check.pages()
    if "files" in parts:
        check.files()
    if "metadata" in parts:
        check.metadata()
    size, page = check.largest
    counts = ", ".join(f"{count:,} {what}" for what, count in sorted(check.counts.items()))
    print(f"the largest markup of a leading picture: {size} bytes, {page}")
    check.problems.finish(counts)


if __name__ == "__main__":
    main()
