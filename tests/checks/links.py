"""Every address in every page leads somewhere: to a file of the output, to an anchor that is there; and no page makes
a reader's browser ask another host for anything.

A dead link that a writer made is the build's to report: with `--report` (the build's `--format json`) those that it
reported are let through, inside an article's text only. So is, with `--embeds`, what articles' own HTML embeds.
"""

import json
import re
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from publication import Publication
from built_site import Problems, Site, arguments, candidates

# Attributes that make a browser load something, by selector. The others are only followed.
LOADED = {
    "script[src]": "src",
    "img[src]": "src",
    "img[srcset]": "srcset",
    "source[src]": "src",
    "source[srcset]": "srcset",
    "iframe[src]": "src",
    "frame[src]": "src",
    "video[src]": "src",
    "video[poster]": "poster",
    "audio[src]": "src",
    "track[src]": "src",
    "embed[src]": "src",
    "object[data]": "data",
    "input[src]": "src",
    "image[href]": "href",
    "use[href]": "href",
    "body[background]": "background",
}
FOLLOWED = {
    "a[href]": "href",
    "area[href]": "href",
    "form[action]": "action",
    "blockquote[cite]": "cite",
    "q[cite]": "cite",
}
LOADED_RELATIONS = {"stylesheet", "icon", "preload", "modulepreload", "preconnect", "dns-prefetch", "prefetch", "manifest"}
META = {"og:url", "og:image", "twitter:image", "og:video", "og:audio"}
CSS_URL = re.compile(r"""url\(\s*["']?([^"')]+)["']?\s*\)|@import\s+["']([^"']+)""")


def addresses(page):
    """All (node, address, loaded) of a page."""
    for selector, attribute in (LOADED | FOLLOWED).items():
        for node in page.css(selector):
            value = node.attributes.get(attribute)
            if value is None:
                yield node, "", selector in LOADED
                continue
            several = [one for one, _ in candidates(value)] if attribute == "srcset" else [value]
            for address in several:
                yield node, address, selector in LOADED
    for node in page.css("link[href]"):
        relations = set((node.attributes.get("rel") or "").lower().split())
        yield node, node.attributes["href"] or "", bool(relations & LOADED_RELATIONS)
    for node in page.css("meta[content]"):
        name = node.attributes.get("property") or node.attributes.get("name")
        if name in META:
            yield node, node.attributes["content"], False
        if (node.attributes.get("http-equiv") or "").lower() == "refresh":
            yield node, node.attributes["content"].split("url=", 1)[1], False
    for node in page.css("[style]"):
        for address in css_addresses(node.attributes["style"] or ""):
            yield node, address, True
    for node in page.css("style"):
        for address in css_addresses(node.text()):
            yield node, address, True


def css_addresses(text):
    return [one or other for one, other in CSS_URL.findall(text)]


def reported(file):
    """The destinations that the build called dead, as they are written in the sources."""
    if not file:
        return set()
    with open(file, encoding="utf-8") as text:
        entries = json.load(text)["diagnostics"]
    return {
        re.findall("`([^`]*)`", entry["message"])[-1]
        for entry in entries
        if entry["code"] in ("broken-link", "broken-anchor")
    }


class Check:
    def __init__(self, site, known, embeds):
        self.site = site
        self.embeds = embeds
        self.known = known
        self.problems = Problems("links")
        self.count = 0
        self.excused = 0

    def wrong(self, page, node, address):
        """What is wrong with an address, or `None`."""
        url = self.site.absolute(page, address)
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not self.site.own(url):
            return None
        url, fragment = urldefrag(url)
        name = self.site.file_of(url)
        if name is None:
            return "leads nowhere"
        target = self.site.page_of(url)
        # Behind `:~:` a link speaks to the browser (text fragments), not of an anchor.
        fragment = unquote(fragment).partition(":~:")[0]
        if target and fragment and fragment != "top" and target.kind != "redirect" and fragment not in target.ids:
            return "names an anchor that is not there"
        return None

    def excuse(self, page, node, address):
        if node.mem_id not in page.in_prose:
            return False
        own = unquote(address)
        path, _, fragment = own.partition("#")
        path = "/" + path.removeprefix(self.site.base_path)
        wanted = {own, path, f"#{fragment}", f"{path}#{fragment}"}
        return any(unquote(known) in wanted or unquote(known).rstrip("/") == own.rstrip("/") for known in self.known)

    def page(self, page):
        for node, address, loaded in addresses(page):
            self.count += 1
            what = f"{node.tag} {address!r}"
            if address.strip() == "":
                self.problems.add(page, f"{what} is empty")
                continue
            url = self.site.absolute(page, address)
            if loaded and urlsplit(url).scheme in ("http", "https") and not self.site.own(url):
                if self.embeds and node.mem_id in page.in_prose:
                    self.excused += 1
                else:
                    self.problems.add(page, f"{what} asks another host")
                continue
            wrong = self.wrong(page, node, address)
            if wrong and self.excuse(page, node, address):
                self.excused += 1
            elif wrong:
                self.problems.add(page, f"{what} {wrong}")

    def style_sheets(self):
        for name in sorted(self.site.files):
            if not name.endswith(".css"):
                continue
            base = self.site.base_url + name
            for address in css_addresses((self.site.folder / name).read_text(encoding="utf-8")):
                self.text(name, base, address)

    def listed(self):
        """What sitemaps and feeds name."""
        for name in sorted(self.site.files):
            if name.endswith(".xml"):
                text = (self.site.folder / name).read_text(encoding="utf-8")
                for address in re.findall(r"<(?:image:)?loc>([^<]*)</", text):
                    self.text(name, self.site.base_url, address.replace("&amp;", "&"))
                for address in re.findall(r"<link>([^<]*)</link>", text):
                    self.text(name, self.site.base_url, address.replace("&amp;", "&"))
            elif name == "_redirects":
                for line in (self.site.folder / name).read_text(encoding="utf-8").splitlines():
                    self.text(name, self.site.base_url, line.split()[1])

    def text(self, name, base, address):
        self.count += 1
        url = urljoin(base, address)
        if address.startswith("data:"):
            return
        if not self.site.own(url):
            self.problems.add(name, f"{address!r} is of another host")
        elif self.site.file_of(url) is None:
            self.problems.add(name, f"{address!r} leads nowhere")


def main():
    parser = arguments(__doc__)
    parser.add_argument("--report", help="what the build printed with `--format json`")
    parser.add_argument("--embeds", action="store_true", help="let articles' own HTML embed what other hosts have")
    options = parser.parse_args()
    publication = Publication(options.source, options.now)
    site = Site(options.site, options.base_url or publication.config["base_url"])
    check = Check(site, reported(options.report), options.embeds)
    for article in publication.articles:
        if site.file_of(site.base_url + article.path.lstrip("/")) is None:
            check.problems.add(article.source, f"has no page at {article.path}")
    for page in site.pages:
        check.page(page)
    check.style_sheets()
    check.listed()
    check.problems.at_least(len(site.pages), 2 * len(publication.articles), "pages")
    check.problems.at_least(check.count, 40 * len(publication.articles), "addresses")
    excused = f" ({check.excused} of writers let through)" if check.excused else ""
    check.problems.finish(f"{len(site.pages)} pages, {check.count} addresses{excused}")


if __name__ == "__main__":
    main()
