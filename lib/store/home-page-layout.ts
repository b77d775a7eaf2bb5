import type { HomePagePlan } from '../content/records.ts';
import type { SectionColour } from '../content/schema.ts';

/** What the home page is made of. `rows` are sections, `recent` what else is new. */
export type Arrangement<Story> = Readonly<{
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
  colour?: SectionColour;
  stories: readonly Story[];
}>;

/** Where the stories come from: each is asked for what readers may see at the moment. */
export type Supply<Story> = Readonly<{
  /** The story at an address, or null. */
  story(slug: string): Story | null;
  /** All that is newest, newest first. */
  newest: readonly Story[];
  /** The tag that an editor calls `name`, or null. */
  tag(name: string): { slug: string; name: string; colour?: SectionColour } | null;
  /** The newest of a tag, newest first, at least `count` if there are so many. */
  withTag(tag: string, count: number): readonly Story[];
}>;

/** Stories beside the lead, in the row below, in the rail, and in the row of a section. */
const ROOM = { beside: 2, next: 4, rail: 4, row: 4 };

/**
 * The home page as its editors planned it; what they left open is filled with what is newest. No story stands there twice, and each of the `newest` stands somewhere: the
 * second page of the list can begin after them.
 */
export function arrange<Story extends { slug: string }>(
  plan: Omit<HomePagePlan, 'file' | 'language'>,
  supply: Supply<Story>,
): Arrangement<Story> {
  const shown = new Set<string>();
  const take = (stories: readonly Story[], count: number): Story[] => {
    const taken = stories.filter(({ slug }) => !shown.has(slug)).slice(0, count);
    for (const { slug } of taken) shown.add(slug);
    return taken;
  };
  const pinned = (slugs: readonly string[], count: number) =>
    take(
      [...new Set(slugs)].map(supply.story).filter((story) => story !== null),
      count,
    );
  const row = (name: string, count: number): HomePageRow<Story> | null => {
    const tag = supply.tag(name);
    const stories = tag ? take(supply.withTag(tag.slug, shown.size + count), count) : [];
    return tag && stories.length > 0 ? { ...tag, stories } : null;
  };

  const besides = plan.layout === 'lead' ? 0 : ROOM.beside;
  const pinnedLead = pinned(plan.lead === null ? [] : [plan.lead], 1);
  const pinnedBeside = pinned(plan.beside, besides);
  // Before what fills the page: an opinion that has a place of its own leads it only when it was put there.
  const rail = plan.rail === null ? null : row(plan.rail, ROOM.rail);
  const [lead = null] = pinnedLead.length > 0 ? pinnedLead : take(supply.newest, 1);
  const beside = [...pinnedBeside, ...take(supply.newest, besides - pinnedBeside.length)];
  const next = take(supply.newest, ROOM.next);
  const rows = plan.sections.map((name) => row(name, ROOM.row)).filter((found) => found !== null);
  return { lead, beside, next, rail, rows, recent: take(supply.newest, Number.POSITIVE_INFINITY) };
}
