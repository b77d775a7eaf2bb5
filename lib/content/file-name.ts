import { isSlug, slugOf } from '../routes/slugs.ts';
import { canonicalLanguage, isLanguage } from './language-code.ts';
import type { Report } from './parse/check-keys.ts';

/** The slug and the language (BCP 47) in the name of a file: `…/<slug>.md`, or `…/<slug>.<language>.md`. */
export function slugAndLanguage(file: string): { slug: string; language: string | undefined } {
  const { slug, code } = splitFileName(file);
  return { slug, language: code !== undefined && isLanguage(code) ? canonicalLanguage(code) : code };
}

/** The name of a file without `.md`: the slug of an author or a tag, which have one file for all languages. */
export function wholeSlug(file: string): string {
  const name = file.slice(file.lastIndexOf('/') + 1);
  return name.endsWith('.md') ? name.slice(0, -'.md'.length) : '';
}

function splitFileName(file: string): { slug: string; code: string | undefined } {
  const name = wholeSlug(file);
  const dot = name.lastIndexOf('.');
  const code = name.slice(dot + 1);
  const hasCode = dot !== -1 && /^[A-Za-z]{2,3}(?:-[A-Za-z0-9]+)*$/.test(code);
  return hasCode ? { slug: name.slice(0, dot), code } : { slug: name, code: undefined };
}

/** The part of a file name after the slug: `.md` or `.<language>.md`. */
export function endingOf(file: string): string {
  const { code } = splitFileName(file);
  return code === undefined ? '.md' : `.${code}.md`;
}

/** Reports a file name whose language code does not exist. */
export function checkFileLanguage(file: string, report: Report): void {
  const { slug, code } = splitFileName(file);
  if (code === undefined || isLanguage(code)) return;
  const reason = `The file’s name has the language code “${code}”, which does not exist (BCP 47).`;
  report([], 'lang-invalid', reason, `Rename the file to ${slug}.md, or correct the code.`, 'blocking');
}

/** Reports a slug that cannot be part of a URL, or that is `reserved`; `ending` follows it in the file name. */
export function checkSlug(slug: string, report: Report, reserved: readonly string[], ending = '.md'): void {
  if (!isSlug(slug)) {
    const better = slugOf(slug);
    const fix = isSlug(better) ? `Rename the file to ${better}${ending}.` : 'Rename the file.';
    const reason = `The file’s name “${slug}” cannot be part of a URL: it may have lower-case letters, digits and single hyphens, up to 200.`;
    report([], 'slug-invalid', reason, fix, 'blocking');
  } else if (reserved.includes(slug)) {
    const reason = `The site uses the address “${slug}” itself.`;
    report([], 'slug-reserved', reason, 'Give the file another name.', 'blocking');
  }
}
