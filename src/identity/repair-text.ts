// Repairs text that was read in the wrong encoding on its way: UTF-8 taken for windows-1252, and the old Vietnamese fonts. Nothing else is touched.
import { repairVietnamese } from './vietnamese-encoding.ts';

const windows1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';
const byteOf = new Map(Array.from(windows1252, (letter, at) => [letter, 0x80 + at] as const));
const suspect = /[\u00c2-\u00f4][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]/;

export function repairText(text: string): string {
  if (!/[^\p{ASCII}]/u.test(text)) return text;
  return repairVietnamese(repairMojibake(text));
}

/** `Nguyá»…n` becomes `Nguyễn`; only where the whole text is UTF-8 once its bytes are put together again. */
function repairMojibake(text: string): string {
  if (!suspect.test(text)) return text;
  const bytes: number[] = [];
  for (const letter of text) {
    const code = letter.codePointAt(0) ?? 0;
    const byte = code < 0x100 ? code : byteOf.get(letter);
    if (byte === undefined) return text;
    bytes.push(byte);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(bytes));
  } catch {
    return text;
  }
}
