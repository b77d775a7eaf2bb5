import type { Metadata, Viewport } from 'next';
import { editionContext } from './edition.ts';
import { NotFoundNotice } from './not-found-notice.tsx';
import { SiteFrame } from './site-frame.tsx';

// The page of plain `next start` for a path without a route. It is a document of its own, and not the layout's `not-found.tsx`: Next renders that with every
// page of the site, unseen, and each page would then depend on the newest stories.

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
      <NotFoundNotice edition="" />
    </SiteFrame>
  );
}
