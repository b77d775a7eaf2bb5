import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { cache } from 'react';
import { DiagnosticList } from '#components/diagnostic-list.tsx';
import { ListHead } from '#components/list-head.tsx';
import { PreviewBar } from '#components/preview-bar.tsx';
import { StoryPage } from '#components/story-page.tsx';
import { processConfig } from '#lib/config.ts';
import { PreviewImages } from '#lib/images/preview-images.ts';
import { type PreviewClaim, readPreview, STYLEGUIDE } from '#lib/routes/preview-link.ts';
import { type InspectBranchImage, type Preview, previewOf } from '#lib/store/unpublished.ts';
import { unsavedFile } from '#lib/store/unsaved-files.ts';
import { editionContext, pageContext } from '../../../../edition.ts';
import { EXPIRED_TITLE, ExpiredPreview } from '../../../../expired-preview.tsx';

// A story before publication, behind a preview link. The page checks the link itself: under plain `next start` nothing else does.

type Props = { params: Promise<{ edition: string; token: string }> };

let previewImages: PreviewImages | null = null;

const inspect: InspectBranchImage = ({ id, file }, bytes) => {
  previewImages ??= new PreviewImages(processConfig().imageCache);
  return previewImages.inspect(id, file, bytes);
};

/**
 * Returns what the link claims, and its preview unless it has expired; null when it is no link to a story. Page and metadata share one result.
 */
const read = cache(async (token: string): Promise<{ claim: PreviewClaim; preview: Preview | null } | null> => {
  const { store } = editionContext('');
  const { previewSecret: secret, cacheFolder } = processConfig();
  const claim = secret && readPreview(token, secret, store.clock());
  if (!claim || claim.file === STYLEGUIDE) return null;
  const unsaved = claim.unsaved === undefined ? null : unsavedFile(cacheFolder, claim.unsaved);
  return { claim, preview: claim.over ? null : await previewOf(store, claim, inspect, unsaved) };
});

function titleOf(preview: Preview): string {
  if ('refusal' in preview) return 'There is nothing to preview';
  return preview.story?.headline ?? 'This story has errors';
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const found = await read((await params).token);
  if (!found) return {};
  return {
    title: `Preview: ${found.preview ? titleOf(found.preview) : EXPIRED_TITLE}`,
    robots: { index: false, follow: false },
    referrer: 'no-referrer',
  };
}

export default async function Page({ params }: Props) {
  const found = await read((await params).token);
  if (!found) notFound();
  const { claim, preview } = found;
  if (!preview) return <ExpiredPreview />;
  const { queries, publication } = await pageContext(params);
  const title = titleOf(preview);
  if ('refusal' in preview) return <ListHead publication={publication} title={title} note={preview.refusal} />;
  if (!preview.story) {
    const note = `${claim.file} has errors. Readers do not see it until they are fixed.`;
    return (
      <>
        <ListHead publication={publication} title={title} note={note} />
        <DiagnosticList diagnostics={preview.diagnostics} />
      </>
    );
  }
  const { story, status, diagnostics } = preview;
  // The editor says what is wrong, beside the form.
  const isUnsaved = claim.unsaved !== undefined;
  return (
    <>
      {!isUnsaved && <PreviewBar status={status} article={story} ends={claim.expires} publication={publication} />}
      <StoryPage story={story} publication={publication} today={queries.today()} part={null} related={[]} />
      {!isUnsaved && diagnostics.length > 0 && <DiagnosticList diagnostics={diagnostics} />}
    </>
  );
}
