import { z } from 'zod';
import { LINE, text, webAddress } from './fields.ts';

/** The forges whose repositories the editor in the browser can write to. */
export const FORGES = ['github', 'gitlab', 'gitea'] as const;

export const editorSchema = z.strictObject({
  backend: z
    .enum(FORGES)
    .meta({ description: 'the kind of forge; gitea is Forgejo, too', examples: ['backend: github'] }),
  repository: z
    .string()
    .max(LINE, { abort: true })
    .regex(/^[\w.-]+(?:\/[\w.-]+)+$/, 'must be the owner and the name of a repository, such as courier/news')
    .meta({ description: 'the repository, as owner and name', examples: ['repository: courier/news'] }),
  branch: text('the branch that the site follows', 'branch: main').default('main'),
  address: webAddress('where the forge is, if not at github.com or gitlab.com', 'address: https://git.courier.example')
    .regex(/^https?:\/\/[^?#]*[^/?#]$/, 'must be the address of the forge, without “/” at the end')
    .optional(),
  folder: z
    .string()
    .max(LINE, { abort: true })
    .regex(/^(?!\.\.?(?:\/|$))[\w.-]+(?:\/(?!\.\.?(?:\/|$))[\w.-]+)*$/, 'must be a folder of the repository')
    .optional()
    .meta({
      description: 'the folder of publication.yaml in the repository, if not the first one',
      examples: ['folder: content'],
    }),
  appId: text(
    'the id of the OAuth application at GitLab or Gitea by which editors sign in; without it they use a token',
    'appId: 0d2a7cb4',
  ).optional(),
});

/**
 * The editor in the browser. `address` has no `/` at its end; `folder` is that of publication.yaml in the
 * repository.
 */
export type EditorSettings = Readonly<z.output<typeof editorSchema>>;
