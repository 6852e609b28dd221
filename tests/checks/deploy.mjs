// deploy.mjs SHARE SERVED…: a site with relative links in a real browser.
//
// SHARE is a folder with such a site: it is opened from the disk, and served at `/` and at `/preview/pr-12/`. SERVED are
// addresses of servers with a Content-Security-Policy. Of every kind of page one is opened, each time: every part must
// load, every link to the site must lead to a file, and the console must be silent, the policy's complaints included.

import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { kindOf, launch, originOf, pages, serve } from "./served.mjs";

const share = resolve(process.argv[2]);
const served = process.argv.slice(3);
const problems = [];
let opened = 0;

const kinds = new Map();
for (const { name, html } of pages(share)) {
  const kind = kindOf(name, html);
  if (kind === undefined || kind === "not-found" || html.length <= (kinds.get(kind)?.length ?? 0)) continue;
  kinds.set(kind, { name, length: html.length });
}

async function open(browser, base, name) {
  const page = await (await browser.newContext()).newPage();
  const complain = (text) => problems.push(`${base}${name}: ${text}`);
  const isFile = base.startsWith("file:");
  // A browser runs no modules from a disk; docs/deploying.md says so.
  const expected = (text) =>
    isFile &&
    (/search\.[0-9a-f]+\.js|from origin 'null'|Cross origin/.test(text) ||
      (name === "search/index.html" && text.includes("ERR_FAILED")));
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type()) && !expected(message.text())) complain(message.text());
  });
  page.on("requestfailed", (request) => {
    const here = request.url().startsWith(base.split("/").slice(0, 3).join("/"));
    if (here && !expected(request.url())) complain(`${request.url()} failed: ${request.failure()?.errorText}`);
  });
  page.on("response", (response) => {
    if (!isFile && response.status() >= 400) complain(`${response.url()}: ${response.status()}`);
  });
  await page.goto(base + name, { waitUntil: "load" });
  // Pictures below the fold are loaded when somebody comes near.
  await page.evaluate(async () => {
    for (const picture of document.images) picture.loading = "eager";
    await Promise.all([...document.images].map((picture) => picture.decode().catch(() => {})));
  });
  const seen = await page.evaluate(() => ({
    broken: [...document.images].filter((picture) => picture.naturalWidth === 0).map((picture) => picture.currentSrc),
    sheets: document.styleSheets.length,
    styled: getComputedStyle(document.body).fontFamily,
    links: [...document.links].map((link) => link.href),
  }));
  for (const picture of seen.broken) complain(`the picture ${picture} is not shown`);
  if (seen.sheets === 0) complain("no style sheet");
  for (const link of isFile ? seen.links : []) {
    if (link.startsWith("file:") && !existsSync(fileURLToPath(link.split(/[?#]/)[0]))) complain(`${link} leads nowhere`);
  }
  const outside = seen.links.filter((link) => !isFile && new URL(link).origin === new URL(base).origin && !link.startsWith(base));
  for (const link of outside) complain(`${link} leads out of the site`);
  opened += 1;
  await page.context().close();
}

const browser = await launch();
const root = await serve(share);
const below = await serve(share, "/preview/pr-12/");
const bases = [
  `${pathToFileURL(share)}/`,
  `${originOf(root)}/`,
  `${originOf(below)}/preview/pr-12/`,
  ...served,
];
for (const base of bases) {
  // At `/` nothing can go wrong that does not go wrong below a path: a few pages will do.
  const names = [...kinds.values()].map(({ name }) => name);
  for (const name of base === bases[1] ? names.slice(0, 5) : names) await open(browser, base, name);
}
await browser.close();
root.close();
below.close();
for (const problem of problems.slice(0, 30)) console.log(problem);
console.log(`${opened} pages of ${kinds.size} kinds, from a disk, at / and below a path: ${problems.length} problems`);
process.exit(problems.length > 0 ? 1 : 0);
