/** The variables with secrets of the site (`STAGING` may have a password), and `CDN`, which is an error without its secret. */
export const SECRET_VARIABLES: readonly string[] = [
  'PUBLISH_SECRET',
  'PREVIEW_SECRET',
  'INDEXNOW_KEY',
  'CDN',
  'CDN_SECRET',
  'STAGING',
];

/** The variables that name files with secrets, which git reads. */
export const SECRET_FILE_VARIABLES: readonly string[] = ['CONTENT_TOKEN_FILE', 'CONTENT_SSH_KEY_FILE'];

/**
 * Returns the environment of this process for a program that it starts: without the site's secrets, except
 * for those that are `needed`.
 */
export function childEnvironment(needed: readonly string[] = []): NodeJS.ProcessEnv {
  return { ...FEW_ARENAS, ...withoutSecrets(process.env, needed) };
}

/** Without a bound glibc keeps freed memory in up to eight arenas for each processor. */
const FEW_ARENAS = { MALLOC_ARENA_MAX: '2' };

/** Returns an environment without the site's secrets, except for those that are `needed`. */
export function withoutSecrets(given: NodeJS.ProcessEnv, needed: readonly string[] = []): NodeJS.ProcessEnv {
  const env = { ...given };
  for (const name of [...SECRET_VARIABLES, ...SECRET_FILE_VARIABLES]) if (!needed.includes(name)) delete env[name];
  return env;
}

/** What Node and the libraries of a decoder read: how programs, folders and text are found and named. */
const DECODER_VARIABLES = ['PATH', 'HOME', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR', 'XDG_CACHE_HOME', 'LD_LIBRARY_PATH'];
/** The same on Windows. */
const WINDOWS_VARIABLES = ['SystemRoot', 'USERPROFILE', 'LOCALAPPDATA', 'TEMP'];

/**
 * Returns the environment for a process that reads untrusted files: `own` and the few variables that it
 * needs.
 */
export function decoderEnvironment(own: Record<string, string>): NodeJS.ProcessEnv {
  const names = [...DECODER_VARIABLES, ...WINDOWS_VARIABLES].filter((name) => process.env[name] !== undefined);
  const inherited = Object.fromEntries(names.map((name) => [name, process.env[name]]));
  return { ...FEW_ARENAS, NODE_ENV: process.env.NODE_ENV, ...inherited, ...own };
}
