import { parentPort, workerData } from 'node:worker_threads';
import { readArticle } from '../../content/article.ts';
import { readContent } from '../../content/files.ts';
import { bodyParser } from '../../content/lint/analyse-body.ts';
import { type ReadingTask, readSource, type ThreadContext } from './parse-files.ts';

// A thread in which a long sync reads articles; see `parse-files.ts`.

const { findings, origin, ...context } = workerData as ThreadContext;
const images = {
  findingFor: (path: string) => findings.get(path),
  namesIn(folder: string) {
    const names = [...findings.keys()].filter((path) => path.startsWith(`${folder}/`));
    return names.map((path) => path.slice(folder.length + 1)).filter((name) => !name.includes('/'));
  },
  origin,
  ...bodyParser,
};

parentPort?.on('message', (tasks: ReadingTask[]) => {
  const outcomes = tasks.map((task) =>
    readSource(task, readContent(task.file), (file, source) => readArticle(file, source, { ...context, images })),
  );
  parentPort?.postMessage(outcomes);
});
