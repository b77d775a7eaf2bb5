import type { HomePagePlan } from '../content/home-page.ts';
import type { TagColour } from './views.ts';

/**
 * The stories of the home page by their positions. `rows` are sections; `recent` is what is new and stands
 * nowhere else.
 */
export type HomePageLayout<Story> = Readonly<{
  lead: Story | null;
  beside: readonly Story[];
  next: readonly Story[];
  rail: HomePageRow<Story> | null;
  rows: readonly HomePageRow<Story>[];
  recent: readonly Story[];
}>;
export type HomePageRow<Story> = Readonly<{
  slug: string;
  name: string;
  colour?: TagColour;
  stories: readonly Story[];
}>;

/** Where the stories come from. All of them are published. */
export type StorySource<Story> = Readonly<{
  /** The story with this slug, or null. */
  story(slug: string): Story | null;
  /** The newest stories, newest first. */
  newest: readonly Story[];
  /** The tag with this name or slug, or null. */
  tag(name: string): { slug: string; name: string; colour?: TagColour } | null;
  /** The newest stories with a tag, newest first: at least `count`, if there are so many. */
  withTag(tag: string, count: number): readonly Story[];
}>;

/** The number of stories beside the lead, in the row below, in the rail, and in the row of a section. */
const STORIES = { beside: 2, next: 4, rail: 4, row: 4 };

/**
 * Lays out the home page as its editors planned it, and fills what they left open with the newest stories. No
 * story is there twice, and each of `newest` is there: the second page of the list of all stories begins
 * after them.
 */
export function layOutHomePage<Story extends { slug: string }>(
  plan: Omit<HomePagePlan, 'file' | 'language'>,
  source: StorySource<Story>,
): HomePageLayout<Story> {
  const placed = new Set<string>();
  const take = (stories: readonly Story[], count: number): Story[] => {
    const taken = stories.filter(({ slug }) => !placed.has(slug)).slice(0, count);
    for (const { slug } of taken) placed.add(slug);
    return taken;
  };
  const pinned = (slugs: readonly string[], count: number) =>
    take(
      [...new Set(slugs)].map(source.story).filter((story) => story !== null),
      count,
    );
  const row = (name: string, count: number): HomePageRow<Story> | null => {
    const tag = source.tag(name);
    const stories = tag ? take(source.withTag(tag.slug, placed.size + count), count) : [];
    return tag && stories.length > 0 ? { ...tag, stories } : null;
  };

  const besideCount = plan.layout === 'lead' ? 0 : STORIES.beside;
  const pinnedLead = pinned(plan.lead === null ? [] : [plan.lead], 1);
  const pinnedBeside = pinned(plan.beside, besideCount);
  // The rail takes its stories before the newest fill the page: a story of the rail leads the page only if an
  // editor put it there.
  const rail = plan.rail === null ? null : row(plan.rail, STORIES.rail);
  const [lead = null] = pinnedLead.length > 0 ? pinnedLead : take(source.newest, 1);
  const beside = [...pinnedBeside, ...take(source.newest, besideCount - pinnedBeside.length)];
  const next = take(source.newest, STORIES.next);
  const rows = plan.sections.map((name) => row(name, STORIES.row)).filter((found) => found !== null);
  return { lead, beside, next, rail, rows, recent: take(source.newest, Number.POSITIVE_INFINITY) };
}
