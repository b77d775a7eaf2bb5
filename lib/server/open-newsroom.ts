import { setTimeout as delay } from 'node:timers/promises';
import watcher from '@parcel/watcher';
import { formatProblem } from '../content/problems.ts';
import type { Instant } from '../dates.ts';
import { hasNewsroom, Newsroom, newsroom, projectOptions, setNewsroom } from '../index/newsroom.ts';

// A save is often several events (a temporary file, a rename); a checkout is thousands. One sync serves a burst.
const BURST_MILLISECONDS = 20;

/**
 * Opens the newsroom of `project` (its folder) for this process, unless it is open, and follows its files from then on. Says on the console how
 * many files it read and what is wrong with them. Throws when there is no sound publication.yaml.
 */
export async function openNewsroom(project = process.cwd(), clock?: () => Instant): Promise<Newsroom> {
  if (hasNewsroom()) return newsroom();
  const { newsroom: opened, report } = await Newsroom.open({ ...projectOptions(project, process.env), clock });
  setNewsroom(opened);
  console.log(`Content: ${report.files} files, ${report.read} read in ${Math.round(report.milliseconds)} ms.`);
  reportProblems(opened);
  await follow(opened);
  return opened;
}

let reported = new Set<string>();

/** Says each problem once, as long as it lasts. */
function reportProblems(opened: Newsroom): void {
  const problems = opened.problems().map(formatProblem);
  for (const problem of problems) if (!reported.has(problem)) console.warn(problem);
  const mended = [...reported].filter((problem) => !problems.includes(problem)).length;
  if (mended > 0) console.log(`${mended} ${mended === 1 ? 'problem' : 'problems'} mended, ${problems.length} left.`);
  reported = new Set(problems);
}

async function follow(opened: Newsroom): Promise<void> {
  let pending = false;
  const sync = async () => {
    if (pending) return;
    pending = true;
    await delay(BURST_MILLISECONDS);
    pending = false;
    try {
      await opened.sync();
      reportProblems(opened);
    } catch (error) {
      console.error(`The content could not be read; the site serves what it has. ${(error as Error).message}`);
    }
  };
  for (const folder of [opened.folders.content, opened.folders.public]) {
    await watcher.subscribe(folder, (error) => {
      if (error) console.error(`Changes in ${folder} are not being followed: ${error.message}`);
      else void sync();
    });
  }
}
