import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { FLOODS, flood, slowestAnswer } from '../security/flood.ts';
import { HOSTILE_FILES } from '../security/hostile-files.ts';
import { ARTICLE, type Settings, sampleEdition } from './cached.ts';
import { memory } from './crawl.ts';
import { count, get, megabytes, table, time, until } from './measure.ts';
import { end, startDateline } from './servers.ts';

/** 99 of 100 answers of a cached page must come within this time during each flood. */
const GOAL_MILLISECONDS = 100;
/** Answers of the cached page that are measured during a flood. */
const MEASURED = 1_000;
/** The memory must be back within a fifth of what it was after so long. */
const BACK_MILLISECONDS = 60_000;
const BACK = 1.2;

/**
 * Measures a cached page during each flood of `tests/security/`, and the memory of all processes before, at the
 * end of the flood, and a minute later at the latest; then the same for files that are written to take long.
 */
export async function measureAttacks({ scratch }: Settings): Promise<string> {
  const content = sampleEdition(scratch);
  const server = await startDateline(content, path.join(scratch, 'index-of-attacks'));
  const pid = server.process.pid ?? 0;
  const rows: string[][] = [];
  const attack = async (name: string, run: () => Promise<{ result: number; answers: number }>) => {
    const before = memory(pid);
    const { result, answers } = await run();
    const after = memory(pid);
    let later = after;
    const isBack = async () => {
      later = memory(pid);
      return later <= BACK * before;
    };
    await until(isBack, BACK_MILLISECONDS, 1_000).catch(() => {}); // the row says so
    rows.push([name, count(answers), time(result), ...[before, after, later].map(megabytes)]);
    return result <= GOAL_MILLISECONDS && later <= BACK * before;
  };
  try {
    const article = server.origin + ARTICLE;
    for (const url of [ARTICLE, '/', '/no-such-page', '/search?q=harbor']) await get(server.origin + url);
    const during = () => slowestAnswer(article, MEASURED);
    await flood(server.origin, () => ARTICLE, during); // caches and the compiler are warm
    const held: boolean[] = [];
    for (const [name, url] of FLOODS) held.push(await attack(name, () => flood(server.origin, url, during)));
    held.push(
      await attack('files that are written to take long', async () => {
        for (const [name, text] of Object.entries(HOSTILE_FILES))
          writeFileSync(path.join(content, 'articles', `${name.replaceAll(' ', '-')}.md`), text);
        return { result: await during(), answers: 0 };
      }),
    );
    const head = ['flood of', 'requests', 'p99 of a cached page', 'memory before', 'after', 'a minute later'];
    const goal = `Goals: ${time(GOAL_MILLISECONDS)}; memory within ${BACK} × of before a minute later`;
    return `${table(head, rows)}\n\n${goal}${held.every(Boolean) ? '' : ', **missed**'}.`;
  } finally {
    await end(server.process);
  }
}
