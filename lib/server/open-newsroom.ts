import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import watcher from '@parcel/watcher';
import { formatProblem } from '../content/problems.ts';
import { Newsroom, type NewsroomOptions, setNewsroom } from '../index/newsroom.ts';
import { projectPlaces } from '../index/places.ts';

// A save is often several events (a temporary file, a rename); a checkout is thousands. One sync serves a burst.
const BURST_MILLISECONDS = 15;
/** A sync that failed is tried again after this time: a full disk is emptied without a change to the content. */
const RETRY_MILLISECONDS = 5_000;

// Next's bundle has a copy of this module, and its instrumentation may come while the front is still opening.
const shared = globalThis as unknown as Record<symbol, Promise<Newsroom> | undefined>;
const key = Symbol.for('dateline.opening');

/**
 * Opens the newsroom of `project` (its folder) for this process, once, and follows its files from then on. Says on the console how many files it
 * read and what is wrong with them. Throws when there is no sound publication.yaml.
 */
export function openNewsroom(
  project = process.cwd(),
  options: Pick<NewsroomOptions, 'clock' | 'syncer'> = {},
): Promise<Newsroom> {
  shared[key] ??= open(project, options);
  return shared[key];
}

async function open(project: string, options: Pick<NewsroomOptions, 'clock' | 'syncer'>): Promise<Newsroom> {
  const { newsroom, report } = await Newsroom.open({ ...projectPlaces(project, process.env), ...options });
  setNewsroom(newsroom);
  console.log(`Content: ${report.files} files, ${report.read} read in ${Math.round(report.milliseconds)} ms.`);
  reportProblems(newsroom);
  // Readers need not wait for it: what changes until then is seen by the comparison that `follow` begins with.
  follow(newsroom).catch((error: Error) => console.error(`Changes to the content are not followed: ${error.message}`));
  return newsroom;
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

/** Brings the newsroom up to date whenever a file changes. */
async function follow(newsroom: Newsroom): Promise<void> {
  const { content, public: publicFolder } = newsroom.folders;
  let changed: Set<string> | null = new Set(); // null: anything may have changed
  let waiting = false;

  const sync = async (): Promise<void> => {
    if (waiting) return;
    waiting = true;
    await delay(BURST_MILLISECONDS);
    waiting = false;
    const paths = changed && [...changed];
    changed = new Set();
    try {
      await newsroom.sync(paths);
      reportProblems(newsroom);
    } catch (error) {
      console.error(`The content could not be read; the site serves what it has. ${(error as Error).message}`);
      changed = null;
      setTimeout(() => void sync(), RETRY_MILLISECONDS).unref();
    }
  };

  await watcher.subscribe(content, (error, events) => {
    if (error) {
      console.error(`Some changes to the content went unseen (${error.message}); all of it is compared.`);
      changed = null;
    }
    for (const event of events ?? []) {
      changed?.add(`content/${path.relative(content, event.path).split(path.sep).join('/')}`);
    }
    void sync();
  });
  // A picture that an article names may have come: what was broken is read again.
  await watcher.subscribe(publicFolder, () => void sync());
  // What changed between the first sync and here nobody told of.
  changed = null;
  await sync();
}
