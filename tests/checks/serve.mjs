// serve.mjs PROGRAM SITE [--edits 5] [--shots DIR]: the dev server with a real site, in a real browser.
//
// Works on a copy of SITE. A page is reloaded where it was being read, a style sheet is swapped without a reload, errors
// are shown with their line over the last good page and go away, the desk lists drafts, pictures come. Says how long a
// change took from the closed file to the HTTP answer, and to the screen.

import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { finish, launch } from "./served.mjs";

const { values: options, positionals } = parseArgs({
  options: { edits: { type: "string", default: "5" }, shots: { type: "string" } },
  allowPositionals: true,
});
const [program, source] = positionals;
const site = mkdtempSync(join(tmpdir(), "pressroom-serve-"));
for (const name of readdirSync(source)) {
  if (["content", "static", "data", "templates", "assets", "i18n", "themes", "pressroom.yaml"].includes(name)) {
    cpSync(join(source, name), join(site, name), { recursive: true });
  }
}

const problems = [];
const expect = (truth, message) => truth || problems.push(message);
const save = (path, text) => {
  mkdirSync(dirname(join(site, path)), { recursive: true });
  writeFileSync(join(site, path), text);
  return performance.now();
};
const read = (path) => readFileSync(join(site, path), "utf8");

const server = spawn(resolve(program), ["serve", "--root", site, "--port", "0", "--now", "2026-11-18T12:00:00Z"], {
  stdio: ["ignore", "ignore", "pipe"],
});
const origin = await new Promise((done) => {
  createInterface({ input: server.stderr }).on("line", (line) => {
    const url = /serving (http:\/\/\S+?)\/? /.exec(line);
    if (url) done(url[1]);
  });
});

const desk = await (await fetch(`${origin}/_pressroom/desk.json`)).json();
const home = await (await fetch(`${origin}/`)).text();
const path = /<h\d class="headline"><a href="([^"]+)"/.exec(home)[1];
const file = readdirSync(join(site, "content"), { recursive: true })
  .map((name) => `content/${name}`)
  .find((name) => name.endsWith(".md") && path.endsWith(`/${name.replace(/(\/index)?\.md$/, "").split("/").pop()}/`));
const original = read(file);

const browser = await launch();
try {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  const faults = [];
  page.on("pageerror", (error) => faults.push(String(error)));
  // Whatever is still on its way may reload a page while it is looked at.
  const look = async (ask) => {
    for (let left = 3; ; left--) {
      try {
        return await page.evaluate(ask);
      } catch (error) {
        if (left === 0 || !/context was destroyed/.test(error.message)) throw error;
        await page.waitForLoadState();
      }
    }
  };
  let loads = 0;
  page.on("load", () => loads++);
  await page.goto(`${origin}${path}`);
  await page.waitForFunction(() => [...document.querySelectorAll("*")].some((element) => element.shadowRoot));
  if (options.shots) await page.screenshot({ path: join(options.shots, "serve-page.png") });

  // From the closed file to the answer, and to the screen.
  const times = [];
  for (let at = 0; at < Number(options.edits); at++) {
    const mark = `Edit number ${at} of this check.`;
    const shown = page.waitForFunction((mark) => document.body.innerText.includes(mark), mark, { polling: "raf" });
    const closed = save(file, `${original.trimEnd()}\n\n${mark}\n`);
    let answered;
    const asked = (async () => {
      while (!(await (await fetch(`${origin}${path}`)).text()).includes(mark));
      answered = performance.now() - closed;
    })();
    await shown;
    const onScreen = performance.now() - closed;
    await asked;
    times.push([answered, onScreen]);
    await page.waitForTimeout(300);
  }
  const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
  const [http, screen] = [median(times.map(([http]) => http)), median(times.map(([, screen]) => screen))];
  console.log(`from the closed file: ${http.toFixed(0)} ms to the answer, ${screen.toFixed(0)} ms to the screen`);

  // The place that is being read stays, also when text is put in above it.
  await page.evaluate(() => window.scrollTo(0, 1400));
  const spot = () =>
    look(() => {
      const paragraphs = [...document.querySelectorAll(".prose p")].filter((p) => !p.textContent.startsWith("Put in"));
      const seen = paragraphs.find((p) => p.getBoundingClientRect().bottom > 60);
      return [seen?.textContent.slice(0, 40), Math.round(seen?.getBoundingClientRect().top ?? 0)];
    });
  await page.waitForTimeout(200);
  const before = await spot();
  const [, matter, body] = /^(---\n[^]*?\n---\n)([^]*)$/.exec(original);
  const loaded = loads;
  save(file, `${matter}\nPut in above. ${"Words that take room. ".repeat(60)}\n\n${body}`);
  await page.waitForFunction(() => document.body.innerText.includes("Put in above."));
  await page.waitForTimeout(500);
  const after = await spot();
  expect(before[0] === after[0] && Math.abs(before[1] - after[1]) < 8, `the place was lost: ${before} became ${after}`);
  expect(loads <= loaded + 1, `${loads - loaded} loads for one change`);

  // A style sheet is swapped.
  const sheet = existsSync(join(site, "themes/broadsheet/assets/css/main.css")) ? "themes/broadsheet/assets/css/main.css" : "assets/css/main.css";
  const css = existsSync(join(site, sheet)) ? read(sheet) : "";
  // What the last edit may still bring has come by then.
  await page.waitForTimeout(800);
  const count = loads;
  await page.evaluate(() => (window.sentinel = "still here"));
  save(sheet, `${css}\nh1 { letter-spacing: 3px !important }\n`);
  await page.waitForFunction(() => getComputedStyle(document.querySelector("h1")).letterSpacing === "3px");
  expect((await page.evaluate(() => window.sentinel)) === "still here" && loads === count, "a style sheet made the page reload");
  if (css) save(sheet, css);

  // An error is over the last good page, with its line, and goes away.
  const overlay = () =>
    look(() => [...document.querySelectorAll("*")].map((element) => element.shadowRoot?.textContent ?? "").join(" "));
  save(file, original.replace(/^title:.*$/m, "title: [unfinished\nnonsense_key: 1"));
  await page.waitForFunction(() => [...document.querySelectorAll("*")].some((e) => /error/.test(e.shadowRoot?.querySelector(".diagnostic")?.textContent ?? "")));
  const told = await overlay();
  expect(told.includes(`${file}:`), `the overlay does not name the file: ${told.slice(0, 300)}`);
  expect((await look(() => document.querySelector("h1").textContent.length)) > 5, "the last good page is gone");
  if (options.shots) await page.screenshot({ path: join(options.shots, "serve-overlay.png") });
  await page.setViewportSize({ width: 390, height: 800 });
  if (options.shots) await page.screenshot({ path: join(options.shots, "serve-overlay-phone.png") });
  await page.setViewportSize({ width: 1280, height: 800 });
  save(file, original);
  await page.waitForFunction(() => ![...document.querySelectorAll("*")].some((e) => e.shadowRoot?.querySelector(".diagnostic.error")?.checkVisibility()));

  // Two browsers; a page that shows nothing of a change stays.
  const other = await context.newPage();
  await other.goto(`${origin}/about/`);
  let reloads = 0;
  other.on("load", () => reloads++);
  await other.waitForTimeout(400);
  save(file, `${original}\nOne more line.\n`);
  await page.waitForFunction(() => document.body.innerText.includes("One more line."));
  await other.waitForTimeout(300);
  expect(reloads === 0, "a page was reloaded that shows nothing of the change");
  save(file, original);
  await page.waitForFunction(() => !document.body.innerText.includes("One more line."));
  await page.waitForTimeout(300);

  // Pictures come.
  await page.goto(`${origin}/`);
  await page.waitForTimeout(300);
  const pictures = await look(async () => {
    const images = [...document.images];
    for (const image of images) image.loading = "eager";
    await Promise.all(images.map((image) => image.decode().catch(() => {})));
    return images.map((image) => [image.currentSrc, image.naturalWidth]);
  });
  const blank = pictures.filter(([, width]) => width === 0);
  expect(pictures.length > 0 && blank.length === 0, `pictures did not come: ${JSON.stringify(blank)}`);

  // The desk. It is the page that its script knows, and follows what happens.
  await page.goto(`${origin}/_pressroom/`);
  const [visits, text] = [loads, await page.evaluate(() => document.body.innerText)];
  for (const piece of desk.pieces.slice(0, 3)) expect(text.includes(piece.title), `the desk does not list \`${piece.title}\``);
  expect(desk.pieces.some((piece) => piece.standing === "draft"), "there is no draft to list");
  await page.waitForTimeout(500);
  save(file, original.replace(/^title:.*$/m, "title: [unfinished"));
  await page.waitForFunction((file) => document.querySelector("#problems")?.parentElement.innerText.includes(file), file);
  save(file, original);
  await page.waitForFunction((file) => !document.querySelector("#problems")?.parentElement.innerText.includes(file), file);
  expect(loads === visits, `the desk was loaded ${loads - visits} times more`);
  if (options.shots) await page.screenshot({ path: join(options.shots, "serve-desk.png") });
  expect(faults.length === 0, `errors in the page: ${faults}`);
} finally {
  await browser.close();
  server.kill();
  rmSync(site, { recursive: true });
}
finish("serve", `${options.edits} edits, reload, style sheet, overlay, pictures, desk`, problems);
