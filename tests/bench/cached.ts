import { cpSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { askForOne, CONNECTIONS, ENCODINGS, generator, type Load } from './load.ts';
import { count, kilobytes, median, table, time } from './measure.ts';
import {
  canPin,
  end,
  ownHeaders,
  project,
  type Server,
  settled,
  startBare,
  startDateline,
  startNext,
  startNginx,
} from './servers.ts';

/**
 * The options of the parts of `npm run bench:http`: a folder for their files, the number of runs, and their
 * length.
 */
export type Settings = Readonly<{ scratch: string; runs: number; seconds: number }>;

export const ARTICLE = '/articles/new-alliance-cultural-ip-china';

/** A copy of the sample edition, which does not change during the run. */
export function sampleEdition(scratch: string): string {
  const content = path.join(scratch, 'content');
  cpSync(path.join(project, 'content'), content, { recursive: true });
  return content;
}

/**
 * An article that is kept, asked for again and again: by Dateline, by a server that does nothing but send the
 * same, by `next start`, by nginx. They run side by side and are asked in turn, so that what else the machine
 * does hits all alike.
 */
export async function measureCached({ scratch, runs, seconds }: Settings): Promise<string> {
  const content = sampleEdition(scratch);
  const accept = { 'accept-encoding': ENCODINGS };
  const servers: Record<string, Server & { url: string; bytes: number }> = {};
  try {
    const add = async (name: string, server: Server, path = ARTICLE) => {
      const url = server.origin + path;
      const { status, bytes, headers } = await settled(url, accept);
      if (status !== 200) throw new Error(`${name} answered ${status}.`);
      servers[`${name}, ${headers['content-encoding'] ?? 'not compressed'}`] = { ...server, url, bytes: bytes.length };
    };
    const dateline = await startDateline(content, path.join(scratch, 'index'), { core: 'server' });
    await add('Dateline', dateline);
    const sent = await settled(dateline.origin + ARTICLE, accept);
    const headers = ownHeaders(sent);
    const answer = { status: sent.status, headers, body: sent.bytes.toString('base64') };
    await add('bare `node:http`', await startBare({ [ARTICLE]: answer }, path.join(scratch, 'bare.json'), 'server'));
    const plain = await settled(dateline.origin + ARTICLE, {});
    const files = { br: sent.bytes, gzip: gzipSync(plain.bytes, { level: 9 }) };
    const nginx = await startNginx(path.join(scratch, 'nginx'), files, headers, 'server');
    if (nginx) await add('nginx, precompressed file', nginx, '/page.html');
    await add('`next start`', await startNext(content, path.join(scratch, 'index-of-next'), 'server'));

    const loads: Record<string, Load[]> = {};
    for (const { url } of Object.values(servers)) await askForOne(url, 1); // compiled by now
    for (let run = 0; run < runs; run++) {
      for (const [name, { url }] of Object.entries(servers)) {
        loads[name] = [...(loads[name] ?? []), await askForOne(url, seconds)];
      }
    }
    const rate = (name: string) => median((loads[name] ?? []).map((load) => load.rate));
    const [ours = 0, bare = 0] = Object.keys(servers).map(rate);
    const rows = Object.entries(servers).map(([name, { bytes }]) => [
      name,
      kilobytes(bytes),
      count(rate(name)),
      time(median((loads[name] ?? []).map(({ p99 }) => p99))),
      `${(rate(name) / bare).toPrecision(2)} ×`,
      `${(ours / rate(name)).toFixed(1)} ×`,
      count((loads[name] ?? []).reduce((sum, { refused }) => sum + refused, 0)),
    ]);
    const how = `${generator}, ${CONNECTIONS} connections kept alive, medians of ${runs} × ${seconds} s, ${canPin() ? 'a core each' : 'cores shared'}`;
    const notes = ['Goals: at least 0.9 × the bare server, at least 25 × `next start`.'];
    if (!nginx) notes.push('There is no `nginx` on the PATH.');
    return `${table([`cached article (${how})`, 'body', 'requests/s', 'p99', 'to the bare server', 'Dateline to it', 'not 200'], rows)}\n\n${notes.join(' ')}`;
  } finally {
    await Promise.all(Object.values(servers).map((server) => end(server.process)));
  }
}
