import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs, styleText } from 'node:util';
import { readConfig, type StorePaths } from '../config.ts';
import { locate, nameInContent } from '../content/files.ts';
import type { Diagnostic } from '../content/parse/diagnostic.ts';
import { rows } from '../sqlite.ts';
import { audit } from '../store/audit/audit.ts';
import { openIndex } from '../store/index-file.ts';
import { updateFileHistories } from '../store/sync/file-histories.ts';
import { showProgress } from '../store/sync/progress.ts';
import { sync } from '../store/sync/sync.ts';
import { changedFiles } from './changed-files.ts';
import { FORMATS, type Format, formatDiagnostics } from './diagnostic-formats.ts';
import { mend } from './fix.ts';

// `npm run check`: every diagnostic in the content, before anybody else sees it.

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
export type Checked = Readonly<{ diagnostics: readonly Diagnostic[]; mended: readonly string[]; files: number }>;

/** Checks the content, or of it the files at `only` (`content/…`), after it has mended them if `fix`. Brings the index up to date. Throws what `sync` throws. */
export async function check(
  paths: StorePaths,
  {
    only = null,
    fix = false,
    now = Date.now(),
  }: { only?: ReadonlySet<string> | null; fix?: boolean; now?: number } = {},
): Promise<Checked> {
  const db = openIndex(paths);
  try {
    let { files } = await sync(db, paths.folders, null, showProgress());
    let mended: string[] = [];
    if (fix) {
      mended = mend(db, paths.folders, only);
      if (mended.length > 0) ({ files } = await sync(db, paths.folders, null, showProgress()));
    }
    // What git cannot tell, nobody is told.
    await updateFileHistories(db, paths.folders).catch(() => null);
    const found = rows<{ diagnostics: string }>(db, "SELECT diagnostics FROM files WHERE diagnostics <> '[]'");
    const all = [
      ...found.flatMap(({ diagnostics }) => JSON.parse(diagnostics) as Diagnostic[]),
      ...(await audit(db, paths.folders, now)),
    ];
    const diagnostics = all
      .filter(({ file }) => only === null || only.has(file))
      .sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line || a.column - b.column));
    return { diagnostics, mended, files };
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
  const { paths } = readConfig(project, env);
  const only = await filesAskedFor(options, paths, project);
  const started = performance.now();
  const { diagnostics, mended, files } = await check(paths, { only, fix: options.fix });
  const shown = {
    diagnostics,
    /** Where a file of a diagnostic is, from the folder in which the command runs. */
    pathTo: (file: string) => path.relative(process.cwd(), locate(paths.folders, file)) || file,
    absolute: (file: string) => locate(paths.folders, file),
  };
  for (const sentence of mended) console.error(styleText('green', sentence, { stream: process.stderr }));
  if (options.output) {
    writeFileSync(options.output, formatDiagnostics(options.format, shown));
  }
  const format = options.output ? 'text' : options.format;
  const text = formatDiagnostics(format, shown);
  if (text) process.stdout.write(text);
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length;
  const count = (number: number, what: string) => `${number} ${what}${number === 1 ? '' : 's'}`;
  const looked = only ? count(only.size, 'file') : count(files, 'file');
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.error(
    `${count(errors, 'error')}, ${count(diagnostics.length - errors, 'warning')} in ${looked} (${seconds} s).`,
  );
  return errors > 0 || (options.strict && diagnostics.length > 0) ? 1 : 0;
}

/** The files to be checked, as diagnostics name them; null for all. */
async function filesAskedFor(
  { changed, files }: Options,
  { folders }: StorePaths,
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
