import type { Diagnostic } from '../content/parse/diagnostic.ts';
import type { FormData } from './edited-file.ts';
import { withoutMarks } from './edited-file.ts';
import { type Checked, isOfUnsavedImage, type UnsavedTexts } from './unsaved-texts.ts';

// The preview beside the form of an article, and the refusal of errors when a file is saved. Runs in the
// browser.

/** What Sveltia CMS gives to previews and to listeners: a map of Immutable (https://immutable-js.com). */
export type Entry = Readonly<{ get(key: string): unknown }>;

type Props = Readonly<{ entry: Entry; document: Document }>;
type State = Partial<Checked> & Readonly<{ note: string }>;

/** What the component uses of React, which Sveltia CMS brings. */
type Component = {
  props: Props;
  state: State;
  timer: number;
  /** What the last preview was made of. */
  previewed: string;
  setState(state: Partial<State>): void;
  schedule(): void;
  load(): Promise<void>;
};
declare global {
  function createClass(component: object): never;
  function h(type: string, props: object | null, ...children: unknown[]): object;
}

/** A preview is made when a person pauses for this long. */
const PAUSE_MILLISECONDS = 600;

/** The errors of images that are not saved yet, from the last preview: later they have other names. */
let imageErrors: readonly Diagnostic[] = [];
/** Whether the last preview had images that are not saved yet. */
let hasUnsavedImages = false;

const dataOf = (entry: Entry): FormData => withoutMarks((entry.get('data') as { toJS(): FormData }).toJS());

/**
 * Returns the component that shows an article as the site will, and what `check` says of it. `language` is
 * that of the publication.
 */
export function storyPreview(texts: UnsavedTexts, language: string): never {
  return createClass({
    getInitialState: () => ({ note: 'The preview is being made …' }),
    componentDidMount(this: Component) {
      this.schedule();
    },
    componentDidUpdate(this: Component, before: Props) {
      if (before.entry !== this.props.entry) this.schedule();
    },
    componentWillUnmount(this: Component) {
      clearTimeout(this.timer);
    },
    schedule(this: Component) {
      clearTimeout(this.timer);
      this.timer = window.setTimeout(() => void this.load(), PAUSE_MILLISECONDS);
    },
    async load(this: Component) {
      const { entry, document } = this.props;
      const data = dataOf(entry);
      const values = JSON.stringify(data);
      if (values === this.previewed) return;
      this.previewed = values;
      const path = String(entry.get('path') || '');
      const { lang } = document.documentElement;
      const ending = lang === language || lang === '' || lang === '_default' ? '' : `.${lang}`;
      try {
        const file = path ? texts.nameOf(path) : `content/articles/unsaved${ending}.md`;
        const checked = await texts.check(file, data);
        imageErrors = checked.diagnostics.filter((one) => one.severity === 'error' && isOfUnsavedImage(one));
        hasUnsavedImages = values.includes('blob:http');
        if (entry === this.props.entry) this.setState({ ...checked, note: '' });
      } catch (error) {
        this.previewed = '';
        this.setState({ note: (error as Error).message });
      }
    },
    render(this: Component) {
      const { note, preview, diagnostics = [] } = this.state;
      const listed = diagnostics.map((one, at) =>
        h('li', { key: at }, h('strong', null, one.severity === 'error' ? 'Error: ' : 'Warning: '), sentence(one)),
      );
      return h(
        'div',
        { style: { display: 'flex', flexDirection: 'column', height: '100vh', font: '15px/1.4 sans-serif' } },
        note && h('p', { role: 'status', style: { margin: 12 } }, note),
        listed.length > 0 && h('ul', { id: 'diagnostics', style: { margin: 12, paddingLeft: 20 } }, listed),
        preview &&
          h('iframe', {
            src: preview,
            title: 'The page as it will be',
            sandbox: 'allow-same-origin',
            style: { flex: 1, border: 0 },
          }),
      );
    },
  });
}

/** What is wrong, and what to do. */
function sentence({ reason, fix }: Diagnostic): string {
  return `${reason} ${fix}`;
}

/**
 * Refuses to save a file with errors: throws what Sveltia CMS shows in a dialog. A file that the site cannot
 * check is saved: the workflow of the repository and the site check it again.
 */
export async function refuseErrors(texts: UnsavedTexts, entry: Entry): Promise<void> {
  const path = String(entry.get('path') ?? '');
  const translations = (entry.get('i18n') as { toJS(): Record<string, { data?: FormData }> }).toJS();
  const files: [file: string, data: FormData][] = [
    [texts.nameOf(path), dataOf(entry)],
    ...Object.entries(translations).map(([language, { data = {} }]): [string, FormData] => [
      texts.nameOf(path.replace(/\.md$/, `.${language}.md`)),
      withoutMarks(data),
    ]),
  ];
  const errors: Diagnostic[] = [];
  for (const [file, data] of files) {
    if (Object.keys(data).length === 0) continue;
    let checked: Checked;
    try {
      checked = await texts.check(file, data);
    } catch (error) {
      console.warn(`${file} was not checked: ${(error as Error).message}`);
      continue;
    }
    // Images that are saved with the text are not in the index yet.
    const isKnown = ({ severity, rule }: Diagnostic) =>
      severity === 'error' && !(rule === 'image-missing' && hasUnsavedImages);
    errors.push(...checked.diagnostics.filter(isKnown));
  }
  if (path.includes('articles/')) errors.push(...imageErrors);
  if (errors.length === 0) return;
  const cause = new Error(errors.map(sentence).join('\n'));
  throw new Error('saving_failed', { cause });
}
