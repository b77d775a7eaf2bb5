import path from 'node:path';
import { readConfig, type StorePaths } from '../config.ts';
import { REDIRECTS_FILE } from '../content/file-text.ts';
import { contentText } from '../content/files.ts';
import { type Diagnostic, formatDiagnostic } from '../content/parse/diagnostic.ts';
import { didYouMean } from '../content/parse/suggestion.ts';
import { type Publication, readPublication } from '../content/publication.ts';
import { NO_FILES } from '../content/theme.ts';
import { type Instant, parseDate } from '../dates.ts';
import { corrected } from '../import/correct-files.ts';
import { countsOf, REPORT_FILE, reportOf, writeReport } from '../import/import-report.ts';
import { SYSTEMS } from '../import/systems.ts';
import { type ImportResult, writeArchive } from '../import/write-archive.ts';
import { check } from './check.ts';
import { readOptions } from './command-options.ts';
import { openImageFetcher } from './fetch-images.ts';

// `npm run import`: makes files of a publication from the archive of another system.

const USAGE = `npm run import -- <system> <archive …> [options]

${Object.entries(SYSTEMS)
  .map(([name, { source }]) => `  ${name} ${source}`)
  .join('\n')}

  --into=folder     the publication that the archive comes into: a folder with publication.yaml (default: CONTENT_DIR)
  --media=folder    where the archive's images and files are, such as a copy of wp-content/uploads
  --fetch-media     fetches the images that the archive does not have
  --since=date      writes only what is of this date or newer, such as 2026-01-31
  --dry-run         writes nothing, and says what would come

It writes stories, pages, authors, tags, images and redirects, and import-report.md: what came, and what did not.
Another run changes nothing that is as before, and nothing that a person has changed since.

Exit code: 0; 1 if imported files have errors; 2 if nothing could be imported.`;

/** So many errors are printed one by one. */
const MAX_LINES = 20;
/** The files are checked so often: a correction may show another error. */
const MAX_CHECKS = 5;

/** Runs the command and returns its exit code. */
export async function importCommand(args: readonly string[], project: string, env: NodeJS.ProcessEnv): Promise<number> {
  const { values, positionals } = readOptions(
    'import',
    {
      into: { type: 'string' },
      media: { type: 'string' },
      'fetch-media': { type: 'boolean' },
      since: { type: 'string' },
      'dry-run': { type: 'boolean' },
    },
    args,
    env,
  );
  const [name, ...named] = positionals;
  if (values.help || name === undefined) {
    console.log(USAGE);
    return values.help ? 0 : 2;
  }
  const system = Object.hasOwn(SYSTEMS, name) ? SYSTEMS[name] : undefined;
  if (!system) {
    const known = Object.keys(SYSTEMS);
    throw new Error(
      `“${name}” is no system that can be imported. ${didYouMean(name, known, `There are ${known.join(', ')}.`)}`,
    );
  }
  if (named.length === 0) throw new Error(`Name the archive: npm run import -- ${name} ${system.source}`);
  // npm starts commands in the project's folder; INIT_CWD is the folder in which `npm run` was typed.
  const absolute = (file: string) => (/^https?:/.test(file) ? file : path.resolve(env.INIT_CWD ?? process.cwd(), file));
  const { paths } = readConfig(
    project,
    values.into === undefined ? env : { ...env, CONTENT_DIR: absolute(values.into) },
  );
  const publication = publicationAt(paths, values.into);
  const isDry = values['dry-run'] ?? false;
  const progress = showSteps();
  const open = system.open(named.map(absolute), (done) => progress('fetched', done));
  const archive = await open.catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' && error.path) throw new Error(`There is no file ${error.path}.`);
    throw error;
  });
  const fetcher = values['fetch-media'] ? openImageFetcher() : null;
  try {
    const result = await writeArchive(archive, {
      folders: paths.folders,
      publication,
      media: {
        files: archive.files,
        folder: values.media === undefined ? null : absolute(values.media),
        fetch: fetcher?.fetch ?? null,
      },
      since: values.since === undefined ? null : sinceInstant(values.since, publication.timeZone),
      isDry,
      progress,
    });
    const errors = isDry ? [] : await correctErrors(paths, result);
    if (!isDry) writeReport(paths.folders, reportOf(result, system.title));
    print(result, errors, isDry);
    return errors.length > 0 ? 1 : 0;
  } finally {
    fetcher?.close();
    await archive.close();
  }
}

/** Reads the publication that an archive comes into. Throws if there is none. */
function publicationAt({ folders }: StorePaths, into: string | undefined): Publication {
  const text = contentText(folders, 'content/publication.yaml');
  const { record, diagnostics = [] } =
    text === null ? { record: null } : readPublication('content/publication.yaml', text, NO_FILES);
  if (record) return record.publication;
  const [first] = diagnostics;
  if (first) throw new Error(formatDiagnostic(first));
  const where = into === undefined ? 'the content folder' : `“${into}”`;
  throw new Error(
    `There is no publication.yaml in ${where}. Make a publication first, and name its folder: npm run new -- publication ${into ?? '../harbor-lamp'}`,
  );
}

function sinceInstant(date: string, timeZone: string): Instant {
  const parsed = parseDate(date, timeZone);
  if ('instant' in parsed) return parsed.instant;
  throw new Error(`--since: ${parsed.reason} ${parsed.fix}`);
}

/**
 * Checks the imported files, and corrects what has one right correction. Returns the errors that are left.
 */
async function correctErrors(paths: StorePaths, { record, files }: ImportResult): Promise<Diagnostic[]> {
  const sources = new Map(
    [...files].filter(([, { written }]) => !written.endsWith('person')).map(([source, { file }]) => [file, source]),
  );
  for (let checks = 1; ; checks++) {
    const { diagnostics } = await check(paths, { only: new Set([...sources.keys(), REDIRECTS_FILE]) });
    const errors = diagnostics.filter(({ severity }) => severity === 'error');
    let changed = 0;
    for (const [file, ofFile] of Map.groupBy(errors, (error) => error.file)) {
      const text = contentText(paths.folders, file);
      const source = sources.get(file);
      if (text === null || source === undefined) continue;
      const correction = corrected(file, text, ofFile);
      if (correction.text === text) continue;
      record.correct(source, correction.text, correction.changes);
      changed++;
    }
    record.save();
    if (changed === 0 || checks === MAX_CHECKS) return errors;
  }
}

/** Writes how far an import is to one line of a terminal; without a terminal it writes nothing. */
function showSteps(
  terminal: NodeJS.WriteStream = process.stderr,
): (what: 'fetched' | 'read' | 'written', done: number) => void {
  if (!terminal.isTTY) return () => {};
  let isFirst = true;
  return (what, done) => {
    terminal.write(`${isFirst ? '' : '\x1b[A\r\x1b[K'}${done.toLocaleString('en')} ${what}\n`);
    isFirst = false;
  };
}

function print(result: ImportResult, errors: readonly Diagnostic[], isDry: boolean): void {
  const { notes, files } = result;
  console.log(`${isDry ? 'Would import' : 'Imported'}: ${countsOf(result)}.`);
  const states = Map.groupBy(files.values(), ({ written }) => written);
  const count = (state: Parameters<typeof states.get>[0]) => states.get(state)?.length ?? 0;
  const kept = count('changed by a person') + count('deleted by a person');
  console.log(
    `${count('written')} files written, ${count('unchanged')} unchanged, ${kept} left as a person has changed them.`,
  );
  for (const [what, sources] of [...notes.leftOut].sort(([a], [b]) => (a < b ? -1 : 1)))
    console.log(`Left out: ${sources.length} × ${what}`);
  if (notes.sources.size > 0) console.log(`${notes.sources.size} texts have something to look at.`);
  if (!isDry) console.log(`The report: ${REPORT_FILE.replace('content/', '')}, in the folder of the publication.`);
  for (const error of errors.slice(0, MAX_LINES)) console.error(formatDiagnostic(error));
  if (errors.length > 0)
    console.error(`${errors.length} ${errors.length === 1 ? 'error is' : 'errors are'} left: see npm run check.`);
}
