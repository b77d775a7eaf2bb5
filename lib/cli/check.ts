import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { styleText } from 'node:util';
import { readConfig, type StorePaths } from '../config.ts';
import { type ContentFolders, contentText, listOtherFiles, locate } from '../content/files.ts';
import { betterName, checkMisplacedFile } from '../content/lint/misplaced-files.ts';
import { type Diagnostic, formatDiagnostic, RULES, type Rule } from '../content/parse/diagnostic.ts';
import { didYouMean } from '../content/parse/suggestion.ts';
import { rows } from '../sqlite.ts';
import { audit } from '../store/audit/audit.ts';
import { openIndex } from '../store/index-file.ts';
import { updateFileHistories } from '../store/sync/file-histories.ts';
import { showProgress } from '../store/sync/progress.ts';
import { sync } from '../store/sync/sync.ts';
import { changedFiles } from './changed-files.ts';
import { readOptions } from './command-options.ts';
import { FORMATS, type Format, formatDiagnostics, mostImportant, summaryByRule } from './diagnostic-formats.ts';
import { fixContent } from './fix.ts';
import { filesNamed } from './named-files.ts';

// `npm run check`: every diagnostic of the content, before readers are affected.

/** From so many diagnostics on they are summed up by rule. */
const SUMMARY_FROM = 10;

/**
 * So many diagnostics are printed as text by default: nobody reads thousands, and the summary counts them.
 */
const TEXT_LIMIT = 200;

const USAGE = `npm run check -- [options] [files and folders …]

  --fix               fix what has one right form: dates, tags, order of keys, HTML entities, links, file names
  --fix=images        fetch the images of other sites, and put copies beside the texts that show them
  --migrate           say what the newest version of the content model needs; with --fix, change it
  --changed[=ref]     check only files that differ from a commit (default: HEAD) or are not committed
  --format=name       ${FORMATS.join(', ')}; default: text, in GitHub Actions github
  --output=file       write that format to a file, and the text to the terminal
  --rule=names        only diagnostics of these rules, separated by commas: --rule=link-broken,image-alt
  --limit=number      print so many diagnostics, the most important ones; text: ${TEXT_LIMIT} by default, 0 prints all
  --strict            exit with 1 for warnings, too

Without files it checks all of content/. Exit code: 0 without errors, 1 with errors, 2 if it could not check.`;

/** What is fixed: the files, or the images of other sites in them. */
type Fix = 'files' | 'images';

type Options = Readonly<{
  fix: Fix | null;
  migrate: boolean;
  changed: string | null;
  format: Format;
  output: string | null;
  rules: readonly Rule[] | null;
  /** 0 for no limit. */
  limit: number;
  strict: boolean;
  files: readonly string[];
}>;

/**
 * The result of a check: the diagnostics of the checked files, what was fixed and what could not be (a
 * sentence for each), and the number of content files.
 */
export type CheckResult = Readonly<{
  diagnostics: readonly Diagnostic[];
  fixed: readonly string[];
  notFixed: readonly string[];
  files: number;
}>;

/**
 * Brings the index up to date and returns the diagnostics of the content, or of the files at `only`
 * (`content/…`). With `fix` it fixes the files first. Throws what `sync` throws.
 */
export async function check(
  paths: StorePaths,
  {
    only = null,
    fix = null,
    now = Date.now(),
  }: { only?: ReadonlySet<string> | null; fix?: Fix | null; now?: number } = {},
): Promise<CheckResult> {
  const db = openIndex(paths);
  try {
    let { files } = await sync(db, paths.folders, null, { progress: showProgress(), now }).catch((error: unknown) => {
      // Without publication.yaml there is no index; perhaps the file only has another name.
      const named = misplacedFiles(paths.folders).find(({ file }) => betterName(file) === 'content/publication.yaml');
      throw named ? new Error(formatDiagnostic(named)) : error;
    });
    let fixed: readonly string[] = [];
    let notFixed: readonly string[] = [];
    if (fix === 'files') fixed = fixContent(db, paths.folders, only, now);
    if (fix === 'images') {
      const { fetchImages } = await import('./fetch-images.ts');
      ({ fetched: fixed, failed: notFixed } = await fetchImages(db, paths.folders, only));
    }
    if (fixed.length > 0) ({ files } = await sync(db, paths.folders, null, { progress: showProgress(), now }));
    // Without git there are no rules on histories.
    await updateFileHistories(db, paths.folders).catch(() => null);
    const found = rows<{ diagnostics: string }>(db, "SELECT diagnostics FROM files WHERE diagnostics <> '[]'");
    const all = [
      ...found.flatMap(({ diagnostics }) => JSON.parse(diagnostics) as Diagnostic[]),
      ...misplacedFiles(paths.folders),
      ...(await audit(db, paths.folders, now)),
    ];
    const diagnostics = all
      .filter(({ file }) => only === null || only.has(file))
      .sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line || a.column - b.column));
    return { diagnostics, fixed, notFixed, files };
  } finally {
    db.close();
  }
}

function misplacedFiles(folders: ContentFolders): Diagnostic[] {
  return listOtherFiles(folders).flatMap((file) => checkMisplacedFile(file) ?? []);
}

/** Returns the options of the command; null for `--help`. Throws for an unknown option or format. */
function checkOptions(args: readonly string[], env: NodeJS.ProcessEnv): Options | null {
  const { values, positionals } = readOptions(
    'check',
    {
      fix: { type: 'string' },
      migrate: { type: 'boolean' },
      changed: { type: 'string' },
      format: { type: 'string' },
      output: { type: 'string' },
      rule: { type: 'string', multiple: true },
      limit: { type: 'string' },
      strict: { type: 'boolean' },
    },
    // parseArgs has no options with an optional value.
    args.map((arg) => (arg === '--changed' ? '--changed=HEAD' : arg === '--fix' ? '--fix=files' : arg)),
    // npm writes “true” for an option without a value.
    {
      ...env,
      ...(env.npm_config_changed === 'true' && { npm_config_changed: 'HEAD' }),
      ...(env.npm_config_fix === 'true' && { npm_config_fix: 'files' }),
    },
  );
  if (values.help) return null;
  const { fix = null, migrate = false, strict = false, changed = null, output = null } = values;
  if (fix !== null && fix !== 'files' && fix !== 'images')
    throw new Error(`Dateline cannot fix “${fix}”. Write --fix, or --fix=images.`);
  const named = values.format ?? (env.GITHUB_ACTIONS === 'true' ? 'github' : 'text');
  const format = FORMATS.find((name) => name === named);
  if (!format) throw new Error(`There is no format “${named}”. The formats are ${FORMATS.join(', ')}.`);
  const isText = format === 'text' || output !== null;
  const limit = values.limit === undefined ? (isText ? TEXT_LIMIT : 0) : Number(values.limit);
  if (!Number.isInteger(limit) || limit < 0) throw new Error(`“${values.limit}” is not a number of diagnostics.`);
  const rules = values.rule?.flatMap((names) => names.split(',')).map(ruleNamed) ?? null;
  return { fix, migrate, strict, changed, output, format, rules, limit, files: positionals };
}

function ruleNamed(name: string): Rule {
  const rule = RULES.find((known) => known === name.trim());
  if (rule) return rule;
  throw new Error(`There is no rule “${name}”. ${didYouMean(name, RULES, 'See content/guide/rules.md.')}`);
}

/** Runs the command and returns its exit code. */
export async function checkCommand(args: readonly string[], project: string, env: NodeJS.ProcessEnv): Promise<number> {
  const options = checkOptions(args, env);
  if (!options) {
    console.log(USAGE);
    return 0;
  }
  const { paths } = readConfig(project, env);
  if (options.migrate) {
    const { migrateContent, migrationReport } = await import('./migrate.ts');
    const result = migrateContent(paths.folders, options.fix !== null);
    console.log(migrationReport(result, paths.folders, options.fix !== null));
    return options.fix === null && result.from < result.to ? 1 : 0;
  }
  const only = await selectedFiles(options, paths, project, env);
  const started = performance.now();
  const result = await check(paths, { only, fix: options.fix });
  const { fixed } = result;
  const diagnostics = result.diagnostics.filter(({ rule }) => options.rules?.includes(rule) ?? true);
  const report = {
    diagnostics,
    fixed,
    pathTo: (file: string) => path.relative(process.cwd(), locate(paths.folders, file)) || file,
    textOf: (file: string) => contentText(paths.folders, file),
  };
  for (const sentence of fixed) console.error(styleText('green', `Fixed ${sentence}`, { stream: process.stderr }));
  for (const sentence of result.notFixed) console.error(styleText('yellow', sentence, { stream: process.stderr }));
  if (options.output) writeFileSync(options.output, formatDiagnostics(options.format, report));
  const printed = mostImportant(diagnostics, options.limit);
  const text = formatDiagnostics(options.output ? 'text' : options.format, { ...report, diagnostics: printed });
  if (text) process.stdout.write(text);
  if (diagnostics.length >= SUMMARY_FROM) console.error(summaryByRule(diagnostics));
  if (printed.length < diagnostics.length)
    console.error(`${diagnostics.length - printed.length} more are not printed: --limit=0 prints all.`);
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length;
  const kept = new Set(diagnostics.filter(({ blocks }) => blocks).map(({ file }) => file)).size;
  const count = (number: number, what: string) => `${number} ${what}${number === 1 ? '' : 's'}`;
  const effect = errors === 0 ? '' : ` Kept off the site: ${kept === 0 ? 'no file' : count(kept, 'file')}.`;
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.error(
    `${count(errors, 'error')}, ${count(diagnostics.length - errors, 'warning')} in ${count(only?.size ?? result.files, 'file')} (${seconds} s).${effect}`,
  );
  const withLosses = diagnostics.filter(({ lost = 0 }) => lost > 0);
  if (withLosses.length > 0) {
    const words = withLosses.reduce((sum, { lost = 0 }) => sum + lost, 0);
    const inFiles = count(new Set(withLosses.map(({ file }) => file)).size, 'file');
    console.error(`${count(words, 'word')} in ${inFiles} ${words === 1 ? 'is' : 'are'} not published: see text-lost.`);
  }
  return errors > 0 || (options.strict && diagnostics.length > 0) ? 1 : 0;
}

/** Returns the files to check (`content/…`); null for all. */
async function selectedFiles(
  { changed, files }: Options,
  { folders }: StorePaths,
  project: string,
  env: NodeJS.ProcessEnv,
): Promise<Set<string> | null> {
  if (changed === null && files.length === 0) return null;
  const named = files.flatMap((file) => {
    const isFormat = FORMATS.some((format) => format === file);
    // npm takes `--format=json` apart where “--” is missing before it.
    if (isFormat) throw new Error(`Options come after “--”: npm run check -- --format=${file}`);
    return filesNamed(file, folders, project, env);
  });
  if (files.length > 0 && named.length === 0) throw new Error(`${files.join(', ')} is not in the content.`);
  return new Set([...named, ...(changed === null ? [] : await changedFiles(changed, folders))]);
}
