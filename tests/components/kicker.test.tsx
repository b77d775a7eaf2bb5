import { screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { Kicker } from '#components/kicker.tsx';
import { publication } from '#components/styleguide/examples.ts';
import { show, textOf } from './reading.ts';

const harbor = { slug: 'harbor', name: 'Harbor' };

test.each([
  ['the section alone for news', harbor, 'news', 'Harbor'],
  ['the section and the type for an analysis', harbor, 'analysis', 'Harbor Analysis'],
  ['the type alone without a section', null, 'obituary', 'Obituary'],
  ['the section alone if the type has the same name', { slug: 'opinion', name: 'Opinion' }, 'opinion', 'Opinion'],
  ['nothing for news without a section', null, 'news', ''],
] as const)('shows %s', (_what, section, type, text) => {
  const { container } = show(<Kicker section={section} type={type} publication={publication()} />);
  expect(textOf(container)).toBe(text);
  expect(container.childElementCount).toBe(text ? 1 : 0);
});

test('the section is a link to its tag, the type is not', () => {
  show(<Kicker section={{ slug: '中国', name: '中国' }} type="analysis" publication={publication()} />);
  expect(screen.getAllByRole('link').map((link) => [link.textContent, link.getAttribute('href')])).toEqual([
    ['中国', '/tags/%E4%B8%AD%E5%9B%BD'],
  ]);
});

test('the type is in the language of the page', () => {
  const { container } = show(
    <Kicker section={harbor} type="analysis" publication={publication({ language: 'ar', edition: 'ar' })} />,
  );
  expect(textOf(container)).toBe('Harbor تحليل');
  expect(screen.getByRole('link').getAttribute('href')).toBe('/ar/tags/harbor');
});
