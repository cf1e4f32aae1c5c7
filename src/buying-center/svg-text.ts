// Text in pictures: escaped, and cut to the width it has.

const controls = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufffe\uffff]/g;

/** Safe as text and as attribute value of an XML document. */
export function svgText(text: string): string {
  return text
    .toWellFormed()
    .replace(controls, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/** Width of a text in Inter, in pixels, a little on the wide side. */
export function textWidth(text: string, size: number): number {
  let ems = 0;
  for (const letter of text.normalize('NFC')) ems += emsOf(letter);
  return ems * size;
}

function emsOf(letter: string): number {
  if (/\p{M}/u.test(letter)) return 0;
  if (/[ilj.,:;'’!|I()[\]]/.test(letter)) return 0.3;
  if (/[ftr\- /]/.test(letter)) return 0.38;
  if (/[mwMW@%—]/.test(letter)) return 0.9;
  if (/\p{Lu}/u.test(letter)) return 0.7;
  if (/[\u1100-\uffdc\u{1f000}-\u{1ffff}]/u.test(letter)) return 1.05;
  return 0.59;
}

/** The text, or as much of it as fits with an ellipsis. */
export function fitText(text: string, { size, width }: { size: number; width: number }): string {
  const clean = text.replace(/\s+/g, ' ').trim();
  if (textWidth(clean, size) <= width) return clean;
  const letters = [...clean.slice(0, 400)];
  while (letters.length > 1 && textWidth(`${letters.join('')}…`, size) > width) letters.pop();
  return `${letters.join('').trimEnd()}…`;
}
