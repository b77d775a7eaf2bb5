import type { Metadata, Viewport } from 'next';
import { editionContext } from './edition.ts';
import { Absence } from './not-found-notice.tsx';
import { SiteFrame } from './site-frame.tsx';

// What plain `next start` shows at an address without a route. It is a document of its own, not the `not-found.tsx` of the layout: that is rendered, unseen, with every page of
// the site, and each of them would ask for the latest stories and change with them.

export const dynamic = 'force-dynamic';

export const viewport: Viewport = { colorScheme: 'light dark' };

export function generateMetadata(): Metadata {
  const { publication, messages } = editionContext('');
  const { name, tagline } = publication;
  return { title: `${messages.notFound} – ${name}`, description: tagline, robots: { index: false } };
}

export default function GlobalNotFound() {
  return (
    <SiteFrame edition="">
      <Absence edition="" />
    </SiteFrame>
  );
}
