import { isMap, isScalar, isSeq, parseDocument, stringify } from 'yaml';
import type { StorePaths } from '../config.ts';
import { readContent, statContent } from '../content/files.ts';
import { rewriteContent } from '../content/write-content.ts';
import { filesNamed } from './named-files.ts';

// `npm run new -- correction`: adds a correction to the front matter of a story.

/**
 * Adds a correction to the story that an editor means by `name` (see `filesNamed`). Returns the path of its file
 * (`content/…`). Throws when there is no such story, when several have the name, and when its front matter cannot be read.
 */
export function addCorrection(
  name: string,
  correction: Readonly<{ date: string; text: string }>,
  { folders }: StorePaths,
  project: string,
  env: NodeJS.ProcessEnv,
): string {
  const [file, ...others] = statContent(folders, filesNamed(name, folders, project, env)) ?? [];
  if (file?.kind !== 'article' || others.length > 0)
    throw new Error(`“${name}” is not a story: name its file, such as harbor-reopens.md.`);
  const source = readContent(file);
  const text = typeof source === 'string' ? withCorrection(source, correction) : null;
  if (text === null) throw new Error(`The front matter of ${file.path} has an error: see npm run check.`);
  rewriteContent(file, text);
  return file.path;
}

/** The keys that come after the corrections of a story. */
const LATER_KEYS = ['redirectFrom', 'draft'];

/**
 * Returns the text of a story with one more correction; all else stays as it is written. Null if its front matter has an
 * error.
 */
export function withCorrection(source: string, correction: Readonly<{ date: string; text: string }>): string | null {
  const [, opening = '', yaml = ''] = /^(\uFEFF?---[ \t]*\r?\n)([\s\S]*?\n)---[ \t]*(?:\r?\n|$)/.exec(source) ?? [];
  const document = parseDocument(yaml);
  if (!isMap(document.contents) || document.contents.flow || document.errors.length > 0) return null;
  const pairs = document.contents.items;
  const keyNamed = (name: string) => pairs.find(({ key }) => isScalar(key) && key.value === name);
  const startOf = (key: unknown) => yaml.lastIndexOf('\n', (isScalar(key) ? (key.range?.[0] ?? 0) : 0) - 1) + 1;
  const present = keyNamed('corrections');
  const list = present?.value;
  let [start, end, added] = [yaml.length, yaml.length, block({ corrections: [correction] })];
  if (isSeq(list) && !list.flow && list.range && list.items.length > 0) {
    const [first, last] = list.range;
    const indent = /^ */.exec(yaml.slice(yaml.lastIndexOf('\n', first) + 1))?.[0] ?? '';
    start = yaml.charAt(last - 1) === '\n' ? last : yaml.indexOf('\n', last) + 1;
    end = start;
    added = block([correction]).replace(/^(?=.)/gm, indent);
  } else if (present) {
    const before = (document.toJS() as { corrections?: unknown }).corrections;
    const all = before === null || before === undefined ? [] : [before].flat();
    const next = pairs[pairs.indexOf(present) + 1];
    [start, end] = [startOf(present.key), next ? startOf(next.key) : yaml.length];
    added = block({ corrections: [...all, correction] });
  } else {
    const later = LATER_KEYS.map(keyNamed).find((pair) => pair !== undefined);
    if (later) start = startOf(later.key);
    end = start;
  }
  const ending = opening.endsWith('\r\n') ? '\r\n' : '\n';
  const changed = yaml.slice(0, start) + added.replaceAll('\n', ending) + yaml.slice(end);
  return opening + changed + source.slice(opening.length + yaml.length);
}

const block = (value: object) => stringify(value, { lineWidth: 0 });
