import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { StorePaths } from '#lib/config.ts';

/** The required keys of a publication. */
export const PUBLICATION =
  'name: The Courier\ntagline: News\norigin: https://courier.example\ntimeZone: America/New_York\nlanguage: en\n';

/** A small content folder with one valid story. */
export class Edition {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'dateline-edition-'));
  readonly routes: StorePaths = {
    folders: { content: path.join(this.folder, 'content'), public: path.join(this.folder, 'public') },
    index: path.join(this.folder, 'index.sqlite'),
  };

  constructor(files: Readonly<Record<string, string>> = {}) {
    this.write({
      'content/publication.yaml': PUBLICATION,
      'content/authors/mira-oakhurst.md': '---\nname: Mira Oakhurst\n---\n\nReporter.\n',
      'content/tags/river.md': '---\nname: River\n---\n\nThe Ouselle.\n',
      'content/pages/about.md': '---\ntitle: About us\n---\n\n## Who we are\n\nPeople.\n',
      'content/articles/harbor-reopens.md': article(),
      'public/tide-table.pdf': 'A table.',
      ...files,
    });
  }

  write(files: Readonly<Record<string, string>>): void {
    for (const [name, text] of Object.entries(files)) {
      const file = path.join(this.folder, name);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** The source of an article: `keys` are added to author, date and tags, or replace them. */
export function article(text = 'The first ferry left at six.', keys: Readonly<Record<string, string>> = {}): string {
  const all = {
    title: 'Harbor reopens',
    author: 'mira-oakhurst',
    date: '2026-01-05T06:30:00-05:00',
    tags: '[River]',
    ...keys,
  };
  const lines = Object.entries(all).map(([key, value]) => `${key}: ${value}\n`);
  return `---\n${lines.join('')}---\n\n${text}\n`;
}
