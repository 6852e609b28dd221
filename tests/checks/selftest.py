"""Every check can fail: each is run on copies of a built site, broken in one way, and must name what is broken.

    selftest.py SITE --source DIR --now T --sitemap-xsd FILE
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from built_site import Site, arguments, candidates
from publication import Publication

HERE = Path(__file__).resolve().parent
FAILURES = []


class Copy:
    """A copy of the site to break."""

    def __init__(self, site, folder):
        shutil.copytree(site, folder)
        self.folder = Path(folder)

    def edit(self, name, old, new, count=1):
        """Replaces a pattern in one file; it must be there."""
        file = self.folder / name
        text = file.read_text(encoding="utf-8")
        changed, times = re.subn(old, new, text, count=count, flags=re.DOTALL)
        if times == 0 or changed == text:
            sys.exit(f"selftest: {old!r} is not in {name}")
        file.write_text(changed, encoding="utf-8")

    def remove(self, name):
        (self.folder / name).unlink()

    def write(self, name, contents):
        (self.folder / name).write_bytes(contents)

    def describe(self, name, *tags):
        """Writes metadata into a picture."""
        subprocess.run(["exiftool", "-q", "-overwrite_original", *tags, self.folder / name], check=True)


def run(command):
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ)
    return done.returncode, done.stdout + done.stderr


class Selftest:
    def __init__(self, options, scratch):
        self.options = options
        self.scratch = Path(scratch)
        self.publication = Publication(options.source, options.now)
        self.site = Site(options.site, self.publication.config["base_url"])
        self.count = 0

    def command(self, check, folder, extra):
        options = self.options
        if check == "sitemaps":
            return [HERE / "sitemaps.sh", folder, options.sitemap_xsd]
        if check in ("nu", "browser", "pictures.mjs", "budgets", "lighthouse"):
            return ["node", HERE / f"{check.removesuffix('.mjs')}.mjs", folder, *extra]
        return [sys.executable, HERE / f"{check}.py", folder, "--source", options.source, "--now", options.now, *extra]

    def expect(self, check, what, breaks, *extra):
        """Breaks a copy; the check must fail and its output must match `what`."""
        self.count += 1
        folder = self.scratch / f"{self.count}"
        copy = Copy(self.site.folder, folder)
        breaks(copy)
        status, output = run(self.command(check, folder, extra))
        if status == 0 or not re.search(what, output):
            FAILURES.append(f"{check}: expected a failure with {what!r}, got status {status}:\n{output[-600:]}")
        shutil.rmtree(folder)

    def expect_empty(self, check):
        self.count += 1
        folder = self.scratch / "empty"
        folder.mkdir(exist_ok=True)
        status, output = run(self.command(check, folder, []))
        if status == 0:
            FAILURES.append(f"{check}: passes on an empty folder:\n{output[-600:]}")

    def article(self, wanted):
        """The file of the newest article for which `wanted` holds."""
        found = next(article for article in self.publication.articles if wanted(article))
        return found.path.strip("/") + "/index.html"


def main():
    parser = arguments(__doc__)
    parser.add_argument("--sitemap-xsd", required=True, help="the protocol's schema")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        test = Selftest(options, scratch)
        cases(test)
    for failure in FAILURES:
        print(failure)
    print(f"selftest: {test.count} broken sites, {len(FAILURES)} problems")
    sys.exit(bool(FAILURES))


def cases(test):
    expect = test.expect
    pictured = test.article(lambda article: article.image.get("credit") and test.publication.has_bio(article.authors[0]))
    other = test.article(lambda article: article.image and f"{article.path}index.html".strip("/") != pictured)
    shard = next(name for name in sorted(test.site.files) if re.fullmatch(r"sitemaps/\d{4}-\d\d\.xml", name))
    picture = test.site.page_of(test.site.base_url + pictured.removesuffix("index.html")).first(".hero img")
    picture = picture.attributes["src"].lstrip("/")

    expect("links", "leads nowhere", lambda copy: copy.edit(pictured, 'href="/authors/', 'href="/autors/'))
    expect("links", "leads nowhere", lambda copy: copy.remove(picture))
    expect("links", "has no page", lambda copy: copy.remove(pictured))
    expect("links", "anchor", lambda copy: copy.edit(pictured, 'href="#main"', 'href="#mian"'))
    expect("links", "asks another host", lambda copy: copy.edit(pictured, "</body>", '<img src="https://pixel.example/">'))
    expect("links", "asks another host", lambda copy: copy.edit(pictured, "</head>", '<link rel=preconnect href="//a.example">'))
    expect("links", "is empty", lambda copy: copy.edit(pictured, 'href="/tags/[^"]*"', 'href=""'))
    expect("links", "leads nowhere", lambda copy: copy.edit(shard, "/</loc>", "-gone/</loc>"))

    def structure(what, old, new):
        expect("structure", what, lambda copy: copy.edit(pictured, old, new))

    structure("2 × h1", "<main", "<h1>Again</h1><main")
    structure("h1 is", r"(<h1[^>]*>)", r"\1Not ")
    structure("author", r'<span class="author"><a href="[^"]*"[^>]*>', '<span class="author"><a>')
    structure("times are", r'(<p class="dates">.*?)datetime="\d', r'\1datetime="3')
    structure("without its credit", r"\(Image credit: ", "(")
    structure("figure.hero", '<figure class="hero">', "<figure>")
    structure("bio boxes", '<div class="bio">', "<div>")
    structure("tags are", r'(<section class="tags".*?)<li>.*?</li>', r"\1")
    structure("Latest in", r'(id="box-category".*?)<li>.*?</li>', r"\1")
    structure("lists itself|is there 2 times", r'(id="box-category".*?<h3 class="headline"><a href=")[^"]*', rf"\1/{pictured.removesuffix('index.html')}")
    structure("the id 'main' is there 2 times", "<footer", '<footer id="main"')
    structure("has no alt", r'(<figure class="hero">(?:<picture>.*?)?<img [^>]*?) alt="[^"]*"', r"\1")
    structure("has no width", r'(<figure class="hero">(?:<picture>.*?)?<img [^>]*?) width="[^"]*"', r"\1")
    structure("fetchpriority", r'loading="lazy"', 'fetchpriority="high"')
    structure("follows <h1>", "<h2", '<h4>Deep</h4><h2')
    structure("skip link", '<a class="skip"', '<a href="/">Home</a><a class="skip"')
    structure("canonical", '(rel="canonical" href="[^"]*)"', r'\1x"')
    structure("no lang", "<html lang=[^ >]*", "<html")

    def jsonld(what, old, new):
        expect("jsonld", what, lambda copy: copy.edit(pictured, old, new))

    jsonld("does not parse", r'("headline":)', r"\1,")
    jsonld("headline is", '"headline":"', '"headline":"Not ')
    jsonld("datePublished", r'"datePublished":"\d', '"datePublished":"1')
    jsonld("no time with an offset", r'("dateModified":"[^"T]*)[^"]*"', r'\1"')
    jsonld("without.*image", r'"image":\[', '"picture":[')
    jsonld("leads nowhere", r'("@type":"Person"[^}]*"url":"[^"]*)/"', r'\1-who/"')
    jsonld("entity", '"description":"', '"description":"&amp; ')
    jsonld("no BreadcrumbList", '"BreadcrumbList"', '"ItemList"')
    jsonld("without publisher", '"publisher"', '"printer"')
    jsonld("0 articles", r'<script type="application/ld\+json">.*?</script>', "")
    jsonld("no person's name", r'("@type":"Person","@id":"[^"]*","name":")', r"\1Photo: ")

    expect("feeds", "not well formed", lambda copy: copy.edit("feed.xml", "</title>", "</titel>"))
    expect("feeds", "no authors", lambda copy: copy.edit("feed.xml", "<dc:creator>[^<]*</dc:creator>", "", 0))
    expect("feeds", "entries have the id", lambda copy: copy.edit("atom.xml", "(<entry>.*?</entry>)", r"\1\1"))
    expect("feeds", "credits are", lambda copy: copy.edit("feed.xml", "<media:credit.*?</media:credit>", ""))
    expect("feeds", "is relative", lambda copy: copy.edit("feed.xml", "(<content:encoded>)", r'\1&lt;a href="/here/"&gt;x&lt;/a&gt;'))
    expect("feeds", "version", lambda copy: copy.edit("feed.json", "version/1.1", "version/1"))
    expect("feeds", "leads nowhere", lambda copy: copy.edit("atom.xml", '(<entry>.*?rel="alternate"[^>]*href="[^"]*)/"', r'\1-gone/"'))

    expect("sitemaps", "lastmod", lambda copy: copy.edit(shard, "<lastmod>[^<]*", "<lastmod>yesterday"))
    expect("sitemaps", "publication", lambda copy: copy.edit("news-sitemap.xml", "<news:publication>.*?</news:publication>", ""))
    expect("sitemaps", "does not name it", lambda copy: copy.edit("sitemap.xml", "<sitemap>.*?</sitemap>", ""))
    expect("sitemaps", "is not there", lambda copy: copy.remove("news-sitemap.xml"))

    expect("nu", "Unclosed|Stray", lambda copy: copy.edit(pictured, "<main", "<section><main"))
    expect("nu", "outside|not allowed|Stray", lambda copy: copy.edit(other, "</footer>", "</footer></div>"), "--outside-prose")

    expect("articles", "the title is", lambda copy: copy.edit(pictured, '<h1 class="article-title">', "\\g<0>Not "))
    aside = '<div class="prose"><aside><p>Words of the article that no program looks for here.</p></aside>'
    expect("articles", "lost", lambda copy: copy.edit(pictured, '<div class="prose">', aside))
    expect("articles", "the authors are", lambda copy: copy.edit(pictured, '<span class="author">', "\\g<0>Ada "))
    heavy = " ".join(hashlib.sha256(bytes([at % 256, at // 256])).hexdigest() for at in range(1000))
    expect("budgets", "HTML", lambda copy: copy.edit(pictured, "</main>", f"<p>{heavy}</p></main>"))
    described = '<meta name="description"[^>]*>'
    expect("lighthouse", "meta-description", lambda copy: copy.edit("index.html", described, ""), "--only", "home")

    def browser(what, old, new):
        expect("browser", what, lambda copy: copy.edit("index.html", old, new), "--only", "home")

    browser("axe", "<main", '<img src="/assets/none.png"><main')
    browser("px wide", "</main>", '<div style="width:2000px">wide</div></main>')
    browser("not marked|not to be seen", "</head>", "<style>:focus { outline: 0 !important }</style></head>")
    browser("Tab goes to", '<a href="/about/"', '<a tabindex="3" href="/about/"')
    browser("in spite of", "</head>", "<style>* { transition: color 2s !important }</style></head>")
    browser("console", "</head>", "<script>console.error('no')</script></head>")
    browser("another host", "</head>", '<script src="https://tracker.example/t.js"></script></head>')
    browser("cookie", "</head>", "<script>document.cookie = 'a=1'</script></head>")
    browser("without JavaScript", "<main(.*?)</main>", "<main id=main><h1>A</h1></main>")
    browser("not to a skip link", '<a class="skip" href="#main">', '<a class="skip" href="/">')

    pictures(test, pictured)

    checks = ("links", "structure", "jsonld", "feeds", "sitemaps", "nu", "browser", "budgets", "articles")
    for check in (*checks, "pictures", "pictures.mjs"):
        test.expect_empty(check)


def pictures(test, pictured):
    """What is wrong with pictures: on pages, in files, in their metadata, and in a browser."""
    page = test.site.page_of(test.site.base_url + pictured.removesuffix("index.html"))
    hero = page.first(".hero img").attributes["src"].lstrip("/")
    avif, webp = ([one.lstrip("/") for one, _ in candidates(node.attributes["srcset"])] for node in page.css(".hero source"))
    contents = {name: (test.site.folder / name).read_bytes() for name in (hero, avif[0], avif[-1], webp[0])}

    def of_page(what, old, new):
        test.expect("pictures", what, lambda copy: copy.edit(pictured, old, new), "--part", "pages")

    of_page("width is said to be 1,", r'(<figure class="hero">.*?<img [^>]*?) width="\d+"', r'\1 width="1"')
    of_page("height is said to be 1,", r'(<figure class="hero">.*?<img [^>]*?) height="\d+"', r'\1 height="1"')
    of_page("width is said to be 401", " 400w", " 401w")
    of_page("srcset .* leads nowhere", r'(<figure class="hero">.*?w),[^ ]* ', r"\1,/media/gone-640.0123456789.avif ")
    of_page("type is said to be image/webp", 'type="image/avif"', 'type="image/webp"')
    of_page("has no sizes", r'(<source [^>]*?) sizes="[^"]*"', r"\1")
    of_page("has no AVIF and WebP sources", r'<figure class="hero"><picture>.*?(<img [^>]*>)</picture>', r'<figure class="hero">\1')
    of_page("expected one, the same", 'loading="lazy"', 'fetchpriority="high"')
    of_page("expected one, the same", ' fetchpriority="high"', "")
    of_page("the most is 1024", '<figure class="hero"><picture>', f'<figure class="hero"><picture><!--{"long" * 256}-->')
    of_page("the picture of a card has alt", r'(<div class="card-media">.*?) alt=""', r'\1 alt="A story"')
    of_page("expected '.Image credit", r"\(Image credit: ", "(")
    of_page("og:image .* leads nowhere", r'(property="og:image" content="[^"]*)\.', r"\1-gone.")
    of_page("width is said to be 1201", r'("og:image:width" content=)"1200"', r'\1"1201"')
    of_page("contentUrl .* leads nowhere", r'("contentUrl":"[^"]*)\.', r"\1-gone.")
    test.expect("pictures", "content .* leads nowhere", lambda copy: copy.edit("feed.xml", r'(<media:content url="[^"]*)\.', r"\1-gone."), "--part", "pages")
    test.expect("pictures", "has sources .'image/webp'", lambda copy: copy.edit("index.html", '<source type="image/avif"[^>]*>', ""), "--part", "pages")

    def of_files(what, breaks):
        test.expect("pictures", what, breaks, "--part", "files")

    of_files("does not decode", lambda copy: copy.write(avif[0], contents[avif[0]][:-2000]))
    of_files("is of the type image/webp", lambda copy: copy.write(avif[0], contents[webp[0]]))
    of_files("px wide", lambda copy: copy.write(avif[0], contents[avif[-1]]))
    of_files("nothing refers to it", lambda copy: copy.write(hero.replace(".", "0.", 1), contents[hero]))
    of_files("bytes, its original", lambda copy: copy.write(avif[-1], contents[avif[-1]] + bytes(4_000_000)))

    def of_metadata(what, *tags):
        test.expect("pictures", what, lambda copy: copy.describe(hero, *tags), "--part", "metadata")

    of_metadata("tells .*GPSLatitude", "-GPSLatitude=53.3", "-GPSLatitudeRef=N")
    of_metadata("tells .*SerialNumber", "-SerialNumber=12345")
    of_metadata("tells .*Thumbnail", f"-ThumbnailImage<={test.site.folder / hero}")
    of_metadata("Credit is None", "-XMP-photoshop:Credit=")
    of_metadata("has no Creator", "-XMP-dc:Creator=")
    of_metadata("has no Rights", "-XMP-dc:Rights=")

    def browser(what, old, new):
        test.expect("pictures.mjs", what, lambda copy: copy.edit("index.html", old, new, 0), "--only", "home", "--screens", "412x915")

    browser("chose 1280w, wanted 400w", r'(<source [^>]*?) sizes="\(min-width[^"]*"', r'\1 sizes="1200px"')
    browser("does not load", r"\.avif (\d)", r".gone.avif \1")
    browser("things move by", "</body>", "<script>setTimeout(() => document.querySelector('main').prepend(document.createElement('hr')), 900)</script></body>")


if __name__ == "__main__":
    main()
