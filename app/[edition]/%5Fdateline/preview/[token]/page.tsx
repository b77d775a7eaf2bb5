import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { cache } from 'react';
import { DiagnosticList } from '#components/diagnostic-list.tsx';
import { ListHead } from '#components/list-head.tsx';
import { PreviewBar } from '#components/preview-bar.tsx';
import { StoryPage } from '#components/story-page.tsx';
import { processConfig } from '#lib/config.ts';
import { PreviewImages } from '#lib/images/preview-images.ts';
import { type PreviewClaim, readPreview } from '#lib/routes/preview-link.ts';
import { type InspectBranchImage, type Preview, previewOf } from '#lib/store/unpublished.ts';
import { editionContext, pageContext } from '../../../../edition.ts';

// A story before its time, for who has the link. It checks the link by itself: under plain `next start` nothing else does.

type Props = { params: Promise<{ edition: string; token: string }> };
type Read = { claim: PreviewClaim; preview: Preview | null };

let loaned: PreviewImages | null = null;

const inspect: InspectBranchImage = ({ id, file }, bytes) => {
  loaned ??= new PreviewImages(processConfig().imageCache);
  return loaned.inspect(id, file, bytes);
};

/** What the link claims and, unless it has ended, shows; once for the page and its head. Null for an address that is no link of ours. */
const read = cache(async (token: string): Promise<Read | null> => {
  const { store } = editionContext('');
  const secret = processConfig().previewSecret;
  const claim = secret && readPreview(token, secret, store.clock());
  return claim ? { claim, preview: claim.over ? null : await previewOf(store, claim, inspect) } : null;
});

function headlineOf(preview: Preview | null): string {
  if (!preview) return 'This link has expired';
  if ('refusal' in preview) return 'There is nothing to preview';
  return preview.story?.headline ?? 'This story has errors';
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const found = await read((await params).token);
  if (!found) return {};
  return {
    title: `Preview: ${headlineOf(found.preview)}`,
    robots: { index: false, follow: false },
    referrer: 'no-referrer',
  };
}

export default async function Page({ params }: Props) {
  const found = await read((await params).token);
  if (!found) notFound();
  const { claim, preview } = found;
  const title = headlineOf(preview);
  const { queries, publication } = await pageContext(params);
  if (!preview) {
    const note = 'Preview links expire. Ask an editor for a new one.';
    return <ListHead publication={publication} title={title} note={note} />;
  }
  if ('refusal' in preview) return <ListHead publication={publication} title={title} note={preview.refusal} />;
  if (!preview.story) {
    return (
      <>
        <ListHead
          publication={publication}
          title={title}
          note={`${claim.file} has errors. Readers do not see it until they are fixed.`}
        />
        <DiagnosticList diagnostics={preview.diagnostics} />
      </>
    );
  }
  const { story, status, diagnostics } = preview;
  return (
    <>
      <PreviewBar status={status} article={story} ends={claim.expires} publication={publication} />
      <StoryPage story={story} publication={publication} today={queries.today()} part={null} related={[]} />
      {diagnostics.length > 0 && <DiagnosticList diagnostics={diagnostics} />}
    </>
  );
}
