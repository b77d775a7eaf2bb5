import type { Metadata, Viewport } from 'next';
import { index } from '#lib/index/queries.ts';
import { LatestStories } from './latest-stories.tsx';
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
  return (
    <SiteFrame>
      <NotFound />
      <LatestStories />
    </SiteFrame>
  );
}
