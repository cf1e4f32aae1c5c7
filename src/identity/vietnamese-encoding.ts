// Repairs Vietnamese that was written in the old VNI or TCVN3 fonts' encodings and touches nothing else: a text is decoded only where its
// marked words become Vietnamese syllables, and were none before.

const tones = '\u0301\u0300\u0309\u0303\u0323';
const nuclei = new Set(
  'a ă â e ê i o ô ơ u ư y ia iê ya yê oa oă oe ua uâ uê uô uơ uy ưa ươ ai ao au ay âu ây eo êu iu oi ôi ơi ui ưi ưu iêu yêu oai oay oeo uay uây uôi ươi ươu uya uyê uyu oao uêu ue'.split(
    ' ',
  ),
);
const syllable = /^(ngh|ng|nh|gh|gi|kh|ph|th|tr|ch|qu|[bcdđghklmnpqrstvx])?([aăâeêioôơuưy]{1,3})(ng|nh|ch|[cmnpt])?$/;

/** The text in Unicode: decoded from VNI or TCVN3 where that is what it is, unchanged otherwise. */
export function repairVietnamese(text: string): string {
  if (!/[\u00a1-\u00ff]/.test(text)) return text;
  const before = readability(text);
  if (before.share >= 0.8) return text;
  const candidates = [decodeVni(text), decodeTcvn3(text)].map((decoded) => ({ decoded, ...readability(decoded) }));
  const best = candidates.sort((a, b) => b.valid - a.valid)[0];
  if (best === undefined || best.share < 0.8 || best.valid <= before.valid) return text;
  return best.valid >= 2 || hasSign(text) ? best.decoded : text;
}

/** Signs that no Western name holds: a tone letter right behind the vowel it marks in VNI, the soft hyphen and symbols of TCVN3. */
function hasSign(text: string): boolean {
  return /[\u00a1-\u00bf\u00d7\u00f7]/.test(text) || /[aeiouyAEIOUYôöÔÖ][ùøûõÙØÛÕ]/.test(text);
}

/** How many of the words with letters beyond ASCII are Vietnamese syllables. */
function readability(text: string): { valid: number; share: number } {
  const marked = text.split(/[^\p{L}\p{M}\u00a1-\u00ff]+/u).filter((word) => /[^\p{ASCII}]/u.test(word));
  const valid = marked.filter(isSyllable).length;
  return { valid, share: marked.length === 0 ? 1 : valid / marked.length };
}

function isSyllable(word: string): boolean {
  const decomposed = word.toLowerCase().normalize('NFD');
  const toneCount = [...decomposed].filter((letter) => tones.includes(letter)).length;
  const bare = decomposed.replace(new RegExp(`[${tones}]`, 'g'), '').normalize('NFC');
  const parts = syllable.exec(bare);
  if (toneCount > 1 || parts === null) return false;
  const [, onset, nucleus = ''] = parts;
  return nuclei.has(nucleus) || (onset === 'gi' && nuclei.has(`i${nucleus}`));
}

const vniMarks: Record<string, string> = {
  ù: '\u0301',
  ø: '\u0300',
  û: '\u0309',
  õ: '\u0303',
  ï: '\u0323',
  â: '\u0302',
  á: '\u0302\u0301',
  à: '\u0302\u0300',
  å: '\u0302\u0309',
  ã: '\u0302\u0303',
  ä: '\u0302\u0323',
  ê: '\u0306',
  é: '\u0306\u0301',
  è: '\u0306\u0300',
  ú: '\u0306\u0309',
  ü: '\u0306\u0303',
  ë: '\u0306\u0323',
};
const vniLetters: Record<string, string> = { ñ: 'đ', ô: 'ơ', ö: 'ư', æ: 'ỉ', ó: 'ĩ', ò: 'ị', î: 'ỵ', í: 'í', ì: 'ì' };

function decodeVni(text: string): string {
  let decoded = '';
  let afterVowel = false;
  for (const letter of text.normalize('NFC')) {
    const lower = letter.toLowerCase();
    const mark = vniMarks[lower];
    if (afterVowel && mark !== undefined) {
      decoded += mark;
      afterVowel = false;
      continue;
    }
    const whole = vniLetters[lower];
    decoded += whole === undefined ? letter : letter === lower ? whole : whole.toUpperCase();
    afterVowel = 'aeouyôö'.includes(lower);
  }
  return decoded.normalize('NFC');
}

const tcvn3Codes =
  'µà¶ả·ã¸á¹ạ¨ă»ằ¼ẳ½ẵ¾ắÆặ©âÇầÈẩÉẫÊấËậÌèÎẻÏẽÐéÑẹªêÒềÓểÔễÕếÖệ×ìØỉÜĩÝíÞịßòáỏâõãóäọ«ôåồæổçỗèốéộ¬ơêờëởìỡíớîợïùñủòũóúôụ\u00adưõừöử÷ữøứùựúỳûỷüỹýýþỵ®đ§Đ¡Ă¢Â£Ê¤Ô¥Ơ¦Ư';
const tcvn3 = new Map(
  Array.from({ length: tcvn3Codes.length / 2 }, (_, at) => [tcvn3Codes[at * 2] ?? '', tcvn3Codes[at * 2 + 1] ?? '']),
);

function decodeTcvn3(text: string): string {
  return Array.from(text.normalize('NFC'), (letter) => tcvn3.get(letter) ?? letter).join('');
}
