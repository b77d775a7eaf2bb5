import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeHollowZip, writeZip } from '../../fixtures/zip-file.ts';
import { runHere } from '../cli/command-line.ts';
import { Edition, PUBLICATION } from '../cli/edition.ts';

// What nobody should import: each is refused with a reason, before anything is written. Files of 2 GB have holes; where
// an error stands says how much of them was read.

const TWO_GB = 2_000_000_000;
const POSTS =
  'post_id,post_date,is_published,type,audience,title\n1.one,2021-01-20T13:15:12.230Z,true,newsletter,everyone,One\n';

let edition: Edition;
let archive: string;
beforeEach(() => {
  edition = new Edition({ 'content/publication.yaml': PUBLICATION });
  archive = path.join(edition.folder, 'archive');
  mkdirSync(archive);
});
afterEach(() => edition.remove());

async function importing(system: string, name: string, ...options: string[]) {
  const { content } = edition.routes.folders;
  const env = { INIT_CWD: archive, CONTENT_DIR: content, DATELINE_CACHE: path.join(edition.folder, 'cache') };
  const before = everything();
  const { status, stdout, stderr } = await runHere(['import', system, name, ...options], env);
  return { status, stdout, stderr, isChanged: JSON.stringify(everything()) !== JSON.stringify(before) };
}

/** Every file of the content folder with its text. */
function everything(): Record<string, string> {
  const { content } = edition.routes.folders;
  const names = readdirSync(content, { recursive: true, encoding: 'utf8' });
  const files = names.filter((name) => statSync(path.join(content, name)).isFile()).sort();
  return Object.fromEntries(files.map((name) => [name, readFileSync(path.join(content, name), 'latin1')]));
}

/** Writes the beginning of a file that has 2 GB, the rest of which are NUL bytes. */
function writeHollow(name: string, start: string): void {
  const file = path.join(archive, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, start);
  truncateSync(file, TWO_GB);
}

/** Refused: `reason` is all that the command says. */
async function expectRefused(system: string, name: string, reason: RegExp): Promise<void> {
  const { status, stdout, stderr, isChanged } = await importing(system, name);
  expect({ status, stdout, isChanged }, stderr).toEqual({ status: 2, stdout: '', isChanged: false });
  expect(stderr).toMatch(reason);
}

test('an export of 2 GB of one text is not read to its end', async () => {
  writeHollow('export.xml', '<rss><channel><item><content:encoded><![CDATA[');
  // The column is where reading ended.
  await expectRefused(
    'wordpress',
    'export.xml',
    /^export\.xml:1:20\d{6}: The text .* has more than 20000000 characters\.\n$/,
  );
});

test('a value of an export of Ghost is no larger than the memory allows', async () => {
  const start = '{"db":[{"data":{"posts":[{"id":"1","html":"';
  writeFileSync(path.join(archive, 'ghost.json'), start + 'a'.repeat(22_000_000));
  await expectRefused('ghost', 'ghost.json', /a row before byte 20\d{6} of 22000043 has more than 20000000 bytes\.\n$/);
  writeFileSync(path.join(archive, 'ghost.json'), `${start}"${',"a":"aaaaaaaa"'.repeat(200_000)}`);
  await expectRefused('ghost', 'ghost.json', /a row before byte \d{6,8} of 3000044 has more than 100000 values\.\n$/);
  writeHollow('ghost.json', start);
  await expectRefused('ghost', 'ghost.json', /its JSON is damaged before byte \d{1,6} of 2000000000 /);
});

test.each([
  ['substack', 'posts.csv', /“posts\.csv” in “export\.zip” has more than 50000000 bytes/],
  [
    'medium',
    'posts/2018-08-11_One-abcdef123456.html',
    /abcdef123456\.html” in “export\.zip” has more than 50000000 bytes/,
  ],
  ['docx', 'word/document.xml', /“export\.zip” has more than 100000000 bytes of text\. Divide it\./],
])('a ZIP archive of %s with 2 GB in %s is not unpacked', async (system, name, reason) => {
  writeHollowZip(path.join(archive, 'export.zip'), name, TWO_GB);
  await expectRefused(system, 'export.zip', reason);
});

test('a post that claims to be too long is not unpacked', async () => {
  // It has so many bytes that the claim makes no bomb of it.
  const post = { name: 'posts/1.one.html', data: randomBytes(400_000), claimed: 60_000_000 };
  writeZip(path.join(archive, 'export.zip'), [{ name: 'posts.csv', data: POSTS }, post]);
  await expectRefused('substack', 'export.zip', /“posts\/1\.one\.html” in “export\.zip” has more than 50000000 bytes/);
});

test('files of 2 GB in the folder of a site are left out', async () => {
  writeHollow('_posts/2020-01-01-large.md', '---\ntitle: Large\n---\n');
  writeHollow('assets/large.jpg', '');
  writeHollow('assets/large.pdf', '');
  const image = '![A quay](/assets/large.jpg) [Menu](/assets/large.pdf)';
  writeFileSync(path.join(archive, '_posts/2020-01-02-small.md'), `---\ntitle: Small\n---\nText.\n\n${image}\n`);
  const { status, stdout } = await importing('jekyll', archive);
  expect([status, stdout]).toEqual([0, expect.stringContaining('Imported: 1 story, ')]);
  const report = readFileSync(path.join(edition.routes.folders.content, 'import-report.md'), 'utf8');
  expect(report).toContain(
    'a page that cannot be read: The file has 2000000000 bytes; the limit is 5000000. Divide it.',
  );
  expect(report).toMatch(/Images that are not here \(it has more than [\d,]+ bytes\): \/assets\/large\.jpg/);
  expect(Object.keys(everything()).filter((name) => /large/.test(name))).toEqual([]);
});

const RUNS = `<p onclick="alert(1)">Kept <script>alert(2)</script><a href="javascript:alert(3)">words</a>
<iframe srcdoc="<script>alert(4)</script>"></iframe><img src="x.png" alt="An image" onerror="alert(5)">
<svg onload="alert(6)"><script>alert(7)</script></svg><form action="javascript:alert(8)"><button>Send</button></form></p>
<style>@import url(https://evil.example/x.css)</style><object data="data:text/html,<script>alert(9)</script>"></object>`;

test('nothing of a text runs', async () => {
  const item = `<item><title>Runs &lt;script&gt;alert(0)&lt;/script&gt;</title><link>https://a.example/runs/</link><dc:creator>a</dc:creator>
<content:encoded><![CDATA[${RUNS}]]></content:encoded><wp:post_id>1</wp:post_id><wp:post_date_gmt>2020-01-01 10:00:00</wp:post_date_gmt>
<wp:post_name>runs</wp:post_name><wp:status>publish</wp:status><wp:post_type>post</wp:post_type></item>`;
  const head = '<wp:wxr_version>1.2</wp:wxr_version><wp:base_blog_url>https://a.example</wp:base_blog_url>';
  writeFileSync(path.join(archive, 'export.xml'), `<rss version="2.0"><channel>${head}${item}</channel></rss>`);
  expect((await importing('wordpress', 'export.xml')).status).toBe(0);
  const text = everything()['articles/2020/01/runs.md'] ?? '';
  expect(text).toContain('words');
  expect(text).not.toMatch(/alert|javascript:|<script|<style|srcdoc|\son\w+=|evil\.example/);
});
