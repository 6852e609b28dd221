// search.mjs SITE [--queries FILE] [--speed]: the search page in a real browser.
//
// Texts have the same terms in the script as in the index (words.json). An article is found by its title, results can be
// filtered and walked through with the keyboard alone, the address holds the query, and without JavaScript the page says
// what to do instead. Nothing is asked of another host. With --queries, each of them has its article among the first three.
// With --speed, the time from the last key to the first result is printed, for a page that has just been opened and for
// one that is warm.

import { readFileSync, readdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { finish, launch, originOf, serve } from "./served.mjs";

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { queries: { type: "string" }, speed: { type: "boolean", default: false } },
});
const site = resolve(positionals[0]);
const here = dirname(fileURLToPath(import.meta.url));
const json = (path) => JSON.parse(readFileSync(path, "utf8"));
const problems = [];
const expect = (holds, problem) => holds || problems.push(problem);

// ── The same terms on both sides ──
const scripts = readdirSync(join(site, "assets/js")).filter((name) => /^search\..*js$/.test(name));
const source = readFileSync(join(site, "assets/js", scripts[0]), "utf8");
const part = source.slice(source.indexOf("// ── Words"), source.indexOf("// ── Files"));
const terms = new Function(`${part}; return terms;`)();
for (const { text, terms: expected } of json(join(here, "words.json"))) {
  expect(JSON.stringify(terms(text)) === JSON.stringify(expected), `terms of “${text}”: ${terms(text)}`);
}

// ── What the index holds ──
const { segments } = json(join(site, "search/index.json"));
const articles = segments.flatMap(({ at }) => {
  const names = readdirSync(join(site, "search", at)).filter((name) => name.startsWith("d"));
  return names.flatMap((name) => json(join(site, "search", at, name)));
});
expect(articles.length === segments.reduce((sum, { n }) => sum + n, 0), "the numbers of articles differ");
for (const [path] of articles) {
  const html = readFileSync(join(site, path, path.endsWith(".html") ? "" : "index.html"), "utf8");
  if (/<meta name="robots" content="noindex/.test(html)) problems.push(`${path} is not for indexes`);
}

// ── In a browser ──
const server = await serve(site);
const origin = originOf(server);
const browser = await launch();
const first = async (page) => {
  await page.waitForFunction(() => document.querySelector("[data-search] ol a"));
  return page.$$eval("[data-search] ol a", (links) => links.map((link) => new URL(link.href).pathname));
};
const open = async (query = "") => {
  const page = await (await browser.newContext({ viewport: { width: 412, height: 915 } })).newPage();
  page.on("request", (request) => expect(request.url().startsWith(origin), `asks for ${request.url()}`));
  page.on("console", (message) => message.type() === "error" && problems.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => problems.push(`script: ${error.message}`));
  await page.goto(`${origin}/search/${query}`);
  if (query === "../") return page;
  await page.waitForFunction(() => document.querySelector("[data-search] select[name=year]")?.options.length > 1);
  return page;
};
/** Types a query and waits until the results are its own. */
const ask = async (page, query) => {
  await page.fill("#q", "");
  await page.waitForFunction(() => !document.querySelector("[data-search] [role=status]").textContent);
  const begun = performance.now();
  await page.fill("#q", query);
  await page.waitForFunction(() => document.querySelector("[data-search] [role=status]").textContent);
  return performance.now() - begun;
};
const results = (page) =>
  page.$$eval("[data-search] ol a", (links) => links.map((link) => new URL(link.href).pathname));

const page = await open();
expect(await page.evaluate(() => document.activeElement.id !== "q"), "the top of the page is skipped");
const visitor = await open("../");
await visitor.click(".masthead a[href$='/search/']");
await visitor.waitForFunction(() => document.activeElement.id === "q");
let asked = 0;
const sample = articles.filter((_, at) => at % Math.ceil(articles.length / 40) === 0);
for (const [path, title] of sample) {
  await ask(page, `${title} `);
  const found = (await results(page)).slice(0, 3);
  expect(found.includes(path), `“${title}” does not find ${path}, but ${found}`);
}
if (options.queries) {
  for (const [query, slug] of Object.entries(json(options.queries))) {
    if (!articles.some(([path]) => path.endsWith(`/${slug}/`))) continue; // another publication
    asked += 1;
    await ask(page, query);
    const found = (await results(page)).slice(0, 3);
    expect(
      found.some((path) => path.endsWith(`/${slug}/`)),
      `“${query}” does not find ${slug} among the first three, but ${found.join(" ")}`,
    );
  }
}

// Filters, each alone: every result has what was asked for.
const title = sample[0][1];
for (const name of ["category", "type", "author", "year"]) {
  const values = await page.$$eval(`select[name=${name}] option`, (all) => all.map((option) => option.value));
  await ask(page, title);
  const all = await results(page);
  await page.selectOption(`select[name=${name}]`, values[1]);
  await page.waitForURL((address) => address.searchParams.get(name) === values[1]);
  await page.waitForTimeout(200);
  const narrowed = await results(page);
  expect(narrowed.length <= all.length, `${name} does not narrow the results: ${all} ${narrowed}`);
  if (name === "year") {
    const years = await page.$$eval("[data-search] ol time", (times) => times.map((time) => time.dateTime.slice(0, 4)));
    expect(years.every((year) => year === values[1]), `year ${values[1]} gives ${years}`);
  }
  await page.selectOption(`select[name=${name}]`, "");
}

// With the keyboard alone, from the address.
const again = await open(`?${new URLSearchParams({ q: title })}`);
const found = await first(again);
expect(found.includes(sample[0][0]), "the address does not bring the results back");
await again.focus("#q");
await again.keyboard.press("ArrowDown");
expect((await again.evaluate(() => document.activeElement.href)) === origin + found[0], "the arrow key does not move");
await again.keyboard.press("Escape");
expect(await again.evaluate(() => document.activeElement.id === "q"), "Escape does not lead back");
await again.keyboard.press("ArrowDown");
await Promise.all([again.waitForURL(origin + found[0]), again.keyboard.press("Enter")]);

// Nonsense, and a slip of the finger.
await ask(page, "zzzzqqqq");
expect((await results(page)).length === 0, "nonsense is found");

// Without JavaScript.
const quiet = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
await quiet.goto(`${origin}/search/`);
expect(await quiet.isVisible("noscript"), "nothing is said without JavaScript");
expect(!(await quiet.isVisible("#q")), "a field that does nothing");
expect((await quiet.$$(".browse a")).length > 3, "no other way in");

let times = "";
if (options.speed) {
  const cold = [];
  const warm = [];
  for (const [, name] of sample.slice(0, 15)) {
    const fresh = await open();
    const words = name.split(" ").slice(0, 2).join(" ");
    cold.push(await ask(fresh, words));
    warm.push(await ask(fresh, name.split(" ").slice(1, 4).join(" ")));
    await fresh.context().close();
  }
  const middle = (list) => Math.round(list.sort((a, b) => a - b)[list.length >> 1]);
  times = `, first result after ${middle(cold)} ms (${Math.round(Math.max(...cold))} at most), warm ${middle(warm)} ms`;
}
await browser.close();
server.close();
finish("search", `${segments.length} segments, ${articles.length} articles, ${sample.length} titles, ${asked} queries${times}`, problems);
