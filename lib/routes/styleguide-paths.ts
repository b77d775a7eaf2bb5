/** The examples of the styleguide (`components/styleguide/`), each of which has a page. */
export const STYLEGUIDE_EXAMPLES = [
  'tokens',
  'story-news',
  'story-analysis',
  'story-feature',
  'story-interview',
  'story-opinion',
  'story-editorial',
  'story-explainer',
  'story-review',
  'story-obituary',
  'story-live',
  'story-bare',
  'text-markdown',
  'text-elements',
  'text-html',
  'teasers',
  'home-lead',
  'home-lead-with-two',
  'home-rail',
  'home-one-story',
  'home-without-images',
  'home-empty',
  'list-first',
  'list-middle',
  'list-last',
  'list-empty',
  'names',
  'archive',
  'corrections',
  'history',
  'authors',
  'search',
  'frame',
  'previews',
] as const;
export type ExampleName = (typeof STYLEGUIDE_EXAMPLES)[number];

/** Returns the example of a name, or null. */
export function exampleCalled(name: string): ExampleName | null {
  return STYLEGUIDE_EXAMPLES.find((known) => known === name) ?? null;
}

/**
 * Returns the path of an example, or of the list of all (null). `folder` is the path of a preview link,
 * behind which the styleguide is in production; dev mode serves it without one.
 */
export function styleguidePath(name: ExampleName | null, folder = '/_dateline'): string {
  return `${folder}/styleguide${name === null ? '' : `/${name}`}`;
}
