// browser.mjs SITE [--base-path /…/] [--only KIND] [--lenient]: one page of every kind in a real browser.
//
// The site is served from 127.0.0.1. Each page is opened at the widths of a telephone and of a desk and looked at in
// light, in dark and in the system's own (forced) colours: no accessibility violation (axe), nothing wider than the
// window, nothing on the console, no failed request, none to another host, no cookie, nothing that moves for a reader who
// wants it still. The first press of Tab goes to the skip link, visibly; at the desk, Tab goes on to everything that can
// be used, in the order of the page, and shows where it is. Without JavaScript, what readers came for is there, and every
// link that there is with it.
//
//   --only KIND   one kind of page, such as `home` or `article review`
//   --lenient     what is inside an article's text is the writer's: not for axe, nor for the width

import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { finish, kindOf, launch, originOf, pages, serve, timeout } from "./served.mjs";

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { "base-path": { type: "string", default: "/" }, only: { type: "string" }, lenient: { type: "boolean", default: false } },
});
const site = resolve(positionals[0]);
const basePath = options["base-path"];
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

// Kinds that every publication has; one of each of the others is opened as well.
const EXPECTED = [
  "home",
  "article news",
  "category",
  "tag",
  "author",
  "type",
  "month",
  "archive",
  "archive page",
  "authors",
  "categories",
  "tags",
  "search",
  "not-found",
];

const WCAG = { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] };

const problems = [];

/** The longest page of each kind: it has most that can go wrong. */
function choose() {
  const chosen = new Map();
  for (const { name, html } of pages(site)) {
    const kind = kindOf(name, html);
    if (kind === undefined || (options.only && kind !== options.only)) continue;
    if (html.length > (chosen.get(kind)?.length ?? 0)) chosen.set(kind, { name, length: html.length, html });
  }
  return chosen;
}

/** Opens one page in a fresh profile and returns what there is to complain about. */
async function visit(browser, origin, kind, name, setting) {
  const found = [];
  const links = [];
  const context = await browser.newContext({
    viewport: { width: setting.width, height: 800 },
    colorScheme: "light",
    reducedMotion: "reduce",
    javaScriptEnabled: setting.scripts,
    // The checker is put into the page by this program; the site's own policy is not what it is about.
    bypassCSP: setting.scripts,
  });
  try {
    const page = await context.newPage();
    page.setDefaultTimeout(timeout);
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type()) && !expected404(kind, message)) found.push(`console: ${message.text()}`);
    });
    page.on("pageerror", (error) => found.push(`script: ${error.message}`));
    page.on("requestfailed", (request) => {
      // Pictures that are still on their way when the visit ends are cancelled.
      if (request.failure()?.errorText !== "net::ERR_ABORTED") found.push(`failed request: ${request.url()}`);
    });
    page.on("response", (response) => {
      const document = response.request().isNavigationRequest() && kind === "not-found";
      if (response.status() >= 400 && !document) found.push(`status ${response.status()}: ${response.url()}`);
    });
    await context.route("**", (route) => {
      const url = new URL(route.request().url());
      if (url.origin === origin || ["data:", "blob:"].includes(url.protocol)) return route.continue();
      found.push(`asks another host: ${url.href}`);
      return route.abort();
    });
    const path = kind === "not-found" ? "nothing/is/here/" : name.replace(/index\.html$/, "");
    await page.goto(origin + basePath + path, { waitUntil: "load", timeout });
    if (setting.scripts) {
      await pictures(page);
      found.push(...(await layout(page)), ...(await accessibility(page, WCAG)));
      await page.emulateMedia({ colorScheme: "dark", reducedMotion: "reduce" });
      found.push(...(await accessibility(page, { type: "rule", values: ["color-contrast"] })).map((what) => `dark: ${what}`));
      found.push(...(await still(page)), ...(await keyboard(page)));
      if (setting.width > 1000) found.push(...(await walk(page)));
      await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce", forcedColors: "active" });
      const forced = await accessibility(page, { type: "rule", values: ["color-contrast", "link-in-text-block"] });
      found.push(...forced.map((what) => `forced colours: ${what}`));
    } else {
      found.push(...(await contents(page, name)));
    }
    links.push(...(await page.evaluate(() => [...document.querySelectorAll("a[href]")].map((link) => link.getAttribute("href")))));
    if ((await context.cookies()).length > 0) found.push("sets a cookie");
  } catch (error) {
    found.push(`${error.name}: ${error.message.split("\n")[0]}`);
  } finally {
    await context.close();
  }
  return { found, links };
}

/** The browser itself reports the status of the page that is meant to be missing. */
function expected404(kind, message) {
  return kind === "not-found" && /status of 404/.test(message.text());
}

/** Loads every picture: those below the window are lazy, and boxes without them could have another size. */
async function pictures(page) {
  await page.evaluate(async () => {
    for (const image of document.images) image.loading = "eager";
    await Promise.allSettled([...document.images].map((image) => image.decode()));
    await document.fonts.ready;
  });
}

async function layout(page) {
  return page.evaluate((lenient) => {
    const found = [...document.images]
      .filter((image) => image.naturalWidth === 0 && !(lenient && image.closest(".prose")))
      .map((image) => `broken picture: ${image.src}`);
    const width = document.documentElement.clientWidth;
    // What scrolls by itself may be wider inside.
    const clipped = (element) => element && (getComputedStyle(element).overflowX !== "visible" || clipped(element.parentElement));
    const over = [...document.body.querySelectorAll("*")].filter(
      (element) => element.getBoundingClientRect().right > width + 1 && !clipped(element.parentElement),
    );
    const outermost = over.filter((element) => !over.includes(element.parentElement));
    const theirs = lenient && outermost.length > 0 && outermost.every((element) => element.closest(".prose"));
    if (document.documentElement.scrollWidth > width && !theirs) {
      const which = outermost.slice(0, 3).map((element) => element.outerHTML.slice(0, 80));
      found.push(`is ${document.documentElement.scrollWidth} px wide: ${which.join(" … ")}`);
    }
    return found;
  }, options.lenient);
}

async function accessibility(page, rules) {
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(axe);
  const violations = await page.evaluate(
    async ([runOnly, lenient]) => {
      const scope = lenient ? { exclude: [[".prose"]] } : document;
      return (await globalThis.axe.run(scope, { runOnly, resultTypes: ["violations"] })).violations;
    },
    [rules, options.lenient],
  );
  return violations.map(({ id, help, nodes }) => {
    const first = nodes[0];
    const why = (first.any[0] ?? first.all[0] ?? first.none[0])?.message ?? "";
    return `axe ${id}: ${help} (${nodes.length}): ${first.html.slice(0, 160)} ${why.slice(0, 160)}`;
  });
}

async function keyboard(page) {
  await page.keyboard.press("Tab");
  return page.evaluate(() => {
    const element = document.activeElement;
    const target = element?.getAttribute("href") ?? "";
    if (element?.tagName !== "A" || !target.startsWith("#") || !document.querySelector(`main${target}`)) {
      return [`Tab goes to ${element?.outerHTML.slice(0, 80)}, not to a skip link`];
    }
    const box = element.getBoundingClientRect();
    const style = getComputedStyle(element);
    const seen = box.width > 10 && box.height > 10 && box.top >= 0 && box.left >= 0 && box.right <= innerWidth;
    const marked = style.outlineStyle !== "none" || style.boxShadow !== "none";
    return [...(seen ? [] : ["the focused skip link is not to be seen"]), ...(marked ? [] : ["the focused skip link is not marked"])];
  });
}

/** Nothing moves for a reader who asked for that. */
async function still(page) {
  return page.evaluate(() => {
    const long = (times) => times.split(",").some((time) => Number.parseFloat(time) > (time.includes("ms") ? 10 : 0.01));
    const moving = [...document.querySelectorAll("*")].filter((element) => {
      const style = getComputedStyle(element);
      const animated = style.animationName !== "none" && long(style.animationDuration);
      return animated || long(style.transitionDuration) || style.scrollBehavior === "smooth";
    });
    return moving.slice(0, 3).map((element) => `moves in spite of the reader's wish: ${element.outerHTML.slice(0, 80)}`);
  });
}

/** From the skip link on: Tab reaches everything that can be used, in the order of the page, and shows where it is. */
async function walk(page) {
  const expected = await page.evaluate(() => {
    const usable = "a[href], button, input, select, textarea, summary, iframe, audio[controls], video[controls], [tabindex]";
    const seen = (element) => element.checkVisibility({ visibilityProperty: true }) && element.tabIndex >= 0 && !element.disabled;
    // Chromium lets the keyboard scroll what is wider than its place, too.
    globalThis.walk = [...document.querySelectorAll(usable)].filter(seen);
    globalThis.plain = new Map(globalThis.walk.map((element) => [element, look(element)]));
    function look(element) {
      const { outlineStyle, outlineWidth, boxShadow, backgroundColor, textDecorationLine, color } = getComputedStyle(element);
      return [outlineStyle, outlineWidth, boxShadow, backgroundColor, textDecorationLine, color].join();
    }
    globalThis.look = look;
    getSelection().removeAllRanges();
    scrollTo(0, 0);
    return globalThis.walk.length;
  });
  const found = [];
  // The skip link, number 0, has been reached before.
  let next = 1;
  for (let presses = 0; presses < expected + 20 && next < expected && found.length < 3; presses += 1) {
    await page.keyboard.press("Tab");
    const { at, marked, html } = await page.evaluate(() => {
      const element = document.activeElement;
      return {
        at: globalThis.walk.indexOf(element),
        marked: globalThis.look(element) !== globalThis.plain.get(element),
        html: element.outerHTML.slice(0, 100),
      };
    });
    if (at < 0) continue;
    if (at !== next) found.push(`Tab goes to number ${at} instead of ${next}: ${html}`);
    if (!marked) found.push(`the keyboard's place is not to be seen: ${html}`);
    next = at + 1;
  }
  if (found.length === 0 && next < expected) {
    const html = await page.evaluate((at) => globalThis.walk[at].outerHTML.slice(0, 100), next);
    found.push(`Tab does not reach ${html}`);
  }
  return found;
}

/** Without JavaScript: the main heading, and a text or a list that readers came for. */
async function contents(page, name) {
  const main = await page.locator("main").innerText();
  const heading = await page.locator("h1").first().innerText();
  const links = await page.locator("main a[href]").count();
  const found = [];
  if (heading.trim() === "") found.push("no heading without JavaScript");
  if (main.trim().length < 25 || (main.length < 200 && links < 1)) found.push(`without JavaScript there is only: ${main.trim().slice(0, 80)}`);
  if (name.endsWith("search/index.html") && links < 3) found.push("search offers nothing without JavaScript");
  return found;
}

const chosen = choose();
if (!options.only) {
  for (const kind of EXPECTED) if (!chosen.has(kind)) problems.push(`the site: no page of the kind "${kind}"`);
}
if (chosen.size === 0) problems.push("the site: no pages");

const settings = [
  { width: 320, scripts: true },
  { width: 1280, scripts: true },
  { width: 320, scripts: false },
];

let visits = 0;
if (chosen.size > 0 && existsSync(join(site, "404.html"))) {
  const server = await serve(site, basePath);
  const browser = await launch();
  const origin = originOf(server);
  try {
    for (const [kind, { name }] of chosen) {
      const visited = await Promise.all(settings.map((setting) => visit(browser, origin, kind, name, setting)));
      const found = visited.map((visit) => visit.found);
      const plain = visited.find((_, at) => !settings[at].scripts).links;
      const lost = kind === "search" ? [] : visited[0].links.filter((link) => !plain.includes(link));
      if (lost.length > 0) problems.push(`${name}: without JavaScript there is no link to ${lost.slice(0, 3).join(" ")}`);
      for (const [at, { width, scripts }] of settings.entries()) {
        visits += 1;
        const about = `${width} px${scripts ? "" : ", no JavaScript"}`;
        for (const what of found[at]) problems.push(`${name} (${about}): ${what}`);
      }
    }
  } finally {
    await browser.close();
    server.close();
  }
}

finish("browser", `${chosen.size} kinds of pages, ${visits} visits`, problems);
