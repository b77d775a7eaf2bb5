import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { readConfig } from '../config.ts';
import { type ContentFolders, kindOfContent, nameInContent } from '../content/files.ts';
import { formatDiagnostic } from '../content/parse/diagnostic.ts';
import { longTime } from '../dates.ts';
import { HEALTH, previewPath, STYLEGUIDE } from '../routes/preview-link.ts';
import { pathTo } from '../routes/routes.ts';
import { styleguidePath } from '../routes/styleguide-paths.ts';
import { ContentStore } from '../store/content-store.ts';
import { previewOf } from '../store/unpublished.ts';
import { readOptions } from './command-options.ts';
import { filesNamed } from './named-files.ts';

// `npm run preview`: prints a link to an unpublished story, to the styleguide, or to the details of health.

const USAGE = `npm run preview -- <file> [--for=7d] [--branch=name]
npm run preview -- styleguide [--for=7d]
npm run preview -- health [--for=7d]

  --for=time        how long the link works: hours (12h), days (7d, the default) or weeks (2w), up to a year
  --branch=name     the file on a branch that has been pushed; default: the file as the site has it

Anybody with the link can read the story; or, with a link to health, all diagnostics. The link is signed with PREVIEW_SECRET, which must be the same here and on the server.`;

const HOUR = 3_600_000;
const UNITS: Readonly<Record<string, number>> = { h: HOUR, d: 24 * HOUR, w: 7 * 24 * HOUR };
/** A single link cannot be revoked: only a new secret ends it, with all others. */
const MAX_DURATION = 366 * 24 * HOUR;

/** Runs the command and returns its exit code. */
export async function previewCommand(
  args: readonly string[],
  project: string,
  env: NodeJS.ProcessEnv,
): Promise<number> {
  const { values, positionals } = readOptions(
    'preview',
    { for: { type: 'string' }, branch: { type: 'string' } },
    args,
    env,
  );
  const [named] = positionals;
  if (values.help || named === undefined || positionals.length > 1) {
    console.log(USAGE);
    return values.help ? 0 : 2;
  }
  const { paths, previewSecret: secret } = readConfig(project, env);
  if (secret === null) {
    const example = `PREVIEW_SECRET=${randomBytes(24).toString('base64url')}`;
    throw new Error(
      `PREVIEW_SECRET is not set. Set it to the same value here and on the server, for example: ${example}`,
    );
  }
  const duration = durationOf(values.for ?? '7d');
  const { branch = null } = values;
  const file =
    named === STYLEGUIDE || named === HEALTH ? named : articleNamed(named, branch, paths.folders, project, env);
  const { store } = await ContentStore.open(paths);
  try {
    const { origin, timeZone } = store.publication();
    const expires = store.clock() + duration;
    const until = `Valid until ${longTime(expires, { timeZone, language: 'en' })}.`;
    if (file === STYLEGUIDE || file === HEALTH) {
      const link = previewPath({ file, branch: null, expires }, secret);
      console.log(origin + (file === STYLEGUIDE ? styleguidePath(null, link) : link));
      console.error(until);
      return 0;
    }
    const preview = await previewOf(store, { file, branch });
    if ('refusal' in preview) throw new Error(preview.refusal);
    for (const diagnostic of preview.diagnostics) console.error(formatDiagnostic(diagnostic));
    if (!preview.story) {
      console.error(`${file} has no preview until its errors are fixed.`);
      return 1;
    }
    const { status, story } = preview;
    if (!status.draft && status.embargo === null && status.branch === null) {
      console.error('The story is published. Its URL:');
      console.log(origin + pathTo({ kind: 'article', edition: story.edition, slug: story.slug }));
      return 0;
    }
    console.log(origin + previewPath({ file, branch, expires }, secret));
    const hint = branch === null ? 'The preview shows the file as the site has it: push it first.' : '';
    console.error(`${until} ${hint}`.trimEnd());
    return 0;
  } finally {
    await store.close();
  }
}

/** Returns `12h`, `7d` or `2w` in milliseconds. Throws for anything else, and for more than a year. */
function durationOf(text: string): number {
  const [, number, unit = ''] = /^([1-9]\d{0,4})([hdw])$/.exec(text) ?? [];
  const time = Number(number) * (UNITS[unit] ?? Number.NaN);
  if (!(time <= MAX_DURATION))
    throw new Error(`“${text}” is not a duration for a link: write 12h, 7d or 2w, up to a year.`);
  return time;
}

/** Returns the article that an editor names; on a branch it need not exist here. Throws if it is not one article. */
function articleNamed(
  name: string,
  branch: string | null,
  folders: ContentFolders,
  project: string,
  env: NodeJS.ProcessEnv,
): string {
  const onBranch = nameInContent(folders, path.resolve(project, name)) ?? path.posix.normalize(name).normalize('NFC');
  if (branch !== null && kindOfContent(onBranch) === 'article') return onBranch;
  const [file, ...others] = filesNamed(name, folders, project, env);
  if (file !== undefined && others.length === 0 && kindOfContent(file) === 'article') return file;
  throw new Error(`${name} is not an article: name a file such as content/articles/2026/11/harbor-reopens.md.`);
}
