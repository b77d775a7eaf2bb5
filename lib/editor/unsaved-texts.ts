import type { Diagnostic } from '../content/parse/diagnostic.ts';
import type { SchemaName } from '../content/schema/schemas.ts';
import { type FormData, writeMarkdown, writeYaml } from './edited-file.ts';
import { PASS_HEADER } from './pass-header.ts';
import type { EditorConfig } from './sveltia-config.ts';

// Sends what a person writes to the site, which answers with its preview and with what `check` says. Runs in
// the browser.

/** What the site says of a text. `preview` is an address; null for files other than articles. */
export type Checked = Readonly<{ preview: string | null; diagnostics: readonly Diagnostic[] }>;

/** Images that are not saved yet have such names in a preview: their own are decided when they are saved. */
const UNSAVED = 'unsaved-';

/** The forms of a publication whose repository has it in `folder`. */
export class UnsavedTexts {
  readonly #files: EditorConfig['files'];
  readonly #folder: string;
  #pass: string | null = null;

  constructor({ files, folder }: Pick<EditorConfig, 'files' | 'folder'>) {
    this.#files = files;
    this.#folder = folder;
  }

  /** The name (`content/…`) of a file by its path in the repository. */
  nameOf(path: string): string {
    return `content/${this.#folder && path.startsWith(`${this.#folder}/`) ? path.slice(this.#folder.length + 1) : path}`;
  }

  /**
   * Checks a file with the values of its form. Rejects with a message for the person when the site cannot
   * say.
   */
  async check(file: string, data: FormData): Promise<Checked> {
    const { shape } = this.#files[schemaOf(file)];
    const written = file.endsWith('.yaml') ? writeYaml(data, shape) : writeMarkdown(data, shape);
    const { text, images } = await withImages(file, written);
    const send = async () => {
      this.#pass ??= await requestPass();
      return post('draft', { file, text, images }, { [PASS_HEADER]: this.#pass });
    };
    let response = await send();
    if (response.status === 403) {
      // The pass was of another day, or the site has another secret.
      this.#pass = null;
      response = await send();
    }
    return (await answerOf(response)) as Checked;
  }
}

function schemaOf(file: string): SchemaName {
  if (file === 'content/publication.yaml') return 'publication';
  if (/^content\/pages\/home(?:\.[\w-]+)?\.md$/.test(file)) return 'home';
  const [, folder = ''] = file.split('/');
  return folder.replace(/s$/, '') as SchemaName;
}

/** A text with names for the images that the browser alone has, and those images in base64 by their paths. */
async function withImages(file: string, text: string): Promise<{ text: string; images: Record<string, string> }> {
  const images: Record<string, string> = {};
  let named = text;
  for (const [address] of text.matchAll(/blob:https?:\/\/[^\s"')\]}]+/g)) {
    const blob = await (await fetch(address)).blob();
    // `svg` of `image/svg+xml`.
    const [ending] = blob.type.replace('image/', '').split('+');
    const name = `${UNSAVED}${address.slice(address.lastIndexOf('/') + 1)}.${ending}`;
    images[`${file.slice(0, file.lastIndexOf('/'))}/${name}`] = await base64Of(blob);
    named = named.replaceAll(address, name);
  }
  return { text: named, images };
}

/** Whether a diagnostic is of an image that is not saved yet. */
export function isOfUnsavedImage({ reason }: Diagnostic): boolean {
  return reason.includes(UNSAVED);
}

async function base64Of(blob: Blob): Promise<string> {
  const address = await new Promise<string>((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result as string);
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(blob);
  });
  return address.slice(address.indexOf(',') + 1);
}

/** The pass of the site for the account with which the person signed in. */
async function requestPass(): Promise<string> {
  const { token } = JSON.parse(localStorage.getItem('sveltia-cms.user') ?? '{}') as { token?: string };
  if (!token) throw new Error('Previews need an account of the forge.');
  return ((await answerOf(await post('pass', { token }))) as { pass: string }).pass;
}

function post(name: string, value: object, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`/_dateline/editor/${name}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(value),
  });
}

async function answerOf(response: Response): Promise<unknown> {
  if (!response.ok) throw new Error((await response.text()).trim());
  return response.json();
}
