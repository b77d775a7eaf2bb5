import { didYouMean } from '../../content/parse/suggestion.ts';
import { POLICIES, type PolicyName } from '../../content/schema/publication-schema.ts';
import { slugOf } from '../../routes/slugs.ts';
import { row, rows } from '../../sqlite.ts';
import { type AuditRule, diagnosticAt, locateKey, publicationOf } from './audit-rule.ts';

const FILE = 'content/publication.yaml';

/** Pages in the footer and among the policies that do not exist: readers get no link to them. */
export const unknownPages: AuditRule = (db, folders) => {
  const { footer = [], policies = {}, language = '' } = publicationOf(db);
  const names = [
    ...footer.map((name, index) => ({ name, key: ['footer', index] as const })),
    ...(Object.keys(POLICIES) as PolicyName[]).map((policy) => ({
      name: policies[policy],
      key: ['policies', policy] as const,
    })),
  ];
  return names.flatMap(({ name, key: [key, inside] }) => {
    if (name === undefined || row(db, 'SELECT 1 FROM pages WHERE slug = ?', name)) return [];
    const pages = rows<{ slug: string }>(db, 'SELECT slug FROM pages WHERE language = ?', language);
    const otherwise = 'Write that page, or remove the name.';
    const fix = didYouMean(
      name,
      pages.map(({ slug }) => slug),
      otherwise,
    );
    const reason = `There is no page content/pages/${name}.md.`;
    return diagnosticAt(locateKey(folders, FILE, key, inside), 'error', 'publication-unknown', reason, fix);
  });
};

/**
 * Sections, and tags with a colour in the theme, that no file and no published story has, in whatever case: the
 * navigation leaves them out. A warning if an embargoed story has it, else an error.
 */
export const unknownSections: AuditRule = (db, folders, now) => {
  const { sections = [], theme } = publicationOf(db);
  const named = [
    ...sections.map((name, index) => ({ name, key: ['sections', index] as const })),
    ...(theme?.colours?.sections ?? []).map(({ name }) => ({
      name,
      key: ['theme', 'colours', 'sections', name] as const,
    })),
  ];
  return named.flatMap(({ name, key: [key, ...inside] }) => {
    const slug = slugOf(name);
    if (row(db, "SELECT 1 FROM listings WHERE list = 'tag:' || ? AND published <= ? LIMIT 1", slug, now)) return [];
    const at = () => locateKey(folders, FILE, key, ...inside);
    if (row(db, 'SELECT 1 FROM tags WHERE slug = ?', slug)) {
      const reason = `No published story has the section “${name}”: the navigation leaves it out.`;
      return diagnosticAt(at(), 'warning', 'publication-unknown', reason, 'It appears with its first story.');
    }
    const severity = row(db, 'SELECT 1 FROM tag_spellings WHERE slug = ?', slug) ? 'warning' : 'error';
    const tags = rows<{ name: string }>(db, 'SELECT name FROM tags ORDER BY name');
    const otherwise = 'It appears with its first story; or correct the name.';
    const fix = didYouMean(
      name,
      tags.map((tag) => tag.name),
      otherwise,
    );
    const reason = `No file and no published story has the section “${name}”.`;
    return diagnosticAt(at(), severity, 'publication-unknown', reason, fix);
  });
};
