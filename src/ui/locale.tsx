// The reader's language: the browser's at first, then the one chosen; and figures written as that language writes them.
import { createContext, type ReactNode, useContext, useMemo, useState } from 'react';
import { minorPerMajor } from '../value/money.ts';
import { type Locale, type WordKey, words } from './words.ts';

interface Language {
  locale: Locale;
  setLocale: (locale: Locale) => void;
  t: (key: WordKey) => string;
  money: (amountMinor: number | null, currency: string) => string;
  date: (at: number | null) => string;
  time: (at: number | null) => string;
  number: (value: number, digits?: number) => string;
}

const Context = createContext<Language | null>(null);
const storageKey = 'quorum.locale';

export function LocaleProvider({ children }: { children: ReactNode }) {
  const [locale, setLocale] = useState(() => speak(firstLocale()));
  const language = useMemo(
    () => ({
      ...formats(locale),
      locale,
      setLocale: (next: Locale) => setLocale(speak(next)),
      t: (key: WordKey) => words[locale][key],
    }),
    [locale],
  );
  return <Context value={language}>{children}</Context>;
}

export function useLanguage(): Language {
  const language = useContext(Context);
  if (language === null) throw new Error('LocaleProvider is missing.');
  return language;
}

/** Told to the document at once: what is asked of the API from now on is answered in this language. */
function speak(locale: Locale): Locale {
  document.documentElement.lang = locale;
  localStorage.setItem(storageKey, locale);
  return locale;
}

function firstLocale(): Locale {
  const kept = localStorage.getItem(storageKey);
  if (kept === 'en' || kept === 'vi') return kept;
  return navigator.language.startsWith('vi') ? 'vi' : 'en';
}

export function formats(locale: Locale): Pick<Language, 'money' | 'date' | 'time' | 'number'> {
  const tag = locale === 'vi' ? 'vi-VN' : 'en-GB';
  const day = new Intl.DateTimeFormat(tag, locale === 'vi' ? {} : { day: 'numeric', month: 'short', year: 'numeric' });
  const moment = new Intl.DateTimeFormat(tag, { dateStyle: 'short', timeStyle: 'short' });
  return {
    money: (amountMinor, currency) =>
      amountMinor === null ? '–' : formatMoney(amountMinor / minorPerMajor(currency), currency, locale),
    date: (at) => (at === null ? '–' : day.format(at)),
    time: (at) => (at === null ? '–' : moment.format(at)),
    number: (value, digits = 0) => new Intl.NumberFormat(tag, { maximumFractionDigits: digits }).format(value),
  };
}

const symbols: Record<string, string> = { USD: '$', EUR: '€', GBP: '£', VND: '₫' };

/** `$102.0k`, `102,0 nghìn US$`. */
function formatMoney(amount: number, currency: string, locale: Locale): string {
  // The unit is chosen after rounding: 999,999.99 is 1.0m, never 1,000.0k.
  const size = Math.abs(amount);
  const [divisor, unit] =
    size >= 999.95e6
      ? [1e9, { en: 'bn', vi: ' tỷ' }]
      : size >= 999.95e3
        ? [1e6, { en: 'm', vi: ' triệu' }]
        : [1e3, { en: 'k', vi: ' nghìn' }];
  const figure = new Intl.NumberFormat(locale === 'vi' ? 'vi-VN' : 'en-US', {
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  }).format(size / divisor);
  const sign = amount < 0 && Number.parseFloat(figure.replace(',', '.')) !== 0 ? '−' : '';
  if (locale === 'vi')
    return `${sign}${figure}${unit.vi} ${currency === 'USD' ? 'US$' : (symbols[currency] ?? currency)}`;
  const symbol = symbols[currency];
  return symbol === undefined ? `${sign}${figure}${unit.en} ${currency}` : `${sign}${symbol}${figure}${unit.en}`;
}
