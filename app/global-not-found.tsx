import type { Metadata, Viewport } from 'next';
import { StoryList } from '#components/story-list.tsx';
import { index } from '#lib/index/queries.ts';
import { pathTo } from '#lib/urls.ts';
import NotFound from './not-found.tsx';
import { SiteFrame } from './site-frame.tsx';

// What an address without a page shows. It is a document of its own, not the `not-found.tsx` of the layout: that is rendered, unseen, with every page of
// the site, and each of them would ask for the latest stories and change with them.

export const dynamic = 'force-dynamic';

export const viewport: Viewport = { colorScheme: 'light dark' };

export function generateMetadata(): Metadata {
  const { name, tagline } = index.publication();
  return { title: `Page not found – ${name}`, description: tagline, robots: { index: false } };
}

export default function GlobalNotFound() {
  const list = index.latest(1);
  return (
    <SiteFrame>
      <NotFound />
      {list && (
        <StoryList
          list={{ ...list, items: list.items.slice(0, 6), pages: 1 }}
          timeZone={index.publication().timeZone}
          pathOf={(page) => pathTo({ kind: 'front', page })}
          empty=""
        />
      )}
    </SiteFrame>
  );
}
