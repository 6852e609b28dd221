// Eleventy's side of benches/pictures: node pictures.mjs LIST FOLDER FORMAT PLAN
// PLAN gets a line for each variant: number of the picture, format, width, height, bytes.
import Image from "@11ty/eleventy-img";
import fs from "node:fs";

const [list, outputDir, format, plan] = process.argv.slice(2);
const files = fs.readFileSync(list, "utf8").trim().split("\n");
Image.concurrency = 2;
const rows = [];
const begin = performance.now();
const begun = process.cpuUsage();
await Promise.all(files.map(async (file, number) => {
  try {
    const made = await Image(file, {
      widths: [400, 800, 1200], formats: [format], outputDir, urlPath: "/", useCache: false,
      filenameFormat: (id, src, width, format) => `${number}-${width}.${format}`,
    });
    for (const { width, height, size } of Object.values(made).flat()) rows.push([number, format, width, height, size]);
  } catch (error) {
    console.error(`${file}: ${error.message}`);
  }
}));
const seconds = (performance.now() - begin) / 1000;
const bytes = rows.reduce((sum, row) => sum + row[4], 0);
const { user, system } = process.cpuUsage(begun);
console.log(`${seconds.toFixed(2)} s (processor ${((user + system) / 1e6).toFixed(2)} s), ${bytes} bytes`);
rows.sort((a, b) => a[0] - b[0] || a[2] - b[2]);
fs.writeFileSync(plan, rows.map((row) => row.join("\t") + "\n").join(""));
