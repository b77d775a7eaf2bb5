import type { ErrorCode, YAMLError } from 'yaml';

const KEY_VALUE = 'Write each line as “key: value”, with a space after “:”.';
export const QUOTE_VALUE = 'Put the value in double quotes ("…").';
const QUOTE_WHOLE_VALUE = 'Put the whole value in double quotes, with \\" for a quotation mark inside it.';
const COLON_IN_VALUE = 'The value that begins here has a colon and a space in it, which start another key.';

type Message = readonly [reason: string, fix: string];

const UNEVEN_INDENT: Message = [
  'This line is not indented like the lines that it belongs with.',
  'Begin each key at the start of its line, and indent the lines of one list or group by the same number of spaces.',
];

const NAMED_VALUE: Message = [
  'A value that begins with “&”, “*” or “!” has a meaning of its own in YAML.',
  QUOTE_VALUE,
];

/** What each error of the YAML parser means for an editor: the parser's own words speak of scalars and mappings. */
const MESSAGES: Record<ErrorCode, Message> = {
  ALIAS_PROPS: NAMED_VALUE,
  BAD_ALIAS: ['A value cannot begin with “*” or “&”.', QUOTE_VALUE],
  BAD_COLLECTION_TYPE: ['A value cannot begin with “!”.', QUOTE_VALUE],
  BAD_DIRECTIVE: ['A line cannot begin with “%”.', 'Remove the line; or put the value in double quotes.'],
  BAD_DQ_ESCAPE: ['This backslash in double quotes has no meaning.', 'Write it twice: \\\\'],
  BAD_INDENT: UNEVEN_INDENT,
  BAD_PROP_ORDER: NAMED_VALUE,
  BAD_SCALAR_START: ['A value cannot begin with this character.', QUOTE_VALUE],
  BLOCK_AS_IMPLICIT_KEY: [
    COLON_IN_VALUE,
    `${QUOTE_VALUE.slice(0, -1)}; or, if a key was meant, begin it at the start of its line.`,
  ],
  BLOCK_IN_FLOW: [COLON_IN_VALUE, QUOTE_VALUE],
  DUPLICATE_KEY: ['A key is given twice.', 'Keep one of the two.'],
  IMPOSSIBLE: ['This line cannot be read as a key and its value.', KEY_VALUE],
  KEY_OVER_1024_CHARS: ['This key is longer than 1,024 characters.', KEY_VALUE],
  MISSING_CHAR: [
    'A space, a comma or a colon is missing here.',
    `${KEY_VALUE} Put values with special characters in double quotes.`,
  ],
  MULTILINE_IMPLICIT_KEY: ['This line is not a key with a value.', KEY_VALUE],
  MULTIPLE_ANCHORS: NAMED_VALUE,
  MULTIPLE_DOCS: ['A line “...” or “---” above ends the keys.', 'Remove that line.'],
  MULTIPLE_TAGS: NAMED_VALUE,
  NON_STRING_KEY: ['A key must be a word.', KEY_VALUE],
  RESOURCE_EXHAUSTION: ['The keys are nested too deep to be read.', 'Write the value as the example of its key shows.'],
  TAB_AS_INDENT: ['This line begins with a tab.', 'Indent with spaces, never with tabs.'],
  TAG_RESOLVE_FAILED: ['A value cannot begin with “!”.', QUOTE_VALUE],
  UNEXPECTED_TOKEN: [
    'This does not belong to the value before it.',
    `${QUOTE_WHOLE_VALUE.slice(0, -1)}; begin each key at the start of its line.`,
  ],
};

/** Messages for errors that share a code with others, by the parser's words. */
const BY_WORDS: readonly [pattern: RegExp, message: Message][] = [
  [
    /^Comments must be separated/,
    [
      'A comment starts right after a value, without a space.',
      'Write a space before “#”; or, if it belongs to the value, put the whole value in double quotes.',
    ],
  ],
  [/^Missing space after :/, ['There is no space after “:”.', KEY_VALUE]],
  [
    /^Missing , (?:or : )?between/,
    [
      'A comma is missing between two values in brackets.',
      'Write a comma between them; or put a value that goes on here in double quotes.',
    ],
  ],
  [/^Unexpected (?:,|empty item) in/, ['There is a comma too many in these brackets.', 'Remove it.']],
  [
    /^Sequence item without/,
    ['This line of a list does not begin with “- ”.', 'Begin each line of the list with “- ”.'],
  ],
  [/^Implicit map keys need to be followed/, ['This line is not a key with a value.', KEY_VALUE]],
  [/^A block sequence may not be/, UNEVEN_INDENT],
  [
    /directives-end/,
    [
      'A line above begins with “%”, which is an instruction in YAML.',
      'Remove that line; or put the value in double quotes.',
    ],
  ],
  [/^Tags and anchors must be separated/, NAMED_VALUE],
  [
    /^Block scalar header includes extra/,
    [
      'After “|” or “>” the text must begin on the next line.',
      'Begin the text on the next line, indented; or put the value in double quotes.',
    ],
  ],
  [/end with a [\]}]/, ['A bracket is opened and never closed.', 'Close it with “]” or “}”.']],
];

/** Whether an error is about a quotation mark or bracket that is opened and never closed. */
export function isNeverClosed({ message }: YAMLError): boolean {
  return isOpenQuote(message) || /end with a [\]}]/.test(message);
}

const isOpenQuote = (message: string) => message.startsWith('Missing closing ') && message.endsWith('quote');

/** The reason and the fix for an error of the YAML parser; `character` is the one at its position. */
export function yamlMessage({ code, message }: YAMLError, character: string): Message {
  if (isOpenQuote(message)) {
    const isApostrophe = character === "'";
    const fix = isApostrophe
      ? 'Close it; or, if it is an apostrophe, put the whole value in double quotes.'
      : 'Close it.';
    return ['A quotation mark is opened and never closed.', fix];
  }
  const [, byWords] = BY_WORDS.find(([pattern]) => pattern.test(message)) ?? [];
  if (byWords) return byWords;
  if (code === 'BLOCK_AS_IMPLICIT_KEY' || code === 'BLOCK_IN_FLOW') {
    if (character === '"' || character === "'") return [COLON_IN_VALUE, QUOTE_WHOLE_VALUE];
    if (/[“”„«‘]/.test(character)) {
      return [COLON_IN_VALUE, 'Put the whole value in straight quotation marks ("…"): curly ones are letters to YAML.'];
    }
  }
  return MESSAGES[code];
}

/** The reason and the fix for YAML that is a list or a single text. */
export const NO_KEYS: Message = ['These are not keys and values.', KEY_VALUE];
