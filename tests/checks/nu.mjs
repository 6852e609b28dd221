// nu.mjs SITE [--warnings] [--outside-prose]: the Nu HTML checker over every page of a built site.
//
//   --warnings        warnings count as well as errors
//   --outside-prose   errors inside an article's text are counted only: they are in HTML that a writer put there

import { execFile } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { warnings: { type: "boolean", default: false }, "outside-prose": { type: "boolean", default: false } },
});
const site = positionals[0];
const jar = createRequire(import.meta.url).resolve("vnu-jar/build/dist/vnu.jar");
const pages = readdirSync(site, { recursive: true }).filter((name) => name.endsWith(".html"));

/** What the checker says: it exits with 1 when there are errors, and its report is then on stderr all the same. */
function check() {
  const flags = ["-Xss1m", "-jar", jar, "--format", "json", "--skip-non-html", ...(options.warnings ? [] : ["--errors-only"])];
  return new Promise((resolve, reject) => {
    execFile("java", [...flags, site], { maxBuffer: 1 << 28 }, (error, _stdout, stderr) => {
      try {
        resolve(JSON.parse(stderr).messages);
      } catch {
        reject(error ?? new Error(stderr));
      }
    });
  });
}

/** The lines of a page between the beginning of its text and the first part of the theme that follows it. */
function prose(file) {
  const lines = readFileSync(file, "utf8").split("\n");
  const start = lines.findIndex((line) => line.startsWith('<div class="prose">'));
  if (start < 0) return [0, 0];
  const after = /^<section class="(review|corrections|tags|series|bios)"|^<\/article>|^<\/main>/;
  const end = lines.findIndex((line, at) => at > start && after.test(line));
  return [start + 1, end + 1];
}

const problems = [];
let excused = 0;
if (pages.length < 50) problems.push(`the site: ${pages.length} pages, expected at least 50`);
for (const message of pages.length > 0 ? await check() : []) {
  const file = message.url ? fileURLToPath(message.url) : site;
  const line = message.lastLine ?? 0;
  const [start, end] = options["outside-prose"] ? prose(file) : [0, 0];
  if (message.type === "error" && start < line && line < end) {
    excused += 1;
    continue;
  }
  const extract = (message.extract ?? "").replace(/\s+/g, " ").trim();
  problems.push(`${relative(site, file)}:${line}: ${message.subType ?? message.type}: ${message.message} ${extract}`);
}
for (const problem of problems.slice(0, 40)) console.log(problem);
if (problems.length > 40) console.log(`… and ${problems.length - 40} more`);
const also = options["outside-prose"] ? `, ${excused} errors in writers' HTML` : "";
console.log(`nu: ${pages.length} pages${also}, ${problems.length} problems`);
process.exit(problems.length > 0 ? 1 : 0);
