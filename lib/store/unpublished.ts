import { hash } from 'node:crypto';
import { type Article, readArticle } from '../content/article.ts';
import { kindOfContent, MAX_IMAGE_BYTES } from '../content/files.ts';
import type { ImageInspection } from '../content/image-inspection.ts';
import { bodyParser } from '../content/lint/analyse-body.ts';
import type { ImageUse } from '../content/lint/image-references.ts';
import { bounded, type Diagnostic, isBlocked } from '../content/parse/diagnostic.ts';
import type { Reading } from '../content/reading.ts';
import type { Instant } from '../dates.ts';
import { bytesOf, fetchBranch, filesInCommit, type GitFile, readFromCommit } from '../git/branch-reader.ts';
import type { Edition } from '../routes/editions.ts';
import type { ImageFacts } from '../routes/image-files.ts';
import type { PreviewClaim } from '../routes/preview-link.ts';
import type { ContentStore } from './content-store.ts';
import { contextOf, editionIn } from './query-context.ts';
import { articleContext, imageLookup } from './sync/article-context.ts';
import type { UnsavedFile } from './unsaved-files.ts';
import { type BodyImages, imagesOf, type Story, storyView } from './views.ts';

// Unpublished stories, for readers of a preview link and for `npm run dev`. Pages for readers use none of
// this, and no trace records it.

/**
 * Why readers cannot see a story: it is a draft, embargoed until an instant, or on a branch, here as of a
 * commit. A published story is none of these.
 */
export type PublicationStatus = Readonly<{
  draft: boolean;
  embargo: Instant | null;
  branch: Readonly<{ name: string; commit: string }> | null;
}>;

/** An unpublished story in a list. */
export type UnpublishedStory = Readonly<
  Pick<Article, 'file' | 'slug' | 'language' | 'headline'> & { edition: Edition; status: PublicationStatus }
>;

/**
 * What a preview shows: a story with the warnings of its file, or the errors that keep it from being
 * displayed, or why there is no story.
 */
export type Preview =
  | Readonly<{ story: Story; status: PublicationStatus; diagnostics: readonly Diagnostic[] }>
  | Readonly<{ story: null; diagnostics: readonly Diagnostic[] }>
  | Readonly<{ refusal: string }>;

type Row = { record: string; body: string };

/** Inspects an image of a branch that the content folder does not have, or has with other bytes. */
export type InspectBranchImage = (image: GitFile, bytes: () => Promise<Buffer>) => Promise<ImageInspection>;

/** Assumes that the image is valid, and leaves it out. */
const LEAVE_OUT: InspectBranchImage = async () => ({ hash: '', facts: null, finding: null });

/**
 * The preview that a link is for; that of `unsaved`, if the link is for a file that somebody writes. `inspect` inspects
 * images that only the branch or that file has. Throws when git fails, but not when the branch is missing or cannot be
 * fetched.
 */
export async function previewOf(
  store: ContentStore,
  { file, branch, unsaved: id }: Omit<PreviewClaim, 'expires'>,
  inspect: InspectBranchImage = LEAVE_OUT,
  unsaved: UnsavedFile | null = null,
): Promise<Preview> {
  if (kindOfContent(file) !== 'article') return { refusal: `${file} is not an article.` };
  if (id !== undefined) {
    if (!unsaved) return { refusal: 'This preview was of a text that is no longer kept. Open it in the editor again.' };
    const { reading, others } = await readUnsaved(store, unsaved, inspect);
    return previewFrom(store, reading, others);
  }
  return branch === null ? previewOfFile(store, file) : previewOfBranch(store, file, branch, inspect);
}

function previewOfFile(store: ContentStore, file: string): Preview {
  const stored = store.row<{ diagnostics: string }>('SELECT diagnostics FROM files WHERE path = ?', file);
  const found = store.row<Row>('SELECT record, body FROM articles WHERE file = ?', file);
  if (!stored) return { refusal: `There is no file ${file}: it has not been pushed, or was renamed.` };
  const diagnostics = JSON.parse(stored.diagnostics) as Diagnostic[];
  // A preview shows the file as it is now, not its last good version.
  if (!found || isBlocked(diagnostics)) return { story: null, diagnostics };
  const article = articleIn(found);
  return { story: storyView(store, article, imagesOf(store, file)), status: statusOf(store, article), diagnostics };
}

async function previewOfBranch(
  store: ContentStore,
  file: string,
  branch: string,
  inspect: InspectBranchImage,
): Promise<Preview> {
  const folder = store.folders.content;
  const head = await fetchBranch(folder, branch);
  if ('refusal' in head) return head;
  const source = await readFromCommit(folder, head.commit, file);
  if (source === null) return { refusal: `There is no file ${file} on the branch “${branch}”.` };
  if (typeof source !== 'string') return { story: null, diagnostics: [source] };
  const { read, images } = articleReader(store, file, source);
  // A first reading finds the images that it names.
  const named = read(new Map()).uses.map(({ image }) => image);
  const [here, there] = await Promise.all(['HEAD', head.commit].map((commit) => filesInCommit(folder, commit, named)));
  const others = new Map<string, ImageInspection>();
  for (const image of there ?? []) {
    const same = here?.some(({ file, id }) => file === image.file && id === image.id);
    if (!same || images.findingFor(image.file) === undefined)
      others.set(image.file, tooLarge(image) ?? (await inspect(image, () => bytesOf(folder, image))));
  }
  return previewFrom(store, read(others), others, { name: branch, commit: head.commit });
}

type Inspections = ReadonlyMap<string, ImageInspection>;

/** What reads an article of which the index has no version. Images in `others` replace those of the content folder. */
function articleReader(store: ContentStore, file: string, source: string) {
  const context = store.read((db) => ({ ...articleContext(db, store.publication()), images: imageLookup(db) }));
  const { images } = context;
  const { origin } = store.publication();
  const read = (others: Inspections): Reading<Article> => {
    const findingFor = (path: string) => (others.has(path) ? others.get(path)?.finding : images.findingFor(path));
    return readArticle(file, source, { ...context, images: { ...images, findingFor, origin, ...bodyParser } });
  };
  return { read, images };
}

function previewFrom(
  store: ContentStore,
  { record, diagnostics, uses }: Reading<Article>,
  others: Inspections,
  branch: PublicationStatus['branch'] = null,
): Preview {
  if (!record) return { story: null, diagnostics: bounded(diagnostics) };
  const status = { ...statusOf(store, record), branch };
  return { story: storyView(store, record, factsOf(store, uses, others)), status, diagnostics: bounded(diagnostics) };
}

/** Reads an article that somebody writes, with its images that are not saved. */
export async function readUnsaved(
  store: ContentStore,
  { file, text, images }: UnsavedFile,
  inspect: InspectBranchImage,
): Promise<{ reading: Reading<Article>; others: Inspections }> {
  const others = new Map<string, ImageInspection>();
  for (const [path, encoded] of Object.entries(images)) {
    const bytes = Buffer.from(encoded, 'base64');
    const image = { file: path, id: hash('sha256', bytes), size: bytes.length };
    others.set(path, tooLarge(image) ?? (await inspect(image, async () => bytes)));
  }
  return { reading: articleReader(store, file, text).read(others), others };
}

function tooLarge({ file, size }: GitFile): ImageInspection | null {
  if (size <= MAX_IMAGE_BYTES) return null;
  const reason = `${file} has ${size} bytes; the limit is ${MAX_IMAGE_BYTES}.`;
  const fix = 'Make it smaller: a width of 2,000 pixels is enough.';
  return { hash: '', facts: null, finding: { severity: 'error', rule: 'image-large', reason, fix } };
}

/** The unpublished story at `slug`, or null. Always null unless the store shows unpublished stories. */
export function unpublishedStory(
  store: ContentStore,
  edition: Edition,
  slug: string,
): { story: Story; status: PublicationStatus } | null {
  if (!store.showsUnpublished) return null;
  const sql = `SELECT record, body FROM articles WHERE language = ? AND slug = ? AND ${UNPUBLISHED}`;
  const found = store.row<Row>(sql, contextOf(store, edition).language, slug, store.clock());
  if (!found) return null;
  const article = articleIn(found);
  return { story: storyView(store, article, imagesOf(store, article.file)), status: statusOf(store, article) };
}

/**
 * The unpublished stories, latest first, at most `limit`. Empty unless the store shows unpublished stories.
 */
export function unpublishedStories(store: ContentStore, limit: number): UnpublishedStory[] {
  if (!store.showsUnpublished) return [];
  const sql = `SELECT record, body FROM articles WHERE ${UNPUBLISHED} ORDER BY published DESC, slug LIMIT ?`;
  return store.rows<Row>(sql, store.clock(), limit).map((found) => {
    const { file, slug, language, headline, ...article } = articleIn(found);
    return { file, edition: editionIn(store, language), slug, language, headline, status: statusOf(store, article) };
  });
}

const UNPUBLISHED = '(draft = 1 OR published > ?)';

function articleIn({ record, body }: Row): Article {
  return { ...(JSON.parse(record) as Omit<Article, 'body'>), body };
}

function statusOf(store: ContentStore, { draft, published }: Pick<Article, 'draft' | 'published'>): PublicationStatus {
  return { draft, embargo: published > store.clock() ? published : null, branch: null };
}

/** The facts of the images that a text names. Images in `others` replace those of the content folder. */
function factsOf(
  store: ContentStore,
  uses: readonly ImageUse[],
  others: ReadonlyMap<string, ImageInspection>,
): BodyImages {
  const sql = 'SELECT facts FROM images WHERE path = ? AND facts IS NOT NULL';
  const found = uses.flatMap(({ src, image }) => {
    const stored = others.has(image) ? null : store.row<{ facts: string }>(sql, image);
    const facts = stored ? (JSON.parse(stored.facts) as ImageFacts) : others.get(image)?.facts;
    return facts ? [[src, facts] as const] : [];
  });
  return Object.fromEntries(found);
}
