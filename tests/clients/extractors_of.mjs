// What extractors of news and makers of previews read in pages, as JSON: for each page, by program, the text, title,
// authors, day and language it gives. Arguments: the folder of packages, and the address and the file of each page.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const [packages, ...given] = process.argv.slice(2);
const load = createRequire(`${packages}/`);
const { JSDOM } = load("jsdom");
const { Readability } = load("@mozilla/readability");
const unfluff = load("unfluff");
const { extractFromHtml } = load("@extractus/article-extractor");

const shown = (html) => new JSDOM(html).window.document.body.textContent;

const programs = {
  "@mozilla/readability": (html, url) => {
    const found = new Readability(new JSDOM(html, { url }).window.document).parse();
    return { text: found.textContent, title: found.title, authors: found.byline, day: found.publishedTime, lang: found.lang };
  },
  unfluff: (html) => {
    const found = unfluff(html);
    return { text: found.text, title: found.title, authors: found.author, day: found.date, lang: found.lang };
  },
  "@extractus/article-extractor": async (html, url) => {
    const found = await extractFromHtml(html, url);
    return found ? { text: shown(found.content), title: found.title, authors: found.author, day: found.published } : {};
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
