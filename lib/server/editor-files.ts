import { hash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';
import { BUNDLE_FOLDER, buildInUse, EDITOR_SCRIPT, projectFile } from '../programs.ts';
import { EDITOR_PATH } from './editor-parts.ts';

// The files of the editor in the browser: Sveltia CMS and what it loads, from node_modules, and the script of
// the page.

/** A file as it is sent. */
export type EditorFile = Readonly<{ type: string; bytes: Buffer; isBrotli: boolean }>;

/**
 * The packages that the browser loads, with the files that may be requested, and the modules by the names
 * under which Sveltia CMS imports them. It also names packages for maps and for colouring code, which no form
 * here has.
 */
const PACKAGES: Readonly<Record<string, Readonly<{ files: RegExp; modules: Readonly<Record<string, string>> }>>> = {
  '@sveltia/cms': {
    files:
      /^(?:npm\/(?:assets\/|chunks\/)?[\w-]+(?:\.[\w-]+)*\.(?:js|wasm|woff2|png)|locales\/[\w-]+\.json|package\.json)$/,
    modules: { '@sveltia/cms': 'npm/index.js' },
  },
  immutable: { files: /^dist\/immutable\.es\.js$/, modules: { immutable: 'dist/immutable.es.js' } },
  exifr: { files: /^dist\/lite\.esm\.mjs$/, modules: { 'exifr/dist/lite.esm.mjs': 'dist/lite.esm.mjs' } },
  turndown: {
    files: /^lib\/turndown\.browser\.es\.js$/,
    modules: { 'turndown/lib/turndown.browser.es.js': 'lib/turndown.browser.es.js' },
  },
};

const SCRIPT = 'text/javascript; charset=utf-8';
const TYPES: Readonly<Record<string, string>> = {
  '.js': SCRIPT,
  '.mjs': SCRIPT,
  '.json': 'application/json',
  '.wasm': 'application/wasm',
  '.woff2': 'font/woff2',
  '.png': 'image/png',
};

/** Formats that are compressed already. */
const COMPRESSED = ['.woff2', '.png'];

const compress = promisify(brotliCompress);

/** The files that were requested, by path and encoding: some ten, of a megabyte together. */
const sent = new Map<string, Promise<EditorFile>>();

/** The versions of the packages. They stay the same while the site runs. */
const versions = new Map<string, string>();

const CMS = '@sveltia/cms';
const CMS_MODULE = 'npm/index.js';

async function versionOf(name: string): Promise<string> {
  const known = versions.get(name);
  if (known) return known;
  const file = await readFile(inPackage(name, 'package.json'), 'utf8');
  const { version } = JSON.parse(file) as { version: string };
  versions.set(name, version);
  return version;
}

/**
 * Returns the import map of the page (https://html.spec.whatwg.org/multipage/webappapis.html#import-maps).
 */
export async function importMap(): Promise<object> {
  const imports = await Promise.all(
    Object.entries(PACKAGES).map(async ([name, { modules }]) => {
      const root = `${EDITOR_PATH}/packages/${name}@${await versionOf(name)}`;
      return Object.entries(modules).map(([specifier, file]) => [specifier, `${root}/${file}`]);
    }),
  );
  return { imports: Object.fromEntries(imports.flat()) };
}

/**
 * Returns the file at `requested`, a path below the address of the editor, in brotli if `brotli` and where it
 * helps. Null if there is none, or it is of another version.
 */
export async function editorFile(requested: string, brotli: boolean): Promise<EditorFile | null> {
  const found = (await ownScript(requested)) ?? (await packageFile(requested));
  if (!found) return null;
  const { type, source } = found;
  const isBrotli = brotli && !COMPRESSED.includes(path.extname(requested));
  const key = `${isBrotli ? 'br' : 'identity'} ${requested}`;
  const file =
    sent.get(key) ??
    source().then(async (bytes) => ({ type, bytes: isBrotli ? await smaller(bytes) : bytes, isBrotli }));
  sent.set(key, file);
  file.catch(() => sent.delete(key));
  return file;
}

/** Compresses quickly: the best quality takes seconds for two megabytes. */
function smaller(bytes: Buffer): Promise<Buffer> {
  return compress(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 6 } });
}

type Source = Readonly<{ type: string; source(): Promise<Buffer> }>;

async function packageFile(requested: string): Promise<Source | null> {
  const [, name = '', version, file = ''] = PACKAGE_FILE.exec(requested) ?? [];
  const known = Object.hasOwn(PACKAGES, name) ? PACKAGES[name] : undefined;
  if (!known?.files.test(file) || version !== (await versionOf(name))) return null;
  const isModule = file.startsWith('locales/');
  return {
    type: isModule ? SCRIPT : (TYPES[path.extname(file)] as string),
    async source() {
      const bytes = await readFile(inPackage(name, file));
      if (isModule) return Buffer.concat([Buffer.from('export default '), bytes]);
      return name === CMS && file === CMS_MODULE ? withOwnAddresses(bytes.toString()) : bytes;
    },
  };
}

const PACKAGE_FILE = /^\/packages\/((?:@[\w-]+\/)?[\w-]+)@([\w.-]+)\/(.+)$/;

const inPackage = (name: string, file: string) => projectFile(`node_modules/${name}/${file}`);

/**
 * Returns the module of Sveltia CMS with addresses of this site in place of those of content delivery networks, of which
 * it requests its fonts and its newest version.
 */
async function withOwnAddresses(module: string): Promise<Buffer> {
  const root = `${EDITOR_PATH}/packages/${CMS}@${await versionOf(CMS)}`;
  const assets = await readdir(inPackage(CMS, 'npm/assets'));
  const text = module
    .replaceAll(`https://unpkg.com/${CMS}`, root)
    // The name of a font, its version, and its face: `noto-mono@5.3.0/latin-400-normal.woff2`.
    .replaceAll(
      /https:\/\/cdn\.jsdelivr\.net\/fontsource\/fonts\/([\w:@.-]+)\/([\w-]+)\.woff2/g,
      (address, font, face) => {
        const [name = ''] = font.split(/[:@]/);
        const asset = assets.find((one) => one.startsWith(`${name}-${face}-`) && one.endsWith('.woff2'));
        return asset === undefined ? address : `${root}/npm/assets/${asset}`;
      },
    );
  return Buffer.from(text);
}

let script: Promise<Buffer> | null = null;

/** The script of the page: from the build, or bundled now in dev mode. */
function readScript(): Promise<Buffer> {
  const build = buildInUse();
  script ??= build === null ? bundleNow() : readFile(projectFile(path.join(build, BUNDLE_FOLDER, EDITOR_SCRIPT)));
  return script;
}

async function bundleNow(): Promise<Buffer> {
  const { bundleEditor } = await import('../render/bundle-programs.ts');
  return Buffer.from(await bundleEditor(projectFile('')));
}

/**
 * Returns the path of the script of the page, below the address of the editor: it changes with its content.
 */
export async function scriptPath(): Promise<string> {
  return `/${hash('sha256', await readScript()).slice(0, 16)}.js`;
}

async function ownScript(requested: string): Promise<Source | null> {
  if (!/^\/[\da-f]{16}\.js$/.test(requested) || requested !== (await scriptPath())) return null;
  return { type: SCRIPT, source: readScript };
}
