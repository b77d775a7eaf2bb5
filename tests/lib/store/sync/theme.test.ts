import { copyFileSync, mkdirSync, mkdtempSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ContentStore } from '#lib/store/content-store.ts';
import { pageQueries } from '#lib/store/page-queries.ts';
import { queriesFor } from '#lib/store/queries/queries.ts';
import { hasSameResults, traced } from '#lib/store/trace.ts';
import { photograph, put } from '../../../fixtures/photographs.ts';

// A publication whose theme changes while the store is open.

const root = mkdtempSync(path.join(tmpdir(), 'dateline-theme-'));
const content = path.join(root, 'content');
const engine = path.resolve(import.meta.dirname, '../../../../public');
let store: ContentStore;

const SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 40"><rect width="200" height="40"/></svg>';
const publication = (theme: string) =>
  put(
    path.join(content, 'publication.yaml'),
    `name: A\ntagline: B\norigin: https://a.example\ntimeZone: UTC\nlanguage: en\n${theme}\n`,
  );
const theme = () => queriesFor(store, '').theme();
const reasons = () => store.diagnostics().map(({ file, rule, reason }) => `${file} ${rule} ${reason}`);

beforeAll(async () => {
  publication('');
  put(path.join(content, 'authors/mira.md'), '---\nname: Mira\n---\n');
  put(
    path.join(content, 'articles/fog.md'),
    '---\ntitle: Fog\nauthor: mira\ndate: 2024-01-01\nsection: Arts\n---\nText.\n',
  );
  ({ store } = await ContentStore.open({
    folders: { content, public: engine },
    index: path.join(root, 'cache/index.sqlite'),
  }));
}, 30_000);
afterAll(async () => {
  await store.close();
  rmSync(root, { recursive: true });
});

test('a publication without a theme has that of the engine', () => {
  expect(theme()).toBeNull();
});

test('a change of the theme makes exactly those pages stale that read it', async () => {
  const { trace: page } = await traced(async () => [queriesFor(store, '').theme(), queriesFor(store, '').sections()]);
  const { trace: feed } = await traced(async () => queriesFor(store, '').publication());
  const before = store.generation();
  publication('theme: {colours: {accent: "#0b5d4b"}}');
  await store.sync(['content/publication.yaml']);
  const keys = store.touchedSince(before);
  expect(hasSameResults(page, pageQueries, store, keys)).toBe(false);
  expect(hasSameResults(feed, pageQueries, store, keys)).toBe(true);
  expect(theme()?.colours?.light.accent).toBe('#0b5d4b');
});

test('a section has the colour of the theme, whether or not its tag has a file', async () => {
  publication('theme: {colours: {sections: {City: "#1d4f91", arts: "#6a3d8f"}}}');
  await store.sync(['content/publication.yaml']);
  expect(queriesFor(store, '').story('fog')?.section).toEqual({ slug: 'arts', name: 'Arts', colour: 'own-2' });
  expect(queriesFor(store, '').tag('arts')).toMatchObject({ colour: 'own-2' });
  put(path.join(content, 'tags/arts.md'), '---\nname: Arts\ncolour: blue\n---\n');
  await store.sync(['content/tags/arts.md']);
  expect(queriesFor(store, '').story('fog')?.section).toMatchObject({ colour: 'own-2' });
  publication('');
  await store.sync(['content/publication.yaml']);
  expect(queriesFor(store, '').story('fog')?.section).toMatchObject({ colour: 'blue' });
});

test('a logo appears with its file, and pages have the name while it is missing or unsafe', async () => {
  publication('theme: {logo: /logo.svg}');
  await store.sync(['content/publication.yaml']);
  expect(theme()?.logo).toBeNull();
  expect(reasons()).toEqual(['content/publication.yaml image-missing There is no file public/logo.svg.']);
  put(path.join(content, 'public/logo.svg'), SVG);
  await store.sync(['content/public/logo.svg']);
  expect(theme()?.logo).toMatchObject({ light: { width: 200, height: 40, svg: true }, dark: null, height: 48 });
  expect(reasons()).toEqual([]);
  put(path.join(content, 'public/logo.svg'), SVG.replace('<rect', '<script>alert(1)</script><rect'));
  await store.sync(['content/public/logo.svg']);
  expect(theme()?.logo).toBeNull();
  expect(reasons()).toEqual(['content/publication.yaml image-unsafe The SVG public/logo.svg holds a <script>.']);
});

test('a logo may be a photograph in PNG, and not one of a megabyte', async () => {
  publication('theme: {logo: /logo.png}');
  put(path.join(content, 'public/logo.png'), await photograph(300, 100, { format: 'png' }));
  await store.sync(['content/publication.yaml', 'content/public/logo.png']);
  expect(theme()?.logo).toMatchObject({ light: { width: 300, height: 100, svg: false } });
  put(
    path.join(content, 'public/logo.png'),
    Buffer.concat([await photograph(300, 100, { format: 'png' }), Buffer.alloc(1_000_000)]),
  );
  await store.sync(['content/public/logo.png']);
  expect(theme()?.logo).toBeNull();
  expect(reasons()).toEqual([expect.stringContaining('image-large The logo /logo.png has 1,00')]);
});

test('a font that is broken gives the default, and is used once it is whole', async () => {
  const font = path.join(content, 'public/fonts/ours.woff2');
  mkdirSync(path.dirname(font), { recursive: true });
  copyFileSync(path.join(engine, 'fonts/newsreader-italic-1.woff2'), font);
  truncateSync(font, 5_000);
  publication('theme: {faces: {headline: /fonts/ours.woff2}}');
  await store.sync(['content/publication.yaml']);
  expect(theme()?.faces).toBeNull();
  expect(reasons()).toEqual([
    'content/publication.yaml font-unusable The font public/fonts/ours.woff2 is damaged or incomplete.',
  ]);
  copyFileSync(path.join(engine, 'fonts/newsreader-italic-1.woff2'), font);
  await store.sync(['content/public/fonts/ours.woff2']);
  expect(theme()?.faces?.headline.files[0]?.url).toMatch(/^\/fonts\/ours\.woff2\?[\da-f]{8}$/);
  expect(reasons()).toEqual([]);
  put(font, Buffer.alloc(300_000));
  await store.sync(['content/public/fonts/ours.woff2']);
  expect(theme()?.faces).toBeNull();
  expect(reasons()).toEqual([expect.stringContaining('The font public/fonts/ours.woff2 has 300,000 bytes.')]);
});

test('the rules of publication.css are part of the look; an error keeps the last good ones', async () => {
  publication('');
  put(path.join(content, 'publication.css'), '.kicker { color: red } /* ours */');
  await store.sync(['content/publication.yaml', 'content/publication.css']);
  expect(theme()).toEqual({ logo: null, colours: null, faces: null, grid: null, css: '.kicker{color:red}' });
  put(path.join(content, 'publication.css'), '.kicker { color: red } .a { background: url(//x.example/y) }');
  await store.sync(['content/publication.css']);
  expect(theme()?.css).toBe('.kicker{color:red}');
  expect(reasons()).toEqual([expect.stringContaining('content/publication.css stylesheet-invalid')]);
  rmSync(path.join(content, 'publication.css'));
  await store.sync(['content/publication.css']);
  expect(theme()).toBeNull();
});
