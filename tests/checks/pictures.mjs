// pictures.mjs SITE [--base-path /…/] [--only NAME] [--screens WxH,…] [--lenient]: whether browsers take the right file
// of each picture.
//
// A few pages full of pictures are opened in a real browser, on a telephone and on a desk, on plain and on fine screens,
// and scrolled to their ends. Of the widths that a `srcset` offers, the browser must take the smallest that is enough for
// the place in which the picture is shown. Nothing may move while a page comes in, slowly, and while its pictures load.
//
//   --only NAME        one of the pages, such as `home` or `gallery`
//   --lenient          the newest stories need no pictures
//   --screens WxH,…    of these sizes, such as `768x1024`

import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { finish, kindOf, launch, originOf, pages, serve, timeout } from "./served.mjs";

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    "base-path": { type: "string", default: "/" },
    only: { type: "string" },
    screens: { type: "string", default: "412x915,1280x900" },
    lenient: { type: "boolean", default: false },
  },
});
const site = resolve(positionals[0]);
const basePath = options["base-path"];

const screens = options.screens.split(",").map((text) => {
  const [width, height] = text.split("x").map(Number);
  return { width, height };
});
const DENSITIES = [1, 2];

/** Pages to look at, by name: how many of what makes them interesting there are in a page's HTML. */
const WANTED = {
  home: (kind, html) => kind === "home" && count(html, "<picture>"),
  article: (kind, html) => kind?.startsWith("article ") && kind !== "article feature" && hero(html) && count(html, "<picture>"),
  feature: (kind, html) => kind === "article feature" && hero(html) && count(html, "<picture>"),
  text: (kind, html) => kind?.startsWith("article ") && count(html, '<figure class="picture"><picture>'),
  wide: (kind, html) => kind?.startsWith("article ") && count(html, '<figure class="picture wide"><picture>'),
  gallery: (kind, html) => kind?.startsWith("article ") && count(html, '<div class="gallery">') && count(html, "<picture>"),
  category: (kind, html) => kind === "category" && count(html, "<picture>"),
  author: (kind, html) => kind === "author" && count(html, '<div class="portrait"><picture>') && count(html, "<picture>"),
};
const OPTIONAL = new Set(["wide", "gallery", "feature"]);

function count(text, what) {
  return text.split(what).length - 1;
}

function hero(html) {
  return html.includes('<figure class="hero"><picture>');
}

/** For each name, the page with most of it. */
function choose() {
  const chosen = new Map();
  for (const { name, html } of pages(site)) {
    const kind = kindOf(name, html);
    for (const [wanted, weigh] of Object.entries(WANTED)) {
      if (options.only && options.only !== wanted) continue;
      const weight = Number(weigh(kind, html) || 0);
      if (weight > (chosen.get(wanted)?.weight ?? 0)) chosen.set(wanted, { name, weight });
    }
  }
  return chosen;
}

/** Opens a page, scrolls through it, and returns what became of its pictures. */
async function visit(browser, origin, name, screen, density) {
  const context = await browser.newContext({ viewport: screen, deviceScaleFactor: density, reducedMotion: "reduce" });
  try {
    const page = await context.newPage();
    page.setDefaultTimeout(timeout);
    await context.route("**", (route) => (route.request().url().startsWith(origin) ? route.continue() : route.abort()));
    await page.addInitScript(() => {
      globalThis.shifts = [];
      globalThis.largest = "nothing";
      const of = (node) => (node?.nodeType === 1 ? node : node?.parentElement)?.outerHTML.slice(0, 100) ?? "a node that is gone";
      const rect = ({ x, y, width, height }) => [x, y, width, height].map(Math.round).join(" ");
      const watch = (type, each) => new PerformanceObserver((list) => list.getEntries().forEach(each)).observe({ type, buffered: true });
      watch("layout-shift", (entry) => globalThis.shifts.push({ value: entry.value, what: entry.sources.map((source) => `${of(source.node)} by ${rect(source.previousRect)} → ${rect(source.currentRect)}`) }));
      watch("largest-contentful-paint", ({ element }) => {
        globalThis.largest = element?.getAttribute("fetchpriority") === "high" ? "the first picture" : (element?.tagName.toLowerCase() ?? "a node that is gone");
      });
    });
    await page.goto(origin + basePath + name.replace(/index\.html$/, ""), { waitUntil: "load", timeout });
    const largest = await page.evaluate(async () => {
      await document.fonts.ready;
      await new Promise((done) => requestAnimationFrame(() => setTimeout(done, 100)));
      return globalThis.largest;
    });
    await page.evaluate(scroll);
    const { shifts, shown } = await page.evaluate(look);
    return { shown, shifts, largest };
  } finally {
    await context.close();
  }
}

/** From the top to the end, waiting for the pictures in the window. */
async function scroll() {
  const pause = (time) => new Promise((done) => setTimeout(done, time));
  for (let top = 0; top < document.documentElement.scrollHeight; top += innerHeight * 0.8) {
    scrollTo({ top, behavior: "instant" });
    await pause(60);
    const near = [...document.images].filter((image) => {
      const box = image.getBoundingClientRect();
      return box.width > 0 && box.bottom > 0 && box.top < innerHeight;
    });
    const until = Date.now() + 5000;
    while (near.some((image) => !image.complete) && Date.now() < until) await pause(20);
  }
  await pause(100);
}

/** What each visible picture with sources has shown, and how wide. */
function look() {
  const ratio = devicePixelRatio;
  const shown = [];
  for (const image of document.querySelectorAll("picture > img")) {
    const box = image.getBoundingClientRect();
    if (box.width === 0 || box.height === 0 || !image.checkVisibility({ visibilityProperty: true })) continue;
    const style = getComputedStyle(image);
    const shape = image.naturalWidth / image.naturalHeight;
    // A picture that covers its place is as wide as its height asks for.
    const width = style.objectFit === "cover" && shape ? Math.max(box.width, box.height * shape) : box.width;
    // The first is the best: AVIF, or WebP where AVIF was left for the next build.
    const source = image.parentElement.querySelector("source");
    const files = (source?.getAttribute("srcset") ?? "").split(/,\s*/).map((part) => part.trim().split(/\s+/));
    shown.push({
      width,
      needed: width * ratio,
      widths: files.map(([, descriptor]) => parseInt(descriptor, 10)),
      chosen: parseInt(files.find(([address]) => new URL(address, document.baseURI).href === image.currentSrc)?.[1], 10),
      loaded: image.complete && image.naturalWidth > 0,
      current: image.currentSrc.split("/").pop() || image.getAttribute("src"),
      // No list of sizes can know the shape of a picture that fills a place of another, or is as high as a line.
      guessed: image.closest(".gallery, .inline") !== null,
      place: image.closest("[class*=card-]:not(.card-media), figure, .portrait")?.className ?? "",
    });
  }
  return { shifts: globalThis.shifts, shown };
}

/** The first of ascending widths that is enough for so many pixels, or the last; a pixel less is enough. */
function enough(widths, needed) {
  return widths.find((width) => width + 1 >= needed) ?? widths.at(-1);
}

const problems = [];
const totals = { visits: 0, pictures: 0 };
const first = { yes: 0, no: [] };

function judge(about, density, { shown, shifts, largest }) {
  totals.visits += 1;
  if (shown.length === 0) problems.push(`${about}: no picture is to be seen`);
  for (const one of shown) {
    totals.pictures += 1;
    const where = `${about}: ${one.current} in "${one.place}"`;
    if (!one.loaded) {
      problems.push(`${where} does not load`);
      continue;
    }
    if (Number.isNaN(one.chosen)) {
      problems.push(`${where} is not of the first source`);
      continue;
    }
    const wanted = enough(one.widths, one.needed);
    // Rounding: what would also be right for a place a pixel wider.
    const right = [wanted, enough(one.widths, one.needed + 1), ...(one.guessed ? [enough(one.widths, wanted + 2)] : [])];
    // A browser that has a larger file already, for another place on the page, fetches no smaller one.
    const there = shown.some((other) => other !== one && other.current === one.current && other.width > one.width);
    if (!right.includes(one.chosen) && !there) {
      problems.push(`${where}: chose ${one.chosen}w, wanted ${wanted}w of ${one.widths}: ${one.width.toFixed(1)} px at ${density}×`);
    }
  }
  const moved = shifts.reduce((sum, { value }) => sum + value, 0);
  if (moved > 0) {
    const most = shifts.sort((a, b) => b.value - a.value)[0];
    problems.push(`${about}: things move by ${moved.toFixed(4)}: ${most.what.slice(0, 2).join(" … ")}`);
  }
  if (largest === "the first picture") first.yes += 1;
  else first.no.push(`${about}: ${largest}`);
}

// A page is painted while it comes in: what moves then moves for every reader.
const pieces = 24;

const chosen = choose();
for (const name of Object.keys(WANTED)) {
  if (!options.only && !options.lenient && !chosen.has(name) && !OPTIONAL.has(name)) problems.push(`the site: no page for "${name}"`);
}
if (chosen.size === 0) problems.push("the site: no pages with pictures");

if (chosen.size > 0 && existsSync(join(site, "404.html"))) {
  const server = await serve(site, basePath, { pieces });
  const browser = await launch();
  try {
    for (const { name } of new Map([...chosen.values()].map((page) => [page.name, page])).values()) {
      const visits = [];
      for (const screen of screens) {
        for (const density of DENSITIES) {
          const about = `${name} (${screen.width} px at ${density}×)`;
          visits.push(async () => {
            const seen = await visit(browser, originOf(server), name, screen, density);
            // When a line is painted half is chance, and then it may move by a pixel. What is wrong happens again.
            const again = seen.shifts.length > 0 ? await visit(browser, originOf(server), name, screen, density) : seen;
            judge(about, density, again);
          });
        }
      }
      // Two at a time: enough to keep the browser busy, and few enough for its clock.
      while (visits.length > 0) await Promise.all(visits.splice(0, 2).map((one) => one()));
    }
  } catch (error) {
    problems.push(`${error.name}: ${error.message.split("\n")[0]}`);
  } finally {
    await browser.close();
    server.close();
  }
}

for (const [name, page] of chosen) console.log(`${name}: ${page.name}`);
for (const which of first.no) console.log(`largest contentful paint is not the first picture: ${which}`);
console.log(`${first.yes} of ${totals.visits} visits paint the first picture largest`);
finish("pictures in a browser", `${chosen.size} pages, ${totals.visits} visits, ${totals.pictures} pictures`, problems);
