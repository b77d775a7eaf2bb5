import path from 'node:path';
import { ARTICLE, type Settings, sampleEdition } from './cached.ts';
import { KEPT_MILLISECONDS } from './dateline.ts';
import { get, median, table, time } from './measure.ts';
import { end, ownHeaders, startBare, startDateline, startNext } from './servers.ts';

/**
 * Measures the time from a start to the first page of the sample edition: a page that is kept, one that is not,
 * and the same of `next start` and of a server that does nothing but send the page.
 */
export async function measureStarts({ scratch, runs }: Settings): Promise<string> {
  const content = sampleEdition(scratch);
  const index = path.join(scratch, 'index-of-starts');
  const before = await startDateline(content, index);
  const sent = await get(before.origin + ARTICLE);
  const answer = { status: sent.status, headers: ownHeaders(sent), body: sent.bytes.toString('base64') };
  await new Promise((resolve) => setTimeout(resolve, KEPT_MILLISECONDS));
  await end(before.process);
  const starts: Record<string, (run: number) => Promise<{ process: typeof before.process; milliseconds: number }>> = {
    'Dateline, a page that is kept': () => startDateline(content, index, { first: ARTICLE }),
    'Dateline, a page that is not': (run) => startDateline(content, index, { first: `/search?q=harbor+${run}` }),
    '`next start`': () => startNext(content, path.join(scratch, 'index-of-next')),
    'bare `node:http`': () => startBare({ [ARTICLE]: answer, '/': answer }, path.join(scratch, 'bare-start.json')),
  };
  const times: Record<string, number[]> = {};
  for (let run = 0; run < runs; run++) {
    for (const [name, start] of Object.entries(starts)) {
      const server = await start(run);
      times[name] = [...(times[name] ?? []), server.milliseconds];
      await end(server.process);
    }
  }
  const all = Object.entries(times).map(([name, values]) => ({ name, value: median(values) }));
  const bare = all.at(-1)?.value ?? Number.NaN;
  const rows = all.map(({ name, value }) => [name, time(value), `${(value / bare).toFixed(1)} ×`]);
  const head = [`start → first page (sample edition, medians of ${runs})`, 'time', 'to the bare server'];
  return `${table(head, rows)}\n\nGoals: a kept page within 0.5 s and 7 ×, another within 2.5 s.`;
}
