// budgets.mjs SITE: what a reader with a telephone pays for an article.
//
// One article of each kind, opened at 412 px from a host that compresses: its HTML, styles and scripts in kilobytes, the
// requests before anybody scrolls, how far the page moves while it loads, and that the picture which the page asks for
// first is the largest thing on the screen. Without scripts it must ask for no script at all.

import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { finish, host, launch, longest, originOf, timeout } from "./served.mjs";

const site = resolve(process.argv[2]);
const HTML = 25 * 1024;
const CSS = 9 * 1024;
const SCRIPTS = 2 * 1024;
const REQUESTS = 6;
const SHIFT = 0.001;

const problems = [];
const packed = (path) => gzipSync(readFileSync(join(site, path)), { level: 9 }).length;
const kilobytes = (bytes) => `${(bytes / 1024).toFixed(1)} KB`;

/** What the page asks for, and how it comes to be. */
async function load(browser, url) {
  const context = await browser.newContext({ viewport: { width: 412, height: 823 }, deviceScaleFactor: 1.75 });
  await context.addInitScript(() => {
    globalThis.seen = { shift: 0, largest: null };
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) globalThis.seen.shift += entry.value;
    }).observe({ type: "layout-shift", buffered: true });
    new PerformanceObserver((list) => {
      for (const { element } of list.getEntries()) {
        globalThis.seen.largest = element && { tag: element.tagName, first: element.getAttribute("fetchpriority") === "high" };
      }
    }).observe({ type: "largest-contentful-paint", buffered: true });
  });
  const page = await context.newPage();
  const requests = [];
  page.on("request", (request) => requests.push(request.url()));
  await page.goto(url, { waitUntil: "networkidle", timeout });
  const found = await page.evaluate(() => ({ ...globalThis.seen, first: document.querySelectorAll("[fetchpriority=high]").length }));
  await context.close();
  return { ...found, requests };
}

const server = await host(site);
const browser = await launch();
let count = 0;
const worst = { html: 0, css: 0, scripts: 0, requests: 0, shift: 0 };
try {
  for (const [kind, { name, html }] of longest(site)) {
    if (!kind.startsWith("article ")) continue;
    count += 1;
    const found = await load(browser, `${originOf(server)}/${name.replace(/index\.html$/, "")}`);
    const paths = (pattern) => [...html.matchAll(pattern)].map((match) => match[1]);
    const size = (list) => list.reduce((sum, path) => sum + packed(path), 0);
    const html_ = gzipSync(html, { level: 9 }).length;
    const css = size(paths(/<link rel="stylesheet" href="([^"]+)"/g));
    const scripts = size(paths(/<script[^>]* src="([^"]+)"/g));
    const over = (what, is, most, show = kilobytes) => {
      if (is > most) problems.push(`${name}: ${what} ${show(is)}, at most ${show(most)}`);
    };
    over("HTML", html_, HTML);
    over("styles", css, CSS);
    over("scripts", scripts, SCRIPTS);
    over("requests", found.requests.length, REQUESTS, (number) => `${number}${number > REQUESTS ? `: ${found.requests.join(" ")}` : ""}`);
    over("layout shift", found.shift, SHIFT, String);
    const hero = /<figure class="hero">/.test(html);
    if (found.first !== (hero ? 1 : 0)) problems.push(`${name}: ${found.first} elements are asked for first`);
    if (hero && !(found.largest?.tag === "IMG" && found.largest.first)) {
      problems.push(`${name}: the largest element is ${JSON.stringify(found.largest)}, not the picture that is asked for first`);
    }
    const values = { html: html_, css, scripts, requests: found.requests.length, shift: found.shift };
    for (const key of Object.keys(worst)) worst[key] = Math.max(worst[key], values[key]);
  }
} finally {
  await browser.close();
  server.close();
}
if (count === 0) problems.push("the site: no articles");
const most = `at most ${kilobytes(worst.html)} HTML, ${kilobytes(worst.css)} CSS, ${kilobytes(worst.scripts)} scripts, ${worst.requests} requests`;
finish("budgets", `${count} kinds of articles, ${most}`, problems);
