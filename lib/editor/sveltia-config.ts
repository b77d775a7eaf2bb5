import type { Publication } from '../content/publication.ts';
import type { EditorSettings } from '../content/schema/editor-schema.ts';
import { SCHEMAS, type SchemaName } from '../content/schema/schemas.ts';
import { type FormContext, type FormField, formFields, formShape } from './form-fields.ts';
import type { FormShape } from './form-shape.ts';

/**
 * What the editor's page needs: the configuration of Sveltia CMS
 * (https://sveltiacms.app/en/docs/config-basics), the formats and shapes of the files by kind, the
 * folder of publication.yaml in the repository (empty: its first one), and the language of the publication.
 */
export type EditorConfig = Readonly<{
  config: object;
  files: Readonly<Record<SchemaName, Readonly<{ format: string; shape: FormShape }>>>;
  folder: string;
  language: string;
}>;

/**
 * What the configuration depends on, beside the settings. `languages` are those of translations;
 * `articleDepth` is how deep most articles lie in articles/, 1 for those directly in it.
 */
export type EditedContent = Readonly<{
  publication: Pick<Publication, 'name' | 'origin' | 'timeZone' | 'language'>;
  languages: readonly string[];
  articleDepth: number;
}>;

/** The folders that a new article is put in, by how deep articles lie. */
const ARTICLE_PATHS = [
  '{{slug}}',
  '{{year}}/{{slug}}',
  '{{year}}/{{month}}/{{slug}}',
  '{{year}}/{{month}}/{{day}}/{{slug}}',
];

/** Returns the configuration for a publication, generated from the schemas of its files. */
export function editorConfig(settings: EditorSettings, content: EditedContent): EditorConfig {
  const { publication, languages, articleDepth } = content;
  const inFolder = (path: string) => (settings.folder ? `${settings.folder}/${path}` : path);
  const fieldsOf = (name: SchemaName, translated: boolean): FormField[] =>
    formFields(SCHEMAS[name].schema, { timeZone: publication.timeZone, languages, translated } satisfies FormContext);
  const hasLanguages = languages.length > 0;
  const body = (label: string, translated: boolean): FormField => ({
    name: 'body',
    label,
    widget: 'richtext',
    modes: ['raw'],
    required: false,
    hint: 'Markdown: an empty line begins a paragraph, ## a heading, *italics*, **bold**, [words](address).',
    ...(translated ? { i18n: true } : {}),
  });
  const folder = (format: SchemaName, name: string, label: string, fields: readonly FormField[]) => ({
    name,
    label,
    label_singular: labelOfKind(format),
    folder: inFolder(name),
    format: formatOf(format),
    extension: 'md',
    create: true,
    // Files lie beside the text.
    media_folder: '',
    public_folder: '',
    editor: { preview: format === 'article' },
    fields,
  });
  const withLanguages = hasLanguages ? { i18n: true } : {};
  return {
    config: {
      load_config_file: false,
      backend: backendOf(settings),
      site_url: publication.origin,
      display_url: publication.origin,
      app_title: publication.name,
      media_folder: inFolder('public/images'),
      public_folder: '/images',
      slug: { encoding: 'unicode', clean_accents: true, sanitize_replacement: '-', maxlength: 80 },
      output: { omit_empty_optional_fields: true },
      // Photographs of other hosts, which the page may not load.
      media_libraries: { stock_assets: { providers: [] } },
      ...(hasLanguages
        ? {
            i18n: {
              structure: 'multiple_files',
              locales: [publication.language, ...languages],
              default_locale: publication.language,
              initial_locales: 'default',
              omit_default_locale_from_file_path: true,
            },
          }
        : {}),
      collections: [
        {
          ...folder('article', 'articles', 'Articles', [
            ...fieldsOf('article', hasLanguages),
            body('Text', hasLanguages),
          ]),
          // With folders in the path, Sveltia counts from a folder beside the article that has its name.
          media_folder: articleDepth > 1 ? '..' : '',
          path: ARTICLE_PATHS[Math.min(articleDepth, ARTICLE_PATHS.length) - 1],
          identifier_field: 'title',
          summary: '{{title}}',
          ...withLanguages,
        },
        {
          ...folder('author', 'authors', 'Authors', [...fieldsOf('author', false), body('Biography', false)]),
          identifier_field: 'name',
          summary: '{{name}}',
        },
        {
          ...folder('tag', 'tags', 'Tags', [...fieldsOf('tag', false), body('Description', false)]),
          identifier_field: 'name',
          summary: '{{name}}',
        },
        {
          ...folder('page', 'pages', 'Pages', [...fieldsOf('page', hasLanguages), body('Text', hasLanguages)]),
          identifier_field: 'title',
          summary: '{{title}}',
          // The home page lies in the same folder, and has no title.
          filter: { field: 'title', pattern: '.' },
          ...withLanguages,
        },
      ],
      singletons: [
        {
          name: 'home',
          label: 'Home page',
          file: inFolder(hasLanguages ? 'pages/home.{{locale}}.md' : 'pages/home.md'),
          format: formatOf('home'),
          editor: { preview: false },
          fields: fieldsOf('home', hasLanguages),
          ...withLanguages,
        },
        {
          name: 'publication',
          label: 'Publication',
          file: inFolder('publication.yaml'),
          format: formatOf('publication'),
          media_folder: `/${inFolder('public')}`,
          public_folder: '/',
          editor: { preview: false },
          fields: fieldsOf('publication', false),
        },
      ],
    },
    files: Object.fromEntries(
      (Object.keys(SCHEMAS) as SchemaName[]).map((name) => [
        name,
        { format: formatOf(name), shape: formShape(SCHEMAS[name].schema) },
      ]),
    ) as EditorConfig['files'],
    folder: settings.folder ?? '',
    language: publication.language,
  };
}

/** The name of the format of files of a kind. Sveltia takes no other format for Markdown than one with such an ending. */
function formatOf(name: SchemaName): string {
  return name === 'publication' ? name : `${name}-frontmatter`;
}

function labelOfKind(name: SchemaName): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** The address of the API of a forge, which the editor's page may connect to. */
export function forgeApi({ backend, address }: EditorSettings): string {
  if (backend === 'gitea') return `${address}/api/v1`;
  if (backend === 'gitlab') return `${address ?? 'https://gitlab.com'}/api/v4`;
  return address ? `${address}/api/v3` : 'https://api.github.com';
}

function backendOf(settings: EditorSettings): object {
  const { backend, repository, branch, address, appId } = settings;
  return {
    name: backend,
    repo: repository,
    branch,
    ...(address ? { base_url: address, api_root: forgeApi(settings) } : {}),
    ...(address && backend !== 'gitea' ? { graphql_api_root: `${address}/api/graphql` } : {}),
    ...(appId && backend !== 'github' ? { app_id: appId } : {}),
    ...(appId && backend === 'gitlab' ? { auth_type: 'pkce' } : {}),
    ...(appId && backend !== 'github' ? {} : { auth_methods: ['token'] }),
  };
}
