import { expect, test } from 'vitest';
import { analyseBody } from '#lib/content/lint/analyse-body.ts';
import { needsAnalysis } from '#lib/content/lint/check-body.ts';
import { linkTarget } from '#lib/content/lint/links.ts';
import { mayHaveTypos } from '#lib/content/lint/markdown-typos.ts';
import { readFrontMatter } from '#lib/content/parse/front-matter.ts';
import { closest } from '#lib/content/parse/suggestion.ts';
import { sanitizeSvg } from '#lib/images/svg.ts';
import { readingMinutes } from '#lib/markdown/reading-time.ts';
import { renderMarkdown } from '#lib/markdown/render-markdown.ts';
import { imagePath } from '#lib/routes/image-files.ts';
import { slugOf } from '#lib/routes/slugs.ts';
import { plainText } from '#lib/search/plain-text.ts';
import { foldedTokensIn } from '#lib/search/tokens.ts';
import { cpuTime, machineUnit } from '../cpu-time.ts';

const ORIGIN = 'https://courier.example';
const unit = machineUnit();

/** Marks in an order that normalisation must change. */
const marks = (count: number) => `a${'\u0301'.repeat(count)}${'\u0316'.repeat(count)}`;
const svgWith = (attribute: string) => `<svg viewBox="0 0 9 9"><rect fill="${attribute}"/></svg>`;
const svgOfParts = () => {
  const opened = Array.from({ length: 190 }, (_, index) => `<g id="a${index}">`).join('');
  return `<svg viewBox="0 0 9 9">${opened}<rect fill="${'url(#b) '.repeat(150_000)}"/></svg>`;
};
const tried = (work: () => unknown) => {
  try {
    return work();
  } catch (error) {
    return error;
  }
};

/**
 * What takes the longest for each function, of some 200,000 characters: in time that grows with the square it would take a minute or hours.
 */
const WORK: readonly (readonly [name: string, work: () => unknown])[] = [
  ['a relative link of fragments', () => linkTarget(`${'#'.repeat(60_000)}${'.md#'.repeat(30_000)}/\n.md`, ORIGIN)],
  ['a relative link of letters', () => linkTarget('a'.repeat(200_000), ORIGIN)],
  ['relative links in numbers', () => analyseBody('[a](b.md)\n\n'.repeat(2_000), ORIGIN)],
  ['a slug of marks', () => slugOf(marks(100_000))],
  ['a slug of marks without a letter', () => slugOf('\u0301'.repeat(200_000))],
  ['a slug of hyphens', () => slugOf(`a${'-'.repeat(200_000)}b`)],
  ['tokens of marks', () => foldedTokensIn(marks(100_000))],
  ['the path of an image of marks', () => imagePath('content/articles/x.md', marks(100_000))],
  ['a heading of marks', () => renderMarkdown(`# ${marks(100_000)}`, 'en')],
  ['headings that are alike', () => analyseBody('# a\n\n'.repeat(4_000), ORIGIN)],
  ['empty lines in front matter', () => readFrontMatter('x.md', `---\n${'\n'.repeat(200_000)}a: b\n---\n`)],
  ['footnotes without an end', () => needsAnalysis('[^a'.repeat(60_000), ORIGIN)],
  ['spaces before a heading', () => needsAnalysis(' '.repeat(200_000), ORIGIN)],
  ['rows between other line separators', () => mayHaveTypos('|\u2028'.repeat(100_000))],
  ['bold after spaces', () => mayHaveTypos(`**${' '.repeat(100_000)}a${' '.repeat(100_000)}`)],
  ['scripts without an end', () => analyseBody('<script>'.repeat(20_000), ORIGIN)],
  ['comments without an end', () => analyseBody(`<div>${'<!-'.repeat(20_000)}`, ORIGIN)],
  ['tags in tags', () => renderMarkdown('<div><b><i>'.repeat(4_000), 'en')],
  ['tags that cross', () => renderMarkdown(`<div>${'<b><a href="/">x</b><i></a>'.repeat(2_000)}`, 'en')],
  ['tables in tables', () => renderMarkdown(`<div>${'<table><tr><td>x'.repeat(3_000)}`, 'en')],
  ['text in tables', () => renderMarkdown(`<table>${'<tr>x</table><table>'.repeat(2_000)}`, 'en')],
  ['end tags without a beginning', () => renderMarkdown(`<div>${'</p></b></td>'.repeat(8_000)}`, 'en')],
  ['attributes', () => renderMarkdown(`<div ${'a="b" '.repeat(15_000)}>x</div>`, 'en')],
  ['plain text of tags', () => plainText('<a b="'.repeat(30_000))],
  ['plain text of code', () => plainText('`<b>`` '.repeat(30_000))],
  ['markup of other systems', () => analyseBody('{{[{%[['.repeat(10_000), ORIGIN)],
  ['link destinations without an end', () => readingMinutes(']('.repeat(100_000))],
  ['plain text of braces', () => plainText(`::map${'{'.repeat(200_000)}`)],
  ['plain text of spaces', () => plainText(`${' '.repeat(200_000)}a`)],
  ['plain text of brackets', () => plainText('[^'.repeat(100_000))],
  ['plain text of links', () => plainText(']('.repeat(100_000))],
  ['a long word and a similar one', () => closest('a'.repeat(100_000), ['b'.repeat(100_000)])],
  ['an SVG with spaces in an address', () => tried(() => sanitizeSvg(svgWith(`url(${' '.repeat(200_000)}`)))],
  ['an SVG of references in parts', () => tried(() => sanitizeSvg(svgOfParts()))],
  ['an SVG with digits in a size', () => tried(() => sanitizeSvg(`<svg width="${'1'.repeat(200_000)}a"/>`))],
];

test.each(WORK)('%s: linear time', (_, work) => {
  expect(cpuTime(work)).toBeLessThan(200 * unit);
});
