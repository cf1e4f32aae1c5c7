// Every text of the settings pages in both languages.
import { useLanguage } from './locale.tsx';
import { type SettingsWord, settingsEnglish } from './settings-words-english.ts';
import { settingsVietnamese } from './settings-words-vietnamese.ts';
import type { Locale } from './words.ts';

export const settingsWords: Record<Locale, Record<SettingsWord, string>> = {
  en: settingsEnglish,
  vi: settingsVietnamese,
};

export function useSettingsWords(): (word: SettingsWord) => string {
  const { locale } = useLanguage();
  return (word) => settingsWords[locale][word];
}
