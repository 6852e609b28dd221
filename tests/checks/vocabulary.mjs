// vocabulary.mjs SITE: structured data, judged by others.
//
// TypeScript checks every object against the types that Google publishes for the vocabulary of schema.org (schema-dts): a
// property that a type does not have, or a value of the wrong kind, is an error. Adobe's validator knows which fields
// Google requires for its rich results: a missing one is an error; what it only recommends is not asked for.

import Validation from "@adobe/structured-data-validator";
import WebAutoExtractor from "@marbec/web-auto-extractor";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { finish, pages } from "./served.mjs";

const site = resolve(process.argv[2]);
const modules = join(dirname(fileURLToPath(import.meta.url)), "node_modules");
const Validator = Validation.Validator ?? Validation;
const problems = [];
const shapes = new Map();
const types = new Set();

for (const { name, html } of pages(site)) {
  for (const [, json] of html.matchAll(/<script type="application\/ld\+json">(.*?)<\/script>/gs)) {
    for (const node of JSON.parse(json)["@graph"] ?? []) {
      // One of each shape: texts differ, types and properties do not.
      const shape = JSON.stringify(node, (key, value) => {
        if (key === "@type") types.add(value);
        return typeof value === "string" && key !== "@type" ? "" : value;
      });
      if (!shapes.has(shape)) shapes.set(shape, { name, node });
    }
  }
  const extracted = new WebAutoExtractor({ addLocation: true, embedSource: ["rdfa", "microdata"] }).parse(html);
  // The vocabulary itself would have to be fetched; TypeScript looks at that.
  for (const { severity, issueMessage, path } of await new Validator({ "@graph": [] }).validate(extracted)) {
    // A shop must say what it offers; a review of a product must not.
    const asShop = issueMessage.includes('"offers"') && path.at(-1)?.type === "Product";
    if (severity === "ERROR" && !asShop && !issueMessage.includes("is not a valid schema.org type")) {
      problems.push(`${name}: ${path.map(({ type, property }) => type ?? property).join(" / ")}: ${issueMessage}`);
    }
  }
}

// Pixels are plain numbers in Google's own examples; schema.org asks for a text with a unit.
const plain = (key, value) => (["width", "height"].includes(key) && typeof value === "number" ? undefined : value);
const all = [...shapes.values()];
const source = all.map(({ node }, at) => `export const n${at}: Thing = ${JSON.stringify(node, plain)};`);
const folder = mkdtempSync(join(tmpdir(), "vocabulary-"));
symlinkSync(modules, join(folder, "node_modules"));
writeFileSync(join(folder, "package.json"), '{"type": "module"}');
writeFileSync(join(folder, "check.ts"), [`import type { Thing } from "schema-dts";`, ...source].join("\n"));
const options = ["--noEmit", "--strict", "--skipLibCheck", "--module", "nodenext", "--pretty", "false", "check.ts"];
const { status, stdout, stderr } = spawnSync(process.execPath, [join(modules, "typescript/bin/tsc"), ...options], {
  cwd: folder,
  encoding: "utf8",
});
rmSync(folder, { recursive: true });
const said = stdout.split("\n");
for (const [at, line] of said.entries()) {
  const place = /^check\.ts\((\d+),/.exec(line);
  if (!place) continue;
  const reason = said.slice(at + 1).findIndex((next) => !next.startsWith(" "));
  const { name, node } = all[Number(place[1]) - 2] ?? { name: "the check itself", node: {} };
  problems.push(`${name}: ${node["@type"]}: ${line.slice(0, 300)} ${said.slice(at + 1, at + 1 + reason).join(" ").slice(0, 500)}`);
}
if (status !== 0 && problems.length === 0) problems.push(`tsc: ${stdout}${stderr}`);
finish("vocabulary", `${shapes.size} shapes of ${types.size} types`, problems);
