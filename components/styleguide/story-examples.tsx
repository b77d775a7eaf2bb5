import { DAY, imageOf, storyExample, variedSummaries } from './example-builders.tsx';
import { LONG_HEADLINE, LONG_TEXT, LONG_WORD, paragraphs } from './example-texts.ts';
import {
  author,
  contributor,
  MIDDLE_PART,
  PUBLISHED,
  publication,
  summaries,
  THREE_CONTRIBUTORS,
  tags,
} from './examples.ts';

/** Pages of one story: one for each type of article. */
export const STORY_EXAMPLES = {
  'story-news': storyExample(
    'news',
    'An image with caption and credit, key points, a dateline, an update, a history, a recent correction, a part of a series, related stories, all share links',
    ({ wide }) => ({
      image: imageOf(wide),
      dateline: 'Port Ansel',
      updated: PUBLISHED + DAY,
      keyPoints: ['The vote was close.', 'Ferries sail on Monday, if the tide is right.', 'The bridge stays shut.'],
      corrections: [
        { date: PUBLISHED + 2 * DAY, text: 'An earlier version gave the wrong day. It was Friday.' },
        { date: PUBLISHED + DAY, text: 'The chair is Ola Berg.' },
      ],
    }),
    (images) => ({
      part: MIDDLE_PART,
      history: true,
      related: variedSummaries(4, images, 2),
      publication: publication({
        share: ['mail', 'bluesky', 'facebook', 'linkedin', 'reddit', 'telegram', 'whatsapp', 'x'],
      }),
    }),
  ),
  'story-analysis': storyExample(
    'analysis',
    'Three people in two roles, thirty tags, no image, one related story',
    () => ({
      byline: THREE_CONTRIBUTORS,
      authors: THREE_CONTRIBUTORS.map(({ name }) =>
        author(name, { role: 'Harbor reporter', biography: `${name} writes about the *harbor*.` }),
      ),
      tags: tags(30),
    }),
    (images) => ({ related: variedSummaries(1, images) }),
  ),
  'story-feature': storyExample(
    'feature',
    'An upright image with a credit and no caption; a drop cap',
    ({ upright }) => ({
      image: imageOf(upright, { caption: '' }),
      body: paragraphs(8),
    }),
  ),
  'story-interview': storyExample('interview', 'Questions and answers', () => ({
    body: `${paragraphs(1)}\n\n:::interview\n**Did you expect the vote to pass?**\n\n${paragraphs(1)}\n\n**And now?**\n\n${paragraphs(1)}\n:::`,
  })),
  'story-opinion': storyExample(
    'opinion',
    'A writer with a portrait; the section has the name of the type',
    ({ portrait }) => ({
      section: { slug: 'opinion', name: 'Opinion' },
      authors: [author('Ida Holm', { portrait, role: 'Columnist', biography: paragraphs(1) })],
    }),
  ),
  'story-editorial': storyExample(
    'editorial',
    'A headline of 200 characters; no related stories, so the newest stories stand below',
    () => ({ headline: LONG_HEADLINE }),
    () => ({ newest: summaries(4) }),
  ),
  'story-explainer': storyExample('explainer', 'A long text with a table of contents', () => ({
    body: LONG_TEXT,
  })),
  'story-review': storyExample('review', 'A story in another language than the publication’s', () => ({
    language: 'de',
    headline: 'Nachtfähren fahren wieder',
    standfirst: 'Die Mannschaften stimmten mit großer Mehrheit zu.',
    body: 'Am Freitag stimmten die Mannschaften zu. „Wir hatten die Nacht schon aufgegeben“, sagte die Kapitänin.',
  })),
  'story-obituary': storyExample(
    'obituary',
    'A story of years ago, with an old correction, at its end only',
    ({ wide }) => ({
      image: imageOf(wide, { caption: '', credit: '' }),
      corrections: [{ date: PUBLISHED, text: 'An earlier version gave the wrong year of her first crossing.' }],
    }),
    () => ({ today: '2031-06-01' }),
  ),
  'story-live': storyExample('live', 'A word that is wider than a phone, in every text', () => ({
    headline: LONG_WORD,
    standfirst: LONG_WORD,
    section: { slug: 'harbor', name: LONG_WORD },
    dateline: LONG_WORD,
    keyPoints: [LONG_WORD],
    tags: [{ slug: 'harbor', name: LONG_WORD }],
    byline: [contributor(LONG_WORD)],
    authors: [author(LONG_WORD, { role: LONG_WORD, biography: LONG_WORD })],
    corrections: [{ date: PUBLISHED, text: LONG_WORD }],
    body: `${LONG_WORD}\n\n## ${LONG_WORD}\n\n- ${LONG_WORD}\n\n> ${LONG_WORD}`,
  })),
  'story-bare': storyExample(
    null,
    'A headline, a byline and a text',
    () => ({
      standfirst: '',
      section: null,
      tags: [],
      authors: [author()],
    }),
    () => ({ publication: publication({ share: [] }) }),
  ),
};
