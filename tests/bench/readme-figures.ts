import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { machine } from './measure.ts';

const README = path.join(import.meta.dirname, 'README.md');

/**
 * Prints `figures`, in Markdown. With `--write` on the command line it also replaces what README.md has between
 * `<!-- section -->` and `<!-- /section -->`, below a line with the date and the machine.
 */
export function reportFigures(section: string, figures: string): void {
  console.log(`${figures}\n`);
  if (!process.argv.includes('--write')) return;
  const [start, end] = [`<!-- ${section} -->`, `<!-- /${section} -->`];
  const text = readFileSync(README, 'utf8');
  const [from, to] = [text.indexOf(start), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${README} has no ${start} … ${end}.`);
  const measured = `Measured on ${new Date().toISOString().slice(0, 10)}; ${machine()}.`;
  writeFileSync(README, `${text.slice(0, from + start.length)}\n${measured}\n\n${figures}\n${text.slice(to)}`);
}
