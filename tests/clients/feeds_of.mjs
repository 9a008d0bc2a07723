// Reads each feed on the command line with four libraries, and writes what each makes of it as JSON:
// {library: [{home, self, entries: [{id, title, link, day, author, text, rights}]}]}. Each gets the text of a file; what
// it has no field for is missing.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [packages, ...files] = process.argv.slice(2);
const require = createRequire(`${packages}/`);
const RSSParser = require("rss-parser");
const { parseFeed: parseRowan } = require("@rowanmanning/feed-parser");
const { parseFeed: parseSmith } = await import(pathToFileURL(`${packages}/feedsmith/dist/index.mjs`));
const { extractFromXml, extractFromJson } = await import(
  pathToFileURL(`${packages}/@extractus/feed-extractor/esm/mod.js`)
).catch(() => import(pathToFileURL(require.resolve("@extractus/feed-extractor"))));

const isJson = (text) => text.startsWith("{");

const readers = {
  "rss-parser": async (text) => {
    if (isJson(text)) return null;
    const feed = await new RSSParser({ customFields: { item: ["rights"] } }).parseString(text);
    const entries = feed.items.map((e) => ({
      id: e.id, title: e.title, link: e.link, day: e.pubDate, author: e.author, text: e.content ?? e.summary,
      rights: e.rights,
    }));
    return { home: feed.link, self: feed.feedUrl, entries };
  },
  "@rowanmanning/feed-parser": async (text) => {
    if (isJson(text)) return null;
    const feed = parseRowan(text);
    const entries = feed.items.map((e) => ({
      id: e.id, title: e.title, link: e.url, day: e.published, author: e.authors[0]?.name,
      text: e.content ?? e.description,
    }));
    return { home: feed.url, self: feed.self, entries };
  },
  feedsmith: async (text) => {
    const { format, feed } = parseSmith(text);
    if (format === "json") {
      const entries = feed.items.map((e) => ({
        id: e.id, title: e.title, link: e.url, day: e.date_published, author: e.authors[0].name,
        text: e.content_html ?? e.content_text, rights: e._colophon?.rights,
      }));
      return { home: feed.home_page_url, self: feed.feed_url, entries };
    }
    const linked = (links, rel) => links.filter((link) => link.rel === rel).map((link) => link.href);
    const entries = feed.entries.map((e) => ({
      id: e.id, title: e.title.value, link: linked(e.links, "alternate").join(" "), day: e.published,
      author: e.authors[0].name, text: (e.content ?? e.summary).value, rights: e.rights?.value,
    }));
    return { home: linked(feed.links, "alternate").join(" "), self: linked(feed.links, "self")[0], entries };
  },
  "@extractus/feed-extractor": async (text) => {
    const options = { normalization: true, descriptionMaxLen: 0, getExtraEntryFields: (e) => ({
      author: (Array.isArray(e.author) ? e.author[0] : e.author)?.name ?? e.authors?.[0]?.name, rights: e.rights,
    }) };
    const feed = isJson(text) ? extractFromJson(JSON.parse(text), options) : extractFromXml(text, options);
    const entries = feed.entries.map((e) => ({
      id: e.id, title: e.title, link: e.link, day: e.published, author: e.author, text: e.description, rights: e.rights,
    }));
    return { home: feed.link, entries };
  },
};

const texts = files.map((file) => readFileSync(file, "utf-8"));
const found = {};
for (const [name, read] of Object.entries(readers)) found[name] = await Promise.all(texts.map(read));
console.log(JSON.stringify(found));
