import { imageKind } from '../../routes/image-files.ts';
import { type Diagnostic, type Rule, type Weight, weighted } from '../parse/diagnostic.ts';
import { closest } from '../parse/suggestion.ts';

// Files under content/ that the site ignores, though an editor may believe that they are published.

/** The folders that hold Markdown files, and what a file in them is. */
const FOLDERS = new Map([
  ['articles', 'a story'],
  ['pages', 'a page'],
  ['authors', 'an author'],
  ['tags', 'a tag'],
]);

/** Endings that people and programs give to Markdown files; `.md` in lower case is the only right one. */
const MARKDOWN_ENDING = /(?:\.(?:md|markdown|mdown|mkdn?))(?:\.txt)?$/i;
/** The home page's file before version 0.2. */
const OLD_HOME_FILE = /^content\/pages\/front(?:\.[^/.]+)?\.md$/;
const DOCUMENT_ENDING = /\.(?:docx?|odt|rtf|pages|html?)$/i;
/** Files of the repository itself, of operating systems and of programs, and the report of an import. */
const isIgnored = (name: string) =>
  /^(?:readme|licen[cs]e|contributing|changelog|codeowners|import-report)\b|^(?:thumbs\.db|desktop\.ini|icon\r)$/i.test(
    name,
  ) ||
  /^~\$|~$|\.(?:swp|swo|tmp|bak|orig|rej|part|crdownload)$/i.test(name) ||
  (name.startsWith('#') && name.endsWith('#'));

/**
 * Returns a diagnostic for `file` (`content/…`), a path for which `kindOfContent` knows no kind, or null if nobody expects
 * that it is published.
 */
export function checkMisplacedFile(file: string): Diagnostic | null {
  const [, folder = '', ...rest] = file.split('/');
  const name = rest.at(-1) ?? folder;
  if (isIgnored(name) || folder === 'guide' || imageKind(name) !== null) return null;
  if (rest.length === 0) return inContentFolder(file, name);
  const kind = FOLDERS.get(folder);
  if (kind === undefined) return MARKDOWN_ENDING.test(name) ? inUnknownFolder(file, folder, name) : null;
  const better = betterName(file);
  if (better !== null) {
    const reason = 'The site ignores this file, since its name does not end in “.md”.';
    return diagnosticOf(file, 'file-name', reason, `Rename it to “${better.split('/').at(-1)}”.`);
  }
  if (markdownName(name) !== null) {
    const reason = `The site ignores this file, since content/${folder}/ has no subfolders.`;
    return diagnosticOf(file, 'file-folder', reason, `Move it to content/${folder}/${name}.`);
  }
  if (DOCUMENT_ENDING.test(name)) {
    const reason = `The site ignores this file, since ${kind} is a Markdown file.`;
    return diagnosticOf(file, 'file-name', reason, `Save its text as “${name.replace(DOCUMENT_ENDING, '.md')}”.`);
  }
  const reason = 'The site ignores this file: under content/ it publishes Markdown and images.';
  const fix = `Move it to public/, and link to it as /${encodeURI(name)}.`;
  return diagnosticOf(file, 'file-folder', reason, fix, 'warning');
}

/** Returns a diagnostic if `file` is a home page’s file under its name before version 0.2, or null. */
export function checkOldHomeFile(file: string): Diagnostic | null {
  if (!OLD_HOME_FILE.test(file)) return null;
  const name = betterName(file)?.split('/').at(-1);
  const reason = 'The site ignores this file, since the home page’s file has another name now.';
  return diagnosticOf(file, 'file-name', reason, `Rename it to “${name}”.`);
}

/** Returns the path that the file at `file` must be renamed to so that the site reads it, or null if its name is not the reason. */
export function betterName(file: string): string | null {
  const [, folder = '', ...rest] = file.split('/');
  const name = rest.at(-1) ?? folder;
  if (rest.length === 0) {
    if (/^redirects?\.csv(?:\.txt)?$/i.test(name)) return 'content/redirects.csv';
    return /^publication\.ya?ml(?:\.txt)?$/i.test(name) ? 'content/publication.yaml' : null;
  }
  if (isIgnored(name) || !FOLDERS.has(folder)) return null;
  const better = OLD_HOME_FILE.test(file) ? name.replace('front', 'home') : markdownName(name);
  return better === null || better === name ? null : `${file.slice(0, -name.length)}${better}`;
}

/** Returns the name that a Markdown or text file should have, or null for a file of another type. */
function markdownName(name: string): string | null {
  if (MARKDOWN_ENDING.test(name)) return name.replace(MARKDOWN_ENDING, '.md');
  if (/\.txt$/i.test(name)) return name.replace(/\.txt$/i, '.md');
  return name.includes('.') ? null : `${name}.md`;
}

function inContentFolder(file: string, name: string): Diagnostic | null {
  if (betterName(file) !== null) {
    const better = betterName(file)?.split('/').at(-1);
    const what = better === 'publication.yaml' ? 'the publication’s file' : 'the file of redirects';
    const reason = `The site ignores this file: ${what} has another name.`;
    return diagnosticOf(file, 'file-name', reason, `Rename it to “${better}”.`);
  }
  return MARKDOWN_ENDING.test(name) ? inUnknownFolder(file, '', name) : null;
}

function inUnknownFolder(file: string, folder: string, name: string): Diagnostic {
  const meant = closest(folder, FOLDERS.keys());
  const folders = [...FOLDERS].map(([known, kind]) => `content/${known}/ (${kind})`).join(', ');
  const fix = `Move it to ${meant ? `content/${meant}/${markdownName(name)}` : folders}.`;
  const where = folder === '' ? 'files here' : `the folder content/${folder}/`;
  return diagnosticOf(file, 'file-folder', `The site ignores this file: it does not read ${where}.`, fix);
}

function diagnosticOf(file: string, rule: Rule, reason: string, fix: string, weight: Weight = 'blocking'): Diagnostic {
  return { file, line: 1, column: 1, rule, reason, fix, ...weighted(weight) };
}
