import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readConfig, type StorePaths } from '../config.ts';
import { nameInContent } from '../content/files.ts';
import { writeContent } from '../content/write-content.ts';
import { rows } from '../sqlite.ts';
import { openIndex } from '../store/index-file.ts';
import { sync } from '../store/sync/sync.ts';
import { readOptions } from './command-options.ts';
import { editorGuide } from './editor-guide.ts';
import { jsonSchemas } from './front-matter-schemas.ts';
import { keysPage, rulesPage } from './guide-pages.ts';
import { settings, snippets, tasks } from './vscode-settings.ts';

// `npm run guide`: generates the pages of keys and rules, JSON Schemas and files for VS Code, from the code and the content.

const USAGE = `npm run guide

Writes guide/ in the content (how to write, every key, every rule, the editor in the browser, JSON Schemas) and .vscode/ (snippets, settings, a task). Run it after adding an author
or a tag: editors then choose from the current lists.`;

/** Runs the command and returns its exit code. */
export async function guideCommand(args: readonly string[], project: string, env: NodeJS.ProcessEnv): Promise<number> {
  const { values, positionals } = readOptions('guide', {}, args, env);
  if (values.help || positionals.length > 0) {
    console.log(USAGE);
    return values.help ? 0 : 2;
  }
  const { paths } = readConfig(project, env);
  for (const [file, text] of await guideFiles(paths, project)) {
    const name = nameInContent(paths.folders, file);
    if (name !== null) writeContent(paths.folders, name, text);
    else {
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
    console.log(path.relative(process.cwd(), file));
  }
  return 0;
}

/**
 * Returns the generated files: absolute path and text. Settings of VS Code are for the folder that editors open:
 * the project, or the content if it lies outside of it. Brings the index at `paths` up to date; throws what
 * `sync` throws.
 */
export async function guideFiles(paths: StorePaths, project: string): Promise<[file: string, text: string][]> {
  const db = openIndex(paths);
  await sync(db, paths.folders);
  const names = {
    authors: rows<{ id: string }>(db, 'SELECT id FROM authors ORDER BY id').map(({ id }) => id),
    tags: rows<{ name: string }>(db, 'SELECT name FROM known_tags ORDER BY name').map(({ name }) => name),
  };
  db.close();
  const inProject = path.relative(project, paths.folders.content);
  const isOutside = inProject.startsWith('..') || path.isAbsolute(inProject);
  const workspace = isOutside ? paths.folders.content : project;
  const content = isOutside ? '' : 'content/';
  const guide = path.join(paths.folders.content, 'guide');
  const json = (value: object) => `${JSON.stringify(value, null, 2)}\n`;
  const howTo = (): [string, string][] => {
    const text = readFileSync(path.join(project, 'content/README.md'), 'utf8');
    return [[path.join(guide, 'README.md'), howToInPublication(text)]];
  };
  return [
    ...(isOutside ? howTo() : []),
    [path.join(guide, 'keys.md'), keysPage()],
    [path.join(guide, 'rules.md'), rulesPage()],
    [path.join(guide, 'editor.md'), editorGuide(isOutside ? 'README.md' : '../README.md')],
    ...Object.entries(jsonSchemas(names)).map(([name, schema]): [string, string] => [
      path.join(guide, 'schemas', `${name}.json`),
      json(schema),
    ]),
    [path.join(workspace, '.vscode/content.code-snippets'), json(snippets(names))],
    [path.join(workspace, '.vscode/settings.json'), json(settings(content))],
    [path.join(workspace, '.vscode/tasks.json'), json(tasks(content))],
  ];
}

/** Returns the editors' guide of the engine for the folder guide/ of a publication, whose README says how to begin. */
function howToInPublication(guide: string): string {
  const setUp = 'Once, set up your machine as the [README](../README.md) says.\n\n';
  const checks = 'The files in `.github/` and `.gitlab-ci.yml` check each push.\n\n';
  const text = withPart(withPart(guide, '**Once**', '**1. ', setUp), 'In GitHub Actions', 'In GitLab CI', checks);
  return text.replaceAll('](guide/', '](');
}

/** Returns a text with `part` in place of what begins with `from` and ends before `until`. Throws without them. */
function withPart(text: string, from: string, until: string, part: string): string {
  const start = text.indexOf(from);
  const end = text.indexOf(until, start);
  if (start < 0 || end < 0) throw new Error(`The guide has no part from “${from}” to “${until}”.`);
  return text.slice(0, start) + part + text.slice(end);
}
