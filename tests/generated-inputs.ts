import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { JSDOM } from 'jsdom';
import { readArticle } from '#lib/content/article.ts';
import { readAuthor } from '#lib/content/author.ts';
import { analyseBody } from '#lib/content/lint/analyse-body.ts';
import { needsAnalysis } from '#lib/content/lint/check-body.ts';
import { readPage } from '#lib/content/page.ts';
import { type Diagnostic, formatDiagnostic, isBlocked } from '#lib/content/parse/diagnostic.ts';
import { readPublication } from '#lib/content/publication.ts';
import { readTag } from '#lib/content/tag.ts';
import { NO_FILES } from '#lib/content/theme.ts';
import { sanitizeSvg, UnsafeSvgError } from '#lib/images/svg.ts';
import { checkTextLimits } from '#lib/markdown/check-text-limits.ts';
import { openingOf } from '#lib/markdown/opening.ts';
import { readableParagraphs } from '#lib/markdown/plain-text.ts';
import { readingMinutes } from '#lib/markdown/reading-time.ts';
import { renderMarkdown } from '#lib/markdown/render-markdown.ts';
import { plainText } from '#lib/search/plain-text.ts';
import { tokensIn } from '#lib/search/tokens.ts';
import { cpuTime, machineUnit } from './cpu-time.ts';
import { contentFile, markdown, svg } from './fixtures/generated-inputs.ts';
import { articleContext, images } from './lib/context.ts';
import { elementsIn, unsafe } from './safe-html.ts';
import { unsafeInSvg } from './safe-svg.ts';

// What must hold for each generated input, whatever it is.

const ORIGIN = images.origin;
const { document, DOMParser } = new JSDOM().window;

/** Throws unless a Markdown text is refused by its limits, or becomes safe HTML. */
export function checkMarkdown(text: string): void {
  const needed = needsAnalysis(text, ORIGIN);
  tokensIn(plainText(text), 'en');
  readingMinutes(text);
  if (checkTextLimits(text)) return;
  const { diagnostics, images, links } = analyseBody(text, ORIGIN);
  if (!needed) expectNone('findings of a text that needs no analysis', [...diagnostics, ...images, ...links]);
  for (const diagnostic of diagnostics) checkDiagnostic({ file: 'content/articles/x.md', ...diagnostic }, text);
  readableParagraphs(text);
  openingOf(text, 'en');
  const body = document.createElement('div');
  body.innerHTML = renderMarkdown(text, 'en');
  expectNone('unsafe HTML', unsafe(elementsIn(body)));
}

/**
 * Throws unless a content file gives a record or an error that blocks it, whichever kind of file it is, and
 * prints nothing.
 */
export function checkContentFile(source: string): void {
  const printed: string[] = [];
  const { emitWarning } = process;
  // No spy of Vitest, which keeps each one for good: a million of them are gigabytes.
  process.emitWarning = (warning: string | Error) => {
    printed.push(String(warning));
  };
  try {
    readAll(source);
  } finally {
    process.emitWarning = emitWarning;
  }
  expectNone('printed', printed);
}

function readAll(source: string): void {
  const file = 'content/articles/night-ferries.md';
  const readings = [
    readArticle(file, source, articleContext),
    readPage('content/pages/about.md', source, images, 'en'),
    readAuthor('content/authors/mira-oakhurst.md', source, images),
    readTag('content/tags/river.md', source, images),
    readPublication('content/publication.yaml', source.replaceAll('---\n', ''), NO_FILES),
  ];
  for (const { record, diagnostics } of readings) {
    if ((record === null) !== isBlocked(diagnostics))
      throw new Error(`record and errors: ${JSON.stringify(diagnostics)}`);
    for (const diagnostic of diagnostics) checkDiagnostic(diagnostic, source);
  }
}

/**
 * Throws unless an SVG is refused, or becomes one that is well-formed, safe and the same when it is sanitised
 * again.
 */
export function checkSvg(source: string): void {
  let safe: string;
  try {
    safe = sanitizeSvg(source).svg;
  } catch (error) {
    if (error instanceof UnsafeSvgError) return;
    throw error;
  }
  const parsed = new DOMParser().parseFromString(safe, 'image/svg+xml');
  const [error] = parsed.getElementsByTagName('parsererror');
  if (error) throw new Error(`The SVG is not well-formed: ${error.textContent}`);
  expectNone('unsafe SVG', unsafeInSvg(elementsIn(parsed)));
  if (sanitizeSvg(safe).svg !== safe) throw new Error('The SVG changes when it is sanitised again.');
}

function checkDiagnostic(diagnostic: Diagnostic, source: string): void {
  const { line, column, reason, fix } = diagnostic;
  const lines = source.split(/\r\n?|\n/).length;
  if (!(line >= 1 && line <= lines + 1 && column >= 1 && reason !== '' && fix !== ''))
    throw new Error(`a diagnostic without a position: ${formatDiagnostic(diagnostic)}`);
}

function expectNone(what: string, found: readonly unknown[]): void {
  if (found.length > 0) throw new Error(`${what}: ${JSON.stringify(found)}`);
}

const KINDS = [
  ['Markdown', markdown, checkMarkdown],
  ['content files', contentFile, checkContentFile],
  ['SVG', svg, checkSvg],
] as const;

const unit = machineUnit();
/**
 * The highest time for an input, in units of `machineUnit`: the limits of texts allow some seconds on a slow
 * machine.
 */
const bound = (input: string) => 50 + input.length / 50;

/**
 * Checks `count` generated inputs, a third of each kind, and their time. Rejects for the smallest input that
 * fails, with the seed by which it is found again.
 */
export async function checkGenerated(count: number, seed: number): Promise<void> {
  for (const [name, arbitrary, check] of KINDS) {
    const inTime = async (input: string) => {
      const limit = bound(input) * unit;
      // Once more if it took too long: the first time compiles code.
      if (cpuTime(() => check(input)) > limit && cpuTime(() => check(input)) > limit)
        throw new Error(`${name} of ${input.length} characters take more than ${Math.round(limit)} ms`);
      await releaseMemory();
    };
    await fc.assert(fc.asyncProperty(arbitrary, inTime), { numRuns: Math.ceil(count / KINDS.length), seed });
  }
}

/** Lets the event loop turn. JSDOM refers weakly to its documents, and these stay in memory until then. */
export const releaseMemory = (): Promise<void> => setImmediate();
