import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { readConfig } from '../config.ts';
import { type ContentFolders, kindOfContent, nameInContent } from '../content/files.ts';
import { formatDiagnostic } from '../content/parse/diagnostic.ts';
import { longTime } from '../dates.ts';
import { previewPath, STYLEGUIDE } from '../routes/preview-link.ts';
import { pathTo } from '../routes/routes.ts';
import { styleguidePath } from '../routes/styleguide-paths.ts';
import { ContentStore } from '../store/content-store.ts';
import { previewOf } from '../store/unpublished.ts';

// `npm run preview`: a link to a story before publication, or to the styleguide.

const USAGE = `npm run preview -- <file> [--for=7d] [--branch=name]
npm run preview -- styleguide [--for=7d]

  --for=time        how long the link works: hours (12h), days (7d, as without it) or weeks (2w), up to a year
  --branch=name     the file as it is on a branch that has been pushed; without it, as the site has it

The link is for whoever has it, on the publication's own address. It is signed with PREVIEW_SECRET, which must be the same here and there.`;

const HOUR = 3_600_000;
const UNITS: Readonly<Record<string, number>> = { h: HOUR, d: 24 * HOUR, w: 7 * 24 * HOUR };
/** A link cannot be taken back but with the secret, and all others. */
const LONGEST = 366 * 24 * HOUR;

/** The command; gives the code with which the process ends. */
export async function previewCommand(
  args: readonly string[],
  project: string,
  env: NodeJS.ProcessEnv,
): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      for: { type: 'string', default: '7d' },
      branch: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const [named] = positionals;
  if (values.help || named === undefined || positionals.length > 1) {
    console.log(USAGE);
    return values.help ? 0 : 2;
  }
  const { paths, previewSecret: secret } = readConfig(project, env);
  if (secret === null) {
    const example = `PREVIEW_SECRET=${randomBytes(24).toString('base64url')}`;
    throw new Error(
      `Links are signed, and PREVIEW_SECRET is not set. Set it here and for the site to the same, such as this: ${example}`,
    );
  }
  const lasts = timeIn(values.for);
  const file = named === STYLEGUIDE ? STYLEGUIDE : fileCalled(named, project, paths.folders);
  const { store } = await ContentStore.open(paths);
  try {
    const { origin, timeZone } = store.publication();
    const { branch = null } = values;
    const expires = store.clock() + lasts;
    const until = `For whoever has it, until ${longTime(expires, { timeZone, language: 'en' })}.`;
    if (file === STYLEGUIDE) {
      console.log(origin + styleguidePath(null, previewPath({ file, branch: null, expires }, secret)));
      console.error(until);
      return 0;
    }
    const preview = await previewOf(store, { file, branch });
    if ('refusal' in preview) throw new Error(preview.refusal);
    for (const diagnostic of preview.diagnostics) console.error(formatDiagnostic(diagnostic));
    if (!preview.story) {
      console.error(`${file} cannot be shown until its errors are mended.`);
      return 1;
    }
    const { status, story } = preview;
    if (!status.draft && status.embargo === null && status.branch === null) {
      console.error('The story is published; this is its address, for everybody:');
      console.log(origin + pathTo({ kind: 'article', edition: story.edition, slug: story.slug }));
      return 0;
    }
    console.log(origin + previewPath({ file, branch, expires }, secret));
    const seen = branch === null ? 'It shows the file as the site has it: push it first.' : '';
    console.error(`${until} ${seen}`.trimEnd());
    return 0;
  } finally {
    await store.close();
  }
}

/** `12h`, `7d` or `2w` in milliseconds. Throws for anything else, and for more than a year. */
function timeIn(text: string): number {
  const [, number, unit = ''] = /^([1-9]\d{0,4})([hdw])$/.exec(text) ?? [];
  const time = Number(number) * (UNITS[unit] ?? Number.NaN);
  if (!(time <= LONGEST)) throw new Error(`“${text}” is no time for a link: write 12h, 7d or 2w, up to a year.`);
  return time;
}

/** The article that an editor names, by its path from the project's folder or as diagnostics name it, as `content/articles/…`. Throws for what can be none. */
function fileCalled(name: string, project: string, folders: ContentFolders): string {
  const file = nameInContent(folders, path.resolve(project, name)) ?? path.posix.normalize(name).normalize('NFC');
  if (kindOfContent(file) === 'article') return file;
  throw new Error(`${name} is no article: name a file such as content/articles/2026/11/harbor-reopens.md.`);
}
