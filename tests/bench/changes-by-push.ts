import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type BenchArticle, seeded } from './edition.ts';

/**
 * A change in the editor's clone. `paths` are pages that it may concern; `seen` is a page with a text that it has
 * once the change is there, null if there is none.
 */
export type PushedChange = Readonly<{
  kind: string;
  paths: readonly string[];
  seen: { path: string; text: string } | null;
}>;

const pageOf = (slug: string) => `/articles/${slug}`;

/** Makes random changes to stories: edits, new ones, deletions, renames and embargoes of some seconds. */
export class RandomChanges {
  readonly #editor: string;
  readonly #random = seeded(11);
  readonly #stories: string[];
  #number = 0;

  constructor(editor: string, articles: readonly BenchArticle[]) {
    this.#editor = editor;
    this.#stories = articles.map(({ file }) => file);
  }

  /** Makes a change of `kind`, or of a random one. */
  make(kind = this.#kind()): PushedChange {
    this.#number++;
    const at = Math.floor(this.#random() * this.#stories.length);
    const file = this.#stories[at] ?? '';
    const text = `Change ${this.#number}`;
    const before = this.#read(file);
    const lists = listsOf(before);
    const slug = path.basename(file, '.md');
    if (kind === 'edit') {
      this.#write(file, before.replace(/^title: .*$/m, `title: ${text}`));
      return { kind, paths: [pageOf(slug), ...lists], seen: { path: pageOf(slug), text } };
    }
    if (kind === 'delete') {
      rmSync(path.join(this.#editor, file));
      this.#stories.splice(at, 1);
      return { kind, paths: [pageOf(slug), ...lists], seen: null };
    }
    const name = `change-${this.#number}`;
    const other = path.join(path.dirname(file), `${name}.md`);
    if (kind === 'rename') {
      renameSync(path.join(this.#editor, file), path.join(this.#editor, other));
      this.#write(other, before.replace(/^title: .*$/m, `title: ${text}`));
      this.#stories[at] = other;
      return { kind, paths: [pageOf(slug), pageOf(name), ...lists], seen: { path: pageOf(name), text } };
    }
    const seconds = kind === 'embargo' ? 3 + this.#random() * 2 : -60;
    const date = new Date(Date.now() + seconds * 1000).toISOString();
    this.#write(other, before.replace(/^title: .*$/m, `title: ${text}`).replace(/^date: .*$/m, `date: ${date}`));
    this.#stories.push(other);
    const seen = kind === 'embargo' ? null : { path: pageOf(name), text };
    return { kind, paths: [pageOf(name), ...lists], seen };
  }

  #kind(): string {
    const kinds = ['edit', 'edit', 'edit', 'edit', 'edit', 'add', 'add', 'delete', 'rename', 'embargo'];
    return kinds[Math.floor(this.#random() * kinds.length)] ?? 'edit';
  }

  #read(file: string): string {
    const absolute = path.join(this.#editor, file);
    return existsSync(absolute) ? readFileSync(absolute, 'utf8') : '';
  }

  #write(file: string, text: string): void {
    const absolute = path.join(this.#editor, file);
    mkdirSync(path.dirname(absolute), { recursive: true });
    writeFileSync(absolute, text);
  }
}

/** The lists of a story with this text. */
function listsOf(text: string): string[] {
  const tags = /^tags: \[(.*)\]$/m.exec(text)?.[1]?.split(', ') ?? [];
  const author = /^author: (.*)$/m.exec(text)?.[1];
  return ['/', '/feed.xml', `/authors/${author}`, ...tags.map((tag) => `/tags/${tag.toLowerCase().replace(' ', '-')}`)];
}
