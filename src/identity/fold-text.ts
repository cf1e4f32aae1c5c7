// Brings text to the form in which identities are compared: no marks, no case, no punctuation, one space between words.

import { transliterate } from './transliterate.ts';

const letters: Record<string, string> = { đ: 'd', ð: 'd', ø: 'o', ł: 'l', ß: 'ss', æ: 'ae', œ: 'oe', þ: 'th', ı: 'i' };

/** Lower case without diacritics; đ, ø, ł and ß, which Unicode does not decompose, by hand. */
export function stripMarks(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/[đðøłßæœþı]/g, (letter) => letters[letter] ?? letter);
}

/** Words of letters and digits, one space apart; apostrophes and dots inside a word join it (o'neil → oneil, a.b.c → abc). */
export function foldText(text: string): string {
  return stripMarks(transliterate(text))
    .replace(/&/g, ' and ')
    .replace(/['’`´.]+/g, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** Digits alone. */
export function digitsOf(text: string): string {
  return text.replace(/\D+/g, '');
}
