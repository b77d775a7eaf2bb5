import { expect, test, vi } from 'vitest';
import { readStartOptions } from '#lib/server/start-options.ts';

test('the site is started for readers, or for development', () => {
  expect(readStartOptions([], {})).toEqual({ dev: false });
  expect(readStartOptions(['--dev'], {})).toEqual({ dev: true });
});

test('--help prints how to start, and starts nothing', () => {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  expect(readStartOptions(['--help'], {})).toBe(null);
  expect(log).toHaveBeenCalledWith(expect.stringContaining('PORT=8080 npm start'));
  log.mockRestore();
});

test.each([
  [['--port=8080'], {}, 'Write PORT=8080 npm start.'],
  [['-p', '8080'], {}, 'Write PORT=8080 npm start.'],
  [[], { npm_config_port: '8080' }, 'Write PORT=8080 npm start.'],
  [['--host=::1'], {}, 'Write HOST=::1 npm start.'],
  [['--prod'], {}, 'There is no option “--prod”.'],
  [['8080'], {}, 'npm start takes no argument “8080”.'],
])('%j %j prints what to write', (args, env, message) => {
  expect(() => readStartOptions(args, env)).toThrow(message);
});
