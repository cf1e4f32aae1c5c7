import { describe, expect, test } from 'vitest';
import { formats } from '../../src/ui/locale.tsx';

const plain = (text: string) => text.replace(/[\u00A0\u202F]/g, ' ');
const noon = Date.UTC(2026, 10, 22, 12);

describe('money', () => {
  test.each([
    [10_200_000, 'USD', '$102.0k', '102,0 nghìn US$'],
    [10_204_999, 'USD', '$102.0k', '102,0 nghìn US$'],
    [-450_000, 'USD', '−$4.5k', '−4,5 nghìn US$'],
    [0, 'USD', '$0.0k', '0,0 nghìn US$'],
    [-1, 'USD', '$0.0k', '0,0 nghìn US$'],
    [99_000_000, 'USD', '$990.0k', '990,0 nghìn US$'],
    [123_456_789, 'USD', '$1.2m', '1,2 triệu US$'],
    [523_000_000_000, 'USD', '$5.2bn', '5,2 tỷ US$'],
    [2_500_000, 'VND', '₫2.5m', '2,5 triệu ₫'],
    [3_100_000_000, 'VND', '₫3.1bn', '3,1 tỷ ₫'],
    [1_250_000, 'EUR', '€12.5k', '12,5 nghìn €'],
    [1_250_000, 'GBP', '£12.5k', '12,5 nghìn £'],
    [1_250_000, 'SEK', '12.5k SEK', '12,5 nghìn SEK'],
    [1_250_000, 'JPY', '1.3m JPY', '1,3 triệu JPY'],
  ])('%i minor units of %s', (amountMinor, currency, english, vietnamese) => {
    expect(plain(formats('en').money(amountMinor, currency))).toBe(english);
    expect(plain(formats('vi').money(amountMinor, currency))).toBe(vietnamese);
  });

  test('what is not known is a dash', () => {
    expect(formats('en').money(null, 'USD')).toBe('–');
    expect(formats('vi').money(null, 'VND')).toBe('–');
  });
});

describe('dates', () => {
  test('read as each language writes them', () => {
    expect(formats('vi').date(noon)).toBe('22/11/2026');
    expect(formats('en').date(noon)).toBe('22 Nov 2026');
  });

  test('a moment has the day and the time', () => {
    const local = new Date(2026, 10, 22, 9, 41).getTime();
    expect(formats('vi').time(local)).toMatch(/09:41/);
    expect(formats('vi').time(local)).toMatch(/22\/11\/(20)?26/);
    expect(formats('en').time(local)).toMatch(/22\/11\/2026.*09:41/);
  });

  test('what never was is a dash', () => {
    expect(formats('en').date(null)).toBe('–');
    expect(formats('vi').time(null)).toBe('–');
  });
});

describe('numbers', () => {
  test.each([
    [1_234_567, 0, '1,234,567', '1.234.567'],
    [0.8125, 2, '0.81', '0,81'],
    [12, 2, '12', '12'],
  ])('%f to at most %i digits', (value, digits, english, vietnamese) => {
    expect(formats('en').number(value, digits)).toBe(english);
    expect(formats('vi').number(value, digits)).toBe(vietnamese);
  });
});
