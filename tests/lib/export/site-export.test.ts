import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ImageChoice } from '#lib/export/image-paths.ts';
import { Manifest } from '#lib/export/manifest.ts';
import { OutputError, OutputFolder } from '#lib/export/output-folder.ts';
import { type ExportReport, SiteExport } from '#lib/export/site-export.ts';
import { renderPage } from '#lib/render/page-renderer.ts';
import { Stylesheets } from '#lib/render/stylesheets.ts';
import { pathTo, routeAt } from '#lib/routes/routes.ts';
import { shareImagePath } from '#lib/routes/share-image.ts';
import { ContentStore } from '#lib/store/content-store.ts';
import { queriesFor } from '#lib/store/queries/queries.ts';

// A real store and a real folder, and a fake Next, whose pages make few queries.

let folder: string;
let out: string;
let store: ContentStore;
let now: number;
/** What happened to the folder, in this order: `+file` for a file that was written, `-file` for one that was deleted. */
let log: string[];
/** Called with each page before it is rendered. */
let onRender: (address: string) => void;
/** Called with each file before it is written. */
let onWrite: (file: string) => void;

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'dateline-export-'));
  out = path.join(folder, 'out');
  now = Date.parse('2024-06-01T12:00:00Z');
  onRender = () => {};
  onWrite = () => {};
  write(
    'publication.yaml',
    'name: The Harbor Courier\ntagline: News\norigin: https://courier.example\ntimeZone: UTC\nlanguage: en\n',
  );
  write('authors/ida.md', '---\nname: Ida\n---\n');
  writeStory('alpha', 'Harbor');
  writeStory('beta', 'Rivers');
  await openStore();
});

afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

function write(name: string, text: string): string {
  const file = path.join(folder, 'content', name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
  return `content/${name}`;
}

function writeStory(slug: string, tag: string, text = 'Text.', date = '2024-01-14T06:04:00Z'): string {
  return write(
    `articles/${slug}.md`,
    `---\ntitle: Story ${slug}\nauthor: ida\ndate: ${date}\ntags: [${tag}]\n---\n\n${text}\n`,
  );
}

async function openStore(): Promise<void> {
  const folders = { content: path.join(folder, 'content'), public: path.join(folder, 'public') };
  ({ store } = await ContentStore.open({ folders, index: path.join(folder, 'index.sqlite'), clock: () => now }));
}

/** A page with the text or the links of its route, in a few queries. */
async function pageAt(address: string): Promise<{ status: number; text: string }> {
  const route = routeAt(address);
  const { story, newestSlugs } = queriesFor(store, '');
  if (route?.kind === 'article') {
    const found = story(route.slug);
    if (!found) return { status: 404, text: '' };
    return html(`<img src="${shareImagePath(found)}" alt="">${found.headline} ${found.body}`);
  }
  const list = route?.kind === 'tag' || route?.kind === 'author' ? route : ({ kind: 'home', edition: '' } as const);
  const links = newestSlugs(list).map((slug) => `<a href="${pathTo({ kind: 'article', edition: '', slug })}">x</a>`);
  return html(links.join(''));
}

const html = (body: string) => ({
  status: 200,
  text: `<!DOCTYPE html><html><head></head><body>${body}</body></html>`,
});

/** Runs an export in what a process would have opened anew. `log` has what it did. */
async function runExport(engine = 'engine', images: ImageChoice = 'referenced'): Promise<ExportReport> {
  log = [];
  const output = new OutputFolder(out);
  const manifest = new Manifest(output.manifest);
  const writing = output.write.bind(output);
  vi.spyOn(output, 'write').mockImplementation((file, bytes) => {
    onWrite(file);
    if (!/\.(?:br|gz)$/.test(file)) log.push(`+${file}`);
    writing(file, bytes);
  });
  const removing = output.remove.bind(output);
  vi.spyOn(output, 'remove').mockImplementation((files) => {
    log.push(...files.filter((file) => !/\.(?:br|gz)$/.test(file)).map((file) => `-${file}`));
    removing(files);
  });
  const parts = { store, next: { render: pageAt }, stylesheets: new Stylesheets({}), hub: null };
  const renderer = {
    expect: () => {},
    render: async ({ path }: { path: string }) => {
      onRender(path);
      return renderPage(parts, path);
    },
  };
  const answers = {
    get: async (address: string, etag = '') => {
      const body = Buffer.from(`image ${address}`);
      const isKnown = etag !== '' || !/share\.png$|speculation/.test(address);
      return { status: etag ? 304 : isKnown ? 404 : 200, type: 'image/png', etag: '"image"', body };
    },
  };
  try {
    return await new SiteExport({ store, renderer, answers, output, manifest, engine, images, width: 4 }).run();
  } finally {
    manifest.close();
    output.close();
  }
}

/** The names and bytes (as Latin-1) of all files, without the export's own. */
function filesOf(root = out): Record<string, string> {
  const found = globSync('**', { cwd: root, withFileTypes: true }).filter((entry) => entry.isFile());
  const names = found.map((entry) => path.relative(root, path.join(entry.parentPath, entry.name))).sort();
  return Object.fromEntries(
    names
      .filter((name) => !name.startsWith('.dateline'))
      .map((name) => [name, readFileSync(path.join(root, name), 'latin1')]),
  );
}

/** The position in `log`. */
const at = (entry: string) => {
  expect(log).toContain(entry);
  return log.indexOf(entry);
};

test('the first export writes every page with its documents and images', async () => {
  const { failed, written } = await runExport();
  expect(failed).toEqual([]);
  expect(written).toBe(log.length);
  const files = filesOf();
  expect(Object.keys(files)).toEqual(
    expect.arrayContaining([
      'index.html',
      'index.html.br',
      'index.html.gz',
      'articles/alpha.html',
      'articles/alpha.md',
      'articles/alpha/share.png',
      'tags/harbor.html',
      'tags/harbor/feed.xml',
      'authors/ida.html',
      '2024/01/14.html',
      'robots.txt',
      'sitemap.xml',
      '404.html',
      '410.html',
      '_redirects',
      '_headers',
    ]),
  );
  expect(files['articles/alpha.html']).toContain('Story alpha');
});

test('a second export renders and writes nothing', async () => {
  await runExport();
  const before = filesOf();
  expect(await runExport()).toMatchObject({ rendered: 0, written: 0, deleted: 0, hostsChanged: false });
  expect(log).toEqual([]);
  expect(filesOf()).toEqual(before);
});

test('after an edit it writes the pages that show it, and no other', async () => {
  await runExport();
  writeStory('alpha', 'Harbor', 'Another text.');
  await store.close();
  await openStore(); // as another process does
  const { rendered } = await runExport();
  expect(log.filter((entry) => !/feed|sitemap/.test(entry)).sort()).toEqual([
    '+articles/alpha.html',
    '+articles/alpha.md',
  ]);
  expect(log.filter((entry) => /rivers|beta/.test(entry))).toEqual([]);
  expect(rendered).toBeLessThan(25);
});

test('a new story is there before the pages that link to it, with its image and its lists', async () => {
  await runExport();
  await store.sync([writeStory('gamma', 'Canals', 'Text.', '2024-02-01')]);
  await runExport();
  expect(at('+articles/gamma/share.png')).toBeLessThan(at('+articles/gamma.html'));
  expect(at('+articles/gamma.md')).toBeLessThan(at('+articles/gamma.html'));
  expect(at('+articles/gamma.html')).toBeLessThan(at('+tags/canals/feed.xml'));
  expect(at('+tags/canals/feed.xml')).toBeLessThan(at('+tags/canals.html'));
  expect(at('+tags/canals.html')).toBeLessThan(at('+authors/ida.html'));
  expect(at('+authors/ida.html')).toBeLessThan(at('+index.html'));
  expect(at('+index.html')).toBeLessThan(at('+sitemap.xml'));
});

test('what is gone is deleted last, with its copies, its image and its folder', async () => {
  await runExport();
  rmSync(path.join(folder, 'content/articles/beta.md'));
  await store.sync(['content/articles/beta.md']);
  await runExport();
  const deleted = log.filter((entry) => entry.startsWith('-'));
  expect(deleted).toEqual(
    expect.arrayContaining(['-articles/beta.html', '-articles/beta/share.png', '-tags/rivers.html']),
  );
  expect(log.slice(-deleted.length)).toEqual(deleted);
  expect(Object.keys(filesOf()).filter((name) => /beta|rivers/.test(name))).toEqual([]);
  expect(globSync('{articles/beta,tags/rivers}', { cwd: out })).toEqual([]);
  expect(filesOf()['index.html']).not.toContain('beta');
});

test('a story under embargo is in no file until its time', async () => {
  writeStory('later', 'Harbor', 'Text.', '2024-06-02T12:00:00Z');
  await store.sync();
  await runExport();
  expect(Object.entries(filesOf()).filter(([name, text]) => /later/.test(name + text))).toEqual([]);
  now = Date.parse('2024-06-02T12:00:00Z');
  await runExport();
  expect(Object.keys(filesOf())).toContain('articles/later.html');
  expect(filesOf()['index.html']).toContain('later');
});

test.each([1, 7, 20, 45])('an export that ends at the file %i is completed by the next', async (number) => {
  let left = number;
  onWrite = () => {
    if (--left < 0) throw new OutputError('killed');
  };
  await expect(runExport()).rejects.toThrow('killed');
  onWrite = () => {};
  // What was written for a story that is gone by now must not stay.
  rmSync(path.join(folder, 'content/articles/alpha.md'));
  await store.sync(['content/articles/alpha.md']);
  await runExport();
  const completed = filesOf();
  rmSync(out, { recursive: true });
  await runExport();
  expect(completed).toEqual(filesOf());
});

test('an export that failed writes nothing afterwards', async () => {
  const late: string[] = [];
  let isOver = false;
  let written = 0;
  onWrite = (file) => {
    if (isOver) late.push(file);
    else if (++written === 20) throw new OutputError('full');
  };
  await expect(runExport()).rejects.toThrow('full');
  isOver = true;
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(late).toEqual([]);
});

test('an update that ends in between is completed by the next', async () => {
  await runExport();
  await store.sync([writeStory('alpha', 'Harbor', 'Another text.'), writeStory('gamma', 'Canals')]);
  let left = 9;
  onWrite = () => {
    if (--left < 0) throw new OutputError('killed');
  };
  await expect(runExport()).rejects.toThrow('killed');
  onWrite = () => {};
  await runExport();
  const completed = filesOf();
  rmSync(out, { recursive: true });
  await runExport();
  expect(completed).toEqual(filesOf());
});

test('files that somebody changed or deleted are written again, and others stay', async () => {
  await runExport();
  const before = filesOf();
  writeFileSync(path.join(out, 'index.html'), 'defaced');
  rmSync(path.join(out, 'articles/beta.html'));
  rmSync(path.join(out, 'articles/beta/share.png'));
  writeFileSync(path.join(out, 'CNAME'), 'courier.example');
  await runExport();
  expect(log.sort()).toEqual(['+articles/beta.html', '+articles/beta/share.png', '+index.html']);
  expect(filesOf()).toEqual({ ...before, CNAME: 'courier.example' });
});

test('another build renders all pages, and writes those that differ', async () => {
  await runExport();
  const { rendered, written } = await runExport('another engine');
  expect(rendered).toBeGreaterThan(20);
  expect(written).toBe(0);
});

test('a page that cannot be rendered keeps its last version, and the others are exported', async () => {
  await runExport();
  await store.sync([writeStory('alpha', 'Harbor', 'Another text.'), writeStory('beta', 'Rivers', 'Another text.')]);
  onRender = (address) => {
    if (address === '/articles/alpha') throw new Error('Next answered 500.');
  };
  const { failed } = await runExport();
  expect(failed).toEqual(['/articles/alpha could not be exported: Next answered 500.']);
  expect(filesOf()['articles/alpha.html']).toContain('Text.');
  expect(filesOf()['articles/beta.html']).toContain('Another text.');
  onRender = () => {};
  expect((await runExport()).failed).toEqual([]);
  expect(filesOf()['articles/alpha.html']).toContain('Another text.');
});

test('without images there are none, and those of an earlier export go', async () => {
  await runExport();
  await runExport('engine', 'none');
  expect(Object.keys(filesOf()).filter((name) => name.endsWith('.png'))).toEqual([]);
  await runExport();
  expect(Object.keys(filesOf()).filter((name) => name.endsWith('.png'))).toHaveLength(2);
});

test('it leaves out what a file system cannot name, and says so', async () => {
  await store.sync([writeStory('long', '語'.repeat(100))]);
  const { failed } = await runExport();
  // The page, and a feed in each format.
  expect(failed).toHaveLength(4);
  for (const sentence of failed)
    expect(sentence).toMatch(/^\/tags\/%E8%AA%9E.* is left out, since its name is too long for a file\.$/);
});

test('it refuses a folder that is not its own', async () => {
  mkdirSync(out);
  writeFileSync(path.join(out, 'diary.txt'), 'Dear diary');
  await expect(runExport()).rejects.toThrow(
    `${out} is not empty and is no export. Name another folder, or empty this one.`,
  );
  expect(filesOf()).toEqual({ 'diary.txt': 'Dear diary' });
  // The folder of this project has a .dateline, too.
  mkdirSync(path.join(out, '.dateline'));
  await expect(runExport()).rejects.toThrow('is no export');
  const file = path.join(folder, 'file');
  writeFileSync(file, '');
  expect(() => new OutputFolder(file)).toThrow(`${file} is no folder.`);
});

test('two exports do not write to one folder at a time', async () => {
  await runExport();
  const output = new OutputFolder(out);
  const manifest = new Manifest(output.manifest);
  expect(() => new Manifest(output.manifest)).toThrow('Another export is writing to this folder.');
  manifest.close();
});
