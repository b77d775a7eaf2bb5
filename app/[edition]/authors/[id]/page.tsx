import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { Avatar } from '#components/avatar.tsx';
import { ListHead } from '#components/list-head.tsx';
import { ProfileLinks } from '#components/profile-links.tsx';
import { Prose } from '#components/prose.tsx';
import { StoryList } from '#components/story-list.tsx';
import { descriptionOf } from '#lib/markdown/markdown.ts';
import { foreign } from '#lib/i18n/language.ts';
import { profileData } from '#lib/syndication/structured-data.ts';
import { NO_SEARCH, pageNumber, pathTo, searchPath, slugParameter } from '#lib/routes/urls.ts';
import { routeOf } from '../../../edition.ts';
import { pageMetadata } from '../../../page-metadata.ts';
import { StructuredData } from '../../../structured-data.tsx';

type Props = { params: Promise<{ edition: string; id: string; number?: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { index, edition, words, id, number } = await routeOf(params);
  const author = index.author(slugParameter(id));
  if (!author) return {};
  const page = pageNumber(number);
  return pageMetadata({
    place: { kind: 'author', edition, id: author.id, page },
    title: page === 1 ? author.name : words.titleOfPage(author.name, page),
    description: descriptionOf('', author.biography),
    feed: { kind: 'author', edition, id: author.id },
  });
}

export default async function Page({ params }: Props) {
  const { index, publication, edition, words, id, number } = await routeOf(params);
  const author = index.author(slugParameter(id));
  const list = author && index.storiesBy(author.id, pageNumber(number));
  if (!list) notFound();
  const told = foreign(author.language, publication.language);
  return (
    <>
      {list.page === 1 && <StructuredData data={profileData(author, edition)} />}
      <ListHead
        publication={publication}
        title={author.name}
        feed={{ kind: 'author', edition, id: author.id }}
        note={words.stories(list.total)}
        search={searchPath(edition, { ...NO_SEARCH, author: author.id })}
        trail={[{ name: words.authors, path: pathTo({ kind: 'authors', edition, page: 1 }) }]}
      >
        <div className="profile">
          <Avatar name={author.name} portrait={author.portrait} size={96} />
          <div>
            {author.role && (
              <p className="role" {...told}>
                {author.role}
              </p>
            )}
            <ProfileLinks author={author} language={publication.language} />
            <Prose markdown={author.biography} language={author.language} images={author.images} {...told} />
          </div>
        </div>
      </ListHead>
      <StoryList
        list={list}
        publication={publication}
        pathOf={(page) => pathTo({ kind: 'author', edition, id: author.id, page })}
        empty={words.nothingBy(author.name)}
      />
    </>
  );
}
