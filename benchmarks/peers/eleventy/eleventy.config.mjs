// One page an article, pages of ten for the front page and for every subject, one feed.
const SIZE = 10;

const newestFirst = (api) => api.getFilteredByGlob("posts/*.md").reverse();

function subjectPages(api) {
  const subjects = new Map();
  for (const post of newestFirst(api)) {
    for (const name of post.data.tags ?? []) {
      if (!subjects.has(name)) subjects.set(name, []);
      subjects.get(name).push(post);
    }
  }
  const pages = [];
  for (const [name, posts] of [...subjects].sort(([a], [b]) => (a < b ? -1 : 1))) {
    for (let start = 0; start < posts.length; start += SIZE) {
      const number = start / SIZE + 1;
      pages.push({ name, number, posts: posts.slice(start, start + SIZE), more: start + SIZE < posts.length });
    }
  }
  return pages;
}

export default function (config) {
  config.addCollection("newest", newestFirst);
  config.addCollection("feed", (api) => newestFirst(api).slice(0, 100));
  config.addCollection("subjectPages", subjectPages);
  return { dir: { input: ".", output: "_site", includes: "_includes" } };
}
