// Text out of the bytes of a file in any usual encoding.

/** UTF-8 or UTF-16 by their marks, UTF-8 where it is valid, else the old encoding whose letters fit best. */
export function decodeText(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  const head = bytes.subarray(0, 400);
  const zeroAt = (parity: 0 | 1): number => head.filter((byte, at) => byte === 0 && at % 2 === parity).length;
  if (zeroAt(1) > head.length / 6 && zeroAt(0) < 4) return new TextDecoder('utf-16le').decode(bytes);
  if (zeroAt(0) > head.length / 6 && zeroAt(1) < 4) return new TextDecoder('utf-16be').decode(bytes);
  return (tryDecode(bytes, 'utf-8') ?? decodeOld(bytes)).replaceAll('\0', '');
}

function tryDecode(bytes: Buffer, encoding: string): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

interface OldEncoding {
  name: string;
  /** Letters that the encoding is there for, and the share of all letters beyond ASCII that they must make. */
  letters: RegExp;
  shareMin: number;
}

const oldEncodings: OldEncoding[] = [
  { name: 'shift_jis', letters: /[\u3040-\u30ff]/g, shareMin: 0.15 },
  { name: 'euc-jp', letters: /[\u3040-\u30ff]/g, shareMin: 0.15 },
  { name: 'euc-kr', letters: /[\uac00-\ud7a3]/g, shareMin: 0.8 },
  { name: 'gb18030', letters: /[\u4e00-\u9fa5\u3000-\u3011\uff00-\uff5e]/g, shareMin: 0.97 },
  { name: 'big5', letters: /[\u4e00-\u9fa5\u3000-\u3011\uff00-\uff5e]/g, shareMin: 0.9 },
  { name: 'windows-1251', letters: /[а-яё]/g, shareMin: 0.6 },
];
const sampleMax = 200_000;

/** windows-1252 unless the bytes above ASCII stand side by side, as only other scripts write them. */
function decodeOld(bytes: Buffer): string {
  const sample = bytes.subarray(0, sampleMax);
  let high = 0;
  let beside = 0;
  sample.forEach((byte, at) => {
    if (byte < 0x80) return;
    high++;
    if ((sample[at - 1] ?? 0) >= 0x80 || (sample[at + 1] ?? 0) >= 0x80) beside++;
  });
  if (beside > high * 0.75) {
    for (const { name, letters, shareMin } of oldEncodings) {
      const text = tryDecode(bytes, name);
      if (text === null) continue;
      const beyond = text.match(/[^\p{ASCII}]/gu)?.length ?? 0;
      if (beyond > 0 && (text.match(letters)?.length ?? 0) >= beyond * shareMin) return text;
    }
  }
  return new TextDecoder('windows-1252').decode(bytes);
}
