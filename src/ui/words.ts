// Every text of the pages in both languages.
import { english, type WordKey } from './words-english.ts';
import { vietnamese } from './words-vietnamese.ts';

export type Locale = 'en' | 'vi';
export type { WordKey };

export const words: Record<Locale, Record<WordKey, string>> = { en: english, vi: vietnamese };
