import { expect, test } from 'vitest';
import { formats } from '../../src/ui/locale.tsx';

const plain = (text: string) => text.replace(/[\u00A0\u202F]/g, ' ');

test.each([
  [99_999_999, '$1.0m', '1,0 triệu US$'],
  [99_999_999_999, '$1.0bn', '1,0 tỷ US$'],
])('%i, rounded up, takes the next unit', (amountMinor, english, vietnamese) => {
  expect(plain(formats('en').money(amountMinor, 'USD'))).toBe(english);
  expect(plain(formats('vi').money(amountMinor, 'USD'))).toBe(vietnamese);
});
