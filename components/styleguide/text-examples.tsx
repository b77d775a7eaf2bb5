import { ListHead } from '../list-head.tsx';
import { prose, storyExample } from './example-builders.tsx';
import { elementsText, HTML_TEXT, MARKDOWN_TEXT } from './example-texts.ts';
import { publication } from './examples.ts';

/** Running text. */
export const TEXT_EXAMPLES = {
  'text-markdown': {
    title: 'Text: Markdown',
    shows: 'Everything that plain Markdown can express',
    content: () => (
      <article className="page">
        <ListHead
          publication={publication()}
          title="Markdown"
          note="Headings, lists, tables, quotations, code, footnotes"
        />
        {prose(MARKDOWN_TEXT)}
      </article>
    ),
  },
  'text-elements': {
    ...storyExample(
      'feature',
      'A pull quote, an aside, a gallery, a poem, an interview, and links to media on other sites',
      ({ wide, upright }) => {
        const facts = [wide, upright ?? wide, wide].filter((found) => found !== null);
        const images = Object.fromEntries(facts.map((found, index) => [`ferry-${index + 1}.jpg`, found]));
        return { images, body: elementsText(Object.keys(images)) };
      },
    ),
    title: 'Text: elements',
  },
  'text-html': {
    ...storyExample(
      'explainer',
      'What HTML adds: details, definitions, marked words, a table with a caption, and an upright image',
      ({ wide, upright }) => {
        const facts = upright ?? wide;
        return { images: Object.fromEntries(facts ? [['mast.jpg', facts]] : []), body: HTML_TEXT };
      },
    ),
    title: 'Text: HTML',
  },
};
