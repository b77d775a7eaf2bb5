import { ownText } from './own-text.ts';

/** So many things of one kind are named for a source. */
const MAX_NAMED = 30;

/** What could not be imported as it was, and what a person should look at. */
export class ImportNotes {
  readonly #sentences = new Map<string, Set<string>>();
  /** By source and kind. */
  readonly #lists = new Map<string, Map<string, Set<string>>>();
  /** What was left out, and where it was. */
  readonly leftOut = new Map<string, string[]>();

  /** Notes a sentence about a source, once. */
  add(source: string, sentence: string): void {
    valueIn(this.#sentences, source, () => new Set<string>()).add(ownText(sentence));
  }

  /** Notes something of a kind, once: `kind` is a sentence without its end, which the names of all follow. */
  list(source: string, kind: string, name: string): void {
    const ofSource = valueIn(this.#lists, source, () => new Map<string, Set<string>>());
    valueIn(ofSource, kind, () => new Set<string>()).add(ownText(name));
  }

  /** Counts something that is not imported. */
  leaveOut(what: string, source: string): void {
    valueIn(this.leftOut, what, () => [] as string[]).push(ownText(source));
  }

  /** The sources with notes, in no order. */
  get sources(): ReadonlySet<string> {
    return new Set([...this.#sentences.keys(), ...this.#lists.keys()]);
  }

  /** What is noted about a source, in sentences. */
  about(source: string): string[] {
    const lists = [...(this.#lists.get(source) ?? [])].map(([kind, names]) => {
      const more = names.size - MAX_NAMED;
      return `${kind}: ${[...names].slice(0, MAX_NAMED).join(', ')}${more > 0 ? `, and ${more} more` : ''}.`;
    });
    return [...(this.#sentences.get(source) ?? []), ...lists];
  }
}

function valueIn<Value>(map: Map<string, Value>, key: string, make: () => Value): Value {
  const value = map.get(key) ?? make();
  map.set(key, value);
  return value;
}
