import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { check } from '#lib/cli/check.ts';
import { wordsIn } from '../../same-words.ts';
import { runHere } from '../cli/command-line.ts';
import { Edition, PUBLICATION } from '../cli/edition.ts';

const EXPORT = path.resolve(import.meta.dirname, '../../fixtures/import/wordpress.xml');
const ZONE = 'timeZone: Europe/London';

let edition: Edition;
let content: string;
beforeEach(async () => {
  edition = new Edition({ 'content/publication.yaml': PUBLICATION.replace(/timeZone: .*/, ZONE) });
  content = edition.routes.folders.content;
  rmSync(path.join(content, 'pages/about.md'));
  const uploads = path.join(edition.folder, 'uploads/2019/03');
  mkdirSync(uploads, { recursive: true });
  for (const [name, colour] of [
    ['quay', 'red'],
    ['net', 'blue'],
  ] as const) {
    const image = sharp({ create: { width: 60, height: 40, channels: 3, background: colour } });
    await image.png().toFile(path.join(uploads, `${name}.png`));
  }
  writeFileSync(path.join(uploads, 'menu.pdf'), 'Eels.');
});
afterEach(() => edition.remove());

function importing(...args: string[]) {
  const env = {
    INIT_CWD: edition.folder,
    CONTENT_DIR: content,
    DATELINE_CACHE: path.join(edition.folder, 'cache'),
    GITHUB_ACTIONS: '',
  };
  return runHere(['import', ...args], env);
}

const wordpress = (...args: string[]) => importing('wordpress', EXPORT, '--media=uploads', ...args);
const read = (name: string) => readFileSync(path.join(content, name), 'utf8');

/** Every file of the content folder with its text and its time. */
function everything(): Record<string, string> {
  const names = readdirSync(content, { recursive: true, encoding: 'utf8' }).filter((name) =>
    statSync(path.join(content, name)).isFile(),
  );
  return Object.fromEntries(
    names
      .sort()
      .map((name) => [
        name,
        `${statSync(path.join(content, name)).mtimeMs} ${readFileSync(path.join(content, name), 'latin1')}`,
      ]),
  );
}

test('an export becomes files as a person would write them, without an error', async () => {
  const { status, stdout, stderr } = await wordpress();
  expect([status, stderr]).toEqual([0, '']);
  expect(stdout).toContain('Imported: 4 stories, 2 pages, 3 authors, 1 tag, ');
  const { diagnostics } = await check(edition.routes, { now: Date.UTC(2026, 0, 6) });
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  expect(read('articles/2019/03/eel-supper.md')).toMatchSnapshot('a story of the classic editor');
  expect(read('articles/2020/07/tide-tables.md')).toMatchSnapshot('a story of blocks');
  expect(read('pages/team.md')).toBe('---\ntitle: Team\n---\n\n## Who we are\n\nOrla and Tobias.\n');
  expect(read('authors/orla-fenwick.md')).toBe('---\nname: Orla Fenwick\n---\n');
  expect(read('tags/harbour-docks.md')).toBe('---\nname: Harbour & Docks\n---\n\nAll about the *quay*.\n');
  expect(read('redirects.csv')).toMatchSnapshot('redirects');
  expect(read('import-report.md')).toMatchSnapshot('the report');
  expect(readFileSync(path.join(content, 'public/wp-content/uploads/2019/03/menu.pdf'), 'utf8')).toBe('Eels.');
  expect(readdirSync(path.join(content, 'articles/2019/03')).sort()).toEqual(['eel-supper.md', 'net.png', 'quay.png']);
});

test('a draft and a scheduled story stay what they are', async () => {
  await wordpress();
  expect(read('articles/2021/02/post-41.md')).toContain('draft: true');
  expect(read('articles/2031/01/lamps-to-be-lit.md')).toContain('author: lodger\ndate: 2031-01-01T09:00:00Z\n');
});

test('another run changes nothing, and leaves alone what a person has changed or deleted', async () => {
  await wordpress();
  const before = everything();
  expect((await wordpress()).stdout).toContain('0 files written, 10 unchanged');
  expect(everything()).toEqual(before);
  const story = path.join(content, 'articles/2019/03/eel-supper.md');
  writeFileSync(story, read('articles/2019/03/eel-supper.md').replace('**nine**', '**ten**'));
  rmSync(path.join(content, 'pages/team.md'));
  const { stdout } = await wordpress();
  expect(stdout).toContain('0 files written, 8 unchanged, 2 left as a person has changed them.');
  expect(read('articles/2019/03/eel-supper.md')).toContain('**ten** years');
  expect(read('import-report.md')).toContain('- content/pages/team.md: deleted by a person');
});

test('a changed archive changes its files, and --since adds only what is new', async () => {
  const file = path.join(edition.folder, 'export.xml');
  const xml = readFileSync(EXPORT, 'utf8');
  writeFileSync(file, xml);
  await importing('wordpress', file, '--since=2020-01-01');
  expect(readdirSync(path.join(content, 'articles')).sort()).toEqual(['2020', '2021', '2031', 'harbor-reopens.md']);
  writeFileSync(file, xml.replace('They will be lit.', 'They were lit.').replace('cancelled', 'put off'));
  await importing('wordpress', file, '--since=2030-01-01');
  expect(read('articles/2031/01/lamps-to-be-lit.md')).toContain('They were lit.');
  await importing('wordpress', file);
  expect(read('articles/2019/03/eel-supper.md')).toContain('put off');
});

test('a page whose name is taken gets another one, and links lead to it', async () => {
  edition.write({ 'content/pages/about.md': '---\ntitle: About\n---\n\nOurs.\n' });
  await wordpress();
  expect(read('pages/about.md')).toContain('Ours.');
  expect(read('pages/about-2.md')).toContain('title: About us');
  expect(read('articles/2020/07/tide-tables.md')).toContain('<a href="/about-2">');
  expect(read('import-report.md')).toContain('The name “about” belongs to another page');
  const before = everything();
  await wordpress();
  expect(everything()).toEqual(before);
});

test('two accounts of one name are one author, and another run changes nothing', async () => {
  const file = path.join(edition.folder, 'export.xml');
  const xml = readFileSync(EXPORT, 'utf8');
  writeFileSync(file, xml.replace('<![CDATA[Tobias Marsh &amp; Sons]]>', '<![CDATA[Orla Fenwick]]>'));
  await importing('wordpress', file);
  expect(readdirSync(path.join(content, 'authors')).filter((name) => name.startsWith('orla'))).toEqual([
    'orla-fenwick.md',
  ]);
  for (const old of ['/author/orla', '/?author=1', '/author/t-marsh', '/?author=2'])
    expect(read('redirects.csv')).toContain(`\n${old},/authors/orla-fenwick\n`);
  const before = everything();
  await importing('wordpress', file);
  expect(everything()).toEqual(before);
});

test('--dry-run writes nothing, and says what would come', async () => {
  const before = everything();
  const { stdout } = await wordpress('--dry-run');
  expect(stdout).toContain('Would import: 4 stories, 2 pages, 3 authors, 1 tag, ');
  expect(everything()).toEqual(before);
});

test('a damaged export writes nothing', async () => {
  const file = path.join(edition.folder, 'cut.xml');
  writeFileSync(file, readFileSync(EXPORT, 'utf8').slice(0, 9_000));
  const before = everything();
  const { status, stderr } = await importing('wordpress', file);
  expect([status, stderr]).toEqual([2, expect.stringMatching(/^cut\.xml:\d+:\d+: The file ends in the middle/)]);
  expect(everything()).toEqual(before);
});

test('the folder with media has copies of what the archive keeps on another host', async () => {
  const file = path.join(edition.folder, 'export.xml');
  const xml = readFileSync(EXPORT, 'utf8');
  writeFileSync(
    file,
    xml.replaceAll(/(?:https:\/\/lantern\.example)?\/wp-content\/uploads\//g, 'https://lantern.files.example/'),
  );
  expect((await importing('wordpress', file, '--media=uploads')).status).toBe(0);
  expect(readdirSync(path.join(content, 'articles/2019/03')).sort()).toEqual(['eel-supper.md', 'net.png', 'quay.png']);
  expect(readFileSync(path.join(content, 'public/2019/03/menu.pdf'), 'utf8')).toBe('Eels.');
});

test('a link to the stories of a tag stays', async () => {
  const posts = path.join(edition.folder, 'site/_posts');
  mkdirSync(posts, { recursive: true });
  const text = '---\ntitle: Fog\ntags: [Sea fog]\n---\n[More](/tags/sea-fog/), [none](/tags/none/).\n';
  writeFileSync(path.join(posts, '2020-01-02-fog.md'), text);
  expect((await importing('jekyll', 'site')).status).toBe(0);
  expect(read('articles/2020/01/fog.md')).toContain('[More](/tags/sea-fog), none.');
});

test('paths that climb out lead nowhere', async () => {
  const file = path.join(edition.folder, 'export.xml');
  const climbing = readFileSync(EXPORT, 'utf8')
    .replaceAll('/wp-content/uploads/2019/03/menu.pdf', '/wp-content/%2e%2e%2f%2e%2e/secret.pdf')
    .replace('<wp:post_name><![CDATA[tide-tables]]>', '<wp:post_name><![CDATA[../../../../tide]]>');
  writeFileSync(file, climbing);
  writeFileSync(path.join(edition.folder, 'secret.pdf'), 'Secret.');
  expect((await importing('wordpress', file, '--media=uploads')).status).toBe(0);
  expect(read('articles/2020/07/tide.md')).toContain('Tide tables, explained');
  expect(JSON.stringify(everything())).not.toContain('Secret.');
});

test('what is missing is explained', async () => {
  expect(await importing('wordpres', 'a.xml')).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('Did you mean “wordpress”?'),
  });
  expect(await importing('wordpress')).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('Name the archive: npm run import -- wordpress export.xml'),
  });
  expect(await importing('wordpress', 'none.xml')).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('none.xml'),
  });
  expect(await wordpress('--since=soon')).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('“soon” is not a date'),
  });
  expect(await wordpress('--medai=x')).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('Did you mean “--media”?'),
  });
  expect(await wordpress('--into=uploads')).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('There is no publication.yaml in “uploads”'),
  });
  expect(await importing()).toMatchObject({ status: 2, stdout: expect.stringContaining('--dry-run') });
});

test('no word of a story is lost', async () => {
  await wordpress();
  const words = wordsIn(`${read('articles/2019/03/eel-supper.md')} ${read('articles/2020/07/tide-tables.md')}`);
  for (const word of wordsIn(
    'cancelled Friday Prowse pan 1788 hurry share Ousemouth Pinmill 0410 columns Gear minute range',
  )) {
    if (word !== '0410') expect(words).toContain(word);
  }
});
