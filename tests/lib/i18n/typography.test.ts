import { describe, expect, test } from 'vitest';
import { typeset } from '#lib/i18n/typography.ts';
import { renderMarkdown } from '#lib/markdown/render-markdown.ts';

describe('marks follow the rules of the language:', () => {
  test.each([
    ['en', `"It's late," she said.`, '“It’s late,” she said.'],
    ['en', `"'Late' is a word," she said.`, '“‘Late’ is a word,” she said.'],
    ['en', `"She said 'late.'"`, '“She said ‘late.’”'],
    ['en', `("so") ["so"] —"so"`, '(“so”) [“so”] —“so”'],
    ['en', `the '90s, rock 'n' roll, 'twas`, 'the ’90s, rock ’n’ roll, ’twas'],
    ['en', `the dogs' tails`, 'the dogs’ tails'],
    ['en', `6'2" tall`, '6′2″ tall'],
    ['en', `"Route 66" is long`, '“Route 66” is long'],
    ['en', 'so--so, so -- so, so---so, so...', 'so–so, so – so, so—so, so…'],
    ['en', 'npm test --help, ---- ....', 'npm test --help, ---- ....'],
    ['en', '“It’s” as it «was»', '“It’s” as it «was»'],
    ['en-GB', '"so"', '“so”'],
    ['de', `"Das ist's", sagte sie, "'fast'."`, '„Das ist’s“, sagte sie, „‚fast‘.“'],
    ['de-CH', '"so"', '«so»'],
    [
      'fr',
      `"C'est ça !" dit-elle : oui ; non ?`,
      '«\u202fC’est ça\u202f!\u202f» dit-elle\u202f: oui\u202f; non\u202f?',
    ],
    ['fr', '« so »', '«\u202fso\u202f»'],
    ['sv', '"so" \'so\'', '”so” ’so’'],
    ['pl', '"so"', '„so”'],
    ['ru', '"so"', '«so»'],
    ['zh', '他说"好"。她说"不"。', '他说“好”。她说“不”。'],
    ['tlh', '"so"', '“so”'],
    ['en', 'Nothing to set: 10:30, a-b.', 'Nothing to set: 10:30, a-b.'],
  ])('%s: %s', (language, text, expected) => {
    expect(typeset(text, language)).toBe(expected);
    expect(typeset(expected, language)).toBe(expected);
  });
});

describe('in a Markdown text', () => {
  test.each([
    ['"*So*," she said', '<p>“<em>So</em>,” she said</p>'],
    ['*"So,"* she said', '<p><em>“So,”</em> she said</p>'],
    ['"`a "b"`"', '<p>“<code>a "b"</code>”</p>'],
    ['"so  \nlong"', '<p>“so<br>\nlong”</p>'],
    ['[Ida\'s "boat"](/a "b")', '<p><a href="/a" title="b">Ida’s “boat”</a></p>'],
    ['"one\n\ntwo"', '<p>“one</p>\n<p>two”</p>'],
    ['\\"so\\"', '<p>“so”</p>'],
  ])('%s', (markdown, html) => {
    expect(renderMarkdown(markdown, 'en')).toBe(html);
  });

  test('code stays as it is', () => {
    expect(renderMarkdown('```\n"a" -- \'b\'...\n```', 'en')).toContain('"a" -- \'b\'...');
  });
});

describe('a quotation in a quotation with the same marks', () => {
  test.each([
    ['en', '"The set "Extras" and more," he said.', '“The set “Extras” and more,” he said.'],
    ['en', '"They call it "the box" ("the "big" box")."', '“They call it “the box” (“the “big” box”).”'],
    ['en', "'The set 'Extras' and more,' he said.", '‘The set ‘Extras’ and more,’ he said.'],
    ['de', '"Das "Gestern" ist vorbei."', '„Das „Gestern“ ist vorbei.“'],
    ['en', '"I never-" "What?" she said.', '“I never-” “What?” she said.'],
    ['en', '"Stop"--"Go"', '“Stop”–“Go”'],
    ['en', '"a "b" c" "d"', '“a “b” c” “d”'],
    ['en', '"So ", he said', '“So ”, he said'],
    ['zh', '"一"二"三"', '“一”二“三”'],
  ])('%s: %s', (language, text, expected) => {
    expect(typeset(text, language)).toBe(expected);
  });
});
