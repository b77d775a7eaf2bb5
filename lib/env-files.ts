import { readFileSync } from 'node:fs';
import nextEnv from '@next/env';
import { SECRET_VARIABLES } from './child-environment.ts';

/**
 * Loads the project's `.env` files into `process.env`, as Next does: `.env.production.local` (`.env.development.local` if `dev`), `.env.local`,
 * `.env.production`, `.env`. The first that sets a variable wins; what is set already stays
 * (https://nextjs.org/docs/app/guides/environment-variables). Next itself, and processes that this one starts, find them loaded.
 * A secret may be in a file: `PUBLISH_SECRET_FILE=/run/secrets/publish`. Throws when that cannot be read.
 */
export function loadEnvFiles(project: string, dev: boolean): void {
  nextEnv.loadEnvConfig(project, dev);
  for (const name of SECRET_VARIABLES) loadSecretFile(process.env, name);
}

/** Takes a secret from the file that the variable with `_FILE` at its end names, as container platforms give it. */
function loadSecretFile(env: NodeJS.ProcessEnv, name: string): void {
  const file = env[`${name}_FILE`];
  if (!file) return;
  if (env[name]) throw new Error(`${name} and ${name}_FILE are set; leave one of them out.`);
  try {
    env[name] = readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw new Error(`${name}_FILE cannot be read: ${(error as Error).message}.`);
  }
  delete env[`${name}_FILE`]; // processes that this one starts get the secret only if they need it
}
