import path from 'node:path';
import { type Config, readConfig } from '../config.ts';
import { type Diagnostic, formatDiagnostic } from '../content/parse/diagnostic.ts';
import { openExport } from '../export/export-site.ts';
import { IMAGE_CHOICES } from '../export/image-paths.ts';
import type { ExportReport } from '../export/site-export.ts';
import { cloneConfigured } from '../git/clone-remote.ts';
import { fastForward } from '../git/follow-remote.ts';
import { buildInUse, setBuildInUse } from '../programs.ts';
import { readOptions } from './command-options.ts';

// `npm run export`: the site as files, for a static host or an object store.

const USAGE = `npm run export -- --out=folder [--images=referenced|all|none] [--watch]

  --out=folder      where the files go: a new folder, an empty one, or one with an earlier export
  --images=choice   referenced: the images that pages name (default); all: every variant of every image; none
  --watch           goes on, and exports what content and time change

It writes what changed since the last export to the folder, and deletes what is gone. Static files answer no
searches and no previews, choose no format by Accept, and tell no hub of changes: pages leave out the search and the
day. folder/.dateline has the manifest, which you need not publish, and rules for nginx and Caddy.

Exit code: 0; 1 if content has errors or a page could not be exported; 2 if nothing could be exported.`;

/** So many diagnostics and failures are printed one by one. */
const MAX_LINES = 20;

/** Runs the command and returns its exit code. */
export async function exportCommand(args: readonly string[], project: string, env: NodeJS.ProcessEnv): Promise<number> {
  const { values, positionals } = readOptions(
    'export',
    { out: { type: 'string' }, images: { type: 'string' }, watch: { type: 'boolean' } },
    args,
    env,
  );
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  if (!values.out || positionals.length > 0)
    throw new Error(`Name the folder: npm run export -- --out=folder\n\n${USAGE}`);
  const images = IMAGE_CHOICES.find((choice) => choice === (values.images ?? 'referenced'));
  if (!images) throw new Error(`There is no choice “${values.images}”. --images is ${IMAGE_CHOICES.join(', ')}.`);
  const config = readConfig(project, env);
  await fetchContent(config);
  // Next and React read it when they are loaded.
  Object.assign(env, { NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' });
  if (buildInUse() === null) {
    console.log('Building the site …');
    setBuildInUse(await (await import('../render/build.ts')).build(project));
  }
  const started = performance.now();
  const site = await openExport({ project, config, out: path.resolve(values.out), images });
  let code: number;
  try {
    const report = await site.run();
    print(report, started);
    const errors = printErrors(site.diagnostics);
    code = report.failed.length + errors > 0 ? 1 : 0;
    if (values.watch) await site.watch((next) => print(next), stopSignal());
  } finally {
    await site.close();
  }
  // What watches the content would keep this process alive.
  if (values.watch) process.exit(code);
  return code;
}

/** Brings the clone of CONTENT_REPOSITORY, if that is set, to its newest commit. Throws when that is not possible. */
async function fetchContent(config: Config): Promise<void> {
  if (!(await cloneConfigured(config, (url) => console.log(`Cloning ${url} …`)))) return;
  const pulled = await fastForward(config.paths.folders.content);
  if (pulled.outcome === 'refused') throw new Error(`${pulled.reason} ${pulled.fix}`);
}

function print({ files, rendered, written, deleted, failed, hostsChanged }: ExportReport, started?: number): void {
  const seconds = started === undefined ? '' : ` (${((performance.now() - started) / 1000).toFixed(1)} s)`;
  console.log(
    `Exported: ${files} files, ${rendered} pages rendered, ${written} files written, ${deleted} deleted${seconds}.`,
  );
  for (const sentence of failed.slice(0, MAX_LINES)) console.error(sentence);
  if (failed.length > MAX_LINES) console.error(`${failed.length - MAX_LINES} more could not be exported.`);
  if (hostsChanged) console.log('The rules for web servers changed: reload nginx or Caddy if they use them.');
}

/** Prints the errors of the content, of whose files the last good version was exported. Returns their number. */
function printErrors(diagnostics: readonly Diagnostic[]): number {
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  for (const diagnostic of errors.slice(0, MAX_LINES)) console.error(formatDiagnostic(diagnostic));
  if (errors.length > 0) {
    const count = `${errors.length} ${errors.length === 1 ? 'error' : 'errors'}`;
    console.error(`${count} in the content: of these files the last good version is exported. See npm run check.`);
  }
  return errors.length;
}

/** A signal that is given on SIGTERM and SIGINT. */
function stopSignal(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGTERM', 'SIGINT'] as const) process.once(name, () => controller.abort());
  return controller.signal;
}
