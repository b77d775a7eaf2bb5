import { screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { ImageColours, ResponsiveImage } from '#components/responsive-image.tsx';
import { facts, image, publication, summary } from '#components/styleguide/examples.ts';
import { Teaser } from '#components/teaser.tsx';
import { show } from './reading.ts';

const slot = { sizes: '50vw', narrowest: 320, widest: 640 };

test('a photograph has sources from the smallest format on, and a fallback', () => {
  const { container } = show(<ResponsiveImage facts={facts()} alt="Fog" slot={slot} />);
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

test('the first image of a page is not lazy', () => {
  show(<ResponsiveImage facts={facts()} alt="Fog" slot={slot} first />);
  const img = screen.getByRole('img', { name: 'Fog' });
  expect([img.getAttribute('fetchpriority'), img.getAttribute('loading')]).toEqual(['high', null]);
});

test('an SVG is one file, and transparent images have no colour', () => {
  const { container } = show(
    <ResponsiveImage facts={facts({ svg: true, transparent: true, colour: '' })} alt="Map" slot={slot} />,
  );
  expect(container.querySelector('source')).toBeNull();
  expect(screen.getByRole('img').className).toBe('svg');
});

test('each colour is one rule, however many images have it', () => {
  show(
    <ImageColours
      images={[facts(), facts({ hash: 'f'.repeat(20) }), facts({ colour: '123' }), facts({ colour: '' })]}
    />,
  );
  const styles = [...document.querySelectorAll('style')].map(({ textContent }) => textContent);
  expect(styles).toContain('.c8a7{background:#8a7}');
  expect(styles.filter((style) => style === '.c123{background:#123}')).toHaveLength(1);
});

test('the image of a teaser links to the story, hidden from screen readers', () => {
  const { container } = show(<Teaser story={summary({ image: image() })} size="second" publication={publication()} />);
  const link = container.querySelector('a.teaser__image');
  expect([link?.getAttribute('href'), link?.getAttribute('aria-hidden'), link?.getAttribute('tabindex')]).toEqual([
    '/articles/night-ferries',
    'true',
    '-1',
  ]);
  expect(screen.queryByRole('img')).toBeNull();
  expect(screen.getAllByRole('link', { name: 'Night ferries to sail again' })).toHaveLength(1);
});
