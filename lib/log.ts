/** From the most to the least important. */
export const LOG_LEVELS = ['error', 'warn', 'info', 'debug'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export const LOG_FORMATS = ['text', 'json'] as const;
export type LogFormat = (typeof LOG_FORMATS)[number];

/**
 * What a line says besides its message. Text has the `request` (its id) and the `stack` of an error; JSON has
 * all. Nothing secret belongs here.
 */
type LogFields = Readonly<{ request?: string; stack?: string; [name: string]: unknown }>;

type Write = (level: LogLevel, message: string, fields: LogFields) => void;

// By `console`, as programs do that know nothing of this module: the store, which commands use too, and packages.
let write: Write = (level, message, fields) => console[level === 'info' ? 'log' : level](asText(message, fields));

/** Writes a line of the log of this process. */
export const log = {
  error: (message: string, fields: LogFields = {}) => write('error', message, fields),
  warn: (message: string, fields: LogFields = {}) => write('warn', message, fields),
  info: (message: string, fields: LogFields = {}) => write('info', message, fields),
};

/** How a log is written, and its least important lines. */
type LogSettings = Readonly<{ logFormat: LogFormat; logLevel: LogLevel }>;

/**
 * Makes this process, or this thread, write its log as the settings say, also what comes by `console`. Until
 * then it writes all as text.
 */
export async function startLog({ logFormat, logLevel }: LogSettings): Promise<void> {
  if (logFormat === 'json') await writeJson(logLevel);
  const quiet = LOG_LEVELS.slice(LOG_LEVELS.indexOf(logLevel) + 1);
  for (const name of quiet) console[name] = () => {};
  if (quiet.includes('info')) console.log = () => {};
}

/** The library takes 10 MB and, on a slow machine, 200 ms to load: it is loaded only for JSON. */
async function writeJson(level: LogLevel): Promise<void> {
  const { pino } = await import('pino');
  const logger = pino(
    {
      level,
      messageKey: 'message',
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    // A line of a process that ends is written before.
    pino.destination({ fd: 1, sync: true }),
  );
  write = (level, message, fields) => logger[level](fields, message);
  const { format } = await import('node:util');
  for (const name of LOG_LEVELS) console[name] = (...values: unknown[]) => logger[name](format(...values));
  console.log = console.info;
}

function asText(message: string, { request, stack = '' }: LogFields): string {
  // The first line of a stack is the message.
  const [, ...lines] = stack.split('\n');
  return [request === undefined ? message : `${message} (request ${request})`, ...lines].join('\n');
}
