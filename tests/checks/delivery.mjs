// delivery.mjs PROGRAM SITE FOLDER [--now TIME] [--shots DIR]: however boxes are delivered, readers see the same.
//
// Builds SITE four times below FOLDER, and visits every article in a real browser: written into pages, refreshed by the
// script, included by nginx, included by Varnish. Under each article the same boxes hold the same stories in the same
// order, looked at as HTML. Without JavaScript the script's boxes hold older stories than the article, and none twice.

import { execFileSync, spawn } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { finish, kindOf, launch, originOf, pages, serve } from "./served.mjs";

const { values: options, positionals } = parseArgs({
  options: { now: { type: "string" }, shots: { type: "string" } },
  allowPositionals: true,
});
const [program, source, folder] = positionals;
const problems = [];
const expect = (truth, message) => truth || problems.push(message);
const running = [];

/** Builds the site with a delivery. */
function build(delivery) {
  const root = mkdtempSync(join(tmpdir(), "pressroom-delivery-"));
  for (const name of ["content", "themes", "templates", "static", "data", "assets", "i18n"]) {
    if (existsSync(join(source, name))) symlinkSync(resolve(source, name), join(root, name));
  }
  const config = readFileSync(join(source, "pressroom.yaml"), "utf8").replace(/^latest:.*\n(?: .*\n)*/m, "");
  writeFileSync(join(root, "pressroom.yaml"), `${config.trimEnd()}\nlatest: {delivery: ${delivery}}\n`);
  const out = join(folder, `delivery-${delivery}.out`);
  const more = options.now ? ["--now", options.now] : [];
  execFileSync(resolve(program), ["build", "--root", root, "--out", out, ...more], { stdio: "pipe" });
  rmSync(root, { recursive: true });
  return resolve(out);
}

async function freePort() {
  const server = createServer();
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}

/** Starts a server that answers at a port before long. */
async function start(command, args, port) {
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => (said += data));
  running.push(child);
  for (let left = 100; left > 0; left--) {
    const answer = await fetch(`http://127.0.0.1:${port}/`).catch(() => undefined);
    if (answer?.ok) return `http://127.0.0.1:${port}`;
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error(`${command} does not answer\n${said}`);
}

/** nginx with server-side includes. */
async function nginx(site, work) {
  const port = await freePort();
  mkdirSync(join(work, "nginx"), { recursive: true });
  const temp = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((name) => `${name}_temp_path ${work}/nginx/${name};`);
  writeFileSync(
    join(work, "nginx.conf"),
    `user ${userInfo().username}; daemon off; pid ${work}/nginx/pid; error_log stderr; worker_processes 1;
events {}
http {
  access_log off; ${temp.join(" ")}
  types { text/html html; text/css css; text/javascript js; application/json json; application/xml xml; image/svg+xml svg; image/avif avif; image/webp webp; image/jpeg jpg; }
  server { listen 127.0.0.1:${port}; root ${site}; ssi on; error_page 404 /404.html; }
}
`,
  );
  return start("/usr/sbin/nginx", ["-c", join(work, "nginx.conf"), "-e", "stderr"], port);
}

/** Varnish with Edge Side Includes, before a host of files. */
async function varnish(site, work) {
  const port = await freePort();
  const backend = new URL(originOf(await serve(site))).port;
  writeFileSync(
    join(work, "default.vcl"),
    `vcl 4.1;
backend files { .host = "127.0.0.1"; .port = "${backend}"; }
sub vcl_backend_response { if (beresp.http.content-type ~ "html") { set beresp.do_esi = true; } }
`,
  );
  const args = ["-F", "-a", `127.0.0.1:${port}`, "-f", join(work, "default.vcl"), "-n", join(work, "varnish"), "-s", "malloc,64m"];
  return start("/usr/sbin/varnishd", args, port);
}

/** Every box of an article: its heading, its stories, its HTML but for what only the script needs. */
const read = () =>
  [...document.querySelectorAll("section.box")]
    .filter((box) => box.checkVisibility({ visibilityProperty: true }) && box.id !== "related")
    .map((box) => {
      const links = [...box.querySelectorAll(".headline a")].map((link) => link.getAttribute("href"));
      return { title: box.querySelector("h2")?.textContent, links, html: box.innerHTML.trim() };
    });

const browser = await launch();
try {
  const work = mkdtempSync(join(tmpdir(), "pressroom-delivery-"));
  // Varnish gives up the rights of root.
  chmodSync(work, 0o755);
  const sites = Object.fromEntries(["inline", "client", "ssi", "esi"].map((delivery) => [delivery, build(delivery)]));
  const origins = {
    inline: originOf(await serve(sites.inline)),
    client: originOf(await serve(sites.client)),
    ssi: await nginx(sites.ssi, work),
    esi: await varnish(sites.esi, work),
  };
  const articles = [...pages(sites.inline)].filter(({ name, html }) => kindOf(name, html)?.startsWith("article "));
  const paths = articles.map(({ name }) => `/${name.replace(/index\.html$/, "")}`);
  const dates = new Map(
    articles.map(({ html }, at) => [paths[at], /"datePublished":"([^"]+)"/.exec(html)?.[1] ?? ""]),
  );
  let boxes = 0;
  let refreshed = 0;
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  page.on("pageerror", (error) => problems.push(`an error in a page: ${error}`));
  const plain = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
  for (const path of paths) {
    const wanted = await page.goto(origins.inline + path).then(() => page.evaluate(read));
    boxes += wanted.length;
    for (const delivery of ["client", "ssi", "esi"]) {
      await page.goto(origins[delivery] + path, { waitUntil: delivery === "client" ? "networkidle" : "load" });
      const shown = await page.evaluate(read);
      expect(
        JSON.stringify(shown) === JSON.stringify(wanted),
        `${path} shows something else by ${delivery}: ${JSON.stringify(shown.map(({ links }) => links))}, not ${JSON.stringify(wanted.map(({ links }) => links))}`,
      );
    }
    // As of its own publication.
    await plain.goto(origins.client + path);
    const held = await plain.locator("[data-box]").evaluateAll((all) =>
      all.map((box) => [...box.querySelectorAll(".headline a")].map((link) => link.getAttribute("href"))),
    );
    const all = held.flat();
    expect(new Set(all).size === all.length && !all.includes(path), `${path} has a story twice without a script`);
    for (const other of all) {
      expect(dates.get(other) <= dates.get(path), `${path} of ${dates.get(path)} held ${other} of ${dates.get(other)}`);
    }
    refreshed += JSON.stringify(held) === JSON.stringify(wanted.slice(-held.length).map(({ links }) => links)) ? 0 : 1;
  }
  expect(boxes > paths.length, `only ${boxes} boxes in ${paths.length} articles`);
  expect(refreshed > paths.length / 2, `the script had something to do in ${refreshed} of ${paths.length} articles`);
  if (options.shots) {
    await page.goto(origins.client + paths[0], { waitUntil: "networkidle" });
    await page.screenshot({ path: join(options.shots, "client.png"), fullPage: true });
  }
  // The network is gone by the time the script asks: the boxes of the page stay.
  await page.route("**/boxes/*.html", (route) => route.abort());
  await page.goto(origins.client + paths.at(-1), { waitUntil: "networkidle" });
  const kept = await page.evaluate(read);
  expect(kept.length > 0 && kept.at(-1).links.length > 0, "without the files of boxes nothing is left");
  rmSync(work, { recursive: true, force: true });
  running.forEach((child) => child.kill());
  await browser.close();
  finish("delivery", `${paths.length} articles, ${boxes} boxes, ${refreshed} refreshed`, problems);
} finally {
  running.forEach((child) => child.kill());
}
