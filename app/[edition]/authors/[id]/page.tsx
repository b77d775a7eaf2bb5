import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { Avatar } from '#components/avatar.tsx';
import { ListHead } from '#components/list-head.tsx';
import { ProfileLinks } from '#components/profile-links.tsx';
import { Prose } from '#components/prose.tsx';
import { StoryList } from '#components/story-list.tsx';
import { foreign } from '#lib/i18n/language.ts';
import { firstWords } from '#lib/markdown/plain-text.ts';
import { pageNumber, slugParameter } from '#lib/routes/route-parameters.ts';
import { pathTo } from '#lib/routes/routes.ts';
import { EMPTY_SEARCH, searchPath } from '#lib/routes/search-address.ts';
import { profileData } from '#lib/syndication/structured-data.ts';
import { pageContext } from '../../../edition.ts';
import { pageMetadata } from '../../../page-metadata.ts';
import { StructuredData } from '../../../structured-data.tsx';

type Props = { params: Promise<{ edition: string; id: string; number?: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { queries, edition, messages, id, number } = await pageContext(params);
  const author = queries.author(slugParameter(id));
  if (!author) return {};
  const page = pageNumber(number);
  return pageMetadata({
    route: { kind: 'author', edition, id: author.id, page },
    title: page === 1 ? author.name : messages.titleOfPage(author.name, page),
    description: firstWords(author.biography, 200),
    feed: { kind: 'author', edition, id: author.id },
  });
}

export default async function Page({ params }: Props) {
  const { queries, publication, edition, isExport, messages, id, number } = await pageContext(params);
  const author = queries.author(slugParameter(id));
  const list = author && queries.storiesByAuthor(author.id, pageNumber(number));
  if (!list) notFound();
  const languageAttributes = foreign(author.language, publication.language);
  return (
    <>
      {list.page === 1 && <StructuredData data={profileData(queries, author)} />}
      <ListHead
        publication={publication}
        title={author.name}
        feed={{ kind: 'author', edition, id: author.id }}
        note={messages.stories(list.total)}
        {...(isExport ? {} : { search: searchPath(edition, { ...EMPTY_SEARCH, author: author.id }) })}
        breadcrumbs={[{ name: messages.authors, path: pathTo({ kind: 'authors', edition, page: 1 }) }]}
      >
        <div className="profile">
          <Avatar name={author.name} portrait={author.portrait} size={96} />
          <div>
            {author.role && (
              <p className="profile__role" {...languageAttributes}>
                {author.role}
              </p>
            )}
            <ProfileLinks author={author} language={publication.language} />
            <Prose
              markdown={author.biography}
              language={author.language}
              images={author.images}
              {...languageAttributes}
            />
          </div>
        </div>
      </ListHead>
      <StoryList
        list={list}
        publication={publication}
        pathOf={(page) => pathTo({ kind: 'author', edition, id: author.id, page })}
        empty={messages.noStoriesBy(author.name)}
      />
    </>
  );
}
