// desk.mjs [--only WORD] [--shots DIR]: what `pressroom serve` adds to pages, in a real browser.
//
// No engine is behind it: a small server plays the protocol of `src/serve/desk` (pages with the one line, events, paths
// that are near) and serves the script and the style as they stand there. The desk and the overlay show what the
// program's own tests made, from their snapshots. The page is a hostile one: its styles are for every element, its
// policy is `default-src 'self'`.
//
//   --only WORD    the checks whose name has the word
//   --shots DIR    pictures of overlay, bar and desk, for a person to look at

import { createHash } from "node:crypto";
import { mkdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { finish, launch, originOf, timeout } from "./served.mjs";

const { values: options } = parseArgs({ options: { only: { type: "string" }, shots: { type: "string" } } });
const sources = resolve(import.meta.dirname, "../../src");
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const snapshot = (path) => readFileSync(join(sources, path), "utf8").replace(/^---\n[^]*?\n---\n/, "") + "\n";
const REPORT = snapshot("diag/snapshots/report.snap");
const DESK = snapshot("serve/desk/snapshots/desk.snap");
const BASE = "/preview/";
const STRICT = "default-src 'self'";
const PATIENCE = 5_000;

// ── The server ──────────────────────────────────────────────────────────────────────────────────────────────────────

const digest = (text) => createHash("sha256").update(text).digest("hex").slice(0, 32);
const escape = (text) => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
const sentences = (words) => Array.from({ length: words }, (_, at) => `word${(at * 7) % 31}`).join(" ");

const STATE = {
  source: "content/phones/hinge.md",
  edit: "vscode://file/home/ada/northlight/content/phones/hinge.md",
  kind: "article",
  words: 1812,
  minutes: 8,
  status: { kind: "scheduled", at: "2026-11-24T09:00:00+01:00", text: "goes live Tuesday 24 November, 09:00" },
  warnings: [
    {
      code: "broken-link",
      message: "the link `bench.md` leads nowhere",
      file: null,
      line: 14,
      column: 9,
      hint: "did you mean `the-bench.md`?",
      edit: "vscode://file/home/ada/northlight/content/phones/hinge.md:14:9",
    },
    { code: "no-credit", message: "the picture `<b>.jpg` has no credit", file: "content/phones/hinge.md", line: 6, column: 3, hint: null, edit: null },
  ],
  why: ["`content/phones/hinge.md` changed", "“Latest in Phones” changed: `a-folding-phone` was added"],
  rendered_ms: 2.44,
};

/** One site with one article, and everything about it that a check may want to be different. */
class Site {
  base = BASE;
  policy = STRICT;
  blocks = Array.from({ length: 60 }, (_, at) => `<p>Paragraph ${at}. ${sentences(40)}</p>`);
  /** Whether each state of the page has another script, which only a reload can bring. */
  scripted = true;
  foot = "<footer><p>The last line of the page.</p></footer>";
  sheet = 1;
  state = STATE;
  problems = { html: "", count: 0 };
  near = ["/article/", "/phones/"];
  streams = new Set();
  connections = 0;
  paths = [];

  async start(port = 0) {
    this.server = createServer((request, response) => this.answer(request, response));
    await new Promise((done) => this.server.listen(port, "127.0.0.1", done));
    this.port = this.server.address().port;
    return this;
  }

  async stop() {
    const closed = new Promise((done) => this.server.close(done));
    this.server.closeAllConnections();
    this.streams.clear();
    await closed;
  }

  get origin() {
    return originOf(this.server);
  }

  html(path) {
    const found = path === "/article/";
    const title = found ? "The article" : "Not found";
    const page = `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="icon" href="${this.base}_pressroom/desk.svg">
<link rel="stylesheet" href="${this.base}sheet-${this.sheet}.css">
</head>
<body>
<header><a href="#main">Skip</a> <input aria-label="Search" name="q"></header>
<main id="main" tabindex="-1">
<h1>${title}</h1>
${found ? this.blocks.join("\n") : "<p>There is nothing here.</p>"}
</main>
${this.foot}
${this.scripted ? `<script type="text/plain">${digest(this.blocks.join("") + this.foot)}</script>` : ""}
</body>
</html>
`;
    const line = `<script src="${this.base}_pressroom/desk.js" data-path="${escape(path)}" data-print="${digest(page)}" async></script>\n`;
    return { print: digest(page), sent: page.replace("</body>", () => `${line}</body>`) };
  }

  // For every element, so that whatever is not walled off shows it.
  css() {
    return `* { font-family: serif; } html { font-size: 62.5%; scroll-behavior: smooth; } section, button, .bar { display: none; }
      html > * { outline: 2px solid ${["", "rgb(0, 0, 1)", "rgb(0, 0, 2)", "rgb(0, 0, 3)"][this.sheet] ?? "red"}; }
      body { margin: 0 auto; max-width: 60rem; font-size: 1.8rem; line-height: 1.5; }
      header { position: sticky; top: 0; padding: 1rem; background: #fff; color: #000; }
      body { background: #fff; color: #222; } main, footer { padding: 1rem; }
      @media (prefers-color-scheme: dark) { body, header { background: #111; color: #eee; } a { color: #9cf; } }`;
  }

  async answer(request, response) {
    const url = new URL(request.url, "http://localhost");
    const path = decodeURIComponent(url.pathname).replace(this.base, "/");
    const send = (type, body, status = 200) => {
      response.writeHead(status, { "content-type": type, "cache-control": "no-cache", ...(this.policy && { "content-security-policy": this.policy }) });
      response.end(body);
    };
    if (!url.pathname.startsWith(this.base)) return send("text/plain", "outside", 404);
    const own = { "/_pressroom/desk.js": "text/javascript", "/_pressroom/desk.css": "text/css", "/_pressroom/desk.svg": "image/svg+xml" }[path];
    if (own) return send(own, readFileSync(join(sources, "serve/desk", path.split("/").pop())));
    if (path === "/_pressroom/events") return this.listen(url, request, response);
    if (path === "/_pressroom/near") return send("application/json", JSON.stringify(this.near));
    if (path === "/_pressroom/") return send("text/html; charset=utf-8", DESK);
    if (path === "/around/") return send("text/html", '<!DOCTYPE html><title>Around</title><iframe src="../article/" title="itself"></iframe>');
    if (path.endsWith(".css")) {
      // Over a slow line: what is removed too early is seen.
      await new Promise((done) => setTimeout(done, this.slow ?? 0));
      return path === "/sheet-404.css" ? send("text/plain", "", 404) : send("text/css", this.css());
    }
    if (path.endsWith(".svg")) {
      await new Promise((done) => setTimeout(done, 150));
      return send("image/svg+xml", '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="400"/>');
    }
    // Beside the page itself, the script asks for its text.
    if (request.headers["sec-fetch-dest"] !== "empty") this.paths.push(path);
    return send("text/html; charset=utf-8", this.html(path).sent, path === "/article/" ? 200 : 404);
  }

  listen(url, request, response) {
    response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-cache" });
    const path = url.searchParams.get("path");
    const stream = { path, print: url.searchParams.get("print"), response };
    this.streams.add(stream);
    this.connections += 1;
    request.on("close", () => this.streams.delete(stream));
    if (path === "/_pressroom/") return this.emit("desk", { html: this.desk ?? inside(DESK) }, stream);
    this.emit("page", { print: this.promised ?? this.html(path).print, state: this.stateOf(path) }, stream);
    this.emit("problems", this.problems, stream);
  }

  stateOf(path) {
    const lost = { source: null, edit: null, kind: "not-found", words: null, minutes: null, status: null, warnings: [] };
    return { path, ...this.state, ...(path === "/article/" ? {} : lost) };
  }

  emit(event, data, ...streams) {
    for (const { response } of streams.length ? streams : this.streams) {
      response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
    }
  }

  /** A change of the page's bytes, as the engine tells it. */
  change(act) {
    act(this);
    for (const stream of this.streams) this.emit("reload", { print: this.html(stream.path).print }, stream);
  }

  report(html, count) {
    this.problems = { html, count };
    this.emit("problems", this.problems);
  }
}

const inside = (page) => /<main[^>]*>\n([^]*)<\/main>/.exec(page)[1];

// ── The checks ──────────────────────────────────────────────────────────────────────────────────────────────────────

const problems = [];
const checks = [];
const check = (name, act, setting = {}) => checks.push({ name, act, setting });

/** Waits until the page says yes. */
async function until(page, what, test, argument) {
  try {
    await page.waitForFunction(test, argument, { timeout: PATIENCE, polling: 30 });
  } catch {
    throw new Error(`never: ${what}`);
  }
}

function expect(what, found, wanted) {
  if (JSON.stringify(found) !== JSON.stringify(wanted)) throw new Error(`${what}: ${JSON.stringify(found)}, wanted ${JSON.stringify(wanted)}`);
}

const pause = (time) => new Promise((done) => setTimeout(done, time));
const ready = (page) => page.locator(".bar").waitFor({ timeout: PATIENCE });

/** Does something that makes the page reload, and waits for the page after it. */
async function reloaded(page, act) {
  await page.evaluate(() => (globalThis.old = true));
  await act();
  await until(page, "a reload", () => !globalThis.old && document.readyState === "complete" && document.querySelector("pressroom-desk"));
  await ready(page);
  await settled(page);
}

const settled = (page) => page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
/** Where a paragraph stands in the window. */
const topOf = (page, text) => page.evaluate((text) => [...document.querySelectorAll("p")].find((p) => p.textContent.startsWith(text))?.getBoundingClientRect().top, text);
const scrollTo = (page, text) =>
  page.evaluate((text) => {
    const el = [...document.querySelectorAll("p")].find((p) => p.textContent.startsWith(text));
    scrollTo({ top: scrollY + el.getBoundingClientRect().top - 137, behavior: "instant" });
  }, text);

/** Whether a paragraph comes to stand there, and stays. */
async function stands(page, text, wanted) {
  for (let tries = 0; Math.abs((await topOf(page, text)) - wanted) > 1.5 && tries < 50; tries += 1) await pause(30);
  await settled(page);
  const found = await topOf(page, text);
  if (!(Math.abs(found - wanted) <= 1.5)) throw new Error(`"${text}" stands at ${found}, wanted about ${wanted}`);
}

check("text above does not move what is being read", async ({ page, site }) => {
  await scrollTo(page, "Paragraph 30.");
  await reloaded(page, () => site.change(() => site.blocks.splice(5, 0, ...Array.from({ length: 12 }, (_, at) => `<p>New ${at}. ${sentences(60)}</p>`))));
  await stands(page, "Paragraph 30.", 137);
  await reloaded(page, () => site.change(() => site.blocks.splice(5, 12)));
  await stands(page, "Paragraph 30.", 137);
  await pause(700);
  await stands(page, "Paragraph 30.", 137);
});

check("an edited paragraph does not move what is around it", async ({ page, site }) => {
  await scrollTo(page, "Paragraph 30.");
  await reloaded(page, () => site.change(() => (site.blocks[30] = `<p>Altogether different. ${sentences(90)}</p>`)));
  await stands(page, "Altogether different.", 137);
  await reloaded(page, () => site.change(() => (site.blocks[29] = `<p>Different too. ${sentences(190)}</p>`)));
  await stands(page, "Altogether different.", 137);
});

check("text that is there more than once is not confused", async ({ page, site }) => {
  site.blocks = site.blocks.map((block, at) => (at % 2 ? `<p>Refrain. ${sentences(20)}</p>` : block));
  await reloaded(page, () => site.change(() => {}));
  await scrollTo(page, "Paragraph 40.");
  await reloaded(page, () => site.change(() => site.blocks.splice(3, 0, `<p>Refrain. ${sentences(20)}</p>`, `<p>New. ${sentences(200)}</p>`)));
  await stands(page, "Paragraph 40.", 137);
});

check("pictures that come in late do not move what is being read", async ({ page, site }) => {
  await scrollTo(page, "Paragraph 30.");
  await reloaded(page, () => site.change(() => site.blocks.splice(5, 0, `<p><img src="late.svg" alt=""></p>`)));
  await pause(600);
  await stands(page, "Paragraph 30.", 137);
});

check("the top of a page stays the top, and focus stays", async ({ page, site }) => {
  await page.locator("input").focus();
  await reloaded(page, () => site.change(() => site.blocks.unshift(`<p>First. ${sentences(60)}</p>`)));
  expect("scroll position", await page.evaluate(() => scrollY), 0);
  expect("focus", await page.evaluate(() => document.activeElement.name), "q");
});

check("somebody who scrolls is not held", async ({ page, site }) => {
  await scrollTo(page, "Paragraph 30.");
  await reloaded(page, () => site.change(() => site.blocks.unshift(`<p>First. ${sentences(60)}</p>`)));
  await page.mouse.move(200, 200);
  await page.mouse.wheel(0, 400);
  await pause(400);
  await stands(page, "Paragraph 30.", -263);
});

/** Does something that changes the page, and waits for that without a reload. */
async function exchanged(page, site, act) {
  await page.evaluate(() => (globalThis.old = true));
  act();
  const { print } = site.html("/article/");
  await until(page, "other bytes", (print) => document.querySelector("script[data-print]").dataset.print === print, print);
  expect("no reload", await page.evaluate(() => globalThis.old), true);
}

const still = { scripted: false };
check("a changed paragraph is exchanged, and nothing else is touched", async ({ page, site }) => {
  await pause(300);
  await page.locator("input[name=q]").fill("half a word");
  await page.evaluate(() => (document.querySelectorAll("p")[3].mark = "the same node"));
  await exchanged(page, site, () => site.change(() => (site.blocks[5] = "<p>Altogether <em>different</em>.</p>")));
  expect("its text", await page.evaluate(() => document.querySelectorAll("main p")[5].innerHTML), "Altogether <em>different</em>.");
  expect("what was typed", await page.locator("input[name=q]").inputValue(), "half a word");
  expect("other nodes", await page.evaluate(() => document.querySelectorAll("p")[3].mark), "the same node");
  await exchanged(page, site, () => site.change(() => site.blocks.splice(2, 2)));
  await exchanged(page, site, () => site.change(() => site.blocks.push("<p>At the end.</p>")));
  expect("the end", await page.evaluate(() => [...document.querySelectorAll("main p")].at(-1).textContent), "At the end.");
}, still);

check("what is being read stays where it is when text above is exchanged", async ({ page, site }) => {
  await pause(300);
  await scrollTo(page, "Paragraph 30.");
  await exchanged(page, site, () => site.change(() => site.blocks.splice(5, 0, `<p>New. ${sentences(600)}</p>`)));
  await stands(page, "Paragraph 30.", 137);
}, still);

check("what has a life of its own, or was touched by a script, is brought by a reload", async ({ page, site }) => {
  await pause(300);
  await reloaded(page, () => site.change(() => (site.blocks[5] = '<p>With a <button type="button">button</button>.</p>')));
  await pause(300);
  await page.evaluate(() => document.querySelectorAll("main p")[7].append(" (by a script)"));
  await reloaded(page, () => site.change(() => (site.blocks[7] = "<p>Another.</p>")));
  await pause(300);
  await page.evaluate(() => document.querySelector("main").prepend(document.createElement("hr")));
  await reloaded(page, () => site.change(() => (site.blocks[8] = "<p>One more.</p>")));
}, still);

check("several tabs are up to date", async ({ page, site, context, url }) => {
  const other = await context.newPage();
  await other.goto(url);
  await ready(other);
  await scrollTo(page, "Paragraph 10.");
  await scrollTo(other, "Paragraph 40.");
  await reloaded(other, () => reloaded(page, () => site.change(() => site.blocks.unshift(`<p>First. ${sentences(200)}</p>`))));
  await stands(page, "Paragraph 10.", 137);
  await stands(other, "Paragraph 40.", 137);
});

check("a tab that nobody sees gives its connection back", async ({ page, site }) => {
  const show = (hidden) =>
    page.evaluate((hidden) => {
      Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
    }, hidden);
  await show(true);
  for (let tries = 0; site.streams.size > 0 && tries < 50; tries += 1) await pause(20);
  expect("connections of a hidden tab", site.streams.size, 0);
  site.change(() => (site.blocks[0] = "<p>Written meanwhile.</p>"));
  await reloaded(page, () => show(false));
  expect("what it shows when it is seen", (await topOf(page, "Written meanwhile.")) !== undefined, true);
});

check("bytes that never come are not waited for", async ({ page, site }) => {
  site.promised = "0".repeat(32);
  site.emit("reload", { print: site.promised });
  await pause(1_500);
  expect("visits", site.paths.length, 2);
  await ready(page);
});

check("a style sheet is swapped without a reload or an unstyled frame", async ({ page, site }) => {
  await page.evaluate(() => {
    globalThis.old = true;
    globalThis.seen = [];
    const look = () => {
      globalThis.seen.push(getComputedStyle(document.body).outlineColor);
      requestAnimationFrame(look);
    };
    look();
  });
  const was = site.html("/article/").print;
  site.slow = 200;
  const swap = (from, to) => {
    site.sheet = to;
    const { print } = site.html("/article/");
    site.emit("style", { print, swap: [[`${BASE}sheet-${from}.css`, `${BASE}sheet-${to}.css`]] });
    site.emit("page", { print, state: site.stateOf("/article/") });
  };
  swap(1, 2);
  await until(page, "the new style", () => getComputedStyle(document.body).outlineColor === "rgb(0, 0, 2)");
  // Two in a row: the second must wait for the first.
  swap(2, 3);
  swap(3, 1);
  await until(page, "the last style", () => getComputedStyle(document.body).outlineColor === "rgb(0, 0, 1)" && document.querySelectorAll("link[rel=stylesheet]").length === 1);
  const seen = await page.evaluate(() => [...new Set(globalThis.seen)].sort());
  expect("colours of all frames", seen.filter((colour) => !/rgb\(0, 0, [123]\)/.test(colour)), []);
  expect("no navigation", await page.evaluate(() => globalThis.old), true);
  // What the page is now is remembered: a new connection asks with it, and nothing is reloaded.
  expect("the print", site.html("/article/").print, was);
  swap(1, 2);
  await until(page, "the new style", () => getComputedStyle(document.body).outlineColor === "rgb(0, 0, 2)");
  const { port, connections } = site;
  await site.stop();
  await site.start(port);
  for (let tries = 0; site.connections === connections && tries < 250; tries += 1) await pause(20);
  expect("asked with", [...site.streams][0]?.print, site.html("/article/").print);
  await pause(200);
  expect("still no navigation", await page.evaluate(() => globalThis.old), true);
});

check("a style sheet that can't be had is a reload", async ({ page, site }) => {
  await reloaded(page, () => {
    site.sheet = 2;
    site.emit("style", { print: site.html("/article/").print, swap: [[`${BASE}sheet-1.css`, `${BASE}sheet-404.css`]] });
  });
  expect("the style", await page.evaluate(() => getComputedStyle(document.body).outlineColor), "rgb(0, 0, 2)");
});

check("errors are shown over the page, folded, and go", async ({ page, site, shot }) => {
  const overlay = page.locator(".overlay");
  const active = () => page.evaluate(() => document.querySelector("pressroom-desk").shadowRoot.activeElement?.className);
  site.report(REPORT, 2);
  await overlay.waitFor({ timeout: PATIENCE });
  const text = await overlay.innerText();
  for (const wanted of ["2 errors", "content/phones/hinge.md:5:1", "cateogry: phones", "did you mean category?"]) {
    if (!text.includes(wanted)) throw new Error(`the overlay does not say "${wanted}": ${text}`);
  }
  expect("the line's link", await overlay.locator("a.file").first().getAttribute("href"), "vscode://file/site/content/phones/hinge.md:4:10");
  expect("the mark", await overlay.locator("mark").first().innerText(), "2026-11-16");
  expect("nothing takes the focus", await page.evaluate(() => document.activeElement === document.body), true);
  const box = await overlay.boundingBox();
  if (box.y < 200) throw new Error(`the page is not to be seen above the overlay: ${box.y}`);
  await shot("overlay");
  await page.keyboard.press("Escape");
  expect("folded", await overlay.isVisible(), false);
  await page.locator(".errors").click();
  expect("unfolded, with the focus", await active(), "overlay news");
  await page.keyboard.press("Escape");
  expect("the focus is where it was opened", await active(), "errors");
  // The same problems stay folded, through a reload as well; others come back.
  await reloaded(page, () => site.change(() => site.blocks.pop()));
  await pause(150);
  expect("folded after a reload", [await overlay.isVisible(), await page.locator(".errors").innerText()], [false, "2 errors"]);
  site.report(REPORT.replaceAll("cateogry", "categroy"), 2);
  await overlay.waitFor({ timeout: PATIENCE });
  await overlay.locator("a.file").first().focus();
  site.report(REPORT, 2);
  await until(page, "focus stays in the overlay", () => document.querySelector("pressroom-desk").shadowRoot.activeElement?.classList.contains("overlay"));
  site.report("", 0);
  await overlay.waitFor({ state: "hidden", timeout: PATIENCE });
  expect("nothing is left", await page.locator(".errors").isVisible(), false);
});

check("the fold button folds, and focus comes back", async ({ page, site }) => {
  await page.locator("input").focus();
  site.report(REPORT, 2);
  await page.locator(".overlay").waitFor({ timeout: PATIENCE });
  expect("focus stays", await page.evaluate(() => document.activeElement.name), "q");
  await page.locator(".overlay a.file").first().focus();
  site.report("", 0);
  await page.locator(".overlay").waitFor({ state: "hidden", timeout: PATIENCE });
  expect("focus is back", await page.evaluate(() => document.activeElement.name), "q");
  site.report(REPORT, 2);
  await page.locator(".fold").click();
  expect("folded", await page.locator(".overlay").isVisible(), false);
});

check("the bar says what the server knows", async ({ page, site, shot }) => {
  const bar = page.locator(".bar");
  const text = (await bar.innerText()).replace(/\s+/g, " ");
  for (const wanted of ["Scheduled goes live Tuesday 24 November, 09:00", "1,812 words, 8 min", "2 warnings", "content/phones/hinge.md", "why", "desk"]) {
    if (!text.includes(wanted)) throw new Error(`the bar does not say "${wanted}": ${text}`);
  }
  expect("the source", await bar.locator(".source a").getAttribute("href"), STATE.edit);
  expect("the desk", await bar.locator(".to-desk").evaluate((a) => a.href), `${site.origin}${BASE}_pressroom/`);
  await bar.locator(".warnings").click();
  const panel = page.locator(".panel");
  const warnings = (await panel.innerText()).replace(/\s+/g, " ");
  for (const wanted of ["the link bench.md leads nowhere", "content/phones/hinge.md:14:9", "hint: did you mean the-bench.md?", "<b>.jpg"]) {
    if (!warnings.includes(wanted)) throw new Error(`the warnings do not say "${wanted}": ${warnings}`);
  }
  await shot("warnings");
  await bar.locator(".why").click();
  expect("the reasons", await panel.locator("li").first().innerText(), "content/phones/hinge.md changed");
  await shot("why");
  await page.keyboard.press("Escape");
  expect("closed", await panel.isVisible(), false);
  site.state = { ...STATE, warnings: [], words: 1, minutes: 1, status: { kind: "draft", at: null, text: "" } };
  site.emit("page", { print: site.html("/article/").print, state: site.stateOf("/article/") });
  await until(page, "the new state", () => document.querySelector("pressroom-desk").shadowRoot.querySelector(".status").textContent.trim() === "draft");
  expect("no warnings", await bar.locator(".warnings").isVisible(), false);
  await shot("bar");
});

check("the bar is remembered folded, takes no room, and is not printed", async ({ page, site, context, url }) => {
  const items = page.locator(".items");
  const height = await page.evaluate(() => [document.documentElement.scrollHeight, document.body.scrollHeight]);
  await page.evaluate(() => document.querySelector("pressroom-desk").remove());
  expect("height without it", await page.evaluate(() => [document.documentElement.scrollHeight, document.body.scrollHeight]), height);
  await page.reload();
  await ready(page);
  await page.locator(".chip").click();
  expect("folded", await items.isVisible(), false);
  await reloaded(page, () => site.change(() => site.blocks.pop()));
  expect("folded after a reload", await items.isVisible(), false);
  const other = await context.newPage();
  await other.goto(url);
  await ready(other);
  expect("folded in another tab", await other.locator(".items").isVisible(), false);
  await page.locator(".chip").click();
  await other.locator(".items").waitFor({ timeout: PATIENCE });
  await page.emulateMedia({ media: "print" });
  expect("printed", await page.locator(".bar").isVisible(), false);
  await page.emulateMedia({ media: "screen" });
  // The last lines are there to be read.
  await page.mouse.move(600, 300);
  await page.evaluate(() => scrollTo({ top: document.body.scrollHeight, behavior: "instant" }));
  await items.waitFor({ state: "hidden", timeout: PATIENCE });
  await page.mouse.wheel(0, -300);
  await items.waitFor({ timeout: PATIENCE });
});

check("a finger unfolds the bar, folds it, and brings back what made way", async ({ page }) => {
  const desk = page.locator(".to-desk");
  // Chromium now and then loses a touch that a program makes; what a page sees of one is made here.
  const tap = () =>
    page.locator(".chip").evaluate((chip) => {
      chip.dispatchEvent(new PointerEvent("pointerdown", { bubbles: true, composed: true, pointerType: "touch" }));
      chip.click();
    });
  expect("folded at first", await desk.isVisible(), false);
  await tap();
  expect("unfolded", await desk.isVisible(), true);
  await page.evaluate(() => scrollTo({ top: document.body.scrollHeight, behavior: "instant" }));
  await desk.waitFor({ state: "hidden", timeout: PATIENCE });
  await tap();
  expect("back again", await desk.isVisible(), true);
  await tap();
  expect("folded", await desk.isVisible(), false);
}, { width: 320 });

check("a page in a frame is reloaded and has no bar", async ({ page, site }) => {
  await page.goto(`${site.origin}${BASE}around/`);
  for (let tries = 0; site.streams.size === 0 && tries < 50; tries += 1) await pause(20);
  expect("no bar in the frame", await page.frames()[1].locator("pressroom-desk").count(), 0);
  site.change(() => (site.blocks = ["<p>Written meanwhile.</p>"]));
  await until(page, "the frame's reload", () => document.querySelector("iframe").contentDocument?.body?.textContent.includes("Written meanwhile"));
});

check("a server that stops is said, and found again", async ({ page, site, shot }) => {
  const lost = page.locator(".lost");
  const { port } = site;
  await site.stop();
  await until(page, "the stop is said", () => document.querySelector("pressroom-desk").shadowRoot.querySelector(".lost").textContent === "server stopped");
  await shot("stopped");
  await pause(1_000);
  await site.start(port);
  await lost.waitFor({ state: "hidden", timeout: 10_000 });
  await site.stop();
  await lost.waitFor({ timeout: 10_000 });
  site.blocks[0] = "<p>Written while the server was down.</p>";
  await reloaded(page, () => site.start(port));
  expect("the new text", (await topOf(page, "Written while the server was down.")) !== undefined, true);
});

check("a missing page is told what is near", async ({ page, site, shot }) => {
  await page.goto(`${site.origin}${BASE}artcle/`);
  const panel = page.locator(".panel");
  await panel.waitFor({ timeout: PATIENCE });
  const links = await panel.locator("a").evaluateAll((all) => all.map((a) => [a.textContent, a.href]));
  expect("the addresses", links, [["/article/", `${site.origin}${BASE}article/`], ["/phones/", `${site.origin}${BASE}phones/`]]);
  await shot("near");
  await panel.locator("a").first().click();
  await page.waitForURL(`${site.origin}${BASE}article/`);
}, { missing: true });

check("the desk is a page, and stays up to date", async ({ page, site, shot }) => {
  await page.goto(`${site.origin}${BASE}_pressroom/`);
  await page.evaluate(() => (globalThis.old = true));
  for (let tries = 0; site.streams.size === 0 && tries < 50; tries += 1) await pause(20);
  await page.locator("summary").first().click();
  expect("no bar on the desk", await page.locator(".bar").count(), 0);
  site.desk = inside(DESK).replace("The hinge, explained", "The hinge explained again");
  site.emit("desk", { html: site.desk });
  await page.getByText("The hinge explained again").waitFor({ timeout: PATIENCE });
  expect("what was open is open", await page.locator("details").first().evaluate((el) => el.open), true);
  expect("without a reload", await page.evaluate(() => globalThis.old), true);
  await shot("desk", { fullPage: true });
  await site.stop();
  await page.getByText("server stopped").waitFor({ timeout: PATIENCE });
});

check("a policy for scripts' markup", async ({ page, site }) => {
  site.report(REPORT, 2);
  await page.locator(".overlay mark").first().waitFor({ timeout: PATIENCE });
}, { policy: `${STRICT}; require-trusted-types-for 'script'` });

check("a policy that forbids even that", async ({ page, site }) => {
  site.report(REPORT, 2);
  await page.locator(".overlay", { hasText: "It is on the desk" }).waitFor({ timeout: PATIENCE });
}, { policy: `${STRICT}; require-trusted-types-for 'script'; trusted-types site`, console: /trusted ?type/i });

check("no storage, no harm", async ({ page, site }) => {
  await page.locator(".chip").click();
  expect("the bar folds", await page.locator(".items").isVisible(), false);
  await reloaded(page, () => site.change(() => site.blocks.pop()));
}, {
  init: () => {
    for (const store of ["localStorage", "sessionStorage"]) {
      Object.defineProperty(window, store, { get() { throw new DOMException("no", "SecurityError"); } });
    }
  },
});

check("at the root of a host, without a policy", async ({ page, site }) => {
  site.report(REPORT, 2);
  await page.locator(".overlay").waitFor({ timeout: PATIENCE });
  await scrollTo(page, "Paragraph 30.");
  await reloaded(page, () => site.change(() => site.blocks.unshift(`<p>First. ${sentences(60)}</p>`)));
  await stands(page, "Paragraph 30.", 137);
}, { base: "/", policy: "" });

check("without JavaScript the desk is whole", async ({ page, site }) => {
  await page.goto(`${site.origin}${BASE}_pressroom/`);
  const text = await page.locator("main").innerText();
  for (const wanted of ["The desk", "Broken", "Drafts", "Scheduled", "Expired", "unknown field cateogry", "1,402 pages are different", "12,345"]) {
    if (!text.includes(wanted)) throw new Error(`the desk does not say "${wanted}"`);
  }
}, { scripts: false });

const WCAG = { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] };

async function accessible(page, about) {
  await page.evaluate(axe);
  const violations = await page.evaluate(async (runOnly) => (await globalThis.axe.run(document, { runOnly, resultTypes: ["violations"] })).violations, WCAG);
  return violations.map(({ id, help, nodes }) => {
    const first = nodes[0];
    const why = (first.any[0] ?? first.all[0] ?? first.none[0])?.message ?? "";
    return `${about}: axe ${id}: ${help} (${nodes.length}): ${first.html.slice(0, 200)} ${why.slice(0, 200)}`;
  });
}

for (const width of [320, 1280]) {
  for (const colours of ["light", "dark"]) {
    check(`accessible at ${width} px, ${colours}`, async ({ page, site, shot }) => {
      const wide = () => page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
      if (!(await page.locator(".items").isVisible())) await page.locator(".chip").click();
      const found = await accessible(page, "bar");
      await shot(`bar-${width}-${colours}`);
      await page.locator(".bar .warnings").click();
      found.push(...(await accessible(page, "warnings")));
      await shot(`warnings-${width}-${colours}`);
      site.report(REPORT, 2);
      await page.locator(".overlay").waitFor({ timeout: PATIENCE });
      found.push(...(await accessible(page, "overlay")));
      await shot(`overlay-${width}-${colours}`);
      const box = await page.locator(".overlay").boundingBox();
      if (box.x < 0 || box.x + box.width > width) found.push(`the overlay is wider than the window: ${box.x} to ${box.x + box.width}`);
      if (await wide()) found.push("the page is wider than the window");
      await page.goto(`${site.origin}${BASE}_pressroom/`);
      await page.locator("summary").first().click();
      found.push(...(await accessible(page, "desk")));
      if (await wide()) found.push("the desk is wider than the window");
      await shot(`desk-${width}-${colours}`, { fullPage: true });
      if (found.length > 0) throw new Error(found.join("\n"));
    }, { width, colours, bypass: true });
  }
}

// ── Running them ────────────────────────────────────────────────────────────────────────────────────────────────────

/** Not everything that a browser is asked ends by itself. */
function within(time, promise) {
  let timer;
  const late = new Promise((_, fail) => (timer = setTimeout(() => fail(new Error("takes too long")), time)));
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

async function run(browser, { name, act, setting }) {
  const site = Object.assign(new Site(), { base: setting.base ?? BASE, policy: setting.policy ?? STRICT, scripted: setting.scripted ?? true });
  await site.start();
  const context = await browser.newContext({
    viewport: { width: setting.width ?? 1280, height: 800 },
    colorScheme: setting.colours ?? "light",
    javaScriptEnabled: setting.scripts ?? true,
    // The checker is put into the page by this program.
    bypassCSP: setting.bypass ?? false,
  });
  try {
    if (setting.init) await context.addInitScript(setting.init);
    context.on("page", (page) => {
      page.setDefaultTimeout(timeout);
      page.on("pageerror", (error) => problems.push(`${name}: thrown into the page: ${error.message}`));
      page.on("console", (message) => {
        const expected = /ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED_ENCODING|status of 404/.test(message.text()) || setting.console?.test(message.text());
        if (["error", "warning"].includes(message.type()) && !expected) problems.push(`${name}: console: ${message.text()}`);
      });
    });
    const page = await context.newPage();
    const url = `${site.origin}${site.base}article/`;
    if (setting.scripts !== false) {
      await page.goto(url);
      await ready(page);
      await until(page, "the first state", () => document.querySelector("pressroom-desk").shadowRoot.querySelector(".status").textContent !== "");
    }
    const shot = async (as, how) => {
      if (!options.shots) return;
      mkdirSync(options.shots, { recursive: true });
      await pause(250);
      await page.screenshot({ path: join(options.shots, `${as}.png`), ...how });
    };
    await within(60_000, act({ page, site, context, url, shot }));
  } catch (error) {
    for (const line of error.message.split("\n").slice(0, 12)) problems.push(`${name}: ${line}`);
  } finally {
    await context.close();
    await site.stop().catch(() => {});
  }
}

const chosen = checks.filter(({ name }) => !options.only || name.includes(options.only));
if (chosen.length === 0) problems.push("no such check");
const browser = await launch();
try {
  for (const one of chosen) await run(browser, one);
} finally {
  await browser.close();
}
finish("desk in a browser", `${chosen.length} checks`, problems);
