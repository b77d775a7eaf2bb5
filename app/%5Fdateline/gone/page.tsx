import type { Metadata } from 'next';
import { ListHead } from '#components/list-head.tsx';
import { LatestStories } from '../../latest-stories.tsx';

// What the address of a story that was deleted shows. Only the front asks for it, and sends it with the status 410.

export function generateMetadata(): Metadata {
  return { title: 'Taken down', robots: { index: false } };
}

export default function Page() {
  return (
    <>
      <ListHead title="This story was taken down" note="It stood at this address, and is not published any more." />
      <LatestStories />
    </>
  );
}
