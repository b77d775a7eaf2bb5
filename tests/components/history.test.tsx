import { screen, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { History } from '#components/history.tsx';
import { HISTORY, PUBLISHED, publication } from '#components/styleguide/examples.ts';
import { show, textOf } from './reading.ts';

const all = <History history={HISTORY} published={PUBLISHED} publication={publication()} language="en" />;

test('changes have their times, newest first, and publication last', () => {
  const { container } = show(all);
  expect([...container.querySelectorAll('time')].map(textOf)).toEqual([
    'January 17, 2024 at 1:04 am EST',
    'January 16, 2024 at 1:04 am EST',
    'January 15, 2024 at 1:04 am EST',
    'January 14, 2024 at 1:04 am EST',
  ]);
  expect(textOf(container.querySelector('li:last-child'))).toBe('January 14, 2024 at 1:04 am ESTPublished.');
});

test('removed and added text is labelled for screen readers', () => {
  show(all);
  const [first] = screen.getAllByRole('listitem') as [HTMLElement];
  expect(within(first).getAllByRole('deletion').map(textOf)).toEqual(['[removed: sail]', '[removed: ten]']);
  expect(within(first).getAllByRole('insertion').map(textOf)).toEqual([
    '[added: run]',
    '[added: twenty]',
    '[added: The board has not named who pays.]',
  ]);
  expect(within(first).getAllByRole('heading', { level: 3 }).map(textOf)).toEqual(['Headline', 'Text']);
});

test('minor changes are collapsed, others are not', () => {
  const { container } = show(all);
  const folded = [...container.querySelectorAll('details')];
  expect(folded.map((details) => [details.open, textOf(details.querySelector('summary'))])).toEqual([
    [false, 'January 16, 2024 at 1:04 am EST: a minor change'],
  ]);
});

test('a change without a text is listed, and that there are more changes than listed', () => {
  const { container } = show(
    <History
      history={{ ...HISTORY, complete: false }}
      published={PUBLISHED}
      publication={publication()}
      language="en"
    />,
  );
  const items = [...container.querySelectorAll('li')].map(textOf);
  expect(items[2]).toContain('The words are unchanged; a link, an image or the layout has changed.');
  expect(items[3]).toBe('Earlier changes are not listed here.');
});

test('the text of a change is escaped', () => {
  const history = {
    complete: true,
    changes: [
      {
        number: 1,
        at: PUBLISHED,
        minor: false,
        differences: [{ part: 'text', passages: [{ kind: 'added', text: '<b>bold</b>' }] }],
      },
    ],
  } as const;
  const { container } = show(
    <History history={history} published={PUBLISHED} publication={publication()} language="de" />,
  );
  expect(container.querySelector('b')).toBeNull();
  expect(container.querySelector('p[lang=de]')?.textContent).toContain('<b>bold</b>');
});

test('the text keeps its own language on a page in another', () => {
  const { container } = show(
    <History
      history={HISTORY}
      published={PUBLISHED}
      publication={publication({ language: 'ar', edition: 'ar' })}
      language="en"
    />,
  );
  expect(textOf(container.querySelector('summary'))).toBe('16 يناير 2024 في 1:04 ص غرينتش-5: تعديل طفيف');
  expect([...container.querySelectorAll('h3')].map(textOf).slice(0, 2)).toEqual(['العنوان', 'النص']);
  expect(container.querySelector('p[lang=en][dir=ltr] ins')?.textContent).toBe(' [أُضيف: run] ');
});
