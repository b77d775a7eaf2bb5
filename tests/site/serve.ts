import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { JSDOM } from 'jsdom';

export const project = path.resolve(import.meta.dirname, '../..');

/** A running site. `log()` is all that it has said; `content` the folder that it serves. */
export type Site = Readonly<{ origin: string; content: string; log(): string; stop(): Promise<void> }>;

/**
 * Starts the built site on a free port, as `npm start` does, on a copy of the sample edition and an index of its own. `arrange` may change the copy
 * first.
 */
export async function startSite(arrange: (content: string) => void = () => {}): Promise<Site> {
  const folder = mkdtempSync(path.join(tmpdir(), 'dateline-site-'));
  const content = path.join(folder, 'content');
  cpSync(path.join(project, 'content'), content, { recursive: true });
  arrange(content);
  const env = { ...process.env, PORT: '0', CONTENT_DIR: content, DATELINE_CACHE: path.join(folder, 'cache') };
  const { child, ready, log } = launch(['lib/server/main.ts'], env);
  const [, origin = ''] = await ready(/is at (http:\S+)/);
  const stop = async () => {
    await end(child);
    rmSync(folder, { recursive: true, force: true });
  };
  return { origin, content, log, stop };
}

/** Starts Node on `args` in the project's folder. `ready` waits for a line of its output; it fails when the process ends first. */
export function launch(args: string[], env: NodeJS.ProcessEnv) {
  const child = spawn(process.execPath, args, { cwd: project, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  let watch = () => {};
  const hear = (chunk: Buffer) => {
    said += chunk;
    watch();
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  const ready = (pattern: RegExp) =>
    new Promise<RegExpExecArray>((resolve, reject) => {
      watch = () => {
        const match = pattern.exec(said);
        if (match) resolve(match);
      };
      child.once('exit', () => reject(new Error(`It ended: ${said}`)));
      watch();
    });
  return { child, ready, log: () => said };
}

/** Ends a process politely and waits for its exit code. */
export function end(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => {
    if (child.exitCode !== null) resolve(child.exitCode);
    child.once('exit', (code) => resolve(code));
    child.kill('SIGTERM');
  });
}

/** A page as a document; its status beside it. */
export async function open(url: string): Promise<{ status: number; html: string; document: Document }> {
  const response = await fetch(url, { redirect: 'manual' });
  const html = await response.text();
  return { status: response.status, html, document: new JSDOM(html).window.document };
}

/** Asks again until `accept` is content, for what follows a change after a moment; gives up after five seconds. */
export async function eventually<Result>(
  ask: () => Promise<Result>,
  accept: (result: Result) => boolean,
): Promise<Result> {
  const until = Date.now() + 5000;
  for (;;) {
    const result = await ask();
    if (accept(result) || Date.now() > until) return result;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
