import { screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { PreviewBar } from '#components/preview-bar.tsx';
import { PUBLISHED, publication } from '#components/styleguide/examples.ts';
import { show, textOf } from './reading.ts';

type Props = Parameters<typeof PreviewBar>[0];

function read(status: Partial<Props['status']>, more: Partial<Props> = {}): string {
  const whole = { draft: false, embargo: null, branch: null, ...status };
  show(
    <PreviewBar
      status={whole}
      article={{ edition: '', slug: 'night-ferries' }}
      publication={publication()}
      {...more}
    />,
  );
  return textOf(screen.getByRole('note'));
}

test('a draft is labelled as one', () => {
  expect(read({ draft: true })).toBe('Preview, not for publication: a draft.');
});

test('an embargo is in the publication’s time zone', () => {
  expect(read({ embargo: PUBLISHED })).toBe(
    'Preview, not for publication: embargoed until January 14, 2024 at 1:04 am EST.',
  );
});

test('a story on a branch has the branch and the commit; a link has its expiry', () => {
  const branch = { name: 'ferries', commit: '5f0c1d2e3b4a5f0c1d2e3b4a' };
  expect(read({ draft: true, branch }, { ends: PUBLISHED })).toBe(
    'Preview, not for publication: a draft, on branch “ferries”, commit 5f0c1d2e3b.' +
      'This link expires on January 14, 2024 at 1:04 am EST.',
  );
});

test('a published story links to its page', () => {
  expect(read({})).toBe('Preview. This story has been published: read the article.');
  expect(screen.getByRole('link').getAttribute('href')).toBe('/articles/night-ferries');
});

test('the bar is in English in every edition', () => {
  const article = { edition: 'ar', slug: 'night-ferries' };
  expect(read({ embargo: PUBLISHED }, { article, publication: publication({ language: 'ar', edition: 'ar' }) })).toBe(
    'Preview, not for publication: embargoed until January 14, 2024 at 1:04 am EST.',
  );
  const bar = screen.getByRole('note');
  expect([bar.lang, bar.dir]).toEqual(['en', 'ltr']);
});
