"""Whether programs that do not know this theme can read its articles.

Trafilatura and htmldate read every article's page as archives, reading modes and search engines do. They must find the
exact headline, every author and nobody else, the day of publication, and the whole text. Whole means: each paragraph,
heading, list item, definition and quotation of the article's body, word for word (letters and digits, whatever the
white space and punctuation between them) and in the order of the page. Captions, code, tables, videos and notes are not
asked for: whether to keep those is the programs' own choice.
"""

import re
import warnings

import trafilatura
from htmldate import find_date

from built_site import Problems, Site, arguments

warnings.filterwarnings("ignore")

BLOCKS = "p, h2, h3, h4, h5, h6, li, dt, dd, blockquote, summary"
NOT_ASKED = "figcaption, pre, table, .video, .embed, .footnotes, nav, [aria-hidden=true], .visually-hidden"
# The theme's own words around an update of a live blog: when, and by whom.
FURNITURE = ".update-time, .update > .meta, .update > header"
# Marks that stand in a sentence but are no words of it.
MARKS = ".footnote-ref, .heading-link, a.anchor, .section-link"


def squeezed(text):
    return "".join(re.findall(r"\w+", text.casefold()))


def blocks(prose):
    """The texts of the body in order; of a block that contains others, only the parts."""
    for node in prose.css(f"{NOT_ASKED}, {FURNITURE}, {MARKS}"):
        node.decompose()
    for node in prose.css(BLOCKS):
        if any(inner.mem_id != node.mem_id for inner in node.css(BLOCKS)):
            continue
        text = squeezed(node.text(separator=" "))
        if text:
            yield text


def check(page, problems):
    article = page.first("article.article")
    title = re.sub(r"\s+", " ", article.css_first("h1").text()).strip()
    authors = [node.text().strip() for node in article.css(".article-meta .author")]
    day = page.first("meta[property='article:published_time']").attributes["content"][:10]
    found = trafilatura.bare_extraction(page.html, include_comments=False, favor_recall=True, with_metadata=True)
    if found is None:
        problems.add(page, "nothing is found")
        return
    if found.title != title:
        problems.add(page, f"the title is {title!r}, found {found.title!r}")
    names = [name.strip() for name in (found.author or "").split(";") if name.strip()]
    if names != authors:
        problems.add(page, f"the authors are {authors}, found {names}")
    for program, date in [("trafilatura", found.date), ("htmldate", find_date(page.html, original_date=True))]:
        if date != day:
            problems.add(page, f"published on {day}, {program} finds {date}")
    text, at = squeezed(found.text or ""), 0
    for block in blocks(article.css_first(".prose")):
        there = text.find(block, at)
        if there < 0:
            problems.add(page, f"{'out of order' if block in text else 'lost'}: {block[:80]}")
        else:
            at = there + len(block)


def main():
    options = arguments(__doc__).parse_args()
    site = Site(options.site, options.base_url or "https://publication.example/")
    problems = Problems("articles")
    pages = [page for page in site.pages if page.kind == "article"]
    for page in pages:
        check(page, problems)
    problems.at_least(len(pages), 20, "articles")
    problems.finish(f"{len(pages)} articles read")


if __name__ == "__main__":
    main()
