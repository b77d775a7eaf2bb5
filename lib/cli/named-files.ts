import { existsSync } from 'node:fs';
import path from 'node:path';
import { type ContentFolders, listContent, listOtherFiles, locate, nameInContent } from '../content/files.ts';
import { closest } from '../content/parse/suggestion.ts';

/**
 * Returns the content files (`content/…`) that an editor means by `name`: one file, or all files of a folder. `name` is a path
 * relative to the folder in which the command was typed, to the project or to the content, or the name of a file alone. Returns
 * an empty list for a file outside of the content. Throws when there is no such file, and suggests the one probably meant.
 */
export function filesNamed(
  name: string,
  folders: ContentFolders,
  project: string,
  env: NodeJS.ProcessEnv,
): readonly string[] {
  // npm starts commands in the project's folder; INIT_CWD is the folder in which `npm run` was typed.
  const bases = [env.INIT_CWD ?? process.cwd(), project, folders.content, path.dirname(folders.content)];
  // Messages name files `content/…` wherever the content folder is; the project has a folder of that name, too.
  const asInMessages = /^(?:content|public)\//.test(name) ? [locate(folders, name)] : [];
  const candidates = [...asInMessages, ...bases.map((base) => path.resolve(base, name))];
  const absolute = candidates.find((candidate) => existsSync(candidate));
  const files = [...listContent(folders).map((file) => file.path), ...listOtherFiles(folders)];
  if (absolute === folders.content) return files;
  if (absolute !== undefined) {
    const inContent = nameInContent(folders, absolute);
    if (inContent === null) return [];
    const found = files.filter((file) => file === inContent || file.startsWith(`${inContent}/`));
    if (found.length > 0) return found;
    throw new Error(`There is no story, page, author, tag or image at ${name}.`);
  }
  const wanted = path.basename(name);
  const alike = files.filter((file) => [wanted, `${wanted}.md`].includes(path.posix.basename(file)));
  const [only] = alike;
  if (only !== undefined && alike.length === 1 && wanted === name) return alike;
  throw new Error(`There is no file ${name}. ${suggestion(wanted, alike, files)}`);
}

function suggestion(wanted: string, alike: readonly string[], files: readonly string[]): string {
  if (alike.length > 1) return `Files of that name are ${alike.slice(0, 5).join(', ')}.`;
  const byName = new Map(files.map((file) => [path.posix.basename(file), file]));
  const meant = alike[0] ?? byName.get(closest(wanted, byName.keys()) ?? '');
  return meant ? `Did you mean ${meant}?` : 'Name a file such as content/articles/2026/11/harbor-reopens.md.';
}
