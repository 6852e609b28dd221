// A built site behind a host of files, and the browser that visits it. What the checks in a browser start from.

import { existsSync, readFileSync, readdirSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, sep } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { chromium } from "playwright-core";

export const timeout = 60_000;

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".xml": "application/xml",
  ".svg": "image/svg+xml",
  ".jpg": "image/jpeg",
  ".jpeg": "image/jpeg",
  ".png": "image/png",
  ".gif": "image/gif",
  ".webp": "image/webp",
  ".avif": "image/avif",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
};

/** A host of files, as dumb as they come. `change` may rewrite a page; pages may come in pieces, as over a slow line. */
export function serve(site, basePath = "/", { change = (html) => html, pieces = 1 } = {}) {
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url, "http://localhost").pathname);
    let file = path.startsWith(basePath) ? join(site, path.slice(basePath.length)) : site;
    if (path.endsWith("/")) file = join(file, "index.html");
    const found = (file + sep).startsWith(site + sep) && extname(file) !== "" && existsSync(file);
    const served = found ? file : join(site, "404.html");
    const body = extname(served) === ".html" ? change(readFileSync(served, "utf8")) : readFileSync(served);
    response.writeHead(found ? 200 : 404, { "content-type": TYPES[extname(served)] ?? "application/octet-stream" });
    for (const piece of extname(served) === ".html" ? cut(body, pieces) : []) {
      response.write(piece);
      await new Promise((done) => setTimeout(done, 30));
    }
    response.end(extname(served) === ".html" ? "" : body);
  });
  return new Promise((done) => server.listen(0, "127.0.0.1", () => done(server)));
}

/** A page in about so many pieces, cut where something ends that is seen as a whole. */
function* cut(html, pieces) {
  const ends = /<\/(?:li|ul|p|section|article|figure|header)>\n/g;
  let start = 0;
  for (const end of pieces > 1 ? html.matchAll(ends) : []) {
    const at = end.index + end[0].length;
    if (at - start < html.length / pieces) continue;
    yield html.slice(start, at);
    start = at;
  }
  yield html.slice(start);
}

/**
 * A host as publications use them: text is compressed, files with a hash in their name are kept for ever, and everything
 * else is asked for again with its tag.
 */
export function host(site) {
  const packed = new Map();
  const pack = (name, how) => {
    const key = `${how.name} ${name}`;
    if (!packed.has(key)) packed.set(key, how(readFileSync(name)));
    return packed.get(key);
  };
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url, "http://localhost").pathname);
    const wanted = join(site, path.endsWith("/") ? `${path}index.html` : path);
    const found = (wanted + sep).startsWith(site + sep) && extname(wanted) !== "" && existsSync(wanted);
    const file = found ? wanted : join(site, "404.html");
    const type = TYPES[extname(file)] ?? "application/octet-stream";
    const hashed = /\.[0-9a-f]{8,}\.[a-z0-9]+$/.test(file);
    const headers = {
      "content-type": type,
      "cache-control": hashed ? "public, max-age=31536000, immutable" : "public, max-age=0, must-revalidate",
      vary: "accept-encoding",
    };
    const accepted = request.headers["accept-encoding"] ?? "";
    const text = /^text|json|xml|svg|javascript/.test(type);
    let body = readFileSync(file);
    if (text && /\bbr\b/.test(accepted)) [body, headers["content-encoding"]] = [pack(file, brotliCompressSync), "br"];
    else if (text && /\bgzip\b/.test(accepted)) [body, headers["content-encoding"]] = [pack(file, gzipSync), "gzip"];
    response.writeHead(found ? 200 : 404, { ...headers, "content-length": body.length });
    response.end(body);
  });
  return new Promise((done) => server.listen(0, "127.0.0.1", () => done(server)));
}

/** The longest page of each kind: it has most that can go wrong. */
export function longest(site) {
  const chosen = new Map();
  for (const { name, html } of pages(site)) {
    const kind = kindOf(name, html);
    if (kind !== undefined && html.length > (chosen.get(kind)?.html.length ?? 0)) chosen.set(kind, { name, html });
  }
  return chosen;
}

export function originOf(server) {
  return `http://127.0.0.1:${server.address().port}`;
}

export function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    timeout,
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"],
  });
}

/** All pages of a site, by name: `{ name, html }`. */
export function* pages(site) {
  const names = readdirSync(site, { recursive: true }).filter((name) => name.endsWith(".html"));
  for (const name of names.sort()) yield { name, html: readFileSync(join(site, name), "utf8") };
}

/** What the theme calls a page, in its classes; articles by type, later pages of a list apart from the first. */
export function kindOf(name, html) {
  const body = /<body class="[^"]*\bpage-([a-z-]+)/.exec(html)?.[1];
  if (!body) return undefined;
  if (body === "article") return `article ${/<article class="article article-([a-z-]+)/.exec(html)?.[1]}`;
  return /(^|\/)page\/\d+\/index\.html$/.test(name) ? "archive page" : body;
}

/** Tells what is wrong, at most 40 lines of it, and ends. */
export function finish(check, summary, problems) {
  for (const problem of problems.slice(0, 40)) console.log(problem);
  if (problems.length > 40) console.log(`… and ${problems.length - 40} more`);
  console.log(`${check}: ${summary}, ${problems.length} problems`);
  process.exit(problems.length > 0 ? 1 : 0);
}
