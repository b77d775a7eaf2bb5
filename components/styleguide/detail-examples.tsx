import type { SearchQuery } from '#lib/routes/search-address.ts';
import { AuthorCard } from '../author-card.tsx';
import { Avatar } from '../avatar.tsx';
import { DiagnosticList } from '../diagnostic-list.tsx';
import { History } from '../history.tsx';
import { Masthead } from '../masthead.tsx';
import { PreviewBar } from '../preview-bar.tsx';
import { ProfileLinks } from '../profile-links.tsx';
import { Prose } from '../prose.tsx';
import { SearchForm } from '../search-form.tsx';
import { SearchResults } from '../search-results.tsx';
import { SiteFooter } from '../site-footer.tsx';
import { StagingBar } from '../staging-bar.tsx';
import { Colours, Lengths, SectionColours, TypeScale } from './design-tokens.tsx';
import { stateExample, TODAY } from './example-builders.tsx';
import { paragraphs } from './example-texts.ts';
import { author, DIAGNOSTICS, HISTORY, listOf, PUBLISHED, publication, summaries, tags } from './examples.ts';

/** What stands around and beside stories. */
export const DETAIL_EXAMPLES = {
  tokens: stateExample('Tokens', 'Font sizes, colours and lengths', (_images, theme) => ({
    'Font sizes': <TypeScale />,
    Colours: <Colours theme={theme} />,
    'Section colours': <SectionColours theme={theme} />,
    Lengths: <Lengths />,
  })),
  history: stateExample('History', 'Changes of an article since its publication', () => ({
    'A large change, a minor one, one without words': (
      <History history={HISTORY} published={PUBLISHED} publication={publication()} language="en" />
    ),
    'More changes than fit': (
      <History
        history={{ changes: HISTORY.changes.slice(0, 1), complete: false }}
        published={PUBLISHED}
        publication={publication()}
        language="en"
      />
    ),
  })),
  authors: stateExample('Authors', 'Portraits, initials, biographies and profiles on other sites', ({ portrait }) => {
    const links = [
      { name: 'Social', url: 'https://social.example/@ida' },
      { name: 'Photographs', url: 'https://photographs.example/ida' },
    ];
    const ida = author('Ida Holm', { portrait, role: 'Harbor editor', email: 'ida.holm@courier.example', links });
    const jon = author('Jon Vale', { biography: paragraphs(1) });
    return {
      Portrait: <Avatar name={ida.name} portrait={portrait} size={96} />,
      Initials: <Avatar name={jon.name} portrait={null} size={96} />,
      'A profile': (
        <div className="profile">
          <Avatar name={ida.name} portrait={portrait} size={96} />
          <div>
            <p className="profile__role">{ida.role}</p>
            <ProfileLinks language="en" author={ida} />
            <Prose markdown={paragraphs(1)} language="en" images={{}} />
          </div>
        </div>
      ),
      'A biography': <AuthorCard author={ida} publication={publication()} />,
      'A biography without a role': <AuthorCard author={jon} publication={publication()} />,
    };
  }),
  search: stateExample('Search', 'The form and its results', () => {
    const query: SearchQuery = {
      q: 'feries',
      language: '',
      section: 'harbor-1',
      tag: '',
      author: '',
      from: '2024-01-01',
      to: '',
      page: 1,
    };
    const found = summaries(2).map((story, index) => ({
      story,
      snippet:
        index === 0
          ? [
              { text: '… the crews of the night ', marked: false },
              { text: 'ferries', marked: true },
              { text: ' agreed on Friday …', marked: false },
            ]
          : null,
    }));
    return {
      'The form': <SearchForm query={query} sections={tags(3)} several publication={publication()} />,
      'More results than are counted': (
        <SearchResults
          result={{
            ...listOf(found, { pages: 67, total: 1000 }),
            more: true,
            missing: ['feries'],
            query: 'harbor',
            suggestion: 'ferries harbor',
          }}
          query={query}
          publication={publication()}
        />
      ),
      'No results': (
        <SearchResults
          result={{ ...listOf([]), more: false, missing: [], query: query.q, suggestion: null }}
          query={query}
          publication={publication()}
        />
      ),
    };
  }),
  frame: stateExample('Frame', 'Mastheads and footers that differ from those of this page', ({ wide }) => ({
    'A publication with a long name, other editions, and no sections': (
      <Masthead
        publication={publication({ name: 'The Port Ansel and Lower Ferry Harbor Courier' })}
        today={TODAY}
        sections={[]}
        editions={['en', 'ar', 'zh'].map((language) => ({ edition: language === 'en' ? '' : language, language }))}
      />
    ),
    'A publication with a logo': (
      <Masthead
        publication={publication()}
        today={TODAY}
        sections={[]}
        editions={[]}
        logo={wide && { light: wide, dark: null, height: 48 }}
      />
    ),
    'A footer with sections of names in two languages, and a long name of a page': (
      <SiteFooter
        publication={publication()}
        sections={[
          { slug: 'harbor', name: 'Harbor' },
          { slug: 'culture', name: 'الثقافة', language: 'ar' },
        ]}
        pages={[{ slug: 'about', title: 'How the Harbor Courier is made, and by whom' }]}
      />
    ),
    'A footer without sections, pages and notice': <SiteFooter publication={publication()} sections={[]} pages={[]} />,
  })),
  previews: stateExample('Previews', 'The bar above an unpublished story, and the diagnostics in its place', () => ({
    'A draft': (
      <PreviewBar
        status={{ draft: true, embargo: null, branch: null }}
        article={{ edition: '', slug: 'harbor' }}
        publication={publication()}
      />
    ),
    'An embargoed draft on a branch, by a link': (
      <PreviewBar
        status={{
          draft: true,
          embargo: PUBLISHED,
          branch: { name: 'night-ferries', commit: '5f0c1d2e3b4a'.repeat(3) },
        }}
        article={{ edition: '', slug: 'harbor' }}
        ends={PUBLISHED}
        publication={publication()}
      />
    ),
    'A published story': (
      <PreviewBar
        status={{ draft: false, embargo: null, branch: null }}
        article={{ edition: '', slug: 'harbor' }}
        ends={PUBLISHED}
        publication={publication()}
      />
    ),
    'A file with errors': <DiagnosticList diagnostics={DIAGNOSTICS} />,
    'A site that is being tried': <StagingBar publication={publication()} />,
  })),
};
