// Brings names in Cyrillic, Greek, Hangul and kana to Latin letters, as passports and company registers write them; Chinese characters
// have no reading of their own and stay.

const cyrillic =
  'а a б b в v г g ґ g д d е e ё e є e ж zh з z и i й i і i ї i к k л l м m н n о o п p р r с s т t у u ў u ф f х kh ц ts ч ch ш sh щ shch ъ  ы y ь  э e ю iu я ia ҳ h қ k ү u ө o ә a ғ g ң n ұ u ј j љ lj њ nj ћ c ђ dj џ dz';
const greek = 'α a β v γ g δ d ε e ζ z η i θ th ι i κ k λ l μ m ν n ξ x ο o π p ρ r σ s ς s τ t υ y φ f χ ch ψ ps ω o';
const letters = new Map([...pairsOf(cyrillic), ...pairsOf(greek)]);

function pairsOf(list: string): [string, string][] {
  const parts = list.split(/ (?=\S| {2})/);
  const pairs: [string, string][] = [];
  for (let at = 0; at < parts.length; at += 2) pairs.push([parts[at] ?? '', (parts[at + 1] ?? '').trim()]);
  return pairs;
}

const leads = 'g kk n d tt r m b pp s ss  j jj ch k t p h'.split(' ');
const vowels = 'a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i'.split(' ');
const tails = ' k k k n n n t l k m p l l p l m p p t t ng t t k t p t'.split(' ');

const kana: Record<string, string> = Object.fromEntries(
  'a i u e o ka ki ku ke ko ga gi gu ge go sa shi su se so za ji zu ze zo ta chi tsu te to da ji zu de do na ni nu ne no ha hi fu he ho ba bi bu be bo pa pi pu pe po ma mi mu me mo ya yu yo ra ri ru re ro wa o n'
    .split(' ')
    .map((sound, at) => [
      'あいうえおかきくけこがぎぐげごさしすせそざじずぜぞたちつてとだぢづでどなにぬねのはひふへほばびぶべぼぱぴぷぺぽまみむめもやゆよらりるれろわをん'[
        at
      ] ?? '',
      sound,
    ]),
);

/** Lower case Latin where the script is known; everything else as it is. */
export function transliterate(text: string): string {
  if (!/[\u0370-\u03ff\u0400-\u04ff\u3040-\u30ff\uac00-\ud7a3]/.test(text)) return text;
  return Array.from(text.normalize('NFC').toLowerCase(), (letter) => {
    const code = letter.codePointAt(0) ?? 0;
    if (code >= 0xac00 && code <= 0xd7a3) return hangul(code - 0xac00);
    if (code >= 0x30a1 && code <= 0x30f6) return kana[String.fromCodePoint(code - 0x60)] ?? letter;
    return letters.get(letter) ?? kana[letter] ?? letter;
  }).join('');
}

function hangul(at: number): string {
  return `${leads[Math.floor(at / 588)]}${vowels[Math.floor((at % 588) / 28)]}${tails[at % 28]}`;
}
