import { expect, test } from 'vitest';
import type { QueryContext } from '#lib/store/query-context.ts';
import { hasSameResults, isTraced, traced, traceQueries } from '#lib/store/trace.ts';

// Queries for these tests only; none reads a store.

let weather = 'fog';
const queries = traceQueries({
  weather: ({ language }: QueryContext) => `${weather} in ${language}`,
  forecast: (context: QueryContext, day: number): string => `${day}: ${queries.weather(context)}`,
  broken: (_: QueryContext): string => {
    throw new Error('No weather');
  },
});
const context = (language: string) => ({ language }) as QueryContext;

test('a trace has a dependency for each query, language and arguments, without the store', async () => {
  const { trace } = await traced(async () => [
    queries.weather(context('en')),
    queries.weather(context('en')),
    queries.weather(context('fr')),
    queries.forecast(context('en'), 2),
  ]);
  expect([...trace.values()].map(({ fingerprint, keys, ...dependency }) => dependency)).toEqual([
    { query: 'weather', language: 'en', args: [] },
    { query: 'weather', language: 'fr', args: [] },
    { query: 'forecast', language: 'en', args: [2] },
  ]);
  expect([...trace.values()].every(({ fingerprint }) => /^[\w+/]{27}=$/.test(fingerprint))).toBe(true);
});

test('a query within another is not recorded, and the next one is, even if that failed', async () => {
  const { trace } = await traced(async () => {
    queries.forecast(context('en'), 1);
    expect(() => queries.broken(context('en'))).toThrow('No weather');
    queries.weather(context('en'));
  });
  expect([...trace.keys()]).toEqual(['["forecast","en",[1]]', '["weather","en",[]]']);
});

test('a trace is fresh as long as the same queries have the same results', async () => {
  const { trace } = await traced(async () => queries.forecast(context('en'), 1));
  const { store } = context('en');
  expect(hasSameResults(trace, queries, store)).toBe(true);
  weather = 'sun';
  expect(hasSameResults(trace, queries, store)).toBe(false);
  weather = 'fog';
  expect(hasSameResults(trace, queries, store)).toBe(true);
  expect(hasSameResults(trace, {}, store)).toBe(false);
});

test('isTraced is true for queries of traceQueries only', () => {
  expect([isTraced(queries.weather), isTraced(() => 'fog'), isTraced({})]).toEqual([true, false, false]);
});
