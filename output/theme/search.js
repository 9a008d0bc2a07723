// Searches the index in the folder beside the page. It is in parts, one for each language of each shard of years, of
// which no more are loaded than it takes to find ten articles. Every word that is shown stands in the page.
{
  const ATONCE = 10; // results shown at a time
  const UNASKED = 60; // KB of index that are loaded without being asked to
  const SMALL = 10; // KB that are loaded even where enough was found, so that all of a small site is searched
  const PATIENCE = 60_000; // ms; where a file of the index does not come, Pagefind waits for ever
  const form = document.querySelector("form.search");
  const status = document.querySelector("[role=status]");
  const list = document.querySelector(".found");
  const further = document.querySelector(".further button");
  const row = document.querySelector("main template").content;
  const base = new URL(form.dataset.index, location.href).href;
  const fields = [...form.querySelectorAll("select")];
  let index; // which shards there are, and what can be chosen in them
  let query; // what is searched: the words, and what was chosen by filter
  let found = []; // results that are not shown yet
  let total = 0;
  let waiting = []; // parts that were not searched yet
  let searched = [];
  let run = 0; // which search this is: an answer to an earlier one is thrown away

  const show = (state) => {
    for (const part of document.querySelectorAll("[data-when]")) {
      part.hidden = !part.dataset.when.split(" ").includes(state);
    }
    form.hidden = state !== "ready";
  };

  const offer = () => {
    for (const field of fields) {
      const held = new Set(index.shards.flatMap((shard) => shard.choices[field.name] ?? []));
      const names = index.names[field.name] ?? {};
      field.closest("label").hidden = !held.size;
      if (field.options.length > 1) {
        for (const option of [...field.options].slice(1)) if (!held.has(option.value)) option.remove();
        continue;
      }
      const order = new Intl.Collator(document.documentElement.lang, { numeric: true }).compare;
      const sorted = [...held].sort((a, b) => order(names[a], names[b]));
      for (const value of field.name === "year" ? sorted.reverse() : sorted) field.add(new Option(names[value], value));
    }
  };

  // One instance a part: so a query is put to those alone that it needs. What they share is in the browser's cache.
  const instances = new Map();
  const instance = ({ shard, language }) => {
    const name = `${shard.folder} ${language}`;
    if (!instances.has(name)) instances.set(name, begin(shard, language));
    return instances.get(name);
  };
  const begin = async (shard, language) => {
    const { createInstance } = await import(`${base}pagefind.js`);
    const begun = createInstance({ basePath: base, metaCacheTag: index.tag });
    await begun.init();
    await begun.mergeIndex(`${base}${shard.folder}/`, { language, metaCacheTag: shard.tag });
    return begun;
  };

  // The parts to search, from new to old; those whose language is in another script than the words come last.
  const parts = (words, chosen) => {
    const wanted = chosen.language?.split("-")[0].toLowerCase();
    const all = index.shards
      .filter((shard) => Object.entries(chosen).every(([name, value]) => shard.choices[name]?.includes(value)))
      .flatMap((shard) => Object.entries(shard.languages).map(([language, articles]) => ({ shard, language, articles })))
      .filter(({ language }) => !wanted || language === wanted);
    const near = all.filter(({ language }) => !/\p{L}/u.test(words) || written(language).test(words));
    return [...near, ...all.filter((part) => !near.includes(part))];
  };
  const written = (language) => {
    const { script } = new Intl.Locale(language).maximize();
    const letters = { Hans: "Hani", Hant: "Hani", Jpan: "Hani", Kore: "Hang" }[script] ?? script ?? "Latn";
    return new RegExp(`\\p{Script=${letters}}`, "u");
  };

  // Behind the sign ␝ stand names by which the text is found too. They are shown where no word of the text was found.
  const place = (html) => {
    const [text, names = ""] = html.split("␝");
    return !text.includes("<mark>") && names.includes("<mark>") ? names : text;
  };

  // Words between <mark> and </mark> stand out. Pagefind writes < and > of the text as entities, and nothing else.
  const excerpt = (html) =>
    place(html).trim().split(/<\/?mark>/).map((words, at) => {
      const text = words.replaceAll("&lt;", "<").replaceAll("&gt;", ">");
      if (at % 2 === 0) return text;
      const mark = document.createElement("mark");
      mark.textContent = text;
      return mark;
    });

  // The credit line is in the query of the address, since Pagefind searches all other words that it is given.
  const item = ({ raw_url, meta, filters, excerpt: html }) => {
    const address = new URL(`../${raw_url}`, base);
    const lang = Object.keys(filters).find((name) => name.startsWith("language=")).slice(9);
    const element = row.cloneNode(true);
    const link = element.querySelector("a");
    link.href = address.pathname;
    link.textContent = meta.title;
    element.querySelector(".how").textContent = address.searchParams.get("credit");
    element.querySelector(".excerpt").append(...excerpt(html));
    for (const part of element.querySelectorAll("a, .excerpt")) {
      if (lang !== document.documentElement.lang) part.lang = lang;
      part.dir = "auto";
    }
    return element;
  };

  const say = () => {
    const { found: some, none, searched: far } = status.dataset;
    const year = Math.min(...searched.flatMap(({ shard }) => shard.choices.year));
    const where = waiting.length ? ` ${far.replace("{year}", year)}` : "";
    status.textContent = (total ? some.replace("{number}", total) : none) + where;
    further.hidden = !found.length && !waiting.length;
    further.textContent = found.length ? further.dataset.more : further.dataset.rest;
  };

  // The words without those that nearly every article has, unless there are no others.
  const telling = (words) => {
    const kept = words.split(/\s+/).filter((word) => !index.common.includes(word.toLowerCase()));
    return kept.length ? kept.join(" ") : words;
  };

  const asked = () => {
    const stated = [...new FormData(form)].map(([name, value]) => [name, value.trim()]);
    const values = Object.fromEntries(stated.filter(([, value]) => value));
    const { q = "", ...chosen } = values;
    return { values, words: q.includes('"') ? q : telling(q), chosen };
  };

  // Shows up to ten more results, and loads at the most so many KB of index for them. A word loads what Pagefind keeps
  // together: some 30 KB, or all if that is less.
  const more = async (most) => {
    const mine = run;
    const { words, chosen } = query;
    const filters = Object.fromEntries(Object.entries(chosen).map(([name, value]) => [`${name}=${value}`, "1"]));
    status.textContent = status.dataset.searching;
    const size = ({ articles }) => Math.min(30, 1.7 * articles) * words.split(/\s+/).length;
    let loaded = 0;
    for (let part; (part = waiting[0]); ) {
      const enough = found.length >= ATONCE && size(part) > SMALL;
      if (enough || (loaded && loaded + size(part) > most)) break;
      loaded += size(part);
      const answer = await soon(instance(part).then((one) => one.search(words || null, { filters })));
      if (mine !== run) return;
      waiting.shift();
      searched.push(part);
      found.push(...answer.results);
      total += answer.results.length;
    }
    const shown = await soon(Promise.all(found.slice(0, ATONCE).map((result) => result.data())));
    if (mine !== run) return;
    found = found.slice(ATONCE);
    list.append(...shown.map(item));
    say();
  };

  const soon = (work) =>
    Promise.race([work, new Promise((_, no) => setTimeout(() => no(new Error("The index does not answer.")), PATIENCE))]);
  const failing = (work) => work.catch((error) => {
    console.error(error);
    show("failed");
  });

  const search = () => {
    run += 1;
    query = asked();
    const { values, words, chosen } = query;
    [found, total, searched, waiting] = [[], 0, [], parts(words, chosen)];
    list.replaceChildren();
    further.hidden = true;
    status.textContent = "";
    if (Object.keys(chosen).length) form.querySelector("details").open = true;
    if (Object.keys(values).length) failing(more(UNASKED));
  };

  // The address says what is searched, so that it can be kept, sent and gone back to.
  const read = () => {
    const stated = new URLSearchParams(location.search);
    for (const field of form.elements) if (field.name) field.value = stated.get(field.name) ?? "";
    search();
  };

  const start = async () => {
    const answer = await fetch(`${base}shards.json`, { cache: "no-cache" });
    if (!answer.ok) throw new Error(`${answer.status} ${answer.url}`);
    index = await answer.json();
    offer();
    show("ready");
    read();
    addEventListener("popstate", read);
    further.addEventListener("click", async () => {
      const before = list.childElementCount;
      await failing(more(Infinity));
      (list.children[before]?.querySelector("a") ?? form.elements.q).focus();
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      history.pushState(null, "", `?${new URLSearchParams(asked().values)}`);
      search();
    });
  };

  if (location.protocol === "file:") show("disk");
  else failing(start());
}
