import { createHash } from 'node:crypto';
import path from 'node:path';
import { z } from 'zod';
import { LOG_FORMATS, LOG_LEVELS, type LogFormat, type LogLevel } from './log.ts';
import { realPath } from './no-symlinks.ts';
import { isHttpUrl, isNetwork, number, oneOf, port, text } from './setting-checks.ts';

// Every environment variable of Dateline: its check, default, unit and description. README.md has the table that is made from them.
// Variables of other programs are read where they are used: VISUAL and EDITOR, GITHUB_ACTIONS, NODE_COMPILE_CACHE and those of git.

/** Where a store finds the content and keeps its index; all absolute. */
export type StorePaths = Readonly<{
  folders: Readonly<{ content: string; public: string }>;
  /** File of the index. */
  index: string;
  /** Identity of the code that parses, from a process to those that it starts; by default of the code on disk (see `codeIdentity`). */
  code?: string;
}>;

/** Where image variants are cached, and how many bytes of them at the most. */
export type ImageCacheSettings = Readonly<{ folder: string; maxBytes: number }>;

/** Where finished pages are kept, and how many bytes of them at the most; 0 for none. */
export type PageCacheSettings = Readonly<{ file: string; maxBytes: number }>;

/** The configuration of a site. Null stands for what is not configured. */
export type Config = Readonly<{
  port: number;
  host: string | null;
  metricsPort: number | null;
  paths: StorePaths;
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
  /** Addresses and networks, separated by commas; empty for none. */
  trustedProxies: string;
  accessLog: string | null;
  logLevel: LogLevel;
  logFormat: LogFormat;
  hub: string | null;
  indexNow: Readonly<{ key: string; endpoint: string }> | null;
}>;

/** Thrown for a configuration with errors. The message lists all of them, each with the variable, its value and what to write. */
export class ConfigError extends Error {}

const MIN_SECRET_CHARACTERS = 16;
/** Node's timers take no longer delay. */
const MAX_POLL_SECONDS = 2_147_483;

type Described = {
  description: string;
  unit?: string /** What happens without it, where it has no default. */;
  without?: string;
};

/** In the order of README's table. */
const VARIABLES = {
  PORT: port(3000)
    .default(3000)
    .meta({ description: 'port on which the site answers' } satisfies Described),
  HOST: z
    .string()
    .optional()
    .meta({ description: 'address on which the site answers', without: 'all addresses' } satisfies Described),
  CONTENT_DIR: z
    .string()
    .default('content')
    .meta({ description: 'folder of the publication' } satisfies Described),
  DATELINE_CACHE: z
    .string()
    .optional()
    .meta({
      description: 'folder of the index and the caches; deleting it loses nothing',
      without: 'in `.dateline`',
    } satisfies Described),
  IMAGE_CACHE_MB: number('a number of megabytes', (megabytes) => megabytes >= 0)
    .default(1000)
    .meta({ description: 'size of the image cache, at the most', unit: 'MB' } satisfies Described),
  PAGE_CACHE_MB: number('a number of megabytes, or 0 to keep pages in memory only', (megabytes) => megabytes >= 0)
    .default(500)
    .meta({ description: 'size of the page cache on disk, at the most', unit: 'MB' } satisfies Described),
  RENDER_PROCESSES: number(
    'a whole number from 1 to 64',
    (processes) => Number.isInteger(processes) && processes >= 1 && processes <= 64,
  )
    .default(1)
    .meta({
      description: 'processes that render pages; more help on more than two cores',
    } satisfies Described),
  WARM_PAGES: number('a whole number of pages, or 0 for none', (pages) => Number.isInteger(pages) && pages >= 0)
    .default(500)
    .meta({
      description: 'pages that are made ahead of readers after a change, at the most',
    } satisfies Described),
  SHUTDOWN_DELAY: number('a number of seconds from 0 to 600', (seconds) => seconds >= 0 && seconds <= 600)
    .default(0)
    .meta({
      description: 'how long the site answers on after SIGTERM, while it is not ready',
      unit: 's',
    } satisfies Described),
  PREVIEW_SECRET: z
    .string()
    .refine(({ length }) => length >= MIN_SECRET_CHARACTERS, {
      error: ({ input }) => `has ${String(input).length} characters; at least ${MIN_SECRET_CHARACTERS} are needed.`,
    })
    .optional()
    .meta({
      description: `signs preview links: ${MIN_SECRET_CHARACTERS} characters or more; a new one ends old links`,
      without: 'no previews',
    } satisfies Described),
  PUBLISH_SECRET: z
    .string()
    .optional()
    .meta({
      description: 'secret that the site shares with the push hook of the git host',
      without: 'no hook is accepted',
    } satisfies Described),
  PUBLISH_POLL: number(
    'a number of seconds above 0, or leave it out to poll nothing',
    (seconds) => seconds > 0 && seconds <= MAX_POLL_SECONDS,
  )
    .optional()
    .meta({ description: 'how often the git remote is polled', unit: 's', without: 'never' } satisfies Described),
  TRUSTED_PROXIES: z
    .string()
    .superRefine((value, context) => {
      const entries = value.split(',').map((entry) => entry.trim());
      for (const entry of entries.filter((entry) => entry !== '' && !isNetwork(entry)))
        context.addIssue({
          code: 'custom',
          message: `has “${entry}”, which is no address and no network. Write it like this: 127.0.0.1, 10.0.0.0/8`,
        });
    })
    .default('')
    .meta({
      description: 'proxies whose `X-Forwarded-*` is trusted: `127.0.0.1, 10.0.0.0/8`',
      without: 'none',
    } satisfies Described),
  WEBSUB_HUB: z
    .string()
    .refine(isHttpUrl, {
      error: ({ input }) => `is “${input}”, which is no address: write one such as https://hub.example/.`,
    })
    .optional()
    .meta({ description: 'WebSub hub that is notified of changed feeds', without: 'none' } satisfies Described),
  INDEXNOW_KEY: z
    .string()
    .regex(/^[A-Za-z\d-]{8,128}$/, { error: 'must have 8 to 128 letters (a to z), digits or hyphens.' })
    .optional()
    .meta({
      description: 'key with which search engines are notified of stories',
      without: 'none',
    } satisfies Described),
  INDEXNOW_ENDPOINT: text('an address such as https://api.indexnow.org/indexnow', isHttpUrl)
    .default('https://api.indexnow.org/indexnow')
    .meta({ description: 'IndexNow endpoint', without: '`api.indexnow.org`' } satisfies Described),
  METRICS_PORT: port(9464)
    .optional()
    .meta({ description: 'port for Prometheus, at `/metrics`', without: 'no metrics' } satisfies Described),
  ACCESS_LOG: z
    .string()
    .optional()
    .meta({
      description: 'file with a line of JSON for each answer; `-` for standard output',
      without: 'none',
    } satisfies Described),
  LOG_LEVEL: oneOf(LOG_LEVELS)
    .default('info')
    .meta({ description: 'least important lines of the log: `error`, `warn`, `info`, `debug`' } satisfies Described),
  LOG_FORMAT: oneOf(LOG_FORMATS)
    .default('text')
    .meta({ description: '`json` writes a line of JSON for each message' } satisfies Described),
};

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
  if (!data || errors.length > 0)
    throw new ConfigError(errors.length === 1 ? errors[0] : `The configuration has errors.\n  ${errors.join('\n  ')}`);
  const content = path.resolve(project, data.CONTENT_DIR);
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
    cacheFolder,
    imageCache: { folder: path.join(cacheFolder, 'media'), maxBytes: data.IMAGE_CACHE_MB * 1_000_000 },
    pageCache: { file: path.join(cacheFolder, 'pages.sqlite'), maxBytes: data.PAGE_CACHE_MB * 1_000_000 },
    renderProcesses: data.RENDER_PROCESSES,
    warmPages: data.WARM_PAGES,
    shutdownDelay: data.SHUTDOWN_DELAY,
    previewSecret: data.PREVIEW_SECRET ?? null,
    publishSecret: data.PUBLISH_SECRET ?? null,
    pollSeconds: data.PUBLISH_POLL ?? null,
    trustedProxies: data.TRUSTED_PROXIES,
    accessLog: data.ACCESS_LOG ?? null,
    logLevel: data.LOG_LEVEL,
    logFormat: data.LOG_FORMAT,
    hub: data.WEBSUB_HUB ?? null,
    indexNow: data.INDEXNOW_KEY ? { key: data.INDEXNOW_KEY, endpoint: data.INDEXNOW_ENDPOINT } : null,
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

/** The configuration table of README.md, in Markdown. */
export function configurationTable(): string {
  const rows = Object.entries(VARIABLES).map(([name, schema]) => {
    const { description, unit, without } = schema.meta() as Described;
    const value = schema.safeParse(undefined).data;
    const amount = [value, unit].filter((part) => part !== undefined).join(' ');
    return [`\`${name}\``, description, without ?? (unit || typeof value === 'number' ? amount : `\`${value}\``)];
  });
  return tableOf([['variable', 'what it sets', 'default'], ...rows]);
}

function tableOf(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((cells) => cells[column]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const [head = [], ...body] = rows;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)].join('\n');
}
