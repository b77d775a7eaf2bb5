// What pages say in words of their own, in each language that they can be in. A word that a language lacks is an error of types.

/** The words of pages in one language. Numbers come as they are, names and dates as they are written in that language. */
export type Messages = Readonly<{
  skip: string;
  sections: string;
  more: string;
  breadcrumb: string;
  allAuthors: string;
  allTags: string;
  archive: string;
  corrections: string;
  rssFeed: string;
  authors: string;
  tags: string;
  pages: string;
  newer: string;
  older: string;
  pageOf(page: number, pages: number): string;
  titleOfPage(title: string, page: number): string;
  stories(count: number): string;
  by(names: string): string;
  published: string;
  updated: string;
  minutes(count: number): string;
  historyOfArticle: string;
  keyPoints: string;
  inThisArticle: string;
  relatedStories: string;
  moreStories: string;
  passOn: string;
  mail: string;
  part(part: number, parts: number): string;
  series(name: string): string;
  aSeries(stories: string): string;
  previousPart: string;
  nextPart: string;
  yearsOld(years: number): string;
  correctedOn(day: string, what: string): string;
  whatWasWrong: string;
  types: Readonly<
    Record<
      | 'news'
      | 'analysis'
      | 'feature'
      | 'interview'
      | 'opinion'
      | 'editorial'
      | 'explainer'
      | 'review'
      | 'obituary'
      | 'live',
      string
    >
  >;
  everybody(publication: string): string;
  everyTag: string;
  everythingByDate: string;
  everyCorrection: string;
  earlierStories: string;
  allAbout(name: string): string;
  allParts(name: string): string;
  nothingYet: string;
  nothingAbout(name: string): string;
  nothingBy(name: string): string;
  noCorrection: string;
  notFound: string;
  notFoundNote: string;
  takenDown: string;
  takenDownNote: string;
  changesNote: string;
  minorChange(when: string): string;
  firstPublished: string;
  noWordChanged: string;
  olderChanges: string;
  parts: Readonly<Record<'headline' | 'standfirst' | 'text', string>>;
  added: string;
  removed: string;
  table: string;
  footnotes: string;
  backToReference(reference: string): string;
  image: string;
  done: string;
  notDone: string;
  embeds: Readonly<Record<'video' | 'audio' | 'post' | 'map', string>>;
  inLanguages: string;
  translationBehind: string;
  search: string;
  lookFor: string;
  narrow: string;
  section: string;
  allSections: string;
  from: string;
  to: string;
  didYouMean(messages: string): string;
  nothingFound(messages: string): string;
  lookEverywhere: string;
  fewerWords: string;
  openEnd: string;
  moreThan(stories: string): string;
  role(role: string, names: string): string;
  about(name: string): string;
  elsewhere(name: string): string;
  searchFor(messages: string): string;
  everythingOf(publication: string): string;
  allTagsOf(publication: string): string;
  publishedIn(publication: string, when: string): string;
  historyOf(headline: string): string;
  changedIn(headline: string): string;
  correctionsOf(publication: string): string;
  dated(when: string, text: string): string;
  comma: string;
  languages: string;
  language: string;
  allLanguages: string;
}>;

/** The forms that a language has for numbers of things (https://www.unicode.org/reports/tr35/tr35-numbers.html#Language_Plural_Rules). */
export type Forms = Readonly<Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }>;

const rules = new Map<string, Intl.PluralRules>();

/** A number of things, in the numerals and the form of `language`. */
export function counted(language: string, count: number, forms: Forms): string {
  const rule = rules.get(language) ?? new Intl.PluralRules(language);
  rules.set(language, rule);
  return `${count.toLocaleString(language)} ${forms[rule.select(count)] ?? forms.other}`;
}
