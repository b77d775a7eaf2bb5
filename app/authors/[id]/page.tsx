import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { Avatar } from '#components/avatar.tsx';
import { ListHead } from '#components/list-head.tsx';
import { storyCount } from '#components/name-list.tsx';
import { ProfileLinks } from '#components/profile-links.tsx';
import { Prose } from '#components/prose.tsx';
import { StoryList } from '#components/story-list.tsx';
import { descriptionOf } from '#lib/content/markdown.ts';
import { index } from '#lib/index/queries.ts';
import { profileData } from '#lib/syndication/structured-data.ts';
import { pageNumber, pathTo, slugParameter } from '#lib/urls.ts';
import { pageMetadata } from '../../page-metadata.ts';
import { StructuredData } from '../../structured-data.tsx';

type Props = { params: Promise<{ id: string; number?: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { id, number } = await params;
  const author = index.author(slugParameter(id));
  if (!author) return {};
  const page = pageNumber(number);
  return pageMetadata({
    place: { kind: 'author', id: author.id, page },
    title: page === 1 ? author.name : `${author.name}, page ${page}`,
    description: descriptionOf('', author.biography),
    feed: { kind: 'author', id: author.id },
  });
}

export default async function Page({ params }: Props) {
  const { id, number } = await params;
  const author = index.author(slugParameter(id));
  const list = author && index.storiesBy(author.id, pageNumber(number));
  if (!list) notFound();
  const publication = index.publication();
  return (
    <>
      {list.page === 1 && <StructuredData data={profileData(author)} />}
      <ListHead
        title={author.name}
        feed={{ kind: 'author', id: author.id }}
        note={storyCount(list.total)}
        trail={[{ name: 'Authors', path: pathTo({ kind: 'authors', page: 1 }) }]}
      >
        <div className="profile">
          <Avatar name={author.name} portrait={author.portrait} size={96} />
          <div>
            {author.role && <p className="role">{author.role}</p>}
            <ProfileLinks author={author} />
            <Prose markdown={author.biography} language={publication.language} pictures={author.pictures} />
          </div>
        </div>
      </ListHead>
      <StoryList
        list={list}
        timeZone={publication.timeZone}
        pathOf={(page) => pathTo({ kind: 'author', id: author.id, page })}
        empty={`Nothing by ${author.name} has been published yet.`}
      />
    </>
  );
}
