import { describe, expect, test } from 'vitest';
import { RULE_GUIDES } from '#lib/cli/rule-guides/all-rules.ts';
import type { Example } from '#lib/cli/rule-guides/rule-guide.ts';
import { readArticle } from '#lib/content/article.ts';
import { RULES } from '#lib/content/parse/diagnostic.ts';
import { articleContext } from '../context.ts';

/** The rules that an example broke. */
function broken({ file = 'harbor-reopens.md', keys = '', text = 'Text.', whole }: Example): string[] {
  const named = [...keys.matchAll(/^(\w+):/gm)].map(([, key]) => key);
  const rest = Object.entries({
    title: 'Harbor reopens',
    author: 'mira-oakhurst',
    date: '2026-01-05',
    tags: '[River]',
  }).filter(([key]) => !named.includes(key));
  const lines = [...rest.map(([key, value]) => `${key}: ${value}`), ...(keys ? [keys] : [])];
  const source = whole ?? `---\n${lines.join('\n')}\n---\n\n${text}\n`;
  return readArticle(`content/articles/${file}`, source, articleContext).diagnostics.map(({ rule }) => rule);
}

describe('the examples of the guide', () => {
  const withExamples = RULES.filter((rule) => RULE_GUIDES[rule].wrong);
  test.each(withExamples)('%s: the wrong one breaks it, the right one breaks nothing', (rule) => {
    const { wrong, right } = RULE_GUIDES[rule];
    expect(broken(wrong ?? {})).toContain(rule);
    expect(right && broken(right)).toEqual([]);
  });

  test('most rules have one', () => {
    expect(withExamples.length).toBeGreaterThan(RULES.length / 2);
  });
});
