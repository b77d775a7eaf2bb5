import { expect, test } from 'vitest';
import { indexNowOf } from '#lib/server/change-notifier.ts';
import { hubOf } from '#lib/syndication/hub.ts';

test('without a name there is no hub', () => {
  expect([hubOf({}), hubOf({ WEBSUB_HUB: '' })]).toEqual([null, null]);
  expect(hubOf({ WEBSUB_HUB: 'https://hub.example/' })).toBe('https://hub.example/');
});

test.each(['hub.example', 'ftp://hub.example/', 'https://'])('a hub that is called %s is refused', (hub) => {
  expect(() => hubOf({ WEBSUB_HUB: hub })).toThrow(
    `WEBSUB_HUB is “${hub}”, which is no address: write one such as https://hub.example/.`,
  );
});

test('a key for search engines is as they want it', () => {
  expect(indexNowOf({})).toBeNull();
  expect(indexNowOf({ INDEXNOW_KEY: 'a1b2c3d4' })).toEqual({
    key: 'a1b2c3d4',
    endpoint: 'https://api.indexnow.org/indexnow',
  });
  for (const key of ['short', '../../secret', 'x'.repeat(129)]) {
    expect(() => indexNowOf({ INDEXNOW_KEY: key })).toThrow(
      'INDEXNOW_KEY must have 8 to 128 letters (a to z), digits or hyphens.',
    );
  }
});
