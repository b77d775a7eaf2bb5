import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { processConfig } from '#lib/config.ts';
import { PREVIEW_FOLDER, readPreview, STYLEGUIDE } from '#lib/routes/preview-link.ts';
import { editionContext } from '../../../../../../edition.ts';
import { EXPIRED_TITLE, ExpiredPreview } from '../../../../../../expired-preview.tsx';
import { type ExampleParameter, StyleguidePage, styleguideMetadata } from '../../../../../../styleguide-page.tsx';

// The styleguide behind a preview link. The page checks the link itself: under plain `next start` nothing else does.

type Props = { params: Promise<{ token: string; name?: ExampleParameter }> };

function claimOf(token: string) {
  const secret = processConfig().previewSecret;
  const claim = secret && readPreview(token, secret, editionContext('').store.clock());
  return claim && claim.file === STYLEGUIDE ? claim : null;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { token, name } = await params;
  const claim = claimOf(token);
  if (!claim) return {};
  return claim.over ? { title: EXPIRED_TITLE, robots: { index: false, follow: false } } : styleguideMetadata(name);
}

export default async function Page({ params }: Props) {
  const { token, name } = await params;
  const claim = claimOf(token);
  if (!claim) notFound();
  return claim.over ? <ExpiredPreview /> : <StyleguidePage parameter={name} folder={PREVIEW_FOLDER + token} />;
}
