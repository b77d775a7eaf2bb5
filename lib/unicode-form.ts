const SEVERAL_MARKS = /\p{M}\p{M}+/gu;

const MAX_MARKS = 30;

/**
 * The text in a Unicode normalisation form (https://unicode.org/reports/tr15/). Of the marks in a row the first 30
 * are kept, as in the report's Stream-Safe Text Format: normalisation sorts them in quadratic time.
 */
export function normalized(text: string, form: 'NFC' | 'NFD' | 'NFKC' | 'NFKD'): string {
  // Most texts are single words.
  if (text.length <= MAX_MARKS) return text.normalize(form);
  const bounded = text.replace(SEVERAL_MARKS, (marks) => {
    return marks.length <= MAX_MARKS ? marks : [...marks].slice(0, MAX_MARKS).join('');
  });
  return bounded.normalize(form);
}
