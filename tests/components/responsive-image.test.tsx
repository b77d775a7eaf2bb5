import { screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { Picture, PictureColours } from '#components/responsive-image.tsx';
import { facts, picture, publication, summary } from '#components/styleguide/examples.ts';
import { Teaser } from '#components/teaser.tsx';
import { show } from './reading.ts';

const room = { sizes: '50vw', narrowest: 320, widest: 640 };

test('a photograph has sources from the smallest format on, and a file that all understand', () => {
  const { container } = show(<Picture facts={facts()} alt="Fog" room={room} />);
  expect([...container.querySelectorAll('source')].map((source) => [source.type, source.sizes])).toEqual([
    ['image/avif', '50vw'],
    ['image/webp', '50vw'],
  ]);
  const img = screen.getByRole('img', { name: 'Fog' });
  expect(Object.fromEntries([...img.attributes].map(({ name, value }) => [name, value]))).toEqual({
    src: '/media/0123456789abcdef0123/672.jpg',
    width: '1920',
    height: '1280',
    alt: 'Fog',
    class: 'c8a7',
    loading: 'lazy',
    decoding: 'async',
  });
});

test('the first picture of a page is not waited for', () => {
  show(<Picture facts={facts()} alt="Fog" room={room} first />);
  const img = screen.getByRole('img', { name: 'Fog' });
  expect([img.getAttribute('fetchpriority'), img.getAttribute('loading')]).toEqual(['high', null]);
});

test('a drawing is one file, and what shows through has no colour', () => {
  const { container } = show(
    <Picture facts={facts({ drawing: true, transparent: true, colour: '' })} alt="Map" room={room} />,
  );
  expect(container.querySelector('source')).toBeNull();
  expect(screen.getByRole('img').className).toBe('drawing');
});

test('each colour is one rule, however many pictures have it', () => {
  show(
    <PictureColours
      pictures={[facts(), facts({ hash: 'f'.repeat(20) }), facts({ colour: '123' }), facts({ colour: '' })]}
    />,
  );
  const styles = [...document.querySelectorAll('style')].map(({ textContent }) => textContent);
  expect(styles).toContain('.c8a7{background:#8a7}');
  expect(styles.filter((style) => style === '.c123{background:#123}')).toHaveLength(1);
});

test('the picture of a teaser leads to the story, and is not said twice', () => {
  const { container } = show(
    <Teaser story={summary({ image: picture() })} size="second" publication={publication()} />,
  );
  const link = container.querySelector('a.picture');
  expect([link?.getAttribute('href'), link?.getAttribute('aria-hidden'), link?.getAttribute('tabindex')]).toEqual([
    '/articles/night-ferries',
    'true',
    '-1',
  ]);
  expect(screen.queryByRole('img')).toBeNull();
  expect(screen.getAllByRole('link', { name: 'Night ferries to sail again' })).toHaveLength(1);
});
