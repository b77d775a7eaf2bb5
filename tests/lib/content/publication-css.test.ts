import { expect, test } from 'vitest';
import { readPublicationCss } from '#lib/content/publication-css.ts';

const FILE = 'content/publication.css';
const read = (source: string) => readPublicationCss(FILE, source);
const reasons = (source: string) =>
  read(source).diagnostics.map(({ line, column, rule, reason }) => `${line}:${column} ${rule} ${reason}`);

test('rules are written anew, without comments', () => {
  const source = `/* Our
look */
.kicker { letter-spacing: 0 } /*! kept by others */
@media print { .masthead { display: none } }
`;
  expect(read(source)).toEqual({
    record: { file: FILE, css: '.kicker{letter-spacing:0}@media print{.masthead{display:none}}' },
    diagnostics: [],
    uses: [],
    links: [],
  });
});

test.each([
  ['an image of the site', '.a{background:url("/images/paper.png")}'],
  ['an image of the site without quotes', '.a{background:url(/images/paper.png)}'],
  ['a part of an SVG', '.a{clip-path:url(#round)}'],
  ['a font of the site', '@font-face{font-family:Ours;src:url(/fonts/ours.woff2)}'],
  ['rules within rules', '.a{color:red;&:hover{color:blue}}'],
  ['an image set', '.a{background:image-set("/a.png" 1x)}'],
])('%s is accepted', (_, source) => {
  expect(read(source).diagnostics).toEqual([]);
  expect(read(source).record).not.toBeNull();
});

test.each([
  [
    'another site',
    '.a { background: url(https://tracker.example/x.png) }',
    ['1:18 stylesheet-invalid “https://tracker.example/x.png” is not on this site: nothing is loaded from others.'],
  ],
  [
    'a site without a scheme',
    '.a{background:url("//tracker.example/x")}',
    [expect.stringContaining('not on this site')],
  ],
  ['a backslash', '.a{background:url("/\\\\tracker.example/x")}', [expect.stringContaining('not on this site')]],
  ['an escape', '.a{background:url("\\68ttps://tracker.example")}', [expect.stringContaining('not on this site')]],
  ['data', '.a{background:url(data:image/png;base64,AAAA)}', [expect.stringContaining('not on this site')]],
  [
    'an image set',
    '.a{background:image-set("https://x.example/a.png" 1x)}',
    [expect.stringContaining('not on this site')],
  ],
  ['an import', '@import url("/other.css");', [expect.stringContaining('“@import” cannot be used here')]],
  ['a tag in a selector', '.a[title="<b>"]{color:red}', [expect.stringContaining('“<” before a letter')]],
  ['the end of the style', '.a{--x:</style><script>}', [expect.stringContaining('“<” before a letter')]],
  ['an error', '.a { color: red;\n.b { color }\n', [expect.stringContaining('CSS cannot read this')]],
])('%s is an error that keeps the version off the site', (_, source, expected) => {
  expect(reasons(source)).toEqual(expect.arrayContaining(expected));
  expect(read(source).record).toBeNull();
  expect(read(source).diagnostics.every(({ blocks }) => blocks)).toBe(true);
});

test.each(['"</style><b>"', '"\\3c/style>\\3c b>"'])('the text %s is written as an escape', (text) => {
  expect(read(`.a::before{content:${text}}`).record?.css).toBe('.a::before{content:"\\3c /style>\\3c b>"}');
});

test('a stylesheet that is too large is refused without being read', () => {
  expect(reasons(`.a{color:red}${' '.repeat(30_000)}`)).toEqual([
    '1:1 stylesheet-invalid The stylesheet has 30,013 bytes; the limit is 30,000.',
  ]);
});

test('of many errors some are reported', () => {
  const source = '.a{background:url(//x)}'.repeat(1000);
  expect(read(source).diagnostics.length).toBeLessThanOrEqual(20);
});
