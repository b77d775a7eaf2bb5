import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs, styleText } from 'node:util';
import { locate, nameInContent } from '../content/files.ts';
import type { Problem } from '../content/parse/diagnostic.ts';
import { audit } from '../store/audit.ts';
import { noteHistory } from '../store/sync/file-histories.ts';
import { type NewsroomPlaces, projectPlaces } from '../paths.ts';
import { showProgress } from '../store/sync/progress.ts';
import { rows } from '../sqlite.ts';
import { sync } from '../store/sync/sync.ts';
import { openTables } from '../store/tables.ts';
import { changedFiles } from './changed-files.ts';
import { mend } from './fix.ts';
import { FORMATS, type Format, formatProblems } from './diagnostic-formats.ts';

// `npm run check`: every problem in the content, before anybody else sees it.

const USAGE = `npm run check -- [options] [files …]

  --fix               mend what can be mended without a doubt: offsets of dates, spelling of tags, order of keys, names of files
  --changed[=ref]     only what differs from a commit (HEAD if none is named), and what is not committed
  --format=name       ${FORMATS.join(', ')}; in GitHub Actions “github” unless you say otherwise
  --output=file       write that format to a file, and the text to the terminal
  --strict            warnings count as errors

Without files it checks all of content/. It ends with 0 when there is no error, with 1 when there is one, with 2 when it could not check.`;

type Options = Readonly<{
  fix: boolean;
  changed: string | null;
  format: Format;
  output: string | null;
  strict: boolean;
  files: readonly string[];
}>;

/** What `check` came to: what is wrong in the files that it was asked about, and what it mended (a sentence each). */
export type Checked = Readonly<{ problems: readonly Problem[]; mended: readonly string[]; files: number }>;

/** Checks the content, or of it the files at `only` (`content/…`), after it has mended them if `fix`. Brings the index up to date. Throws what `sync` throws. */
export async function check(
  places: NewsroomPlaces,
  {
    only = null,
    fix = false,
    now = Date.now(),
  }: { only?: ReadonlySet<string> | null; fix?: boolean; now?: number } = {},
): Promise<Checked> {
  const db = openTables(places.index);
  try {
    let { files } = await sync(db, places.folders, null, showProgress());
    let mended: string[] = [];
    if (fix) {
      mended = mend(db, places.folders, only);
      if (mended.length > 0) ({ files } = await sync(db, places.folders, null, showProgress()));
    }
    // What git cannot tell, nobody is told.
    await noteHistory(db, places.folders).catch(() => null);
    const found = rows<{ problems: string }>(db, "SELECT problems FROM files WHERE problems <> '[]'");
    const all = [
      ...found.flatMap(({ problems }) => JSON.parse(problems) as Problem[]),
      ...(await audit(db, places.folders, now)),
    ];
    const problems = all
      .filter(({ file }) => only === null || only.has(file))
      .sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line || a.column - b.column));
    return { problems, mended, files };
  } finally {
    db.close();
  }
}

function readOptions(args: readonly string[], env: NodeJS.ProcessEnv): Options | null {
  const { values, positionals } = parseArgs({
    // parseArgs knows no option that may have a value.
    args: args.map((arg) => (arg === '--changed' ? '--changed=HEAD' : arg)),
    allowPositionals: true,
    options: {
      fix: { type: 'boolean', default: false },
      changed: { type: 'string' },
      format: { type: 'string', default: env.GITHUB_ACTIONS === 'true' ? 'github' : 'text' },
      output: { type: 'string' },
      strict: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return null;
  const format = FORMATS.find((name) => name === values.format);
  if (!format) throw new Error(`There is no format “${values.format}”; there are ${FORMATS.join(', ')}.`);
  const { fix, strict, changed = null, output = null } = values;
  return { fix, strict, changed, output, format, files: positionals };
}

/** The command; gives the code with which the process ends. */
export async function checkCommand(args: readonly string[], project: string, env: NodeJS.ProcessEnv): Promise<number> {
  const options = readOptions(args, env);
  if (!options) {
    console.log(USAGE);
    return 0;
  }
  const places = projectPlaces(project, env);
  const only = await filesAskedFor(options, places, project);
  const started = performance.now();
  const { problems, mended, files } = await check(places, { only, fix: options.fix });
  const shown = {
    problems,
    /** Where a file of a problem is, from the folder in which the command runs. */
    pathTo: (file: string) => path.relative(process.cwd(), locate(places.folders, file)) || file,
    absolute: (file: string) => locate(places.folders, file),
  };
  for (const sentence of mended) console.error(styleText('green', sentence, { stream: process.stderr }));
  if (options.output) {
    writeFileSync(options.output, formatProblems(options.format, shown));
  }
  const format = options.output ? 'text' : options.format;
  const text = formatProblems(format, shown);
  if (text) process.stdout.write(text);
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  const count = (number: number, what: string) => `${number} ${what}${number === 1 ? '' : 's'}`;
  const looked = only ? count(only.size, 'file') : count(files, 'file');
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.error(
    `${count(errors, 'error')}, ${count(problems.length - errors, 'warning')} in ${looked} (${seconds} s).`,
  );
  return errors > 0 || (options.strict && problems.length > 0) ? 1 : 0;
}

/** The files to be checked, as problems name them; null for all. */
async function filesAskedFor(
  { changed, files }: Options,
  { folders }: NewsroomPlaces,
  project: string,
): Promise<Set<string> | null> {
  if (changed === null && files.length === 0) return null;
  const named = files.map((file) => path.resolve(project, file));
  const absolute = [...named, ...(changed === null ? [] : await changedFiles(changed, folders))];
  const inContent = absolute.map((file) => nameInContent(folders, file)).filter((name) => name !== null);
  const outside = files.length > 0 && inContent.length === 0;
  if (outside) throw new Error(`${files.join(', ')} is not in the content.`);
  return new Set(inContent);
}
