import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { build, isBuilt } from '../../lib/render/build.ts';
import { measureAttacks } from './attacks.ts';
import { measureBeside } from './beside.ts';
import { measureBytes } from './bytes.ts';
import { measureCached, type Settings } from './cached.ts';
import { measureChanges } from './changes.ts';
import { measureCold } from './cold.ts';
import { measureCrawl } from './crawl.ts';
import { writeEdition } from './edition.ts';
import { measureFlood } from './flood.ts';
import { machine } from './measure.ts';
import { reportFigures } from './readme-figures.ts';
import { project } from './servers.ts';
import { measureStarts } from './starts.ts';

// `npm run bench:http` measures the request handler. `npm run bench:http -- cached cold` names the parts;
// `--runs=3` repeats what is repeated three times; `--seconds=5` is the length of each load; `--write` writes
// the figures into README.md.

const cache = path.resolve(process.env.DATELINE_CACHE ?? '.dateline', 'bench');
const edition = path.join(cache, 'edition-1000');
const parts: Record<string, (settings: Settings) => Promise<string>> = {
  cached: measureCached,
  starts: measureStarts,
  beside: (settings) => measureBeside(settings, edition),
  cold: (settings) => measureCold(settings, edition),
  flood: measureFlood,
  changes: (settings) => measureChanges(settings, edition),
  bytes: measureBytes,
  crawl: measureCrawl,
  attacks: measureAttacks,
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    runs: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '5' },
    write: { type: 'boolean' },
  },
});
const named = positionals.length > 0 ? positionals : Object.keys(parts);
const unknown = named.find((name) => !Object.hasOwn(parts, name));
if (unknown) throw new Error(`There is no part “${unknown}”; there are ${Object.keys(parts).join(', ')}.`);

if (!isBuilt(project)) await build(project, {}, 'ignore');
writeEdition(edition, 1_000);
const settings = {
  scratch: path.join(cache, 'scratch-http'),
  runs: Number(values.runs),
  seconds: Number(values.seconds),
};
mkdirSync(settings.scratch, { recursive: true });
console.log(`${machine()}\n`);
for (const name of named) {
  console.error(`${name} …`);
  reportFigures(name, (await parts[name]?.(settings)) ?? '');
}
process.exit(0); // connections that are kept alive would keep it for a while
