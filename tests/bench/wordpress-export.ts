import { closeSync, openSync, writeSync } from 'node:fs';
import { seeded } from './edition.ts';

const AUTHORS = 50;
const CATEGORIES = 12;
const FIRST_DAY = Date.UTC(2016, 0, 1);
const TEN_YEARS = 10 * 365.25 * 86_400_000;

/**
 * Writes an export of `size` posts of 500 to 1,200 words; every third one is of the classic editor. `revisions` are
 * former versions of posts, of 20,000 characters, which nobody imports.
 */
export function writeWordPressExport(file: string, size: number, revisions = 0): void {
  const random = seeded(20_260_728);
  const among = (count: number) => Math.floor(random() * count);
  const words = Array.from(
    { length: 4_000 },
    (_, index) => `${'bdfgklmnprst'[index % 12]}${'aeiou'[index % 5]}${index.toString(36)}`,
  );
  const sentence = () =>
    `${Array.from({ length: 8 + among(14) }, () => words[Math.floor(4_000 * random() ** 3)]).join(' ')}.`;
  const paragraph = () => Array.from({ length: 4 }, sentence).join(' ');
  const descriptor = openSync(file, 'w');
  const write = (text: string) => writeSync(descriptor, text);
  const cdata = (text: string) => `<![CDATA[${text}]]>`;
  write(
    '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"><channel><title>Bench</title><wp:wxr_version>1.2</wp:wxr_version>',
  );
  write('<wp:base_blog_url>https://old.example</wp:base_blog_url>\n');
  for (let author = 0; author < AUTHORS; author++) {
    write(
      `<wp:author><wp:author_login>a${author}</wp:author_login><wp:author_display_name>Author ${author}</wp:author_display_name></wp:author>\n`,
    );
  }
  for (let post = 0; post < size; post++) {
    const isClassic = post % 3 === 0;
    const at = new Date(FIRST_DAY + (post / size) * TEN_YEARS).toISOString();
    const linked = `/${among(size)}/`;
    const parts = Array.from({ length: 8 + among(12) }, (_, index) => {
      const linkedWords =
        index % 5 === 2 ? ` <a href="https://old.example/story-${linked.slice(1, -1)}/">${sentence()}</a>` : '';
      const text = `${paragraph()} <em>${words[among(4_000)]}</em>${linkedWords}`;
      if (isClassic) return text;
      return index % 4 === 3
        ? `<!-- wp:heading -->\n<h2>${sentence()}</h2>\n<!-- /wp:heading -->`
        : `<!-- wp:paragraph -->\n<p>${text}</p>\n<!-- /wp:paragraph -->`;
    });
    const date = at.slice(0, 19).replace('T', ' ');
    write(
      `<item><title>${sentence()} ${post}</title><link>https://old.example/story-${post}/</link><dc:creator>a${among(AUTHORS)}</dc:creator>` +
        `<content:encoded>${cdata(parts.join('\n\n'))}</content:encoded><excerpt:encoded>${cdata(sentence())}</excerpt:encoded>` +
        `<wp:post_id>${post + 1}</wp:post_id><wp:post_date_gmt>${date}</wp:post_date_gmt><wp:post_name>story-${post}</wp:post_name>` +
        `<wp:status>publish</wp:status><wp:post_type>post</wp:post_type>` +
        `<category domain="category" nicename="c${post % CATEGORIES}">${cdata(`Category ${post % CATEGORIES}`)}</category></item>\n`,
    );
  }
  const former = paragraph().repeat(100).slice(0, 20_000);
  for (let revision = 0; revision < revisions; revision++) {
    write(
      `<item><title>Former</title><link>https://old.example/?p=${size + revision + 1}</link>` +
        `<content:encoded>${cdata(former)}</content:encoded><wp:post_id>${size + revision + 1}</wp:post_id>` +
        '<wp:status>inherit</wp:status><wp:post_type>revision</wp:post_type></item>\n',
    );
  }
  write('</channel></rss>\n');
  closeSync(descriptor);
}
