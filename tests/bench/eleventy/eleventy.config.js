import path from 'node:path';

// A minimal Eleventy site of the same articles: each on its page, a front page of the newest, a page for each tag. `EDITION` is the folder of the
// edition, `OUTPUT` where the site goes.

const input = path.join(process.env.EDITION, 'articles');

const list = `{% for post in posts %}<li><a href="{{ post.url }}">{{ post.data.title }}</a> {{ post.data.standfirst }}</li>{% endfor %}`;
const page = (title, main) =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title}</title></head><body>${main}</body></html>`;

export default function (eleventy) {
  // The edition is in a folder that git ignores.
  eleventy.setUseGitIgnore(false);
  eleventy.addGlobalData('layout', 'article.njk');
  eleventy.addTemplate('index.njk', page('Bench', `{% set posts = collections.all | newest %}<ul>${list}</ul>`), {
    layout: null,
    permalink: '/index.html',
    eleventyExcludeFromCollections: true,
  });
  eleventy.addTemplate(
    'tag.njk',
    page('{{ tag }}', `<h1>{{ tag }}</h1>{% set posts = collections[tag] | newest %}<ul>${list}</ul>`),
    {
      layout: null,
      pagination: { data: 'collections', size: 1, alias: 'tag', filter: ['all'] },
      permalink: '/tags/{{ tag | slugify }}/index.html',
      eleventyExcludeFromCollections: true,
    },
  );
  eleventy.addFilter('newest', (posts) => (posts ?? []).slice(-24).reverse());
  return {
    dir: {
      input,
      includes: path.relative(input, path.join(import.meta.dirname, 'layouts')),
      output: process.env.OUTPUT,
    },
  };
}
