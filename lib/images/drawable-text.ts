import { normalized } from '../unicode-form.ts';
import { isDrawable } from './share-image-fonts.ts';

/** Whether a text runs from right to left: by its language, or else by its first letter. */
export function runsLeft(text: string, language: string): boolean {
  const first = /\p{L}/u.exec(text)?.[0] ?? '';
  return RTL_LANGUAGE.test(language) || RTL_LETTER.test(first);
}

const RTL_LETTER = /[\p{Script=Arabic}\p{Script=Hebrew}]/u;
const RTL_LANGUAGE = /^(?:ar|arc|azb|ckb|fa|he|ps|sd|ug|ur|yi)(?:-(?!Latn)|$)/;

/**
 * A text on one line without characters that no font has; empty if too many are lost for the rest to make
 * sense.
 */
export function drawable(text: string): string {
  const sound = normalized(text.toWellFormed(), 'NFC')
    .replace(/\p{RGI_Emoji}/gv, ' ')
    .replace(/(\p{M}{4})\p{M}+/gu, '$1')
    .replace(/\s+/g, ' ')
    .trim();
  const kept = Array.from(sound).filter((character) => isDrawable(character) || /[\u200c\u200d]/.test(character));
  const letters = (characters: string) => characters.match(/[\p{L}\p{N}]/gu)?.length ?? 0;
  const drawn = kept.join('').replace(/ +/g, ' ').trim();
  return letters(drawn) < 0.8 * letters(sound) || !/[\p{L}\p{N}\p{P}\p{S}]/u.test(drawn) ? '' : drawn;
}

/** A text in capitals, if its script and the fonts have them. */
export function inCapitals(text: string, language: string): string {
  return drawable(text.toLocaleUpperCase(language)) || drawable(text);
}
