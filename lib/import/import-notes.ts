/** What could not be imported as it was, and what a person should look at. */
export class ImportNotes {
  /** Sentences by the source that they are about. */
  readonly bySource = new Map<string, string[]>();
  /** What was left out, and where it was. */
  readonly leftOut = new Map<string, string[]>();

  /** Notes a sentence about a source, once. */
  add(source: string, sentence: string): void {
    const sentences = this.bySource.get(source) ?? [];
    if (!sentences.includes(sentence)) sentences.push(sentence);
    this.bySource.set(source, sentences);
  }

  /** Counts something that is not imported. */
  leaveOut(what: string, source: string): void {
    const sources = this.leftOut.get(what) ?? [];
    sources.push(source);
    this.leftOut.set(what, sources);
  }
}
