/**
 * All rules that a content file can break. Each has a broken fixture in tests/fixtures/broken/, or a test
 * that broken.test.ts names.
 */
export const RULES = [
  'file-encoding',
  'file-large',
  'file-unreadable',
  'file-unparsable',
  'file-format',
  'merge-conflict',
  'file-name',
  'file-folder',
  'front-matter-missing',
  'front-matter-unclosed',
  'front-matter-language',
  'yaml-syntax',
  'yaml-keys',
  'yaml-aliases',
  'yaml-nesting',
  'yaml-long',
  'key-duplicate',
  'key-unknown',
  'key-missing',
  'key-type',
  'key-empty',
  'key-value',
  'key-long',
  'key-html',
  'key-control-character',
  'author-missing',
  'author-duplicate',
  'author-unknown',
  'author-unused',
  'date-format',
  'date-impossible',
  'date-skipped',
  'date-ambiguous',
  'date-order',
  'date-far',
  'home-page-text',
  'home-page-unknown',
  'publication-unknown',
  'content-model',
  'theme-contrast',
  'font-unusable',
  'stylesheet-invalid',
  'image-missing',
  'image-type',
  'image-broken',
  'image-large',
  'image-unsafe',
  'image-animated',
  'image-pending',
  'image-remote',
  'image-alt',
  'foreign-markup',
  'heading-level',
  'html-dropped',
  'markdown-typo',
  'link-invalid',
  'link-anchor',
  'link-broken',
  'link-embargoed',
  'link-moved',
  'element-unknown',
  'element-unclosed',
  'element-incomplete',
  'lang-conflict',
  'lang-invalid',
  'redirect-invalid',
  'redirect-loop',
  'redirect-taken',
  'slug-invalid',
  'slug-reserved',
  'slug-duplicate',
  'slug-reused',
  'text-nesting',
  'text-empty',
  'text-placeholder',
  'text-complex',
  'text-long',
  'text-lost',
  'tag-file',
  'tag-invalid',
  'tag-similar',
  'tag-spelling',
  'title-duplicate',
  'translation-name',
  'updated-missing',
] as const;

export type Rule = (typeof RULES)[number];

/**
 * Rules whose answer can change without a change of the file: another file is deleted, a permission is given.
 * (When an author, a tag, an image or the time zone changes, the files that depend on it are read again
 * anyway.)
 */
export const NEEDS_RECHECK: readonly Rule[] = ['slug-duplicate', 'file-unreadable'];

/**
 * Something wrong in a content file, in words for an editor: the file (relative to the project), line and
 * column (from 1), the rule, why (`reason`, a sentence) and what to do (`fix`, a sentence). `check` fails for
 * an error. Only an error that `blocks` keeps the new version of the file off the site: there would be
 * nothing to publish, or it might be published too early or at a wrong address.
 */
export type Diagnostic = Readonly<{
  file: string;
  line: number;
  column: number;
  severity: 'error' | 'warning';
  rule: Rule;
  reason: string;
  fix: string;
  /** The number of words that readers do not see. */
  lost?: number;
  blocks?: true;
}>;

/**
 * What a diagnostic is: an error that keeps the file off the site, another error (the default), or a warning.
 */
export type Weight = 'blocking' | Diagnostic['severity'];

/** An error that keeps its file off the site. */
export const BLOCKING = { severity: 'error', blocks: true } as const;

/** The severity of a diagnostic, and whether it blocks. */
export function weighted(weight: Weight = 'error'): Pick<Diagnostic, 'severity' | 'blocks'> {
  return weight === 'blocking' ? BLOCKING : { severity: weight };
}

/** Whether a file with these diagnostics is kept off the site, or its new version is. */
export function isBlocked(diagnostics: readonly Pick<Diagnostic, 'blocks'>[]): boolean {
  return diagnostics.some(({ blocks }) => blocks);
}

/** A diagnostic of a text within a file; `line` and `column` are in the text, from 1. */
export type TextDiagnostic = Omit<Diagnostic, 'file'>;

/** The diagnostics of a story that readers can see already: lost text is a warning then. */
export function weighLosses(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return diagnostics.map((diagnostic) =>
    diagnostic.rule === 'text-lost' ? { ...diagnostic, severity: 'warning' } : diagnostic,
  );
}

/** Line and column, from 1, where a node of Markdown begins. */
export function startOf(node: { position?: { start: { line: number; column: number } } | undefined } | undefined) {
  const { line = 1, column = 1 } = node?.position?.start ?? {};
  return { line, column };
}

/** A text of a file, cut to at most 100 characters for a message. */
export function shortened(text: string): string {
  return text.length <= 100 ? text : `${text.slice(0, 100)}…`;
}

/** A quotation of more than 100 characters, without its end. */
const LONG_QUOTATION = /“[^“”]{101,}/g;
/** The longest `reason` or `fix`, in characters, and how many of them come after a cut. */
const MAX_SENTENCE = 500;
const AFTER_CUT = 150;

/**
 * Returns diagnostics of a bounded size, whatever their files hold: quotations have at most 100 characters,
 * and a sentence that is still too long loses its middle. All diagnostics of files go through it.
 */
export function bounded<Given extends Pick<Diagnostic, 'reason' | 'fix'>>(diagnostics: readonly Given[]): Given[] {
  return diagnostics.map((given) => ({
    ...given,
    reason: boundedSentence(given.reason),
    fix: boundedSentence(given.fix),
  }));
}

function boundedSentence(text: string): string {
  if (text.length <= 100) return text;
  const quoted = text.replace(LONG_QUOTATION, (quotation) => `${quotation.slice(0, 101)}…`);
  if (quoted.length <= MAX_SENTENCE) return quoted;
  return `${quoted.slice(0, MAX_SENTENCE - AFTER_CUT - 1)}…${quoted.slice(-AFTER_CUT)}`;
}

/**
 * One line:
 * `content/articles/x.md:3:1  error  key-missing  “title” is missing. Add it like this: title: Night ferries`.
 * It says of an error whether the site publishes the file all the same.
 */
export function formatDiagnostic(diagnostic: Diagnostic): string {
  const { file, line, column, severity, rule, reason, fix } = diagnostic;
  const effect = effectOf(diagnostic);
  return visible(`${file}:${line}:${column}  ${severity}  ${rule}  ${reason} ${fix}${effect && ` ${effect}`}`);
}

/**
 * A sentence in brackets on what an error does not do; empty for a warning, and for an error that keeps its file off the
 * site.
 */
export function effectOf({ severity, blocks }: Pick<Diagnostic, 'severity' | 'blocks'>): string {
  return severity === 'error' && !blocks ? '(This keeps nothing off the site.)' : '';
}

/** A text whose control characters and changes of direction are escaped: a console would obey them. */
export function visible(text: string): string {
  return text.replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, (sign) => {
    return `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}
