import type { RuleGuides } from './rule-guide.ts';

/** What the guide says about the rules on names and bytes of files. */
export const FILE_RULES = {
  'file-encoding': {
    what: 'The file is not UTF-8 text, so its letters cannot be read.',
    keepsOff: true,
    fix: 'Save it with the encoding UTF-8.',
  },
  'file-format': {
    what: 'The file was made by another program (Word, a PDF or image program), although its name ends in .md.',
    keepsOff: true,
    fix: 'Write the story in a text editor, or save it there as plain text.',
  },
  'merge-conflict': {
    what: 'The file has lines with which git marks two versions of a text: “<<<<<<<”, “=======”, “>>>>>>>”. Keep one version and remove those lines. In an example of code put a space before them.',
    keepsOff: true,
    wrong: { text: '<<<<<<< HEAD\nThe first ferry left at six.\n=======\nIt left at seven.\n>>>>>>> ferries' },
    right: { text: 'The first ferry left at six.' },
  },
  'file-large': {
    what: 'The file has more than 2,000,000 bytes, about 300,000 words.',
    keepsOff: true,
    fix: 'Split the text, and put images and data under public/.',
  },
  'file-unreadable': {
    what: 'The operating system does not let the site read the file.',
    keepsOff: true,
    fix: 'Check that it is a file, and that the user who runs the site may read it.',
  },
  'file-unparsable': {
    what: 'Reading the file failed for an unexpected reason.',
    keepsOff: true,
    fix: 'Simplify what is unusual in it, and report it: this is a bug in Dateline, too.',
  },
  'file-name': {
    what: 'The site reads Markdown files whose names end in “.md”, in lower case, and ignores this one. Names of some files are fixed: publication.yaml, redirects.csv, pages/home.md.',
    keepsOff: true,
    fix: 'Rename the file as the message says; npm run check -- --fix does it for you.',
  },
  'file-folder': {
    what: 'The site reads articles/, pages/, authors/, tags/ and publication.yaml, and ignores this file. Only articles/ may have subfolders.',
    keepsOff: true,
    fix: 'Move the file as the message says.',
  },
  'lang-conflict': {
    what: 'The file’s name and its key `lang` name different languages.',
    wrong: { file: 'harbor-reopens.fr.md', keys: 'lang: de' },
    right: { file: 'harbor-reopens.fr.md' },
  },
  'lang-invalid': {
    what: 'Languages are written as codes (BCP 47): en, fr, pt-BR, zh-Hant.',
    keepsOff: true,
    wrong: { file: 'harbor-reopens.en-x.md' },
    right: { file: 'harbor-reopens.fr.md' },
  },
  'slug-invalid': {
    what: 'The file’s name is the URL of the story: lower-case letters, digits, and single hyphens between them.',
    keepsOff: true,
    wrong: { file: 'Harbor reopens!.md' },
    right: { file: 'harbor-reopens.md' },
  },
  'slug-reserved': {
    what: 'The URL is already used by the site itself.',
    keepsOff: 'if it is the URL of the file, not that of a tag in a story',
    wrong: { file: 'index.md' },
    right: { file: 'harbor-reopens.md' },
  },
  'slug-reused': {
    what: 'Another story had this URL and was deleted or renamed. Links to that story would now lead to this one.',
    fix: 'Give the new story another name. A story that comes back keeps its name by keeping its `date`.',
  },
  'slug-duplicate': {
    what: 'Two files have the same name in different folders, and so the same URL. The older file keeps it.',
    keepsOff: true,
    fix: 'Give one of the two another name.',
  },
  'translation-name': {
    what: 'A translation has the name of its original and the code of its language: ferry.md, ferry.zh.md. Here the original was renamed and the translation was not, so neither page links to the other.',
    fix: 'Rename the translation, too. Its old URL then redirects to the new one.',
  },
} satisfies RuleGuides;
