import { previewPath, STYLEGUIDE } from '#lib/routes/preview-link.ts';
import { type ExampleName, STYLEGUIDE_EXAMPLES, styleguidePath } from '#lib/routes/styleguide-paths.ts';

/** The environment of a site whose styleguide can be opened at the paths below. */
export const WITH_STYLEGUIDE = { PREVIEW_SECRET: 'a secret for the styleguide' };

/** The same in every run: snapshots and the names of tests contain it. */
const FOLDER = previewPath(
  { file: STYLEGUIDE, branch: null, expires: Date.parse('2100-01-01T00:00:00Z') },
  WITH_STYLEGUIDE.PREVIEW_SECRET,
);

/** Returns the path of an example behind a preview link, or of the list of all (null). */
export function examplePath(name: ExampleName | null): string {
  return styleguidePath(name, FOLDER);
}

/** The paths of all pages of the styleguide. */
export const STYLEGUIDE_PATHS = [null, ...STYLEGUIDE_EXAMPLES].map(examplePath);
