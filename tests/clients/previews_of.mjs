// What makers of previews and checkers of structured data read in pages, as JSON: for each page, by program, what it
// says. Arguments: the folder of packages, and the address and the file of each page.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const [packages, ...given] = process.argv.slice(2);
const load = createRequire(`${packages}/`);
const rules = ["author", "date", "description", "image", "lang", "publisher", "title", "url"];
const metascraper = load("metascraper")(rules.map((name) => load(`metascraper-${name}`)()));
const openGraph = load("open-graph-scraper");
const { getPreviewFromContent } = load("link-preview-js");
const { structuredDataTest } = load("structured-data-testing-tool");
const { Google } = load("structured-data-testing-tool/presets");

const programs = {
  metascraper: (html, url) => metascraper({ html, url }),
  "open-graph-scraper": async (html) => (await openGraph({ html })).result,
  "link-preview-js": (data, url) => getPreviewFromContent({ url, data, headers: { "content-type": "text/html" } }),
  "structured-data-testing-tool": async (html) => {
    const { passed, failed, warnings, schemas, structuredData } = await structuredDataTest(html, { presets: [Google] })
      .catch((error) => error.res);
    const named = (tests) => tests.map(({ test }) => test);
    const kinds = structuredData.jsonld;
    const items = Object.entries(kinds).flatMap(([kind, all]) => all.map(() => kind));
    return { items, schemas, passed: named(passed), failed: named(failed), warnings: named(warnings) };
  },
};

const answers = [];
for (let n = 0; n < given.length; n += 2) {
  const [url, html] = [given[n], readFileSync(given[n + 1], "utf-8")];
  const said = {};
  for (const [name, ask] of Object.entries(programs)) said[name] = await ask(html, url);
  answers.push(said);
}
console.log(JSON.stringify(answers));
