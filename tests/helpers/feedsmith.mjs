// Reads each feed on the command line with feedsmith, and writes what it made of them as one JSON list.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [packages, ...files] = process.argv.slice(2);
const { parseFeed } = await import(pathToFileURL(`${packages}/feedsmith/dist/index.mjs`));
console.log(JSON.stringify(files.map((file) => parseFeed(readFileSync(file, "utf-8")))));
