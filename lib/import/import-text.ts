import { messagesIn } from '../i18n/catalogue.ts';
import { checkTextLimits } from '../markdown/check-text-limits.ts';
import { archiveDate } from '../routes/archive-date.ts';
import { markEmbeds } from './html-embeds.ts';
import { markFootnotes } from './html-footnotes.ts';
import { markdownTree } from './html-to-markdown.ts';
import { parseHtml, visibleText } from './html-tree.ts';
import type { ImportMedia, MediaAddress } from './import-media.ts';
import type { ImportNotes } from './import-notes.ts';
import type { ImportedImage, ImportedText } from './imported-item.ts';
import { lostWords, wordsOfTree } from './lost-words.ts';
import { withNewAddresses } from './markdown-addresses.ts';
import { paragraph, text as textNode } from './markdown-nodes.ts';
import type { OldAddresses } from './old-addresses.ts';
import { line } from './story-file.ts';
import { type NewAddresses, setHtmlAddresses } from './text-addresses.ts';
import { writeMarkdown } from './tidy-markdown.ts';

/** Where a text comes from and goes to: `base` is its address on the old site, or null. */
export type TextPlace = Readonly<{ source: string; file: string; base: string | null; language: string }>;

/** The lead image of a story, as front matter has it. */
export type LeadImage = { src: string; alt: string; caption?: string; credit?: string };

/** The longest text that is read, in characters: eight times what the site publishes. */
const MAX_TEXT = 4_000_000;

/** So many lost words are named. */
const MAX_NAMED = 12;

/** Makes Markdown of the texts of an archive, with the present addresses of their links and images. */
export class TextImport {
  readonly #addresses: OldAddresses;
  readonly #media: ImportMedia;
  readonly #notes: ImportNotes;

  constructor(addresses: OldAddresses, media: ImportMedia, notes: ImportNotes) {
    this.#addresses = addresses;
    this.#media = media;
    this.#notes = notes;
  }

  /** Returns the Markdown of a text; null for one that the site cannot publish at any length. */
  async markdown({ format, text }: ImportedText, place: TextPlace): Promise<string | null> {
    if (text.length > MAX_TEXT) return null;
    const sound = text.replace(/\r\n?/g, '\n').replace(CONTROLS, ' ');
    const to = this.#addressesFor(place);
    const markdown =
      format === 'markdown' ? (await withNewAddresses(sound, to)).trim() : await this.#ofHtml(sound, to, place);
    if (checkTextLimits(markdown) === null) return markdown;
    const plain = writeMarkdown({
      type: 'root',
      children: visibleText(parseHtml(format === 'html' ? sound : sound.replaceAll('<', '&lt;')))
        .split(/\n\s*\n/)
        .filter((part) => part.trim() !== '')
        .map((part) => paragraph([textNode(part.replace(/\s+/g, ' ').trim())])),
    });
    const limit = checkTextLimits(plain);
    this.#notes.add(
      place.source,
      limit ? limit.reason : 'Its markup is too complex for the site: it came as plain text.',
    );
    return limit ? null : plain;
  }

  async #ofHtml(html: string, to: NewAddresses, { source }: TextPlace): Promise<string> {
    const tree = parseHtml(html);
    markEmbeds(tree);
    markFootnotes(tree);
    const words = wordsOfTree(tree);
    await setHtmlAddresses(tree, to);
    const made = markdownTree(tree);
    const lost = lostWords(words, made);
    if (lost.length > 0) {
      const named = lost.slice(0, MAX_NAMED).join(' ') + (lost.length > MAX_NAMED ? ' …' : '');
      this.#notes.add(source, `${lost.length === 1 ? '1 word is' : `${lost.length} words are`} lost: ${named}.`);
    }
    return writeMarkdown(made);
  }

  /** Puts the lead image of a story beside its file; null if it cannot be had. */
  async leadImage({ src, alt, caption, credit }: ImportedImage, place: TextPlace): Promise<LeadImage | null> {
    const found = await this.#image(src, place, 'Lead images that are not here');
    const [words, credited] = [line(caption ?? ''), line(credit ?? '')];
    if (found === null || /^https?:/.test(found)) {
      const lost = [line(alt ?? ''), words, credited].filter(Boolean).join(' ');
      if (lost !== '') this.#notes.add(place.source, `Lost with the lead image: “${lost}”.`);
      return null;
    }
    return {
      src: found,
      alt: line(alt ?? '') || words || this.#addressesFor(place).altFor(src),
      ...(words && { caption: words }),
      ...(credited && { credit: credited }),
    };
  }

  #addressesFor(place: TextPlace): NewAddresses {
    return {
      link: (href) => this.#link(href, place),
      image: (src) => this.#image(src, place),
      prepare: (src) => {
        const address = this.#fileAt(src, place.base);
        if (address) this.#media.prepare(address, place.file);
      },
      altFor: (src) => {
        const name = src.slice(src.lastIndexOf('/') + 1).slice(0, 100);
        this.#notes.list(place.source, 'Images without alt text, for which a person must write what they show', name);
        return messagesIn(place.language).image;
      },
    };
  }

  async #link(href: string, { source, base }: TextPlace): Promise<string | null> {
    const old = this.#addresses.read(href, base);
    if (old.kind === 'fragment') return old.hash;
    if (old.kind === 'elsewhere') {
      const path = this.#addresses.mediaPath(old.url);
      return (path && (await this.#file(path, source))) || old.url;
    }
    if (old.kind === 'none') {
      const reason = old.scheme ? `begins with “${old.scheme}”` : 'has no address';
      this.#notes.add(source, `A link ${reason}: its words stay.`);
      return null;
    }
    const present = this.#addresses.presentPath(old);
    if (present !== null) return present + old.hash;
    const segments = old.path.split('/').filter(Boolean);
    if (segments.length === 0 && old.search === '') return '/';
    if (archiveDate(segments) !== null) return `/${segments.join('/')}`;
    const file = await this.#file(old.path, source);
    if (file !== null) return file;
    this.#notes.list(source, 'Links that lead to nothing here, whose words stay', old.path + old.search);
    return null;
  }

  /** The path of another file than an image; null if it did not come. */
  async #file(path: string, source: string): Promise<string | null> {
    const placed = await this.#media.file(path);
    if (placed && 'path' in placed) return placed.path;
    if (placed) this.#notes.list(source, `Files that did not come (${placed.reason})`, path);
    return null;
  }

  /** `missing` is what the report calls an image that cannot be had; by default it stays a link. */
  async #image(src: string, { source, base, file }: TextPlace, missing?: string): Promise<string | null> {
    const address = this.#fileAt(src, base);
    const placed = address ? await this.#media.image(address, file) : { reason: 'its address is none of a file' };
    if ('name' in placed) return placed.name;
    const url = address?.url ?? null;
    const effect = url === null ? '' : ', so that links lead to them';
    const what = missing ?? `Images that are not here${effect}`;
    this.#notes.list(source, `${what} (${placed.reason})`, (url ?? src).slice(0, 200));
    return url;
  }

  #fileAt(src: string, base: string | null): MediaAddress | null {
    const old = this.#addresses.read(src, base);
    if (old.kind === 'here') return { path: old.path, url: this.#addresses.absolute(old) };
    if (old.kind !== 'elsewhere') return null;
    return { path: this.#addresses.mediaPath(old.url), url: old.url.replace(/^\/\//, 'https://') };
  }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: those are the point.
const CONTROLS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffe\uffff]/g;
