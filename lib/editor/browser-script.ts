import CMS, { type CmsConfig } from '@sveltia/cms';
import { type FormData, readMarkdown, readYaml, writeMarkdown, writeYaml } from './edited-file.ts';
import { type Entry, refuseErrors, storyPreview } from './story-preview.ts';
import type { EditorConfig } from './sveltia-config.ts';
import { UnsavedTexts } from './unsaved-texts.ts';

// The script of the editor's page. It gives Sveltia CMS its configuration, reads and writes the files of each
// kind so that saving keeps them as they are written, and shows previews.

declare const DOMPurify: { sanitize(html: string, options: object): string };
declare const trustedTypes:
  | { createPolicy(name: string, rules: { createHTML(html: string): string }): unknown }
  | undefined;

// Sveltia CMS writes some sentences with links as HTML. The policy of the page allows no HTML that nobody has
// sanitised; DOMPurify comes with Sveltia.
if (typeof trustedTypes !== 'undefined')
  trustedTypes.createPolicy('default', {
    createHTML: (html) => DOMPurify.sanitize(html, { ADD_ATTR: ['target'] }),
  });

const response = await fetch('/_dateline/editor/config.json');
if (!response.ok) throw new Error(`The configuration was answered with ${response.status}.`);
const { config, files, folder, language } = (await response.json()) as EditorConfig;
for (const [kind, { format, shape }] of Object.entries(files)) {
  if (kind === 'publication') {
    CMS.registerCustomFormat(format, 'yaml', {
      fromFile: (source: string) => readYaml(source, shape),
      toFile: (data: FormData) => writeYaml(data, shape),
    });
  } else {
    CMS.registerCustomFormat(format, 'md', {
      fromFile: (source: string) => readMarkdown(source, shape),
      toFile: (data: FormData) => writeMarkdown(data, shape),
    });
  }
}
const texts = new UnsavedTexts({ files, folder });
CMS.registerPreviewTemplate('articles', storyPreview(texts, language));
CMS.registerEventListener({
  name: 'preSave',
  handler: ({ entry }: { entry: Entry }) => refuseErrors(texts, entry),
});
await CMS.init({ config: config as CmsConfig });
