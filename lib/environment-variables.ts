import { z } from 'zod';
import { isHttpUrl, isNetwork } from './addresses.ts';
import { targetsOf } from './cdn-settings.ts';
import { LOG_FORMATS, LOG_LEVELS } from './log.ts';
import { hasPassword, isRepository, number, oneOf, port, text } from './setting-checks.ts';

// Every environment variable of Dateline: its check, default, unit and description. README.md has the table that is made from them.

const MIN_SECRET_CHARACTERS = 16;
/** Node's timers take no longer delay. */
const MAX_POLL_SECONDS = 2_147_483;

/** What the configuration table says of a variable. */
export type Described = {
  description: string;
  unit?: string /** What happens without it, where it has no default. */;
  without?: string;
};

/** In the order of README's table. */
export const VARIABLES = {
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
  CONTENT_REPOSITORY: z
    .string()
    .refine((value) => !hasPassword(value), {
      error: 'has a password. Write it to a file, and the path of that to CONTENT_TOKEN_FILE.',
      abort: true,
    })
    .refine(isRepository, {
      error: ({ input }) =>
        `is “${input}”; write an address such as https://github.com/you/news.git or git@github.com:you/news.git.`,
    })
    .optional()
    .meta({
      description: 'git repository that is cloned into `CONTENT_DIR` and followed',
      without: 'none',
    } satisfies Described),
  CONTENT_BRANCH: text('the name of a branch, such as main', (name) => /^[^\s:~^?*[\\-][^\s:~^?*[\\]*$/.test(name))
    .optional()
    .meta({ description: 'its branch', without: 'that of the remote' } satisfies Described),
  CONTENT_TOKEN_FILE: z
    .string()
    .optional()
    .meta({ description: 'file with an access token for it, over HTTPS', without: 'none' } satisfies Described),
  CONTENT_SSH_KEY_FILE: z
    .string()
    .optional()
    .meta({ description: 'file with a private key for it, over SSH', without: 'none' } satisfies Described),
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
  STAGING: text('noindex, or a user and a password: editor:correct-horse', (value) =>
    /^(?:noindex|[^:\s]+:\S.*)$/.test(value),
  )
    .optional()
    .meta({
      description: '`noindex` hides it from search engines, `user:password` from others',
      without: 'none',
    } satisfies Described),
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
  CDN: text(
    'varnish:http://cache.example:6081 (or several addresses, separated by commas), fastly:SERVICE, cloudflare:ZONE, bunny:ZONE or webhook:URL',
    (value) => targetsOf(value) !== null,
  )
    .optional()
    .meta({
      description: 'shared caches to purge, as lib/server/README.md says',
      without: 'none',
    } satisfies Described),
  CDN_SECRET: z
    .string()
    .optional()
    .meta({ description: 'secret that allows to purge them', without: 'needed by `CDN`' } satisfies Described),
  CDN_TTL: number('a number of seconds above 10', (seconds) => seconds > 10)
    .default(86_400)
    .meta({ description: 'how long these caches keep a page, at the most', unit: 's' } satisfies Described),
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
