import { readAuthor } from '../content/author.ts';
import { kindOfContent } from '../content/files.ts';
import { readHomePage } from '../content/home-page.ts';
import { bodyParser } from '../content/lint/analyse-body.ts';
import { readPage } from '../content/page.ts';
import { bounded, type Diagnostic } from '../content/parse/diagnostic.ts';
import { readPublication } from '../content/publication.ts';
import { readTag } from '../content/tag.ts';
import type { ContentStore } from './content-store.ts';
import { imageLookup } from './sync/article-context.ts';
import { themeLookup } from './sync/theme-files.ts';
import { homePageLookup } from './sync/write-pages.ts';
import { type InspectBranchImage, readUnsaved } from './unpublished.ts';
import type { UnsavedFile } from './unsaved-files.ts';

/**
 * Returns what `check` says of a file that somebody writes, but for the rules on several files. `inspect`
 * inspects its images that are not saved. Empty for a file that is no text of a publication.
 */
export async function checkUnsaved(
  store: ContentStore,
  unsaved: UnsavedFile,
  inspect: InspectBranchImage,
): Promise<readonly Diagnostic[]> {
  const { file, text } = unsaved;
  const { origin, language } = store.publication();
  switch (kindOfContent(file)) {
    case 'article':
      return bounded((await readUnsaved(store, unsaved, inspect)).reading.diagnostics);
    case 'author':
      return store.read((db) => readAuthor(file, text, { origin, ...bodyParser, ...imageLookup(db) }).diagnostics);
    case 'tag':
      return store.read((db) => readTag(file, text, { origin, ...bodyParser, ...imageLookup(db) }).diagnostics);
    case 'page':
      return store.read(
        (db) => readPage(file, text, { origin, ...bodyParser, ...imageLookup(db) }, language).diagnostics,
      );
    case 'home':
      return store.read((db) => readHomePage(file, text, homePageLookup(db, language)).diagnostics);
    case 'publication':
      return store.read((db) => readPublication(file, text, themeLookup(db, store.folders)).diagnostics);
    default:
      return [];
  }
}
