import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

// Writes LICENCES.md, the table of all npm packages of package-lock.json: `npx node .github/licences.ts`.

/** What package-lock.json says of a package; `dev` if only tests and tools need it. */
type Package = Readonly<{
  version: string;
  integrity?: string;
  license?: string;
  dev?: boolean;
  optional?: boolean;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
}>;

/** The part of package-lock.json that is read. The package at the empty path is Dateline. */
export type LockFile = Readonly<{ packages: Readonly<Record<string, Package>> }>;

/** A package; `through` is the package of package.json that needs it, itself perhaps. */
export type LockedPackage = Package & Readonly<{ name: string; through: string }>;

/** The licences that ask for no more than their text and the names of the authors. */
const PERMISSIVE = [
  ...['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'BlueOak-1.0.0', 'CC0-1.0', 'ISC', 'MIT', 'Zlib'],
];

/** Licences with further conditions, and how Dateline meets them. */
const CONDITIONS: Readonly<Record<string, string>> = {
  'LGPL-3.0-or-later':
    'libvips, which decodes and encodes images. sharp loads it as a shared library of a package of its own, unchanged: it can be replaced. It runs on the server only; readers get no part of it.',
  'MPL-2.0': 'Tests and tools only, unchanged.',
  BSD: 'The licence of two clauses, as the file LICENSE of the package says.',
  'CC-BY-4.0': 'Data on browsers, from caniuse.com, which the build reads. No part of it is published.',
};

/** The fonts in the repository: what they were taken from, and in which folders they are. */
const FONTS: readonly (readonly [font: string, from: string, where: string])[] = [
  ['Newsreader', 'github.com/productiontype/Newsreader', '`public/fonts`, `lib/images/fonts`'],
  ['Libre Franklin', '@fontsource/libre-franklin 5.3.0', '`public/fonts`, `lib/images/fonts`'],
  ['Public Sans', '@fontsource/public-sans 5.3.0', '`public/fonts`, `lib/images/fonts`'],
  ['Noto Serif and Noto Naskh', 'github.com/notofonts', '`lib/images/fonts`'],
  ['Libre Bodoni', '@fontsource/libre-bodoni 5.3.0', '`tests/fixtures/themes`'],
];

/**
 * Returns the single licences of an SPDX expression such as `Apache-2.0 AND MIT`. Where one may choose (`MIT OR GPL-3.0-only`),
 * it is the first permissive one.
 */
function licencesIn(expression: string): string[] {
  return expression.split(' AND ').flatMap((part) => {
    const choices = part.split(' OR ').map((licence) => licence.replace(/[()]/g, ''));
    const chosen = choices.find((licence) => PERMISSIVE.includes(licence));
    return chosen === undefined ? choices : [chosen];
  });
}

/** Returns the packages of a lock file by name. */
export function lockedPackages({ packages }: LockFile): LockedPackage[] {
  const through = new Map<string, string>();
  const queue: [at: string, through: string][] = [];
  const visit = (from: string, names: object | undefined, direct?: string) => {
    for (const name of Object.keys(names ?? {})) {
      const at = installedAt(packages, from, name);
      if (at === null || through.has(at)) continue;
      through.set(at, direct ?? name);
      queue.push([at, direct ?? name]);
    }
  };
  const own = packages[''];
  visit('', own?.dependencies);
  visit('', own?.devDependencies);
  // Breadth first, so that the shortest way is named.
  for (const [at, direct] of queue) {
    const { dependencies, optionalDependencies, peerDependencies } = packages[at] as Package;
    for (const names of [dependencies, optionalDependencies, peerDependencies]) visit(at, names, direct);
  }
  return Object.entries(packages)
    .filter(([at]) => at !== '')
    .map(([at, found]) => ({ ...found, name: at.replace(/^.*node_modules\//, ''), through: through.get(at) ?? '' }))
    .sort((a, b) => (a.name === b.name ? (a.version < b.version ? -1 : 1) : a.name < b.name ? -1 : 1));
}

/** Returns where the package `name` is that the package at `from` loads, as Node looks for it; null if it is not installed. */
function installedAt(packages: LockFile['packages'], from: string, name: string): string | null {
  // `node_modules/a/node_modules/b` loads from its own folder, then from that of a, then from that of Dateline.
  const folders = from
    .split('/node_modules/')
    .map((_, index, parts) => parts.slice(0, parts.length - index).join('/node_modules/'));
  const candidates = [...folders, ''].map((folder) => `${folder && `${folder}/`}node_modules/${name}`);
  return candidates.find((at) => packages[at]) ?? null;
}

/** Returns what is wrong with the packages: one without licence or hash, or with a licence that nobody has judged. */
export function findProblems(packages: readonly LockedPackage[]): string[] {
  return packages.flatMap(({ name, license, integrity, dev, through }) => {
    const licences = licencesIn(license ?? 'none');
    const unknown = licences.filter((licence) => !PERMISSIVE.includes(licence) && !(licence in CONDITIONS));
    return [
      ...unknown.map((licence) => `${name}: nobody has judged the licence ${licence}`),
      ...(integrity?.startsWith('sha512-') ? [] : [`${name}: package-lock.json has no hash of it`]),
      ...(licences.includes('LGPL-3.0-or-later') && through !== 'sharp' ? [`${name}: LGPL outside of sharp`] : []),
      ...(licences.includes('MPL-2.0') && !dev ? [`${name}: MPL in production`] : []),
    ];
  });
}

/** Returns the text of LICENCES.md. */
export function licencesPage(packages: readonly LockedPackage[]): string {
  const counts = new Map<string, number>();
  for (const { license = 'none' } of packages) counts.set(license, (counts.get(license) ?? 0) + 1);
  const production = packages.filter(({ dev }) => !dev).length;
  const conditions = Object.entries(CONDITIONS).map(([licence, how]) => {
    const names = packages.filter(({ license = '' }) => licencesIn(license).includes(licence)).map(({ name }) => name);
    return `### ${licence}\n\n${how}\n\n${names.map((name) => `- ${name}`).join('\n')}\n`;
  });
  return `# Licences and origin of packages

\`npx node .github/licences.ts\` writes this page from \`package-lock.json\`. A test checks that it is up to date.

Dateline needs ${packages.length} packages of npm, of which ${production} in production. All others are for tests and tools. Most
platforms install fewer, since some packages are for one platform. \`package-lock.json\` fixes each by its version
and the SHA-512 hash of its archive: \`npm ci\` refuses any other. \`npm audit signatures\` checks that the archives
are signed by the registry, and where a package says so, from which repository it was built.

## Fonts

Fonts are no packages: they are in the repository, cut to the characters that are needed. All are under the SIL Open
Font License (OFL-1.1); \`OFL.txt\` beside them has its text and the names of the authors.

${table([['font', 'taken from', 'where'], ...FONTS])}

## By licence

${table([['licence', 'packages'], ...[...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([licence, count]) => [licence, String(count)])])}

## Licences with conditions

${conditions.join('\n')}
## All packages

${table([
  ['package', 'version', 'licence', 'used', 'through'],
  ...packages.map(({ name, version, license = 'none', dev, optional, through }) => [
    name,
    version,
    license,
    `${dev ? 'development' : 'production'}${optional ? ', optional' : ''}`,
    through === name ? '' : through,
  ]),
])}
`;
}

function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((cells) => cells[column]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const [head = [], ...body] = rows;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)].join('\n');
}

/** Returns the packages of the lock file of Dateline. */
export function ownPackages(): LockedPackage[] {
  const file = path.join(import.meta.dirname, '../package-lock.json');
  return lockedPackages(JSON.parse(readFileSync(file, 'utf8')) as LockFile);
}

if (import.meta.main) {
  const packages = ownPackages();
  const problems = findProblems(packages);
  if (problems.length > 0) throw new Error(problems.join('\n'));
  writeFileSync(path.join(import.meta.dirname, 'LICENCES.md'), licencesPage(packages));
}
