// Reads amounts as spreadsheets write them: currency signs, thousands separators, decimal commas, brackets or a sign on either side for minus.

export interface ReadAmount {
  value: number;
  /** What it is if the point parts thousands: `1.234` alone does not say. Null where it is plain. */
  ifThousands: number | null;
  /** What this amount shows about points in its column. */
  point: 'decimal' | 'thousands' | null;
}

const shape =
  /^(\(?)\s*([-−+]?)\s*[^\d\s.,()−+-]{0,4}\s*([-−]?)\s*([\d.,'’\s\u00a0\u202f]+?(?:[eE][+-]?\d{1,3})?)\s*([-−]?)\s*[^\d\s.,()−+-]{0,4}\s*(\)?)$/u;
const exponent = /^(.*?)([eE][+-]?\d+)?$/u;

/** Null where the text is no amount. "1,234" is one thousand two hundred thirty-four; "1,23" has a decimal comma. */
export function readAmount(text: string): ReadAmount | null {
  const match = shape.exec(text.trim());
  if (match === null) return null;
  const [, open = '', before = '', inner = '', digits = '', after = '', close = ''] = match;
  if ((open === '(') !== (close === ')')) return null;
  const [, mantissa = '', power = ''] = exponent.exec(digits.replace(/['’\s\u00a0\u202f]/g, '')) ?? [];
  if (!/\d/.test(mantissa)) return null;
  const value = Number(plainNumber(mantissa) + power);
  if (!Number.isFinite(value)) return null;
  const negative = open === '(' || [before, inner, after].some((mark) => mark === '-' || mark === '−');
  const sign = negative ? -1 : 1;
  const isOpen = power === '' && /^[1-9]\d{0,2}\.\d{3}$/.test(mantissa);
  return {
    value: sign * value,
    ifThousands: isOpen ? sign * Number(mantissa.replace('.', '')) : null,
    point: isOpen ? null : pointOf(mantissa),
  };
}

function pointOf(mantissa: string): ReadAmount['point'] {
  if (!mantissa.includes('.')) return null;
  if (/^\d{1,3}(\.\d{3})+,\d+$/.test(mantissa) || /^\d{1,3}(\.\d{3}){2,}$/.test(mantissa)) return 'thousands';
  return 'decimal';
}

function plainNumber(digits: string): string {
  const comma = digits.lastIndexOf(',');
  const point = digits.lastIndexOf('.');
  if (comma === -1) return digits.indexOf('.') === point ? digits : digits.replaceAll('.', '');
  if (point !== -1) return comma > point ? digits.replaceAll('.', '').replace(',', '.') : digits.replaceAll(',', '');
  return /^\d{1,3}(,\d{3})+$/.test(digits) ? digits.replaceAll(',', '') : digits.replace(',', '.');
}
