import { screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { ShareLinks } from '#components/share-links.tsx';
import { SHARE_SERVICES } from '#lib/content/schema/publication-schema.ts';
import { show, textOf } from './reading.ts';

const ADDRESS = 'https://courier.example/articles/night-ferries';
const HEADLINE = 'Ferries & “fog”: 100 % sure?';

test.each(SHARE_SERVICES)('a link passes a story on to %s, with nothing of it lost', (service) => {
  show(<ShareLinks services={[service]} address={ADDRESS} headline={HEADLINE} language="en" />);
  const link = screen.getByRole('link');
  const address = link.getAttribute('href') ?? '';
  expect(address).toMatch(service === 'mail' ? /^mailto:\?/ : /^https:\/\//);
  expect([...new URL(address).searchParams.values()].join(' ')).toContain(ADDRESS);
  expect(link.getAttribute('rel')).toBe('nofollow noopener');
});

test('services are in the order of publication.yaml', () => {
  const { container } = show(
    <ShareLinks services={['whatsapp', 'mail', 'x']} address={ADDRESS} headline={HEADLINE} language="en" />,
  );
  expect(textOf(container)).toBe('Share: WhatsApp, Email, X');
});

test('without services there is no empty line', () => {
  const { container } = show(<ShareLinks services={[]} address={ADDRESS} headline={HEADLINE} language="en" />);
  expect(container.childElementCount).toBe(0);
});

test('labels are in the language of the page', () => {
  const { container } = show(
    <ShareLinks services={['mail', 'x']} address={ADDRESS} headline={HEADLINE} language="ar" />,
  );
  expect(textOf(container)).toBe('مشاركة: البريد الإلكتروني، X');
});
