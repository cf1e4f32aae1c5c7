// Splits a full name into given and family name as it is shown, by the order that its language uses; nothing is folded.
import { stripMarks } from './fold-text.ts';

interface DisplayName {
  given: string;
  family: string;
  full: string;
}

const vietnameseSurname =
  /^(nguyen|tran|le|pham|huynh|hoang|phan|vu|vo|dang|bui|do|ho|ngo|duong|ly|dinh|trinh|doan|mai|cao|luong|ta|chu|to|trương|truong|lam|dao|thai|quach|kieu)$/;
const honorific =
  /^((dr|prof|mr|mrs|ms|miss|ing|dipl|herr|frau|mme|ông|bà|anh|chị|cô|chú|bác|ths|ts|pgs|gs|bs|ks|ls)\.?(-ing\.?)?\s+)+(?=\S+\s)/i;
const suffix = /[\s,]+(jr|sr|ii|iii|iv|phd|ph\.d|md|m\.d|mba|esq|cpa|pmp|msc|ma|ba)\.?$/i;
const doubleSurnames = /^(欧阳|歐陽|司马|司馬|诸葛|諸葛|上官|东方|東方|皇甫|令狐|慕容|남궁|황보|제갈|선우|독고)/;
const particles = /^(van|von|de|der|den|da|di|du|del|della|la|le|bin|ter|zu|zum|al|el|dos|st\.?)$/i;

/** The full name stays as written; honorifics and degrees are left out of its parts. */
export function displayName(written: string): DisplayName {
  const full = written.trim().replace(/[.,;]+$/, '');
  const bare = full.replace(honorific, '').replace(suffix, '').trim();
  const comma = /^([^,]+),\s*(.+)$/.exec(bare);
  if (comma !== null) return { full, family: (comma[1] ?? '').trim(), given: (comma[2] ?? '').trim() };
  const words = bare.split(/[\s\u3000]+/);
  if (/^[\p{sc=Han}\p{sc=Hangul}\p{sc=Hiragana}\p{sc=Katakana}々・]+$/u.test(words.join('')))
    return { full, ...eastern(words) };
  if (words.length === 1) return { full, family: '', given: words[0] ?? '' };
  const isVietnamese = vietnameseSurname.test(stripMarks(words[0] ?? '')) && /[^\p{ASCII}]/u.test(bare);
  const isVietnameseBare =
    words.length >= 3 &&
    vietnameseSurname.test(stripMarks(words[0] ?? '')) &&
    !vietnameseSurname.test(stripMarks(words.at(-1) ?? ''));
  if (isVietnamese || isVietnameseBare) return { full, family: words[0] ?? '', given: words.slice(1).join(' ') };
  let at = words.length - 1;
  while (at > 1 && particles.test(words[at - 1] ?? '')) at--;
  return { full, family: words.slice(at).join(' '), given: words.slice(0, at).join(' ') };
}

/** Family name first; without a space it is one sign, two for the known double surnames and for Japanese names of four signs. */
function eastern(words: string[]): { given: string; family: string } {
  const [first = '', ...rest] = words;
  if (rest.length > 0) return { family: first, given: rest.join(' ') };
  const signs = [...first];
  const isJapanese =
    /[\p{sc=Hiragana}\p{sc=Katakana}々]/u.test(first) || (signs.length >= 4 && !/\p{sc=Hangul}/u.test(first));
  const length = doubleSurnames.test(first) || (isJapanese && signs.length > 2) ? 2 : 1;
  return { family: signs.slice(0, length).join(''), given: signs.slice(length).join('') };
}
