// The texts of the interface in each language. TypeScript refuses a catalogue that lacks one.

/**
 * The texts of the interface in one language. Functions take numbers as they are, and names and dates as they
 * are written in that language.
 */
export type Messages = Readonly<{
  /** The link at the top of every page that jumps over the masthead. */
  skipToContent: string;
  /** The bar above every page of a site that is being tried. */
  testVersion: string;
  /** Label of the section links in the masthead. */
  sections: string;
  /** Label of the links in the footer. */
  more: string;
  /** Label of the links to the pages above this one. */
  breadcrumb: string;
  /** Footer link to the list of authors. */
  allAuthors: string;
  /** Footer link to the list of topics. */
  allTopics: string;
  /** Headline of the list of series, and the link to it from each of them. */
  allSeries: string;
  /** Footer link to the archive, and its headline. */
  archive: string;
  /** Heading of the corrections below an article. */
  corrections: string;
  /** Footer link to the page of all corrections, and its headline. */
  correctionsAndClarifications: string;
  /** Footer link to the feed of the home page. */
  rssFeed: string;
  /** Link to the feed of a tag, an author or a series, below its headline. */
  follow(name: string): string;
  /** Headline of the list of authors. */
  authors: string;
  /** Headline of the list of topics, and label of the topics below an article. */
  topics: string;
  /** Label of the links between the pages of a list. */
  pagination: string;
  /** Link to the page of a list with newer stories. */
  previousPage: string;
  /** Link to the page of a list with older stories. */
  nextPage: string;
  /** Between the links to the previous and the next page of a list. */
  pageOf(page: number, pages: number): string;
  /** Title of a page of a list, from the second page on. */
  titleOfPage(title: string, page: number): string;
  /** A number of stories, in lists and below headlines. */
  stories(count: number): string;
  /** Byline of an article. */
  by(names: string): string;
  /** Before the time of publication, below the byline. */
  published: string;
  /** Before the time of the last update, below the time of publication. */
  updated: string;
  /** Reading time, below the byline. */
  minutesToRead(count: number): string;
  /** Link below the byline to the changes of an article, and headline of that page. */
  articleHistory: string;
  /** Heading of the key points above the text. */
  keyPoints: string;
  /** Heading of the table of contents of a long article. */
  inThisArticle: string;
  /** Heading of the related stories below an article. */
  relatedStories: string;
  /**
   * Heading of the newest stories at the foot of the home page, and below an article without related ones.
   */
  moreStories: string;
  /** Before the links for sharing, below an article. */
  share: string;
  /** The link that shares an article by email. */
  email: string;
  /** Before the name of the series, below the headline of an article. */
  partOfSeries(part: number, parts: number): string;
  /** Label of the links to the previous and the next part. */
  series(name: string): string;
  /** Below the headline of the page of a series; `stories` is their number. */
  seriesNote(stories: string): string;
  /** Before the link to the previous part of a series. */
  previousPart: string;
  /** Before the link to the next part of a series. */
  nextPart: string;
  /** Notice above an article that is at least a year old. */
  yearsOld(years: number): string;
  /** Notice above an article that was corrected recently; `link` is `seeCorrection`. */
  correctedOn(day: string, link: string): string;
  /** The link within `correctedOn` to the correction below the article. */
  seeCorrection: string;
  /** The label of an article's type, in its kicker. */
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
  /** Below the headline of the list of authors, and its description for search engines. */
  authorsOf(publication: string): string;
  /** Below the headline of the list of topics. */
  topicsNote: string;
  /** Below the headline of the archive. */
  archiveNote: string;
  /** Below the headline of the page of all corrections. */
  correctionsNote: string;
  /** Headline of the second and later pages of the list of all stories. */
  earlierStories: string;
  /** Description of a tag's page for search engines. */
  storiesAbout(name: string): string;
  /** Description of the page of a series for search engines. */
  seriesDescription(name: string): string;
  /** On the home page of a publication without stories. */
  noStories: string;
  /** On the page of a tag without stories. */
  noStoriesAbout(name: string): string;
  /** On the page of an author without stories. */
  noStoriesBy(name: string): string;
  /** On the page of corrections of a publication without any. */
  noCorrections: string;
  /** Headline of the page with status 404. */
  notFound: string;
  /** Below the headline of the page with status 404. */
  notFoundNote: string;
  /** Headline of the page with status 410, in place of an article that was deleted. */
  articleRemoved: string;
  /** Below the headline of the page with status 410. */
  articleRemovedNote: string;
  /** Below the headline of an article's history. */
  changesNote: string;
  /** A minor change in an article's history, folded. */
  minorChange(when: string): string;
  /** The last entry of an article's history. */
  firstPublished: string;
  /** An entry of an article's history in which no words changed. */
  wordsUnchanged: string;
  /** At the end of an article's history that is too long to be complete. */
  olderChangesOmitted: string;
  /** The part of an article that changed, in its history. */
  changedParts: Readonly<Record<'headline' | 'standfirst' | 'text', string>>;
  /** Before added words in an article's history, for screen readers. */
  added: string;
  /** Before removed words in an article's history, for screen readers. */
  removed: string;
  /** Label of a table without a caption, which scrolls. */
  table: string;
  /** Heading of the footnotes, for screen readers. */
  footnotes: string;
  /** Label of the link from a footnote back to the text. */
  backToReference(reference: string): string;
  /** The link to an image in texts that go out without images. */
  image: string;
  /** Label of a checked box in a task list. */
  done: string;
  /** Label of an empty box in a task list. */
  notDone: string;
  /** The kind of content on another site that a card in the text links to. */
  embeds: Readonly<Record<'video' | 'audio' | 'post' | 'map', string>>;
  /** Before the links to an article's translations, for screen readers. */
  otherLanguages: string;
  /** Notice above a translation that is older than the last change of its original. */
  translationOutdated: string;
  /** The search: its link, field, button and headline. */
  search: string;
  /** The part of the search form with sections, languages and dates, folded. */
  filters: string;
  /** Label of the choice of a section in the search form. */
  section: string;
  /** The first choice among the sections in the search form. */
  allSections: string;
  /** Label of the first day in the search form. */
  fromDate: string;
  /** Label of the last day in the search form. */
  toDate: string;
  /** Above the results of a search that may be misspelt; `query` is a link. */
  didYouMean(query: string): string;
  /** In place of results. */
  noResults(query: string): string;
  /** The link that repeats a search without filters. */
  searchEverywhere: string;
  /** A hint below `noResults`. */
  fewerWords: string;
  /** A hint below `noResults`. */
  wildcardHint: string;
  /** The number of results where they are not all counted; `stories` is a number of stories. */
  moreThan(stories: string): string;
  /** In a byline, who made something other than the text: `Data: Ida Holm`. */
  role(role: string, names: string): string;
  /** Label of an author's biography below an article. */
  about(name: string): string;
  /** Label of an author's email address and profiles on other sites. */
  profilesOf(name: string): string;
  /** Above search results: words that no story has, and the words that found the results. */
  showingResults(missing: string, query: string): string;
  /** Title of a page of search results. */
  searchTitle(query: string): string;
  /** Description of the list of all stories and of the archive for search engines. */
  storiesOf(publication: string): string;
  /** Description of the list of topics for search engines. */
  topicsOf(publication: string): string;
  /** Description of a year, month or day of the archive for search engines. */
  storiesIn(publication: string, when: string): string;
  /** Title of an article's history. */
  historyOf(headline: string): string;
  /** Description of an article's history for search engines. */
  changesIn(headline: string): string;
  /** Description of the page of corrections for search engines. */
  correctionsOf(publication: string): string;
  /** A correction below its article: its day, then its text. */
  dated(when: string, text: string): string;
  /** Between the links for sharing. */
  comma: string;
  /** Label of the links to the editions in other languages, in the masthead. */
  languages: string;
  /** Label of the choice of languages in the search form. */
  language: string;
  /** The choice of all languages in the search form. */
  allLanguages: string;
}>;

/**
 * The plural forms of a noun, by CLDR category
 * (https://www.unicode.org/reports/tr35/tr35-numbers.html#Language_Plural_Rules).
 */
export type PluralForms = Readonly<Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }>;

const rules = new Map<string, Intl.PluralRules>();

/** A count with its noun, in the numerals and the plural form of `language` (BCP 47): `2 stories`. */
export function counted(language: string, count: number, forms: PluralForms): string {
  const rule = rules.get(language) ?? new Intl.PluralRules(language);
  rules.set(language, rule);
  return `${count.toLocaleString(language)} ${forms[rule.select(count)] ?? forms.other}`;
}
