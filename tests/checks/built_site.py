"""A built site as its readers get it: files, pages and their addresses. What every check starts from."""

import argparse
import os
import re
import sys
from functools import cached_property
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser

SHOWN = 40


class Page:
    """One HTML file."""

    def __init__(self, site, file):
        self.site = site
        self.file = file
        self.name = file.relative_to(site.folder).as_posix()
        self.path = site.base_path + self.name.removesuffix("index.html")
        self.url = site.origin + self.path

    @cached_property
    def html(self):
        return self.file.read_text(encoding="utf-8")

    @cached_property
    def tree(self):
        return LexborHTMLParser(self.html)

    @cached_property
    def kind(self):
        """`article`, `home`, `tag` …: what the theme calls it in the class of its body. Redirects have none."""
        names = (self.tree.body.attributes.get("class") or "").split()
        return next((name.removeprefix("page-") for name in names if name.startswith("page-")), "redirect")

    @cached_property
    def ids(self):
        found = {node.attributes["id"] for node in self.tree.css("[id]")}
        return found | {node.attributes["name"] for node in self.tree.css("a[name]")}

    @cached_property
    def in_prose(self):
        """The nodes that a writer wrote: what is inside an article's or a page's text."""
        return {node.mem_id for node in self.tree.css(".prose *")}

    def css(self, selector):
        return self.tree.css(selector)

    def first(self, selector):
        return self.tree.css_first(selector)


class Site:
    """A built folder, and the address that it is served at."""

    def __init__(self, folder, base_url):
        self.folder = Path(folder).resolve()
        parts = urlsplit(base_url)
        self.origin = f"{parts.scheme}://{parts.netloc}"
        self.base_path = parts.path.rstrip("/") + "/"
        self.base_url = self.origin + self.base_path

    @cached_property
    def files(self):
        """All output files, as paths from the folder."""
        found = set()
        for folder, _, names in os.walk(self.folder):
            found.update((Path(folder) / name).relative_to(self.folder).as_posix() for name in names)
        return found

    @cached_property
    def pages(self):
        return [Page(self, self.folder / name) for name in sorted(self.files) if name.endswith(".html")]

    @cached_property
    def by_path(self):
        return {page.path: page for page in self.pages}

    def own(self, url):
        """Whether an absolute address is one of the site's."""
        parts = urlsplit(url)
        return f"{parts.scheme}://{parts.netloc}" == self.origin

    def file_of(self, url):
        """The output file that a host serves for an absolute address of the site; `None` when there is none."""
        path = unquote(urlsplit(url).path) or "/"
        if not path.startswith(self.base_path):
            return None
        name = path.removeprefix(self.base_path)
        if name == "" or name.endswith("/"):
            name += "index.html"
        return name if name in self.files else None

    def page_of(self, url):
        name = self.file_of(url)
        return self.by_path.get(self.base_path + name.removesuffix("index.html")) if name else None

    def absolute(self, page, href):
        return urljoin(page.url, href.strip())


def candidates(srcset):
    """The (address, width) of a `srcset`, as browsers read it; no width where the descriptor is none."""
    found = []
    rest = srcset.strip()
    while rest:
        address, _, rest = rest.partition(" ") if re.match(r"\S+\s", rest) else (rest, "", "")
        if address.endswith(","):
            found.append((address.rstrip(","), None))
            rest = rest.lstrip(" \t\n\r,")
            continue
        descriptor, _, rest = rest.partition(",")
        width = re.fullmatch(r"(\d+)w", descriptor.strip())
        found.append((address, int(width[1]) if width else None))
        rest = rest.strip()
    return found


class Problems:
    """What is wrong, told at the end: file and what."""

    def __init__(self, check):
        self.check = check
        self.found = []

    def add(self, where, what):
        self.found.append(f"{getattr(where, 'name', where)}: {what}")

    def at_least(self, count, wanted, what):
        """A check of nothing proves nothing."""
        if count < wanted:
            self.add("the site", f"{count} {what}, expected at least {wanted}")

    def finish(self, summary):
        for line in self.found[:SHOWN]:
            print(line)
        if len(self.found) > SHOWN:
            print(f"… and {len(self.found) - SHOWN} more")
        count = len(self.found)
        print(f"{self.check}: {summary}, {count} {'problem' if count == 1 else 'problems'}")
        sys.exit(1 if count else 0)


def arguments(description):
    """The arguments that all checks share."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("site", help="the built folder")
    parser.add_argument("--source", required=True, help="the publication that it was built from")
    parser.add_argument("--now", required=True, help="the build's clock, RFC 3339")
    parser.add_argument("--base-url", help="the build's --base-url, if it had one")
    return parser
