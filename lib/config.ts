import { createHash } from 'node:crypto';
import path from 'node:path';
import { z } from 'zod';
import { type CdnSettings, targetsOf } from './cdn-settings.ts';
import { VARIABLES } from './environment-variables.ts';
import type { LogFormat, LogLevel } from './log.ts';
import { realPath } from './no-symlinks.ts';

// What the environment variables of Dateline say. Variables of other programs are read where they are used: VISUAL and EDITOR, GITHUB_ACTIONS, NODE_COMPILE_CACHE and those of git.

/** Where a store finds the content and keeps its index; all absolute. */
export type StorePaths = Readonly<{
  folders: Readonly<{ content: string; public: string }>;
  /** File of the index. */
  index: string;
  /** Identity of the code that parses, from a process to those that it starts; by default of the code on disk (see `codeIdentity`). */
  code?: string;
}>;

/**
 * The git repository of a publication. `url` is one of git's, without a password; null stands for the branch that the
 * remote names, and for no token and no key. The files hold an access token for HTTPS and a private key for SSH.
 */
export type ContentRepository = Readonly<{
  url: string;
  branch: string | null;
  tokenFile: string | null;
  sshKeyFile: string | null;
}>;

/** Where image variants are cached, and how many bytes of them at the most. */
export type ImageCacheSettings = Readonly<{ folder: string; maxBytes: number }>;

/** Where finished pages are kept, and how many bytes of them at the most; 0 for none. */
export type PageCacheSettings = Readonly<{ file: string; maxBytes: number }>;

/** A site that is being tried, which nobody should find; and the user and password that readers must give, or null. */
export type Staging = Readonly<{ credentials: string | null }>;

/** The configuration of a site. Null stands for what is not configured. */
export type Config = Readonly<{
  port: number;
  host: string | null;
  metricsPort: number | null;
  paths: StorePaths;
  /** What is cloned into the content folder. */
  contentRepository: ContentRepository | null;
  /** Folder of everything that can be made again from the content. */
  cacheFolder: string;
  imageCache: ImageCacheSettings;
  pageCache: PageCacheSettings;
  renderProcesses: number;
  /** How many pages are made ready after a start or a change, at the most; 0 for none. */
  warmPages: number;
  /** Seconds from SIGTERM until no new connection is accepted. */
  shutdownDelay: number;
  previewSecret: string | null;
  publishSecret: string | null;
  pollSeconds: number | null;
  staging: Staging | null;
  /** Addresses and networks, separated by commas; empty for none. */
  trustedProxies: string;
  accessLog: string | null;
  logLevel: LogLevel;
  logFormat: LogFormat;
  hub: string | null;
  indexNow: Readonly<{ key: string; endpoint: string }> | null;
  cdn: CdnSettings | null;
}>;

/** Thrown for a configuration with errors. The message lists all of them, each with the variable, its value and what to write. */
export class ConfigError extends Error {}

/** A repository that the site has cloned is polled this often, unless PUBLISH_POLL says otherwise. */
const POLL_OF_CLONE_SECONDS = 30;

const environment = z.object(VARIABLES);

/** Variables of former versions, and what they are called now. */
const RENAMED = { PICTURE_CACHE_MB: 'IMAGE_CACHE_MB' };

/**
 * The configuration of `project` (its folder) by the variables of `env`. An empty variable counts as not set; paths are relative to the
 * project. Throws a `ConfigError` that lists everything that is wrong.
 */
export function readConfig(project: string, env: NodeJS.ProcessEnv): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const errors = Object.entries(RENAMED)
    .filter(([former]) => given[former] !== undefined)
    .map(([former, name]) => `${former} is now called ${name}; rename it.`);
  const { data, error } = environment.safeParse(given);
  errors.push(...(error?.issues ?? []).map((issue) => `${issue.path.join('.')} ${issue.message}`));
  const cdn = data?.CDN ? targetsOf(data.CDN) : null;
  if (cdn && !data?.CDN_SECRET)
    errors.push('CDN needs the secret that allows to purge: set CDN_SECRET or CDN_SECRET_FILE.');
  if (!data || errors.length > 0)
    throw new ConfigError(errors.length === 1 ? errors[0] : `The configuration has errors.\n  ${errors.join('\n  ')}`);
  const content = path.resolve(project, data.CONTENT_DIR);
  const absolute = (file: string | undefined) => (file === undefined ? null : path.resolve(project, file));
  const cacheFolder = data.DATELINE_CACHE
    ? path.resolve(project, data.DATELINE_CACHE)
    : path.join(project, '.dateline', cacheName(content));
  return {
    port: data.PORT,
    host: data.HOST ?? null,
    metricsPort: data.METRICS_PORT ?? null,
    paths: {
      folders: { content, public: path.resolve(project, 'public') },
      index: path.join(cacheFolder, 'index.sqlite'),
    },
    contentRepository: data.CONTENT_REPOSITORY
      ? {
          url: data.CONTENT_REPOSITORY,
          branch: data.CONTENT_BRANCH ?? null,
          tokenFile: absolute(data.CONTENT_TOKEN_FILE),
          sshKeyFile: absolute(data.CONTENT_SSH_KEY_FILE),
        }
      : null,
    cacheFolder,
    imageCache: { folder: path.join(cacheFolder, 'media'), maxBytes: data.IMAGE_CACHE_MB * 1_000_000 },
    pageCache: { file: path.join(cacheFolder, 'pages.sqlite'), maxBytes: data.PAGE_CACHE_MB * 1_000_000 },
    renderProcesses: data.RENDER_PROCESSES,
    warmPages: data.WARM_PAGES,
    shutdownDelay: data.SHUTDOWN_DELAY,
    previewSecret: data.PREVIEW_SECRET ?? null,
    publishSecret: data.PUBLISH_SECRET ?? null,
    pollSeconds: data.PUBLISH_POLL ?? (data.CONTENT_REPOSITORY ? POLL_OF_CLONE_SECONDS : null),
    staging: data.STAGING ? { credentials: data.STAGING === 'noindex' ? null : data.STAGING } : null,
    trustedProxies: data.TRUSTED_PROXIES,
    accessLog: data.ACCESS_LOG ?? null,
    logLevel: data.LOG_LEVEL,
    logFormat: data.LOG_FORMAT,
    hub: data.WEBSUB_HUB ?? null,
    indexNow: data.INDEXNOW_KEY ? { key: data.INDEXNOW_KEY, endpoint: data.INDEXNOW_ENDPOINT } : null,
    cdn: cdn && { ...cdn, ttl: data.CDN_TTL, secret: data.CDN_SECRET ?? '' },
  };
}

let ofProcess: Config | undefined;

/** The configuration of the project in the working directory, read once: for Next's pages, which nobody can pass anything to. */
export function processConfig(): Config {
  ofProcess ??= readConfig(process.cwd(), process.env);
  return ofProcess;
}

/** `content-1f2e3d4c`: each content folder has a cache of its own, however it is spelt and whichever links lead to it. */
function cacheName(content: string): string {
  const real = realPath(content);
  return `${path.basename(real)}-${createHash('sha256').update(real).digest('hex').slice(0, 8)}`;
}
