import { readConfig } from '../config.ts';
import type { Publication } from '../content/publication.ts';
import { DEFAULT_PALETTES } from '../content/theme-colours.ts';
import { writeContent } from '../content/write-content.ts';
import { escapeHtml } from '../html-escape.ts';
import type { IconColours } from '../images/icon-image.ts';
import { ImageWorker } from '../images/image-worker.ts';
import { row } from '../sqlite.ts';
import { openIndex } from '../store/index-file.ts';
import { sync } from '../store/sync/sync.ts';
import { DRAWN_FACES, initialsOf } from './starter-files.ts';

// `npm run new -- icons`: draws the icons of a publication in the colours of its theme.

/** The icons that pages, the manifest and feeds name, and their sides in pixels. */
const ICONS = { 'icon-48.png': 48, 'apple-touch-icon.png': 180, 'icon-192.png': 192, 'icon-512.png': 512 };
const FAVICON_SIDE = 32;

/** Runs the command and returns its exit code. */
export async function newIcons(project: string, env: NodeJS.ProcessEnv): Promise<number> {
  const { paths } = readConfig(project, env);
  const db = openIndex(paths);
  let publication: Publication;
  try {
    await sync(db, paths.folders);
    publication = JSON.parse(row<{ record: string }>(db, 'SELECT record FROM publication')?.record ?? '{}');
  } finally {
    db.close();
  }
  const { name, language, theme } = publication;
  const colours = theme?.colours?.light;
  const files = await iconFiles(
    initialsOf(name, language),
    colours && { ground: colours.accent, letters: colours.paper },
  );
  for (const [file, bytes] of files) {
    writeContent(paths.folders, `content/public/${file}`, bytes);
    console.log(`public/${file}`);
  }
  return 0;
}

/** Returns the icons of a publication with these `letters`, by their names in public/. */
export async function iconFiles(
  letters: string,
  colours: IconColours = { ground: DEFAULT_PALETTES.light.ink, letters: DEFAULT_PALETTES.light.paper },
): Promise<[name: string, bytes: string | Uint8Array][]> {
  const worker = new ImageWorker();
  try {
    const found = Object.entries(ICONS).map(
      async ([file, side]): Promise<[string, Uint8Array]> => [file, await worker.icon(letters, side, colours)],
    );
    return [
      ...(await Promise.all(found)),
      ['favicon.ico', asIco(await worker.icon(letters, FAVICON_SIDE, colours))],
      ['icon.svg', iconSvg(letters, colours)],
    ];
  } finally {
    worker.close();
  }
}

/** An icon file (ICO) with one PNG of `FAVICON_SIDE` pixels; see https://en.wikipedia.org/wiki/ICO_(file_format). */
function asIco(png: Uint8Array): Buffer {
  const header = Buffer.alloc(22);
  header.writeUInt16LE(1, 2); // an icon
  header.writeUInt16LE(1, 4); // one image
  header[6] = header[7] = FAVICON_SIDE;
  header.writeUInt16LE(1, 10); // planes
  header.writeUInt16LE(32, 12); // bits of a pixel
  header.writeUInt32LE(png.length, 14);
  header.writeUInt32LE(header.length, 18);
  return Buffer.concat([header, png]);
}

function iconSvg(letters: string, { ground, letters: colour }: IconColours): string {
  const size = letters.length > 1 ? 250 : 340;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 512 512"><rect width="512" height="512" fill="${ground}"/><text x="256" y="${256 + Math.round(size * 0.34)}" text-anchor="middle" font-family="${DRAWN_FACES}" font-size="${size}" fill="${colour}">${escapeHtml(letters)}</text></svg>\n`;
}
