// Reads each file on the command line with citation-js, and writes the one reference that it finds in each as JSON.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const [packages, ...files] = process.argv.slice(2);
const require = createRequire(`${packages}/`);
const { Cite } = require("@citation-js/core");
for (const plugin of ["bibtex", "csl", "ris"]) require(`@citation-js/plugin-${plugin}`);

console.log(JSON.stringify(files.map((file) => {
  const [{ _graph, ...item }] = new Cite(readFileSync(file, "utf-8")).data;
  return item;
})));
