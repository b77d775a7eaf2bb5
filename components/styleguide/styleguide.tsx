import './styleguide.css';
import type { ThemeColours } from '#lib/content/theme-colours.ts';
import { type ExampleName, STYLEGUIDE_EXAMPLES, styleguidePath } from '#lib/routes/styleguide-paths.ts';
import { ListHead } from '../list-head.tsx';
import { DETAIL_EXAMPLES } from './detail-examples.tsx';
import type { Example, ExampleImages } from './example-builders.tsx';
import { publication } from './examples.ts';
import { HOME_PAGE_EXAMPLES } from './home-page-examples.tsx';
import { LIST_EXAMPLES } from './list-examples.tsx';
import { STORY_EXAMPLES } from './story-examples.tsx';
import { TEXT_EXAMPLES } from './text-examples.tsx';

/** All examples by name. */
export const EXAMPLES: Record<ExampleName, Example> = {
  ...STORY_EXAMPLES,
  ...TEXT_EXAMPLES,
  ...HOME_PAGE_EXAMPLES,
  ...LIST_EXAMPLES,
  ...DETAIL_EXAMPLES,
};

/**
 * The page of one example, with a link back to the list. The paths of the styleguide begin with `folder`; see
 * `styleguidePath`.
 */
export function StyleguideExample({
  name,
  images,
  theme = null,
  folder,
}: {
  name: ExampleName;
  images: ExampleImages;
  theme?: ThemeColours | null;
  folder?: string | undefined;
}) {
  return (
    <>
      <nav className="styleguide__back" aria-label="Styleguide">
        <a href={styleguidePath(null, folder)}>Styleguide</a>
      </nav>
      {EXAMPLES[name].content(images, theme)}
    </>
  );
}

/** The list of all examples. */
export function StyleguideIndex({ folder }: { folder?: string | undefined }) {
  return (
    <>
      <ListHead publication={publication()} title="Styleguide" note="Every component in every state" />
      <ul className="styleguide__examples">
        {STYLEGUIDE_EXAMPLES.map((name) => (
          <li key={name}>
            <h2>
              <a href={styleguidePath(name, folder)}>{EXAMPLES[name].title}</a>
            </h2>
            <p>{EXAMPLES[name].shows}</p>
          </li>
        ))}
      </ul>
    </>
  );
}
