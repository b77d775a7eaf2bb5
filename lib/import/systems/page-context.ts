import { type ForeignKeys, splitPage } from './foreign-front-matter.ts';
import type { Site } from './markdown-site.ts';
import { plainText } from './page-keys.ts';
import { cleanPath } from './permalinks.ts';
import { configValue } from './site-generators.ts';
import { pageOf, type SitePage } from './site-page.ts';
import type { TemplateContext } from './template-forms.ts';

/** What the tags of a page may name. */
export function contextOf(site: Site, { keys }: SitePage, folder: string): TemplateContext {
  const scalar = (value: unknown) => (['string', 'number'].includes(typeof value) ? String(value) : null);
  return {
    addressOf: (reference) => addressOfPage(site, reference, folder),
    valueOf(name) {
      const [first = '', ...rest] = name.split('.');
      const key = rest.join('.');
      if (name === 'site.baseurl') return site.basePath;
      if (name === 'site.url') return '';
      if (first === 'author') return site.authors.get(key)?.name ?? null;
      if (first === 'page') return scalar(keys.get(key));
      if (first === 'site' || first === 'metadata') {
        return scalar(configValue(site.config, key) ?? (configValue(site.config, 'params') as ForeignKeys)?.[key]);
      }
      return rest.length === 0 && site.generator.name === 'Eleventy' ? scalar(keys.get(first)) : null;
    },
    imageOf(written) {
      const named = written.replace(/^\.?\//, '');
      const data = /\.\w{2,4}(?:[?#]|$)/.test(named) ? null : site.data(`images/${named}`);
      const text = (key: string) => plainText(scalar(data?.[key]) ?? '') ?? '';
      if (data !== null) {
        const src = text('src') || text('url') || text('file') || `/${named}${text('format') && `.${text('format')}`}`;
        const credit = text('credit');
        return { src, alt: text('alt'), caption: [text('caption'), credit].filter(Boolean).join(' ') };
      }
      const isRelative = written.startsWith('.') || site.files.has(`${folder}/${written}`);
      return { src: isRelative || written.startsWith('/') ? written : `/${written}`, alt: '', caption: '' };
    },
  };
}

/** The address of the page that a reference means, from its file; null if there is no such page. */
function addressOfPage(site: Site, reference: string, folder: string): string | null {
  const below = site.content === '' ? '' : `${site.content}/`;
  const name = reference.trim().toLowerCase().replace(/^\//, '').replace(/\/$/, '');
  const here = `${folder.slice(below.length)}/${name}`.toLowerCase();
  const stem = (text: string) => text.replace(/(?:\/_?index)?\.(?:md|markdown|html?)$/, '');
  const candidates = [here, name, stem(name), stem(name).replace(/^(?:_posts|_drafts)\//, '')];
  for (const candidate of candidates) {
    const file = site.references.get(candidate);
    if (!file) continue;
    const found = site.files.read(file);
    if (!found || 'problem' in found) continue;
    const page = pageOf(site, file, splitPage(found.text));
    const address = site.generator.address(site.config, page.place, page.facts, page.keys);
    if (address !== null) return cleanPath(site.basePath + address);
  }
  return null;
}
