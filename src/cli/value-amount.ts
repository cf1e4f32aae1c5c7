// Reads amounts as spreadsheets write them: currency signs, thousands separators, decimal commas, brackets for minus.

const sign =
  /^(\(?)\s*([-−+]?)\s*[^\d\s.,()−+-]{0,4}\s*([-−]?)\s*([\d.,'\s\u00a0\u202f]+?)\s*[^\d\s.,()−+-]{0,4}\s*(\)?)$/u;

/** Null where the text is no amount. "1,234" is one thousand two hundred thirty-four; "1,23" has a decimal comma. */
export function readAmount(text: string): number | null {
  const match = sign.exec(text.trim());
  if (match === null) return null;
  const [, open = '', before = '', after = '', digits = '', close = ''] = match;
  if ((open === '(') !== (close === ')')) return null;
  const value = Number(plainNumber(digits.replace(/['\s\u00a0\u202f]/g, '')));
  if (!Number.isFinite(value) || !/\d/.test(digits)) return null;
  const negative = open === '(' || [before, after].some((mark) => mark === '-' || mark === '−');
  return negative ? -value : value;
}

function plainNumber(digits: string): string {
  const comma = digits.lastIndexOf(',');
  const point = digits.lastIndexOf('.');
  if (comma === -1) return digits.indexOf('.') === point ? digits : digits.replaceAll('.', '');
  if (point !== -1) return comma > point ? digits.replaceAll('.', '').replace(',', '.') : digits.replaceAll(',', '');
  return /^\d{1,3}(,\d{3})+$/.test(digits) ? digits.replaceAll(',', '') : digits.replace(',', '.');
}
